"""Decisions of lists and ratings: who may show what to whom, what of it is shown."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

PRIVATE, CLASS, SCHOOL, PUBLIC = "private", "class", "school", "public"
UP, DOWN = "up", "down"
NONE, WAITING, SHOWN, HIDDEN = "none", "waiting", "shown", "hidden"
# Fewer ratings have no mean: it would tell what one reader gave.
LEAST, MOST_STARS = 3, 5


def visibilities(*, has_class: bool, staff: bool, reviews: bool) -> list[str]:
    """To whom a person may show a list: a class by who teaches there or keeps the library of its
    school, the school by its staff, everyone by who reviews for it."""
    held = {PRIVATE: True, CLASS: has_class, SCHOOL: staff, PUBLIC: reviews}
    return [name for name, may in held.items() if may]


def moved(seen: Sequence[int], item: int, way: str) -> tuple[int, int] | None:
    """The two items that change places when `item` goes one up or down among those `seen`; None
    at the end of the way or for an unknown way."""
    if item not in seen or way not in (UP, DOWN):
        return None
    at = seen.index(item)
    other = at - 1 if way == UP else at + 1
    return (item, seen[other]) if 0 <= other < len(seen) else None


def mean(total: int, number: int) -> Decimal | None:
    """The mean of `number` ratings with `total` stars to a tenth, half up; None for too few."""
    if number < LEAST:
        return None
    return (Decimal(total) / number).quantize(Decimal("0.1"), ROUND_HALF_UP)


def state_after(before: str, old: str, new: str) -> str:
    """The state of a rating's words once they are `new`: changed ones are looked at anew."""
    if not new:
        return NONE
    return before if new == old else WAITING
