"""Report periods: half-open runs of local dates, and the weeks that belong to them.

Weeks run Monday to Sunday and belong, whole, to the period that holds their Monday
(policy 2.2): the Sunday of a week may lie in the month after the one that counts it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


class PeriodKind(StrEnum):
    WEEK = "week"
    MONTH = "month"
    SEMESTER = "semester"
    YEAR = "year"
    RANGE = "range"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Local dates [start, end); an open end is None."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"span ends before it starts: {self.start} to {self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True, order=True)
class ReportPeriod:
    """Local dates [start, end) of a report, never empty."""

    kind: PeriodKind
    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"empty period: {self.start} to {self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def last_day(self) -> date:
        """The default census date (policy 2.2)."""
        return self.end - DAY


def monday_of(day: date) -> date:
    """The Monday of the week of a date."""
    return day - DAY * day.weekday()


def week_of(day: date) -> ReportPeriod:
    """The Monday-to-Sunday week that holds a date."""
    monday = monday_of(day)
    return ReportPeriod(PeriodKind.WEEK, monday, monday + WEEK)


def month_of(day: date) -> ReportPeriod:
    """The calendar month that holds a date."""
    first = day.replace(day=1)
    return ReportPeriod(PeriodKind.MONTH, first, (first + 31 * DAY).replace(day=1))


def semester(start: date, end: date) -> ReportPeriod:
    """A semester [start, end) of the school's calendar."""
    return ReportPeriod(PeriodKind.SEMESTER, start, end)


def school_year(start: date, end: date) -> ReportPeriod:
    """A school year [start, end) of the calendar: the default period."""
    return ReportPeriod(PeriodKind.YEAR, start, end)


def between(start: date, end: date) -> ReportPeriod:
    """Any range [start, end)."""
    return ReportPeriod(PeriodKind.RANGE, start, end)


def to_date(term: ReportPeriod, week: ReportPeriod) -> ReportPeriod:
    """The term up to the end of a week: what a weekly chart calls the running figure."""
    return between(term.start, min(term.end, week.end))


def instructional_weeks(period: ReportPeriod, mondays: Iterable[date]) -> tuple[date, ...]:
    """The instructional weeks that belong to a period, by their Mondays, in order.

    Raises ValueError for a date that is no Monday.
    """
    marked = sorted(set(mondays))
    for day in marked:
        if day.weekday():
            raise ValueError(f"instructional week does not begin on a Monday: {day}")
    return tuple(day for day in marked if day in period)
