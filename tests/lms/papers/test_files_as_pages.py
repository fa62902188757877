"""Files as pages: PDF with its text, Word with its pictures, photos upright; what cannot be opened
is named."""

import base64
import stat
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from PIL import Image, ImageChops

from lms.papers import pages_process, reading, words
from lms.papers.reading import Given, Refused
from tests.kit import make_papers

pytestmark = pytest.mark.usefixtures("app")


def opened(page: dict[str, Any], size: str = "large") -> Image.Image:
    return Image.open(BytesIO(base64.b64decode(page[size])))


def photo(size: tuple[int, int], turned: int = 1, colour: str = "white") -> bytes:
    image, out = Image.new("RGB", size, "white"), BytesIO()
    image.paste(colour, (0, 0, size[0] // 4, size[1]))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = turned, "Máy của cô Hoa"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def word() -> bytes:
    picture, out = BytesIO(), BytesIO()
    Image.new("RGB", (80, 40), "#0a7d55").save(picture, "PNG")
    document = Document()
    document.add_paragraph("Câu 1. Đường thẳng nào dưới đây là tiệm cận?")
    document.add_picture(BytesIO(picture.getvalue()))
    document.save(out)
    return out.getvalue()


def test_pages_of_a_pdf_are_small_and_keep_their_text() -> None:
    found = pages_process.answer("pdf", make_papers.pdf(2))["pages"]
    assert len(found) == 2 and found[0]["width"] in (1400, 1401) and found[0]["height"] > 1900
    assert "Câu 2." in found[1]["words"]
    assert opened(found[0]).size == (found[0]["width"], found[0]["height"])
    assert opened(found[0], "small").width == found[0]["small_width"] == 720
    assert len(found[0]["large"]) < 80_000


def test_a_photo_is_upright_and_says_nothing_of_its_camera() -> None:
    (page,) = pages_process.answer("photo", photo((400, 300), turned=6))["pages"]
    image = opened(page)
    assert image.size == (300, 400) and not dict(image.getexif())
    (red,) = pages_process.answer("photo", photo((400, 300), colour="red"))["pages"]
    assert opened(red).getpixel((20, 100))[0] > 200  # type: ignore[index]
    (large,) = pages_process.answer("photo", photo((1500, 2000)))["pages"]
    assert (large["width"], large["height"]) == (1400, 1867)


def test_a_word_file_becomes_pages_with_its_pictures() -> None:
    made = reading.pages_of(
        [Given("de.docx", BytesIO(word())), Given("a.jpg", BytesIO(photo((90, 90))))]
    )
    assert len(made.pages) == 2 and made.missing == 0
    assert "Đường thẳng nào" in made.pages[0].words
    shown = Image.open(BytesIO(made.pages[0].small)).convert("RGB")
    red, green, _blue = shown.split()
    assert sum(ImageChops.subtract(green, red).histogram()[60:]) > 100


def test_an_installed_office_lays_word_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stand-in for LibreOffice that is asked as it would be."""
    office = tmp_path / "soffice"
    (tmp_path / "made.pdf").write_bytes(make_papers.pdf(1))
    office.write_text(
        '#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\n'
        f'test -s "$3" && cp {tmp_path}/made.pdf "$2/paper.pdf"\n'
    )
    office.chmod(office.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr("suite.office.program", lambda: str(office))
    assert words.pdf_of(word()).data == (tmp_path / "made.pdf").read_bytes()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script>", "type"),
        (b"%PDF-1.7\nhurt", "damaged"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01 hurt", "damaged"),
        (make_papers.pdf(21), "pages"),
        (word()[:-300], "damaged"),
    ],
)
def test_what_cannot_be_opened_is_named(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        reading.pages_of([Given("de.pdf", BytesIO(data))])
    assert (refused.value.code, refused.value.name) == (code, "de.pdf")
