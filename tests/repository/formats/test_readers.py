"""What the readers find in real and in made files."""

import unicodedata
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from repository.formats.epub.kind import EpubFormat
from repository.formats.epub.reader import read as read_epub
from repository.formats.html.kind import HtmlFormat
from repository.formats.image.kind import ImageFormat
from repository.formats.media.kind import MediaFormat
from repository.formats.pdf.kind import PdfFormat
from repository.formats.pdf.reader import read as read_pdf
from repository.formats.sheets.kind import SheetsFormat
from repository.formats.slides.kind import SlidesFormat
from repository.formats.subtitles.kind import SubtitlesFormat
from repository.formats.text.kind import TextFormat
from repository.formats.text.reader import read as read_text
from repository.formats.word.kind import WordFormat
from repository.formats.word.reader import read as read_word
from repository.hooks import FORMAT_KIND, Extract, ExtractedPage, FileFormat, FormatError, Limits
from repository.ingest.mending import mend
from suite.hooks import Plugin
from tests.kit import hostile, oldtext
from tests.kit.shared import shared

LIMITS = Limits()


def flat(found: Extract) -> str:
    return " ".join(" ".join(page.text for page in found.pages).split())


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("gdpt2018-toan", 123),
        ("gdpt2018-tin-hoc", 85),
        ("google-doc-document", 1),
        ("grayscale-image", 1),
        ("habibi", 1),
        ("minimal-document", 1),
        ("pdflatex-4-pages", 4),
        ("pdflatex-outline", 4),
    ],
)
def test_real_pdf(name: str, pages: int) -> None:
    found = read_pdf(shared(f"data/library/pdf/{name}.pdf"), LIMITS)
    assert [page.page_no for page in found.pages] == list(range(1, pages + 1))
    assert not found.locked
    assert found.cover is not None
    with Image.open(BytesIO(found.cover)) as cover:
        assert cover.format == "PNG"
        assert cover.width <= 320
        assert cover.height <= 454
    assert ("no_text" in found.warnings) == (name == "grayscale-image")


def test_vietnamese_text_of_a_pdf_is_whole() -> None:
    found = read_pdf(shared("data/library/pdf/gdpt2018-toan.pdf"), LIMITS)
    assert flat(found).lower().count("yêu cầu cần đạt") == 117
    assert unicodedata.is_normalized("NFC", flat(found))
    assert "phương trình bậc hai" in flat(found)
    assert "odd_text_layer" not in found.warnings


def test_outline_names_pages() -> None:
    found = read_pdf(shared("data/library/pdf/pdflatex-outline.pdf"), LIMITS)
    assert [page.label for page in found.pages] == ["", "Foo", "Bar", "Bar"]


def test_a_password_locks_and_is_no_failure() -> None:
    found = read_pdf(shared("data/library/pdf/libreoffice-writer-password.pdf"), LIMITS)
    assert (found.locked, found.pages, found.cover) == (True, (), None)
    assert found.warnings == ("locked",)


def test_pdf_limits(tmp_path: Path) -> None:
    book = shared("data/library/pdf/pdflatex-4-pages.pdf")
    for limits, code in ((Limits(pages=3), "too_many_pages"), (Limits(text=99), "too_much_text")):
        with pytest.raises(FormatError) as caught:
            read_pdf(book, limits)
        assert caught.value.code == code
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.pdf(b"Xin chao"))
    assert read_pdf(path, LIMITS).pages[0].text == "Xin chao"


@pytest.mark.parametrize(
    ("name", "title", "pages", "words"),
    [
        ("accessible_epub_3", "Accessible EPUB 3", 22, "screen reader"),
        ("childrens-literature", "Children's Literature", 3, "fairy"),
        ("linear-algebra", "A First Course in Linear Algebra", 94, "vector space"),
        ("wasteland", "The Waste Land", 1, "April is the cruellest month"),
    ],
)
def test_real_epub(name: str, title: str, pages: int, words: str) -> None:
    found = read_epub(shared(f"data/library/epub/{name}.epub"), LIMITS)
    assert (found.title, len(found.pages)) == (title, pages)
    assert found.language.startswith("en")
    assert found.creators
    assert words in flat(found)
    assert (found.cover is None) == (name == "linear-algebra")


def test_epub_text_has_no_script(tmp_path: Path) -> None:
    more = "<p>a&#160;b<br/>c</p><ul><li>1</li><li>2</li></ul>"
    found = read_epub(hostile.epub(tmp_path, chapter=hostile.CHAPTER.format(more=more)), LIMITS)
    assert found.title == "Sách thử"
    assert found.creators == ("Nguyễn Văn Ân",)
    assert found.pages[0].label == "Chương 1"
    assert found.pages[0].text == "Chương 1\nPhương trình bậc hai.\na b\nc\n1\n2"
    assert found.warnings == ()


