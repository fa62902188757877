"""Files made to harm: each gets one clear error and nothing else happens."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.bank.layout import word_guard
from lms.bank.layout.model import ParseResult
from lms.bank.layout.notes import ERROR_TEXTS, UnreadableFile
from lms.bank.layout.reader import read_docx
from tests.kit import papers

GOOD = papers.history()
DOCUMENT = "word/document.xml"


def rewritten(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The good paper with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return out.getvalue()


def code_of(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_docx(data)
    assert str(caught.value)
    assert caught.value.code in ERROR_TEXTS
    return caught.value.code


@pytest.mark.parametrize(
    "data, code",
    [
        (b"", "file_not_word"),
        (b"C\xc3\xa2u 1. Xin ch\xc3\xa0o", "file_not_word"),
        (b"%PDF-1.7\n" + GOOD, "file_not_word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_old_word"),
        (b"PK\x03\x04" + b"\0" * 50, "file_damaged"),
        (GOOD[: len(GOOD) // 2], "file_damaged"),
    ],
)
def test_what_is_no_word_file(data: bytes, code: str) -> None:
    assert code_of(data) == code


def test_a_zip_of_something_else() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("readme.txt", "hello")
    assert code_of(out.getvalue()) == "file_not_word"


def test_a_spreadsheet_under_the_name_of_a_paper() -> None:
    def change(parts: dict[str, bytes]) -> None:
        types = parts["[Content_Types].xml"]
        parts["[Content_Types].xml"] = types.replace(b"wordprocessingml", b"spreadsheetml")

    assert code_of(rewritten(change)) == "file_not_word"


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_guard, "MAX_FILE", len(GOOD) - 1)
    assert code_of(GOOD) == "file_too_large"


def test_zip_bomb_by_ratio() -> None:
    bomb = rewritten(lambda parts: parts.update({"word/media/a.bin": b"\0" * 30_000_000}))
    assert len(bomb) < 200_000
    assert code_of(bomb) == "file_bomb"


def test_zip_bomb_by_sum() -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts.update({f"word/media/{i}.bin": b"\0" * 1_000_000 for i in range(130)})

    assert code_of(rewritten(change)) == "file_bomb"


def test_too_many_entries() -> None:
    many = rewritten(lambda parts: parts.update({f"word/x{i}": b"" for i in range(2_001)}))
    assert code_of(many) == "file_bomb"


def test_a_size_that_lies_in_the_directory() -> None:
    big = b"<w:x>" + b"a" * 3_000_000 + b"</w:x>"
    data = bytearray(rewritten(lambda parts: parts.update({DOCUMENT: big})))
    at = data.rfind(b"PK\x01\x02")
    while at >= 0:
        (length,) = struct.unpack_from("<H", data, at + 28)
        if data[at + 46 : at + 46 + length] == DOCUMENT.encode():
            struct.pack_into("<I", data, at + 24, 100)
        at = data.rfind(b"PK\x01\x02", 0, at)
    assert code_of(bytes(data)) == "file_damaged"


@pytest.mark.parametrize(
    "name", ["../evil.xml", "word/../../evil", "/etc/passwd", "C:/evil", "word\\..\\evil"]
)
def test_names_that_leave_the_archive(name: str) -> None:
    assert code_of(rewritten(lambda parts: parts.update({name: b"x"}))) == "file_bad_names"


ENTITY = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>'


@pytest.mark.parametrize("declaration", [ENTITY, LAUGHS, "<!DOCTYPE d SYSTEM 'http://x/y.dtd'>"])
@pytest.mark.parametrize("part", [DOCUMENT, "word/styles.xml", "[Content_Types].xml",
                                  "_rels/.rels", "word/_rels/document.xml.rels"])  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_declarations(declaration: str, part: str, encoding: str) -> None:
    def change(parts: dict[str, bytes]) -> None:
        text = parts[part].decode("utf-8")
        _, rest = text.split("?>", 1) if text.startswith("<?xml") else ("", text)
        parts[part] = f'<?xml version="1.0" encoding="{encoding}"?>{declaration}{rest}'.encode(
            encoding
        )

    assert code_of(rewritten(change)) == "file_entities"


def test_xml_that_is_nested_without_end() -> None:
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    assert code_of(rewritten(lambda parts: parts.update({DOCUMENT: deep}))) == "file_damaged"


def test_xml_that_is_broken() -> None:
    cut = rewritten(lambda parts: parts.update({DOCUMENT: parts[DOCUMENT][:-30]}))
    assert code_of(cut) == "file_damaged"


def test_relations_that_lead_outside() -> None:
    def change(parts: dict[str, bytes]) -> None:
        links = parts["word/_rels/document.xml.rels"]
        for old, new in ((b"styles.xml", b"../../../etc/passwd"), (b"numbering.xml", b"/x")):
            links = links.replace(old, new)
        parts["word/_rels/document.xml.rels"] = links

    assert len(read_docx(rewritten(change)).questions) == len(papers.HISTORY)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_paper_is_read_or_refused_but_never_breaks(data: st.DataObject) -> None:
    spoiled = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 20))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert isinstance(read_docx(bytes(spoiled)), ParseResult)
    except UnreadableFile as refused:
        assert refused.code in ERROR_TEXTS


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_strange_document_part_is_read_or_refused(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as source:
        part = bytearray(source.read(DOCUMENT))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(part) - 1))
        del part[start : start + data.draw(st.integers(1, 9))]
    try:
        result = read_docx(rewritten(lambda parts: parts.update({DOCUMENT: bytes(part)})))
        assert isinstance(result, ParseResult)
    except UnreadableFile as refused:
        assert refused.code in ERROR_TEXTS
