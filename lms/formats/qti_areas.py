"""Areas of a picture between thousandths, as we have them, and pixels, as QTI has them. Pure."""

import io
import warnings
from decimal import Decimal, InvalidOperation
from typing import Any

from PIL import Image

Size = tuple[int, int]
THOUSAND: Size = (1000, 1000)


def size_of(data: bytes) -> Size:
    """Width and height of a picture; a thousand each where nothing can be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as image:
                return image.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return THOUSAND


def to_pixels(area: dict[str, Any], size: Size) -> tuple[str, str]:
    """Shape and coords."""
    wide, high = size
    if area["shape"] == "rect":
        x, y, w, h = area["box"]
        told = [x * wide, y * high, (x + w) * wide, (y + h) * high]
    elif area["shape"] == "circle":
        (x, y), r = area["at"], area["r"]
        told = [x * wide, y * high, r * wide]
        if wide != high:  # a circle of thousandths is no circle of pixels
            coords = ",".join(str((one + 500) // 1000) for one in [*told, r * high])
            return "ellipse", coords
    else:
        told = [one for x, y in area["points"] for one in (x * wide, y * high)]
    coords = ",".join(str((one + 500) // 1000) for one in told)
    return area["shape"], coords


def from_pixels(shape: str, coords: str, size: Size) -> dict[str, Any] | None:
    """The area, None for what is none of ours; an ellipse becomes no circle."""
    try:
        told = [Decimal(one.strip()) for one in coords.replace(" ", ",").split(",") if one.strip()]
    except InvalidOperation:
        return None
    if not all(one.is_finite() and 0 <= one < 100_000 for one in told) or len(told) > 200:
        return None
    wide, high = size
    if shape == "rect" and len(told) == 4:
        left, top = _of(told[0], wide), _of(told[1], high)
        return {
            "shape": "rect",
            "box": [left, top, _of(told[2], wide) - left, _of(told[3], high) - top],
        }
    if shape == "circle" and len(told) == 3:
        at = [_of(told[0], wide), _of(told[1], high)]
        return {"shape": "circle", "at": at, "r": _of(told[2], wide)}
    if shape == "ellipse" and len(told) == 4 and _of(told[2], wide) == _of(told[3], high):
        return from_pixels("circle", ",".join(map(str, told[:3])), size)
    if shape == "poly" and len(told) >= 6 and len(told) % 2 == 0:
        points = [[_of(told[n], wide), _of(told[n + 1], high)] for n in range(0, len(told), 2)]
        if len(points) > 3 and points[0] == points[-1]:
            points.pop()
        return {"shape": "poly", "points": points}
    return None


def _of(pixels: Decimal, whole: int) -> int:
    return min(1000, int((pixels * 1000 / max(1, whole)).to_integral_value()))
