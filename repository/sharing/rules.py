"""Decisions of lists: who may show one to whom, and how its order changes."""

from collections.abc import Sequence

PRIVATE, CLASS, SCHOOL, PUBLIC = "private", "class", "school", "public"
UP, DOWN = "up", "down"


def visibilities(*, teaches: bool, staff: bool, reviews: bool) -> list[str]:
    """To whom a person may show a list: a class by who teaches there, the school by its staff,
    everyone by who reviews for it."""
    held = {PRIVATE: True, CLASS: teaches, SCHOOL: staff, PUBLIC: reviews}
    return [name for name, may in held.items() if may]


def moved(seen: Sequence[int], item: int, way: str) -> tuple[int, int] | None:
    """The two items that change places when `item` goes one up or down among those `seen`; None
    at the end of the way or for an unknown way."""
    if item not in seen or way not in (UP, DOWN):
        return None
    at = seen.index(item)
    other = at - 1 if way == UP else at + 1
    return (item, seen[other]) if 0 <= other < len(seen) else None
