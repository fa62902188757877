"""Pictures are decoded within a limit and written anew."""

from io import BytesIO

import pytest
from PIL import Image

from suite.images import ImageRefused, thumbnail_png
from tests.kit import hostile


def picture(kind: str, size: tuple[int, int] = (600, 300), mode: str = "RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_thumbnail(kind: str) -> None:
    made = thumbnail_png(picture(kind), 200, 200, 1_000_000)
    with Image.open(BytesIO(made)) as image:
        assert (image.format, image.size) == ("PNG", (200, 100))


def test_transparent_becomes_white() -> None:
    made = thumbnail_png(picture("PNG", (10, 10), "RGBA"), 200, 200, 1_000)
    with Image.open(BytesIO(made)) as image:
        assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg onload='alert(1)'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        picture("TIFF"),
        picture("PNG")[:60],
        hostile.png(9_000, 9_000),
        hostile.png(20_000, 20_000),
    ],
    ids=["empty", "svg", "postscript", "tiff", "truncated", "bomb", "big-bomb"],
)
def test_refused(data: bytes) -> None:
    with pytest.raises(ImageRefused):
        thumbnail_png(data, 200, 200, 40_000_000)