def test_epub_chapters_that_are_no_xml_are_read_as_html(tmp_path: Path) -> None:
    chapter = "<html><body><h2>Bài 1</h2><p>một&nbsp;hai<p>ba</body>"
    found = read_epub(hostile.epub(tmp_path, chapter=chapter), LIMITS)
    assert (found.pages[0].label, found.pages[0].text) == ("Bài 1", "Bài 1\nmột hai\nba")
    declared = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" '
        '"http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>a&nbsp;b &eacute;</p></body></html>'
    )
    found = read_epub(hostile.epub(tmp_path, chapter=declared), LIMITS)
    assert found.pages[0].text == "a b é"


def test_real_word() -> None:
    found = read_word(shared("data/library/office/test.docx"), LIMITS)
    assert found.title.startswith("AutoGen: Enabling Next-Gen LLM Applications")
    assert len(found.pages) == 3
    assert "Qingyun Wu" in flat(found)
    equations = read_word(shared("data/library/office/equations.docx"), LIMITS)
    assert "λ" in flat(equations)
    assert len(equations.pages) == 1


def test_word_tables_and_page_breaks(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_heading("Đề kiểm tra", 0)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Câu", "Đáp án"
    document.add_page_break()
    document.add_paragraph(unicodedata.normalize("NFD", "Phần hai"))
    path = tmp_path / "a.docx"
    document.save(str(path))
    found = read_word(path, LIMITS)
    texts = [page.text for page in found.pages]
    assert texts == ["Đề kiểm tra\n\nCâu | Đáp án", "Phần hai"]
    assert found.title == "Đề kiểm tra"


def test_viwiki_text() -> None:
    sizes = []
    for path in sorted(shared("data/library/viwiki").glob("*.txt")):
        found = read_text(path, LIMITS)
        written = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
        assert found.title == written.split("\n", 1)[0].strip()
        assert "".join(flat(found).split()) == "".join(written.split())
        sizes += [len(page.text.split()) for page in found.pages]
    assert max(sizes) <= 450
    assert len(sizes) > 500


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1258"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "Phương trình\n\nĐường thẳng và mặt phẳng"
    written = text
    if encoding == "windows-1258":
        # Its letters carry quality marks; most tones are characters of their own after them.
        apart = {"ươ": "ươ", "ì": "ì", "ờ": "ơ\u0300", "ẳ": "ă\u0309", "ặ": "ă\u0323", "à": "à"}
        for letter, pair in apart.items():
            written = written.replace(letter, pair)
        written = written.replace("ì", "i\u0300")
    path = tmp_path / "a.txt"
    path.write_bytes(written.encode(encoding))
    assert read_text(path, LIMITS).title == "Phương trình"
    assert flat(read_text(path, LIMITS)) == " ".join(text.split())


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\x01b\xd2")
    with pytest.raises(FormatError) as caught:
        read_text(path, LIMITS)
    assert caught.value.code == "unknown_encoding"


def test_every_record_brings_its_format() -> None:
    from repository.formats import (
        epub,
        html,
        image,
        media,
        pdf,
        sheets,
        slides,
        subtitles,
        text,
        word,
    )

    wanted = (
        (epub.plugin, EpubFormat),
        (image.plugin, ImageFormat),
        (pdf.plugin, PdfFormat),
        (media.plugin, MediaFormat),
        (subtitles.plugin, SubtitlesFormat),
        (html.plugin, HtmlFormat),
        (sheets.plugin, SheetsFormat),
        (slides.plugin, SlidesFormat),
        (text.plugin, TextFormat),
        (word.plugin, WordFormat),
    )
    for record, kind in wanted:
        assert isinstance(record, Plugin)
        brought: list[FileFormat] = list(record.kinds[FORMAT_KIND])
        assert [type(one) for one in brought] == [kind]
        assert record.title
        assert brought[0].reader == f"{record.module}.reader"


def test_a_pdf_of_an_old_font_is_read_in_unicode(tmp_path: Path) -> None:
    text = "Phương trình bậc hai một ẩn có dạng, học sinh đã làm được những gì"
    written = oldtext.encode(text, "tcvn3").encode("latin-1")
    made = hostile.pdf(written).replace(b"/Helvetica", b"/Helvetica/Encoding/WinAnsiEncoding")
    path = tmp_path / "a.pdf"
    path.write_bytes(made)
    found = mend(read_pdf(path, LIMITS))
    assert (found.pages[0].text, found.warnings) == (text, ("old_font",))
    odd = replace(found, pages=(ExtractedPage(1, "", "\ue001\ue002 abc"),), warnings=())
    assert mend(odd).warnings == ("odd_text_layer",)
