"""How an exam is divided into parts by hand. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lms.exams.rules import MOST_MINUTES

MOST_PARTS = 12
FREE, BY_PART, BY_QUESTION = "free", "parts", "questions"


@dataclass(frozen=True)
class Wish:
    """A part as it is wanted: the numbers of its first and last question, from 1; None stands
    for "behind the part before" and "up to the last one". `minutes` None: no time of its own."""

    title: str
    first: int | None
    last: int | None
    minutes: int | None
    note: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a field of a wish; `number` is what the text of the code needs."""

    row: int
    field: str
    code: str
    number: int = 0


def whole(wishes: Sequence[Wish], count: int) -> list[Wish]:
    """The wishes with the numbers that were left out."""
    found: list[Wish] = []
    for at, one in enumerate(wishes):
        expected = (found[-1].last or 0) + 1 if found else 1
        last = one.last
        if last is None and at == len(wishes) - 1:
            last = count
        first = expected if one.first is None else one.first
        found.append(Wish(one.title, first, last, one.minutes, one.note))
    return found


def faults(
    wishes: Sequence[Wish], count: int, minutes: int, tied: Collection[int] = ()
) -> list[Fault]:
    """What keeps an exam of so many questions and minutes from being divided like this; `tied`
    are the questions that stay with the one behind them."""
    found, expected, left = [], 1, minutes
    for row, one in enumerate(wishes):
        if not one.title:
            found.append(Fault(row, "title", "title"))
        if one.first != expected:
            found.append(Fault(row, "first", "first", expected))
        if one.last is None or not expected <= one.last <= count:
            found.append(Fault(row, "last", "last", count))
        elif row == len(wishes) - 1 and one.last < count:
            found.append(Fault(row, "last", "end", count))
        elif one.last in tied and one.last < count:
            found.append(Fault(row, "last", "tied", one.last + 1))
        if one.minutes is not None:
            left -= one.minutes
            if not 1 <= one.minutes <= MOST_MINUTES:
                found.append(Fault(row, "minutes", "minutes", MOST_MINUTES))
            elif left < 0:
                found.append(Fault(row, "minutes", "sum", minutes))
        expected = (one.last or expected) + 1
    return found
