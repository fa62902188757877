"""Slides, sheets and kept web pages: their text in pages, and what was made to do harm."""

import tracemalloc
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from pptx import Presentation

from repository.formats.html.kind import HtmlFormat
from repository.formats.html.reader import read as read_html
from repository.formats.sheets import reader as sheets
from repository.formats.sheets.kind import SheetsFormat
from repository.formats.slides.kind import SlidesFormat
from repository.formats.slides.reader import read as read_slides
from repository.formats.subtitles.kind import SubtitlesFormat
from repository.formats.text.kind import TextFormat
from repository.formats.word.kind import WordFormat
from repository.hooks import Extract, FormatError, Limits
from repository.ingest.sniff import identify
from repository.reading.sending import INLINE
from tests.kit import hostile
from tests.kit.shared import shared

LIMITS = Limits()
KINDS = [SlidesFormat(), SheetsFormat(), HtmlFormat(), TextFormat(), WordFormat()]
SHEET = "xl/worksheets/sheet1.xml"
SLIDE = "ppt/slides/slide1.xml"


def saved(made: Any) -> bytes:
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def slides() -> bytes:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text = "Bài 1: Phân số"
    slide.placeholders[1].text = "Tử số\nMẫu số"
    table = slide.shapes.add_table(1, 2, 0, 0, 10, 10).table
    table.cell(0, 0).text, table.cell(0, 1).text = "1/2", "một phần hai"
    slide.notes_slide.notes_text_frame.text = "Hỏi cả lớp trước"
    show.slides.add_slide(show.slide_layouts[6])
    return saved(show)


def book() -> bytes:
    made = Workbook()
    sheet = made.active
    sheet.title = "Điểm"
    sheet.append(["Họ tên", "Điểm", "Ngày"])
    sheet.append(["Nguyễn Văn An", 8.0, datetime(2026, 9, 5)])
    sheet.append([None, "=1+1", True])
    long = made.create_sheet("Dài")
    for number in range(501):
        long.append([number])
    return saved(made)


def changed(content: bytes, name: str, part: bytes | str) -> bytes:
    """The package with one of its parts another."""
    import zipfile

    with zipfile.ZipFile(BytesIO(content)) as packed:
        parts: dict[str, bytes | str] = {one: packed.read(one) for one in packed.namelist()}
    return hostile.zipped(parts | {name: part})


def kept(tmp_path: Path, content: bytes | str, name: str = "a") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_slides_are_pages(tmp_path: Path) -> None:
    path = kept(tmp_path, slides(), "a.pptx")
    assert identify(path, path.name, KINDS).name == "slides"
    found = read_slides(path, LIMITS)
    assert [(page.page_no, page.label) for page in found.pages] == [(1, "Bài 1: Phân số"), (2, "")]
    lines = found.pages[0].text.split("\n")
    assert lines[:3] == ["Bài 1: Phân số", "Tử số", "Mẫu số"]
    assert "1/2 | một phần hai" in lines
    assert lines[-1] == "Hỏi cả lớp trước"
    assert found.title == "Bài 1: Phân số"


def test_sheets_are_pages(tmp_path: Path) -> None:
    path = kept(tmp_path, book(), "a.xlsx")
    assert identify(path, path.name, KINDS).name == "sheets"
    found = sheets.read(path, LIMITS)
    assert [page.label for page in found.pages] == ["Điểm", "Dài", "Dài"]
    assert found.pages[0].text == ("Họ tên | Điểm | Ngày\nNguyễn Văn An | 8 | 05/09/2026\nTrue")
    assert found.pages[2].text == "500"
    assert found.warnings == ()


def test_real_office_files() -> None:
    show = read_slides(shared("data/library/office/test.pptx"), LIMITS)
    assert show.title.startswith("AutoGen")
    assert "ColA | ColB | ColC" in show.pages[2].text
    found = sheets.read(shared("data/library/office/test.xlsx"), LIMITS)
    assert found.pages[0].text.startswith("Alpha | Beta | Gamma | Delta\n89 | 82 | 100 | 12")


def test_a_sheet_that_lies_about_its_size(tmp_path: Path) -> None:
    cells = "".join(
        f'<row r="{row}"><c r="{column}{row}"><v>7</v></c></row>'
        for column, row in (("A", 1), ("XFD", 1048576))
    )
    part = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="A1:XFD1048576"/><sheetData>{cells}</sheetData></worksheet>'
    )
    path = kept(tmp_path, changed(book(), SHEET, part))
    tracemalloc.start()
    found = sheets.read(path, LIMITS)
    assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    tracemalloc.stop()
    assert (found.pages[0].text, found.warnings) == ("7", ("part_skipped",))


