"""Files that a teacher brings, as pages: type by content, limits, each in a process of its own."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from lms.papers import words
from lms.papers.pages_process import MOST_PAGES
from suite import apart, media

SECONDS = 60
MEMORY = 3 << 29  # bytes of address space
MOST_BYTES = 20 << 20
PDF, PHOTO = "pdf", "photo"
KINDS = {
    "application/pdf": PDF,
    "image/jpeg": PHOTO,
    "image/png": PHOTO,
    "image/webp": PHOTO,
    media.WORD: "word",
}


class Refused(Exception):
    """A file that cannot become pages. `name` is that of the file; `code` is empty, type, size,
    damaged, locked, pages, pixels or slow."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code)
        self.code, self.name = code, name


@dataclass(frozen=True)
class Given:
    """A file as it was sent: its name and its content."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True)
class Picture:
    """A page as pictures in two sizes (WebP), widths and height in pixels, and its text."""

    large: bytes
    small: bytes
    width: int
    height: int
    small_width: int
    words: str


@dataclass(frozen=True)
class Made:
    """The pages of all files in their order; `missing` pictures of Word files are not on them."""

    pages: list[Picture]
    missing: int = 0


def pages_of(given: Sequence[Given]) -> Made:
    """The pages of the files, one after another. Raises Refused."""
    pages: list[Picture] = []
    missing = 0
    if not given:
        raise Refused("empty", "")
    for one in given:
        data, kind = _content(one)
        if kind == "word":
            try:
                laid = words.pdf_of(data)
            except words.NoPdf as error:
                raise Refused(str(error), one.name) from error
            data, kind, missing = laid.data, PDF, missing + laid.missing
        pages += _pages(kind, data, one.name)
        if len(pages) > MOST_PAGES:
            raise Refused("pages", one.name)
    return Made(pages, missing)


def _content(given: Given) -> tuple[bytes, str]:
    data = given.stream.read(MOST_BYTES + 1)
    if not data:
        raise Refused("empty", given.name)
    if len(data) > MOST_BYTES:
        raise Refused("size", given.name)
    found = media.kind_of(BytesIO(data), KINDS)
    if found is None:
        raise Refused("type", given.name)
    return data, KINDS[found]


def _pages(kind: str, data: bytes, name: str) -> list[Picture]:
    try:
        found: dict[str, Any] = apart.answer_of(
            "lms.papers.pages_process", kind, data=data, seconds=SECONDS, memory=MEMORY
        )
    except apart.Stopped as error:
        raise Refused("slow", name) from error
    if "error" in found:
        raise Refused(found["error"], name)
    return [_picture(one) for one in found["pages"]]


def _picture(told: dict[str, Any]) -> Picture:
    pictures = {size: base64.b64decode(told[size]) for size in ("large", "small")}
    return Picture(**{**told, **pictures})
