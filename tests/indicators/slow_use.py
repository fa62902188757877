"""I2 read aloud from policy 2.4 and 2.10: sets and loops, slow and plain."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from indicators.formulas.periods import ReportPeriod, monday_of
from indicators.formulas.population import PersonDates
from indicators.formulas.use import PersonUse, UseParams


def slow_use(
    person: PersonDates,
    period: ReportPeriod,
    mondays: set[date],
    census: date,
    params: UseParams,
) -> PersonUse:
    weeks = [monday for monday in sorted(mondays) if period.start <= monday < period.end]
    total = len(weeks)
    enrolled = [monday for monday in weeks if any(active(person, day) for day in week(monday))]
    w = len(enrolled)
    half = 0
    while half < Fraction(params.week_share) * w:
        half += 1
    need = max(min(params.min_weeks, total), half)

    def with_days(least: int) -> int:
        return sum(
            len({day for day in person.events if monday_of(day) == monday}) >= least
            for monday in enrolled
        )

    return PersonUse(
        in_population=active(person, census) and w >= min(params.min_enrolled_weeks, total),
        reached=total > 0
        and any(period.start <= day < period.end for day in person.events)
        and not person.is_test,
        regular=w > 0 and with_days(params.days_per_week) >= need,
        daily=w > 0 and with_days(params.daily_days) >= half,
        w=w,
        need=need,
    )


def week(monday: date) -> list[date]:
    return [monday + timedelta(days=n) for n in range(7)]


def active(person: PersonDates, day: date) -> bool:
    if person.is_test:
        return False
    inside = any(day in stay.span for stay in person.stays)
    return inside and not any(day in span for span in person.suspended)