def test_caps_on_text_and_pages(tmp_path: Path) -> None:
    show, table, page = (
        kept(tmp_path, content, name)
        for content, name in ((slides(), "a"), (book(), "b"), ("<p>" + "chữ " * 99, "c"))
    )
    for path, read, limits, code in (
        (show, read_slides, Limits(pages=1), "too_many_pages"),
        (show, read_slides, Limits(text=9), "too_much_text"),
        (table, sheets.read, Limits(pages=1), "too_many_pages"),
        (table, sheets.read, Limits(text=9), "too_much_text"),
        (page, read_html, Limits(text=9), "too_much_text"),
    ):
        with pytest.raises(FormatError) as caught:
            read(path, limits)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("read", "made", "part"), [(read_slides, slides, SLIDE), (sheets.read, book, SHEET)]
)
def test_hostile_packages(
    tmp_path: Path,
    read: Callable[[Path, Limits], Extract],
    made: Callable[[], bytes],
    part: str,
) -> None:
    good = made()
    for content, code in (
        (changed(good, part, hostile.ENTITY + "<x>&x;</x>"), "forbidden_markup"),
        (changed(good, part, hostile.LAUGHS + "<html>&c;</html>"), "forbidden_markup"),
        (changed(good, "../../etc/cron.d/x", "boo"), "unsafe_names"),
        (changed(good, part, "<x"), "damaged"),
        (changed(good, "[Content_Types].xml", "<x/>"), "damaged"),
        (good[: len(good) // 2], "damaged"),
        (changed(good, "x.bin", b"\0" * 20_000_000), "unpacked_too_large"),
    ):
        limits = Limits(unpacked=10_000_000)
        with pytest.raises(FormatError) as caught:
            read(kept(tmp_path, content), limits)
        assert caught.value.code == code


def test_a_kept_web_page(tmp_path: Path) -> None:
    page = (
        "<!doctype html><html lang='vi'><head><title>Ôn tập</title><script>alert(1)</script></head>"
        "<body onload='x()'><h1>Chương 1</h1><p>Đường &amp; <b>tròn</b><h2>Bài 2</h2>"
        "<table><tr><td>a<td>b</table><iframe src='//x'></iframe><style>p{}</style></body></html>"
    )
    path = kept(tmp_path, page, "a.html")
    assert identify(path, path.name, KINDS).name == "html"
    found = read_html(path, LIMITS)
    assert (found.title, found.language) == ("Ôn tập", "vi")
    assert [page.label for page in found.pages] == ["Chương 1", "Bài 2"]
    assert found.pages[0].text.split() == ["Chương", "1", "Đường", "&", "tròn"]
    assert "alert" not in repr(found)
    assert not INLINE & {*HtmlFormat.media_types, "image/svg+xml"}


def test_web_pages_in_other_codes_and_odd_ones(tmp_path: Path) -> None:
    for content, text in (
        ("<meta charset=utf-16><p>Đường tròn", "Đường tròn"),
        ("<meta charset=nonsense><p>Đường tròn", "Đường tròn"),
        ("<?xml version='1.0' encoding='UTF-8'?><html><p>Đường tròn</p></html>", "Đường tròn"),
        ("<p>Đường tròn".encode("utf-16"), "Đường tròn"),
        ("<meta charset=iso-8859-1><p>caf\xe9".encode("latin-1"), "café"),
        ("<div>" * 5_000 + "sâu", ""),
        ("<!-- a --><html></html>", ""),
        (hostile.LAUGHS + "<p>&c;</p>", "]> &c;"),
        (hostile.ENTITY + "<p>&x;</p>", "]> &x;"),
    ):
        found = read_html(kept(tmp_path, content), LIMITS)
        got = " ".join(" ".join(page.text for page in found.pages).split())
        assert got == text or (not text and got in ("", "sâu"))
    with pytest.raises(FormatError) as caught:
        read_html(kept(tmp_path, b"<p>\0\xff\xfe\0"), LIMITS)
    assert caught.value.code == "unknown_encoding"


def test_markup_under_other_names(tmp_path: Path) -> None:
    kinds = [*KINDS, SubtitlesFormat()]
    page = "<html><p>xin chào</p></html>"
    for name in ("a.txt", "a.srt", "a.docx"):
        with pytest.raises(FormatError):
            identify(kept(tmp_path, page, name), name, kinds)
    text = kept(tmp_path, "Chỉ là chữ", "b.html")
    with pytest.raises(FormatError):
        identify(text, "b.html", kinds)
