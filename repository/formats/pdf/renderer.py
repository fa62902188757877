"""A page of a PDF as a picture."""

from pathlib import Path

import pypdfium2 as pdfium

from repository.hooks import FormatError, Limits
from suite.images import plain_png

POINTS_AN_INCH = 72


def render(path: Path, page_no: int, dpi: int, limits: Limits) -> bytes:
    """Page `page_no` (from 1) in grey as PNG; a huge one with fewer dots. Raises FormatError."""
    try:
        document = pdfium.PdfDocument(path)
        try:
            page = document[page_no - 1]
            width, height = page.get_size()
            scale = dpi / POINTS_AN_INCH
            most = (limits.image_pixels / max(1.0, width * height)) ** 0.5
            bitmap = page.render(scale=min(scale, most), grayscale=True, may_draw_forms=False)
            return plain_png(bitmap.to_pil())
        finally:
            document.close()
    except (pdfium.PdfiumError, IndexError, ValueError) as error:
        raise FormatError("damaged") from error
