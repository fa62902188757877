"""A file's content, structure and name must agree."""

from pathlib import Path

import pytest

from repository.formats.epub.kind import EpubFormat
from repository.formats.pdf.kind import PdfFormat
from repository.formats.text.kind import TextFormat
from repository.formats.word.kind import WordFormat
from repository.hooks import FormatError, Limits
from repository.ingest.sniff import clean_name, identify
from tests.kit import hostile
from tests.kit.shared import shared

FORMATS = [PdfFormat(), EpubFormat(), TextFormat(), WordFormat()]


def refusal(path: Path, name: str | None = None, limits: Limits | None = None) -> str:
    with pytest.raises(FormatError) as caught:
        identify(path, name or path.name, FORMATS, limits)
    return caught.value.code


def test_real_files_are_what_they_are() -> None:
    found = {}
    for path in sorted(shared("data/library").glob("*/*.*")):
        try:
            name = identify(path, path.name, FORMATS).name
        except FormatError as error:
            name = error.code
        found.setdefault(path.suffix, set()).add(name)
    assert found == {
        ".pdf": {"pdf"},
        ".epub": {"epub"},
        ".docx": {"word"},
        ".txt": {"text"},
        ".mp3": {"unknown_type"},
        ".pptx": {"unknown_type"},
        ".xlsx": {"unknown_type"},
    }


def test_made_files(tmp_path: Path) -> None:
    plain = tmp_path / "a.pdf"
    plain.write_bytes(hostile.pdf())
    assert identify(plain, "C:\\sách\\ĐỀ.PDF", FORMATS).name == "pdf"
    assert identify(hostile.epub(tmp_path), "a.epub", FORMATS).name == "epub"
    assert identify(hostile.docx(tmp_path, "Đề"), "a.docx", FORMATS).name == "word"


def test_name_and_content_must_agree(tmp_path: Path) -> None:
    book = hostile.epub(tmp_path)
    assert refusal(book, "book.pdf") == "suffix_mismatch"
    assert refusal(book, "book") == "suffix_mismatch"
    assert refusal(book, "book.epub.exe") == "suffix_mismatch"
    text = tmp_path / "a.txt"
    text.write_bytes(hostile.pdf())
    assert refusal(text) == "suffix_mismatch"


def test_sizes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"")
    assert refusal(path) == "empty_file"
    path.write_bytes(b"x" * 2000)
    assert refusal(path, limits=Limits(file_size=1000)) == "file_too_large"


def test_files_that_are_two_things(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.pdf() + hostile.zipped({"evil.js": "alert(1)"}))
    assert refusal(path) == "ambiguous"
    path.write_bytes(hostile.pdf(before=b"%PDF-1.4\n%<html><script>alert(1)</script>\n"))
    assert refusal(path) == "ambiguous"
    path.write_bytes(b"<html><script>alert(1)</script>" + hostile.pdf())
    assert refusal(path) == "ambiguous"
    both = hostile.zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": "<x/>",
            "[Content_Types].xml": "<x/>",
            "word/document.xml": "<x/>",
        }
    )
    path = tmp_path / "a.epub"
    path.write_bytes(both)
    assert refusal(path) == "ambiguous"


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        b"#!/bin/sh\nrm -rf /\n",
        b"MZ\x90\0\x03\0\0\0",
        b"\x7fELF\x02\x01\x01\0",
        b"\0" * 500,
        b"{\\rtf1 x}",
    ],
)
def test_other_things_are_no_text(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    assert refusal(path) in {"unknown_type", "damaged"}


def test_truncated_containers_are_damaged(tmp_path: Path) -> None:
    for path in (hostile.epub(tmp_path), hostile.docx(tmp_path, "x")):
        path.write_bytes(path.read_bytes()[:-200])
        assert refusal(path) in {"damaged", "unknown_type"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\Đề thi.docx", "Đề thi.docx"),
        ("a\0b\n.txt", "ab.txt"),
        ("\u202efdp.exe", "fdp.exe"),
        ("..", "file"),
        ("", "file"),
        ("x" * 500 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_clean_name(given: str, kept: str) -> None:
    assert clean_name(given) == kept
