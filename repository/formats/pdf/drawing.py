"""The one way in which a page of a PDF is drawn: for readers as for reading its text from it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image

Broken = pdfium.PdfiumError


class NoPage(IndexError):
    """The document has no page of this number."""


@contextmanager
def _document(path: Path | str) -> Iterator[Any]:
    document = pdfium.PdfDocument(path)
    try:
        yield document
    finally:
        document.close()


def drawn(
    path: Path | str, number: int, scale: Callable[[float, float], float], *, grey: bool = False
) -> Image.Image:
    """Page `number` (from 1) as a picture without what is filled into forms. `scale` says from the
    width and height of the page in points (1/72 inch) how many dots a point gets.

    Raises NoPage and Broken, and what a page without a size makes of `scale`.
    """
    with _document(path) as document:
        if not 1 <= number <= len(document):
            raise NoPage(number)
        page = document[number - 1]
        dots = scale(*page.get_size())
        bitmap = page.render(scale=dots, grayscale=grey, may_draw_forms=False)
        picture: Image.Image = bitmap.to_pil().copy()
        return picture
