"""A picture decoded with a limit and written anew."""

from pathlib import Path

from repository.hooks import Extract, ExtractedPage, FormatError, Limits
from suite.images import ImageRefused, TooManyPixels, as_png, decoded, encoded

EDGE = 2560


def read(path: Path, limits: Limits) -> Extract:
    """The picture for showing and its cover, as one page without text. Raises FormatError."""
    try:
        picture, media_type = decoded(path, EDGE, limits.image_pixels)
    except TooManyPixels as error:
        raise FormatError("too_many_pixels", limit=limits.image_pixels) from error
    except ImageRefused as error:
        raise FormatError("damaged") from error
    cover = as_png(picture, limits.cover_width, limits.cover_height)
    shown, shown_type = encoded(picture)
    return Extract(
        pages=(ExtractedPage(1, "", ""),),
        cover=cover,
        media_type=media_type,
        shown=shown,
        shown_type=shown_type,
    )
