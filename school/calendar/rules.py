"""Which weeks of a school year count.

35 instructional weeks, 18 in the first semester and 17 in the second (the ministry's yearly time
frame); the weeks of the Tết holiday are left out. A week is known by its Monday.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS, FIRST_SEMESTER = 35, 18
WEEK = timedelta(weeks=1)
MOST_WEEKS = 60

# First day of the first lunar month in Viet Nam.
TET = (
    date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26),
    date(2029, 2, 13), date(2030, 2, 2), date(2031, 1, 23), date(2032, 2, 11),
    date(2033, 1, 31), date(2034, 2, 19), date(2035, 2, 8), date(2036, 1, 28),
)  # fmt: skip


class CalendarError(ValueError):
    """A year that cannot be laid; `code` says why ("name", "start", "tet", "weeks", "overlap")."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Term:
    """A semester; `ends_on` is the day after its last."""

    number: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class YearPlan:
    name: str
    starts_on: date
    ends_on: date
    semesters: tuple[Term, ...]
    mondays: tuple[date, ...]


def name_of(start: date) -> str:
    """ "2026-2027" for a year that starts in 2026."""
    return f"{start.year}-{start.year + 1}"


def is_name(name: str) -> bool:
    """Whether a name is two years in a row."""
    found = re.fullmatch(r"(\d{4})-(\d{4})", name)
    return found is not None and int(found[2]) == int(found[1]) + 1


def monday_of(day: date) -> date:
    """The Monday of the week that holds a day."""
    return day - timedelta(days=day.weekday())


def first_monday(start: date) -> date:
    """The first Monday on or after a day: a week belongs to the period that holds its Monday."""
    return monday_of(start + timedelta(days=6))


def tet_after(start: date) -> date:
    """The Tết that falls in the year beginning at `start`. Raises CalendarError("tet")."""
    for day in TET:
        if start <= day < start + timedelta(days=330):
            return day
    raise CalendarError("tet")


def tet_weeks(tet: date) -> frozenset[date]:
    """Mondays of the weeks that lose three or more days to Tết (six days before to the 8th)."""
    off = {tet + timedelta(days=n) for n in range(-6, 8)}
    mondays = {monday_of(day) for day in off}
    return frozenset(
        monday
        for monday in mondays
        if sum(monday + timedelta(days=n) in off for n in range(5)) >= 3
    )


def default_year(
    name: str, start: date, *, weeks: int = WEEKS, off: Sequence[date] | None = None
) -> YearPlan:
    """The usual year: `weeks` weeks from the first Monday, those of `off` (Mondays) left out.

    `off` None leaves Tết out. Raises CalendarError.
    """
    if not is_name(name) or name != name_of(start):
        raise CalendarError("name")
    if not 2 <= weeks <= MOST_WEEKS:
        raise CalendarError("weeks")
    left_out = tet_weeks(tet_after(start)) if off is None else set(off)
    mondays: list[date] = []
    monday = first_monday(start)
    while len(mondays) < weeks:
        if monday not in left_out:
            mondays.append(monday)
        monday += WEEK
    first = -(-weeks * FIRST_SEMESTER // WEEKS)
    return shaped(name, start, mondays, mondays[first])


def shaped(name: str, start: date, mondays: Sequence[date], second: date) -> YearPlan:
    """A year of two semesters, the second from the Monday `second`."""
    end = mondays[-1] + WEEK
    terms = (Term(1, start, second), Term(2, second, end))
    return YearPlan(name, start, end, terms, tuple(mondays))


def all_mondays(starts_on: date, ends_on: date) -> list[date]:
    """Every Monday within a year, counted or not."""
    found: list[date] = []
    monday = first_monday(starts_on)
    while monday < ends_on and len(found) < MOST_WEEKS + 10:
        found.append(monday)
        monday += WEEK
    return found
