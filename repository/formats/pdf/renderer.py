"""A page of a PDF as a picture from which its text can be read."""

from pathlib import Path

from repository.formats.pdf.drawing import Broken, NoPage, drawn
from repository.hooks import FormatError, Limits
from suite.images import plain_png

POINTS_AN_INCH = 72


def render(path: Path, page_no: int, dpi: int, limits: Limits) -> bytes:
    """Page `page_no` (from 1) in grey as PNG; a huge one with fewer dots. Raises FormatError."""

    def scale(width: float, height: float) -> float:
        most = float((limits.image_pixels / max(1.0, width * height)) ** 0.5)
        return min(dpi / POINTS_AN_INCH, most)

    try:
        return plain_png(drawn(path, page_no, scale, grey=True))
    except (Broken, NoPage, ValueError) as error:
        raise FormatError("damaged") from error
