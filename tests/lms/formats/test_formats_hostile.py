"""Files made to do harm: refused, named, and never long at it."""

import io
import random
import time
import zipfile

import pytest

from lms.bank.rules import Content
from lms.formats import gift_read, qti_read
from lms.formats.content import pictures_in
from lms.formats.model import Unreadable
from lms.formats.registry import FORMATS, recognised
from tests.lms.formats.contents import KINDS
from tests.lms.formats.table import examples
from tests.lms.formats.ways import PICTURES, Piece

BOMB = b"""<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
<quiz><question type="essay"><questiontext><text>&b;</text></questiontext></question></quiz>"""
OUTSIDE = b"""<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>"""


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def code_of(name: str, data: bytes) -> str:
    started = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        FORMATS[name].read(data)
    assert time.monotonic() - started < 5
    return refused.value.code


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16")])
def test_entities_are_refused(data: bytes) -> None:
    assert code_of("moodle", data) in ("entities", "not_xml")
    assert code_of("qti", data) in ("entities", "not_xml")


def test_entities_inside_packages_are_refused() -> None:
    assert code_of("qti", packed(imsmanifest_dot_xml=BOMB)) == "entities"
    assert code_of("excel", packed(**{"xl/workbook.xml": BOMB})) == "entities"


def test_zip_bombs_and_names_are_refused() -> None:
    huge = packed(imsmanifest_dot_xml=b"<manifest/>", a=b"0" * (40 << 20))
    assert code_of("qti", huge) == "zip_bomb"
    assert code_of("excel", huge) == "zip_bomb"
    for name in ("../x.xml", "/etc/x.xml", "a/../../x.xml", "C:/x.xml", "a\\..\\..\\x"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            made.writestr(zipfile.ZipInfo("imsmanifest.xml"), b"<manifest/>")
            entry = zipfile.ZipInfo("x")
            entry.filename = entry.orig_filename = name
            made.writestr(entry, b"<x/>")
        assert code_of("qti", out.getvalue()) == "zip_names", name


def test_a_manifest_reaches_nothing_outside() -> None:
    manifest = b"""<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>
    <resource type="imsqti_item_xmlv2p1" href="../../../../etc/passwd"/></resources></manifest>"""
    reading = qti_read.read(packed(imsmanifest_dot_xml=manifest))
    assert [loss.code for loss in reading.losses] == ["item_missing"]
    assert not reading.pieces


def test_deep_nesting_is_refused() -> None:
    deep = b"<quiz>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</quiz>"
    assert code_of("moodle", deep) == "not_xml"
    inner = "&lt;b&gt;" * 20_000
    text = f"""<quiz><question type="essay"><questiontext format="html"><text>{inner}x</text>
    </questiontext></question></quiz>"""
    reading = FORMATS["moodle"].read(text.encode())
    assert len(reading.pieces) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hỏi {=a ~b", "braces_open"),
        ("Hỏi {{{{=a ~b}", "braces_open"),
        ("Hỏi {#abc}", "answers_unread"),
        ("Hỏi {#1e999999999}", "answers_unread"),
        ("chỉ là chữ", "text_left_out"),
    ],
)
def test_gift_that_cannot_be_read_is_named(text: str, code: str) -> None:
    reading = gift_read.read(f"Đúng {{T}}\n\n{text}\n\nSai {{F}}")
    assert [loss.code for loss in reading.losses] == [code]
    assert reading.losses[0].place == "3"
    assert len(reading.pieces) == 2


def test_long_lines_and_huge_numbers_end_soon() -> None:
    started = time.monotonic()
    gift_read.read("x" * 5_000_000 + " {=a ~b}")
    gift_read.read("Hỏi {" + "=a ~b " * 200_000 + "}\n\nB {T}")
    gift_read.read("Hỏi {" + "\\" * 500_001 + "}\n\nB {T}")
    gift_read.read("$x " * 100_000 + " {=a ~b}")
    reading = gift_read.read("A {#" + "9" * 100_000 + ":" + "9" * 100_000 + "}\n\nB {T}")
    assert [loss.code for loss in reading.losses] == ["answers_unread"]
    assert time.monotonic() - started < 20


def test_bytes_that_were_changed_raise_nothing_but_unreadable() -> None:
    chance = random.Random(4)
    pieces = [Piece(content) for kind in KINDS for content in examples(kind)]
    for code, one in FORMATS.items():
        data = one.write(pieces, PICTURES).data
        for _ in range(60):
            made = bytearray(data)
            for _ in range(chance.randint(1, 8)):
                made[chance.randrange(len(made))] = chance.randrange(256)
            cut = bytes(made[: chance.randint(len(made) // 2, len(made))])
            try:
                one.read(cut)
            except Unreadable as error:
                assert error.code, code


def test_formats_are_recognised() -> None:
    pieces = [Piece(content) for content in examples("single_choice")]
    names = {"gift": "a.gift", "moodle": "a.xml", "qti": "a.zip", "excel": "a.xlsx",
             "aiken": "a.txt"}  # fmt: skip
    for code, name in names.items():
        assert recognised(name, FORMATS[code].write(pieces, PICTURES).data) == code
    gift = FORMATS["gift"].write(pieces, {}).data
    assert recognised("a.txt", gift) == "gift"
    layout = "Câu 1. Tính $\\frac{1}{2}$\nA. 1\nB. 2\nĐáp án: A\n".encode()
    assert recognised("a.txt", layout) is None
    assert recognised("a.docx", b"PK") is None


@pytest.mark.parametrize("text", ["\n" * 120_000 + "x", "{}\n \n" * 30_000, "::a" * 60_000])
def test_what_a_text_is_is_known_at_once(text: str) -> None:
    """The server itself looks at it, and every other request of the process waits."""
    started = time.monotonic()
    recognised("paper.txt", text.encode())
    assert time.monotonic() - started < 2


def test_a_text_of_open_brackets_is_read_at_once() -> None:
    content = Content("essay", "![a" * 100_000, {}, {}, "![a](file:" * 40_000)
    started = time.monotonic()
    assert pictures_in(content) == []
    assert time.monotonic() - started < 5


def test_more_options_than_letters_and_huge_lengths_are_read() -> None:
    lines = [f"{chr(65 + n)}. ý {n}" for n in range(26)] + ["A. thêm", "ANSWER: B"]
    (piece,) = FORMATS["aiken"].read("\n".join(["Câu hỏi", *lines]).encode()).pieces
    assert len(piece.content.body["options"]) == 26
    item = (
        '<assessmentItem identifier="a"><responseDeclaration identifier="R" baseType="string">'
        "<correctResponse><value>x</value></correctResponse></responseDeclaration><itemBody><p>Hỏi "
        '<textEntryInteraction responseIdentifier="R" expectedLength="0001%s"/></p></itemBody>'
        "</assessmentItem>"
    ) % ("0" * 6000)
    (piece,) = FORMATS["qti"].read(item.encode()).pieces
    assert piece.content.body.get("most_chars") is None
