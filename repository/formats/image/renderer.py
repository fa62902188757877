"""A picture as the page that it is."""

from pathlib import Path

from repository.hooks import FormatError, Limits
from suite.images import ImageRefused, decoded, plain_png

EDGE = 3_500


def render(path: Path, _page_no: int, _dpi: int, limits: Limits) -> bytes:
    """The picture, upright, as PNG with the dots that it has, at most 3,500 a side. Raises
    FormatError."""
    try:
        return plain_png(decoded(path, EDGE, limits.image_pixels)[0])
    except ImageRefused as error:
        raise FormatError("damaged") from error
