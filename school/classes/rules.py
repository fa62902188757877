"""What may happen to a class, and to a pupil's stays in classes.

A pupil's main stays never overlap: a move ends one on the day on which the next begins, a
leaver's last one ends on the first day away. What lay before that day is never touched.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from suite.text import fold

LONGEST_NAME = 30


class ClassError(ValueError):
    """What cannot be done; `code` says why, `detail` a day or a number that explains it."""

    def __init__(self, code: str, detail: date | int | str | None = None) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Stay:
    """A pupil's time in a class, half-open; `ends_on` None is open."""

    id: int
    class_id: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Steps:
    """What a change writes: the stay that ends (None: none does) and the class that begins."""

    ends: int | None = None
    begins: int | None = None


def name_key(name: str) -> str:
    """A class name as it is compared: "6 A", "6a" and "6A" are one."""
    return fold(name).replace(" ", "")


def check_class(name: str, grade: int, grades: range, taken: Collection[str]) -> str:
    """The tidy name of a class; `taken` are the keys of the others of its school and year.

    Raises ClassError ("name", "grade", "taken").
    """
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > LONGEST_NAME:
        raise ClassError("name", LONGEST_NAME)
    if grade not in grades:
        raise ClassError("grade", f"{grades[0]}-{grades[-1]}")
    if name_key(tidy) in taken:
        raise ClassError("taken")
    return tidy


def check_day(on: date, first: date, last: date) -> None:
    """Raise ClassError("day") unless a change lies from `first` until `last`, both included."""
    if not first <= on <= last:
        raise ClassError("day", f"{first:%d/%m/%Y} – {last:%d/%m/%Y}")


def stay_on(stays: Sequence[Stay], day: date) -> Stay | None:
    """The stay that holds a day."""
    held = (s for s in stays if s.starts_on <= day and (s.ends_on is None or day < s.ends_on))
    return next(held, None)


def moved(stays: Sequence[Stay], to: int, on: date) -> Steps:
    """Into the class `to` from a day on.

    Raises ClassError: "away" (in no class on the day: who left is taken back), "same",
    "began" (the present stay began on the day or later: choose a later one), "later".
    """
    held = _current(stays, on)
    if held.class_id == to:
        raise ClassError("same")
    return Steps(held.id, to)


def left(stays: Sequence[Stay], on: date) -> Steps:
    """Away from a day on. Raises ClassError ("away", "began", "later")."""
    return Steps(_current(stays, on).id)


def returned(stays: Sequence[Stay], to: int, on: date) -> Steps:
    """Into the class `to` after time away. Raises ClassError ("present", "later")."""
    held = stay_on(stays, on)
    if held is not None:
        raise ClassError("present", held.starts_on)
    _nothing_after(stays, on)
    return Steps(None, to)


def _current(stays: Sequence[Stay], on: date) -> Stay:
    _nothing_after(stays, on)
    held = stay_on(stays, on)
    if held is None:
        raise ClassError("away")
    if held.starts_on >= on:
        raise ClassError("began", held.starts_on)
    if held.ends_on is not None:
        raise ClassError("later", held.ends_on)
    return held


def _nothing_after(stays: Sequence[Stay], on: date) -> None:
    later = [s.starts_on for s in stays if s.starts_on > on and s.ends_on != s.starts_on]
    if later:
        raise ClassError("later", min(later))


def apply(stays: Sequence[Stay], steps: Steps, on: date, new_id: int) -> list[Stay]:
    """The stays after a change; `new_id` is that of the stay that begins."""
    kept = [Stay(s.id, s.class_id, s.starts_on, on) if s.id == steps.ends else s for s in stays]
    if steps.begins is not None:
        kept.append(Stay(new_id, steps.begins, on, None))
    return kept
