"""Areas of a picture, in thousandths of its width and height. Pure."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from lms import asking

FULL = 1000
MOST_CORNERS = 20
Area = Mapping[str, Any]
Point = Sequence[int]


def point(value: Any) -> list[int] | None:
    """The value as [x, y] within the picture, or None."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    return value if all(asking.index(one, FULL + 1) is not None for one in value) else None


def usable(area: Any) -> bool:
    """Whether an area can be pointed at."""
    if not isinstance(area, dict):
        return False
    if area.get("shape") == "rect":
        box = area.get("box")
        if not isinstance(box, list) or len(box) != 4:
            return False
        at, size = point(box[:2]), point(box[2:])
        return bool(at and size and all(size))
    if area.get("shape") == "circle":
        return point(area.get("at")) is not None and bool(asking.index(area.get("r"), FULL + 1))
    corners = area.get("points")
    if area.get("shape") != "poly" or not isinstance(corners, list):
        return False
    return 3 <= len(corners) <= MOST_CORNERS and all(point(one) for one in corners)


def inside(area: Area, at: Point) -> bool:
    """Whether a point lies in an area or on its edge; a circle is round in thousandths."""
    x, y = at
    if area["shape"] == "rect":
        left, top, width, height = area["box"]
        return bool(left <= x <= left + width and top <= y <= top + height)
    if area["shape"] == "circle":
        return math.dist(area["at"], at) <= area["r"]
    return _in_polygon(area["points"], x, y)


def _in_polygon(corners: Sequence[Point], x: int, y: int) -> bool:
    """Even-odd rule in whole numbers; edges belong to the inside."""
    odd = False
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        cross = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        within = min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2)
        if cross == 0 and within:
            return True
        if (y1 > y) != (y2 > y) and (cross > 0) == (y2 > y1):
            odd = not odd
    return odd


def middle(area: Area) -> list[int]:
    """A point to show an area at: its middle."""
    if area["shape"] == "rect":
        left, top, width, height = area["box"]
        return [left + width // 2, top + height // 2]
    if area["shape"] == "circle":
        return list(area["at"])
    corners = area["points"]
    return [sum(corner[axis] for corner in corners) // len(corners) for axis in (0, 1)]


def written(area: Area) -> str:
    """An area as an editor's line has it, in per cent: "rect 10 20 30 5"."""
    numbers = {
        "rect": lambda: area["box"],
        "circle": lambda: [*area["at"], area["r"]],
        "poly": lambda: [one for corner in area["points"] for one in corner],
    }[area["shape"]]()
    return f"{area['shape']} " + " ".join(f"{one / 10:g}".replace(".", ",") for one in numbers)


def typed(text: str) -> dict[str, Any]:
    """The area of a line; {} for what is none."""
    words = text.split()
    shape, numbers = (words[0], [asking.decimal(one) for one in words[1:]]) if words else ("", [])
    if any(one is None or not 0 <= one <= 100 for one in numbers):
        return {}
    found = [int(one * 10) for one in numbers if one is not None]
    if shape == "rect" and len(found) == 4:
        return {"shape": shape, "box": found}
    if shape == "circle" and len(found) == 3:
        return {"shape": shape, "at": found[:2], "r": found[2]}
    if shape == "poly" and len(found) >= 6 and len(found) % 2 == 0:
        pairs = [found[n : n + 2] for n in range(0, len(found), 2)]
        return {"shape": shape, "points": pairs}
    return {}
