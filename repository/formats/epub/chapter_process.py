"""The process that shows a part of an EPUB; its words are PATH PART NUMBER, then the limits.

PART "page": `{"html": …}` of the page, whose addresses are `picture/N` and `./?page=N`.
PART "picture": `{"picture": WebP as base64}`. Or `{"error": code}`: damaged, none.
"""

import base64
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from repository.formats.epub import chapter
from repository.formats.epub.package import read_package
from repository.formats.epub.reader import parse
from repository.hooks import Limits
from suite import apart
from suite.archives import Archive, ArchiveRefused
from suite.images import ImageRefused, opened

EDGE, QUALITY = 1200, 70


def answer(path: str, part: str, number: str, _data: bytes) -> dict[str, Any]:
    """A page or a picture of the book, a refusal included."""
    limits = Limits()
    try:
        with Archive(Path(path), limits.unpacked) as archive:
            if part == "picture":
                return _picture(archive, int(number), limits)
            return _page(archive, int(number))
    except (ArchiveRefused, ImageRefused, ValueError, MemoryError, RecursionError):
        return {"error": "damaged"}


def _page(archive: Archive, number: int) -> dict[str, Any]:
    package = read_package(archive)
    if not 1 <= number <= len(package.spine):
        return {"error": "none"}
    name = package.spine[number - 1]
    root = parse(archive.read(name))
    html = chapter.html_of(archive, package, root, name, "picture/{}".format, _link)
    return {"html": html}


def _link(number: int, part: str) -> str:
    return f"./?page={number}" + (f"#{quote(part)}" if part else "")


def _picture(archive: Archive, number: int, limits: Limits) -> dict[str, Any]:
    names = chapter.pictures_of(archive)
    if not 0 <= number < len(names):
        return {"error": "none"}
    out = BytesIO()
    with opened(BytesIO(archive.read(names[number])), limits.image_pixels) as image:
        clear = "A" in image.getbands() or "transparency" in image.info
        shown = image.convert("RGBA" if clear else "RGB")
        shown.thumbnail((EDGE, EDGE))
        shown.save(out, "WEBP", quality=QUALITY, method=3)
    return {"picture": base64.b64encode(out.getvalue()).decode()}


if __name__ == "__main__":
    apart.serve(answer)
