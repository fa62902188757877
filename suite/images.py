"""Pictures that strangers made, decoded with a limit and written anew."""

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO

from PIL import Image, ImageOps

COLOURS = 64
QUALITY = 85
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")


class ImageRefused(Exception):
    """A picture that is damaged, of another kind, or larger than the limit."""


class TooManyPixels(ImageRefused):
    """A picture that is larger than the limit."""


def thumbnail_png(data: bytes, width: int, height: int, max_pixels: int) -> bytes:
    """The picture within `width` × `height`, re-encoded as PNG. Raises ImageRefused."""
    with opened(BytesIO(data), max_pixels) as image:
        image.draft("RGB", (width, height))
        return as_png(ImageOps.exif_transpose(image), width, height)


def decoded(path: Path, edge: int, max_pixels: int) -> tuple[Image.Image, str]:
    """The first frame of a picture, upright and within `edge` × `edge`, and the media type of the
    file. Raises ImageRefused, TooManyPixels."""
    with path.open("rb") as file, opened(file, max_pixels) as image:
        media_type = Image.MIME.get(image.format or "", "")
        image.draft("RGB", (edge, edge))
        image.load()
        shown = image if image.mode in ("L", "RGB") else image.convert("RGBA")
        shown = ImageOps.exif_transpose(shown)
        shown.thumbnail((edge, edge))
        return _on_paper(shown), media_type


def encoded(image: Image.Image) -> tuple[bytes, str]:
    """A picture on paper as bytes and their media type: drawings as PNG, photographs as JPEG;
    nothing of what the camera noted."""
    out = BytesIO()
    if image.getcolors(256) is not None:
        image.convert("P", palette=Image.Palette.ADAPTIVE).save(out, "PNG", optimize=True)
        return out.getvalue(), "image/png"
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    bare.save(out, "JPEG", quality=QUALITY, progressive=True)
    return out.getvalue(), "image/jpeg"


def plain_png(image: Image.Image) -> bytes:
    """A picture in grey as PNG, packed lightly: for a program beside us."""
    out = BytesIO()
    image.convert("L").save(out, "PNG", compress_level=1)
    return out.getvalue()


@contextmanager
def opened(file: IO[bytes], max_pixels: int) -> Iterator[Image.Image]:
    """A picture of the kinds that are taken in. Raises ImageRefused and TooManyPixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=_FORMATS) as image:
                if image.width * image.height > max_pixels:
                    raise TooManyPixels(f"{image.width} x {image.height} pixels")
                yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels(str(error)) from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error) as error:
        # Every decoder raises its own on what is cut off or lies about itself.
        raise ImageRefused(str(error)) from error


def as_png(image: Image.Image, width: int, height: int) -> bytes:
    """A decoded picture within `width` × `height` as PNG bytes, transparency on white.

    A palette of its own colours keeps a cover at a third of its weight.
    """
    shown = image.convert("RGBA")
    shown.thumbnail((width, height))
    out = BytesIO()
    _on_paper(shown).quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _on_paper(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image)
    return paper.convert("RGB")
