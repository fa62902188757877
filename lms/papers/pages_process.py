"""The process that makes pages: `python -m lms.papers.pages_process KIND SECONDS BYTES`.

KIND is pdf or photo. Takes the file on its standard input and answers `{"pages": [{"large",
"small", "width", "height", "small_width", "words"}]}` with the pictures as base64 of WebP, sizes in
pixels, or `{"error": code}`: damaged, locked, pages (too many), pixels.
"""

import base64
import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageOps

from suite import apart
from suite.text import nfc

MOST_PAGES = 20
WIDE, SMALL, TALL = 1400, 720, 2600
MOST_PIXELS = 60_000_000
MOST_WORDS = 8_000
QUALITY = 60
PHOTOS = ("JPEG", "PNG", "WEBP")
_DROPPED = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, 0xAD])


class Refused(Exception):
    """A file that cannot become pages; the text is a code."""


def answer(kind: str, data: bytes) -> dict[str, Any]:
    """The pages, a refusal included."""
    try:
        made = _pdf(data) if kind == "pdf" else _photo(data)
        return {"pages": [_page(image, words) for image, words in made]}
    except Refused as error:
        return {"error": str(error)}
    except (pdfium.PdfiumError, OSError, ValueError, SyntaxError, ZeroDivisionError):
        return {"error": "damaged"}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"error": "pixels"}


def _pdf(data: bytes) -> Iterator[tuple[Image.Image, str]]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Refused("locked" if "password" in str(error).lower() else "damaged") from error
    if len(document) == 0:
        raise Refused("damaged")
    if len(document) > MOST_PAGES:
        raise Refused("pages")
    for index in range(len(document)):
        page = document[index]
        width, height = page.get_size()
        scale = min(WIDE / width, TALL / height)
        image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
        text = page.get_textpage().get_text_range(errors="replace")
        words = nfc(text.replace("\r\n", "\n").translate(_DROPPED)).strip()
        yield image, words[:MOST_WORDS]


def _photo(data: bytes) -> Iterator[tuple[Image.Image, str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(BytesIO(data), formats=PHOTOS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused("pixels")
            image.draft("RGB", (WIDE * 2, TALL * 2))
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    paper.thumbnail((WIDE, TALL))
    yield paper, ""


def _page(image: Image.Image, words: str) -> dict[str, Any]:
    shown = image if _colourful(image) else image.convert("L")
    small = shown.copy()
    small.thumbnail((SMALL, TALL))
    return {
        "large": _packed(shown),
        "small": _packed(small),
        "width": shown.width,
        "height": shown.height,
        "small_width": small.width,
        "words": words,
    }


def _colourful(image: Image.Image) -> bool:
    """Whether more than the odd dot of a page is neither black, white nor grey."""
    little = image.copy()
    little.thumbnail((300, 300))
    red, green, blue = little.split()
    apart_ = ImageChops.lighter(
        ImageChops.difference(red, green), ImageChops.difference(green, blue)
    )
    odd = sum(apart_.histogram()[48:])
    return odd * 500 > little.width * little.height


def _packed(image: Image.Image) -> str:
    out = BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=4)
    return base64.b64encode(out.getvalue()).decode()


if __name__ == "__main__":
    apart.serve(answer)
