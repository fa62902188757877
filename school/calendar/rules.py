"""Which weeks of a school year count.

How many weeks there are, and how many of them in the first semester, says the frame of the year
(`frames.csv`, with citations); the weeks of the Tết holiday are left out. A week is known by its
Monday. A year copied from the last one keeps its pattern: weeks that were off near Tết move with
Tết, the others keep their number.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from school.calendar.frames import FrameError, PublicHoliday, frame_on, public_holidays

WEEK = timedelta(weeks=1)
MOST_WEEKS = 60
NEAR_TET = 3  # weeks before and after the one of Tết whose pattern moves with it
LONGEST_HOLIDAY = 60

# First day of the first lunar month in Viet Nam.
TET = (
    date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26),
    date(2029, 2, 13), date(2030, 2, 2), date(2031, 1, 23), date(2032, 2, 11),
    date(2033, 1, 31), date(2034, 2, 19), date(2035, 2, 8), date(2036, 1, 28),
)  # fmt: skip


class CalendarError(ValueError):
    """A year that cannot be laid; `code` says why ("name", "start", "tet", "weeks", "overlap",
    "frame", "holiday_name", "holiday_days")."""

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
class Free:
    """A holiday; `ends_on` is the day after its last, `follows_tet` says that it is lunar."""

    name: str
    starts_on: date
    ends_on: date
    follows_tet: bool = False


@dataclass(frozen=True)
class YearPlan:
    name: str
    starts_on: date
    ends_on: date
    semesters: tuple[Term, ...]
    mondays: tuple[date, ...]
    holidays: tuple[Free, ...] = ()


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
    name: str, start: date, *, weeks: int | None = None, off: Sequence[date] | None = None
) -> YearPlan:
    """The usual year: `weeks` weeks (by default those of the frame) from the first Monday, those
    of `off` (Mondays) left out, and the public holidays.

    `off` None leaves Tết out. Raises CalendarError.
    """
    _check_name(name, start)
    try:
        frame = frame_on(start)
    except FrameError:
        raise CalendarError("frame") from None
    count = frame.weeks if weeks is None else weeks
    if not 2 <= count <= MOST_WEEKS:
        raise CalendarError("weeks")
    left_out = tet_weeks(tet_after(start)) if off is None else set(off)
    first = -(-count * frame.first // frame.weeks)
    plan = _filled(name, start, count, first, left_out)
    return replace(plan, holidays=tuple(_public(public_holidays(start), plan)))


def copied(last: YearPlan, name: str, start: date) -> YearPlan:
    """The year `last` moved to begin at `start`: as many weeks and holidays in the same pattern.

    Holidays keep their day of the year, lunar ones their distance from Tết. Raises CalendarError.
    """
    _check_name(name, start)
    old, new = tet_after(last.starts_on), tet_after(start)
    first = sum(monday < last.semesters[1].starts_on for monday in last.mondays)
    plan = _filled(name, start, len(last.mondays), first, _off_again(last, start, old, new))
    moved = (_again(one, last.starts_on, start, new - old) for one in last.holidays)
    return replace(plan, holidays=tuple(sorted(moved, key=lambda one: (one.starts_on, one.name))))


def _check_name(name: str, start: date) -> None:
    if not is_name(name) or name != name_of(start):
        raise CalendarError("name")


def _filled(name: str, start: date, count: int, first: int, off: Collection[date]) -> YearPlan:
    mondays: list[date] = []
    monday = first_monday(start)
    while len(mondays) < count:
        if monday not in off:
            mondays.append(monday)
        monday += WEEK
    return shaped(name, start, mondays, mondays[min(first, count - 1)])


def _off_again(last: YearPlan, start: date, old: date, new: date) -> set[date]:
    """The Mondays that are off in the new year because they were in the last one."""
    held = set(all_mondays(last.starts_on, last.ends_on)) - set(last.mondays)
    centre, off = monday_of(old), set[date]()
    near = {day for day in held if abs(day - centre) <= NEAR_TET * WEEK}
    if near == tet_weeks(old):
        off |= tet_weeks(new)
    else:
        off |= {monday_of(new) + (day - centre) for day in near}
    shift = first_monday(start) - first_monday(last.starts_on)
    return off | {day + shift for day in held - near}


def _again(one: Free, last_start: date, start: date, tet_shift: timedelta) -> Free:
    length = one.ends_on - one.starts_on
    if one.follows_tet:
        begins = one.starts_on + tet_shift
    else:
        begins = _same_day(one.starts_on, one.starts_on.year + start.year - last_start.year)
    return Free(one.name, begins, begins + length, one.follows_tet)


def _same_day(day: date, year: int) -> date:
    """The same day of another year; 29 February becomes the 28th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _public(law: Sequence[PublicHoliday], plan: YearPlan) -> Iterator[Free]:
    """The public holidays that fall into a year; those of Tết only where its day is known."""
    for one in law:
        for year in (plan.starts_on.year, plan.ends_on.year):
            if one.from_tet is None:
                begins = date.fromisoformat(f"{year}-{one.month_day}")
            elif any(tet.year == year for tet in TET):
                tet = next(tet for tet in TET if tet.year == year)
                begins = tet + timedelta(days=one.from_tet)
            else:
                continue
            if plan.starts_on <= begins < plan.ends_on:
                lunar = one.from_tet is not None
                yield Free(one.name, begins, begins + timedelta(days=one.days), lunar)


def check_holiday(one: Free, starts_on: date, ends_on: date) -> None:
    """Raise CalendarError unless a holiday has a name and lies within the year's 12 months."""
    if not one.name or len(one.name) > 100:
        raise CalendarError("holiday_name")
    latest = max(ends_on, starts_on + timedelta(days=365))
    if not starts_on <= one.starts_on < one.ends_on <= latest:
        raise CalendarError("holiday_days")
    if (one.ends_on - one.starts_on).days > LONGEST_HOLIDAY:
        raise CalendarError("holiday_days")


def shaped(name: str, start: date, mondays: Sequence[date], second: date) -> YearPlan:
    """A year of two semesters, the second from the Monday `second`."""
    end = mondays[-1] + WEEK
    terms = (Term(1, start, second), Term(2, second, end))
    return YearPlan(name, start, end, terms, tuple(mondays))


def last_day(ends_on: date) -> date:
    """The last day of half-open dates, as people write it."""
    return ends_on - timedelta(days=1)


def all_mondays(starts_on: date, ends_on: date) -> list[date]:
    """Every Monday within a year, counted or not."""
    found: list[date] = []
    monday = first_monday(starts_on)
    while monday < ends_on and len(found) < MOST_WEEKS + 10:
        found.append(monday)
        monday += WEEK
    return found
