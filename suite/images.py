"""Pictures that strangers made, decoded with a limit and written anew."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps

COLOURS = 64
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")


class ImageRefused(Exception):
    """A picture that is damaged, of another kind, or larger than the limit."""


def thumbnail_png(data: bytes, width: int, height: int, max_pixels: int) -> bytes:
    """The picture within `width` × `height`, re-encoded as PNG. Raises ImageRefused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=_FORMATS) as image:
                if image.width * image.height > max_pixels:
                    raise ImageRefused(f"{image.width} x {image.height} pixels")
                image.draft("RGB", (width, height))
                return as_png(ImageOps.exif_transpose(image), width, height)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ImageRefused(str(error)) from error
    except Image.DecompressionBombWarning as error:
        raise ImageRefused(str(error)) from error


def as_png(image: Image.Image, width: int, height: int) -> bytes:
    """A decoded picture within `width` × `height` as PNG bytes, transparency on white.

    A palette of its own colours keeps a cover at a third of its weight.
    """
    shown = image.convert("RGBA")
    shown.thumbnail((width, height))
    paper = Image.new("RGBA", shown.size, "white")
    paper.alpha_composite(shown)
    out = BytesIO()
    paper.convert("RGB").quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()
