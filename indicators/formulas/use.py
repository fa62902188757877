"""I2: who uses the platform, in three tiers (policy 2.4 with the readings of 2.10).

Where the letter lets tiers cross: *reached* looks at the dates of the period, *regular*
and *daily* at its weeks, so use on the Sunday of a month's last week counts as regular
without reaching that month; and *daily* has no `min_weeks`, so in a period of two weeks
one may be daily without being regular.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .bits import WeekGrid, grid_over
from .periods import ReportPeriod, Span, instructional_weeks
from .share import NOTHING, Share


@dataclass(frozen=True, slots=True)
class UseParams:
    """One parameter set (`use.v1`, `use.teacher.v1`), read from dated rows."""

    min_weeks: int
    week_share: Fraction
    days_per_week: int
    daily_days: int
    min_enrolled_weeks: int

    def weeks_of(self, weeks: int) -> int:
        """The share of some weeks in whole weeks, rounded up."""
        share = self.week_share
        return -(-share.numerator * weeks // share.denominator)


@dataclass(frozen=True, slots=True)
class UseFrame:
    """All of a period that is the same for every person, worked out once.

    `instructional` holds the weeks that belong to the period, `inside` the days in it.
    """

    grid: WeekGrid
    instructional: int
    inside: int
    census: int
    params: UseParams

    @property
    def weeks(self) -> int:
        """Number of instructional weeks in the period; with none there are no tiers."""
        return self.instructional.bit_count()


@dataclass(frozen=True, slots=True)
class UseDays:
    """Day bits of one person over the grid: enrolled, suspended, with a qualifying event."""

    enrolled: int
    suspended: int
    events: int


@dataclass(frozen=True, slots=True)
class WeekSets:
    """What is kept of a person when raw rows have expired (policy 2.8).

    Weeks enrolled, with enough days for *regular* and for *daily*, and two answers that
    hang on dates: reached in the period, active on the census date.
    """

    enrolled: int
    regular: int
    daily: int
    reached: bool
    active: bool


@dataclass(frozen=True, slots=True)
class PersonUse:
    """The answer for one person: `w` weeks enrolled, `need` weeks to be regular."""

    in_population: bool
    reached: bool
    regular: bool
    daily: bool
    w: int
    need: int


@dataclass(frozen=True, slots=True)
class UseCount:
    """The three tiers of a unit over one population."""

    reached: Share = NOTHING
    regular: Share = NOTHING
    daily: Share = NOTHING

    def __add__(self, other: UseCount) -> UseCount:
        """Join two units that have no person in common."""
        return UseCount(
            self.reached + other.reached,
            self.regular + other.regular,
            self.daily + other.daily,
        )


def frame(
    period: ReportPeriod,
    mondays: Iterable[date],
    params: UseParams,
    census: date | None = None,
    grid: WeekGrid | None = None,
) -> UseFrame:
    """Prepare a period; `census` is by default its last day.

    A `grid` of the school year may be given, so that day bits made once serve all its
    periods. Raises ValueError where the grid does not hold the period or the census.
    """
    grid = grid or grid_over(period)
    census = census or period.last_day
    place = grid.index(census)
    if place is None or grid.index(period.start) is None or grid.index(period.last_day) is None:
        raise ValueError(f"the grid does not hold {period.start} to {period.end}, {census}")
    inside = grid.of_span(Span(period.start, period.end))
    weeks = grid.of_days(instructional_weeks(period, mondays))
    return UseFrame(grid, weeks, inside, 1 << place, params)


def week_sets(days: UseDays, over: UseFrame) -> WeekSets:
    """Fold the days of a person into what the formula needs.

    A week is enrolled when any of its days is enrolled and not suspended.
    """
    active = days.enrolled & ~days.suspended
    weeks_of = over.grid.weeks_of
    return WeekSets(
        enrolled=weeks_of(active),
        regular=weeks_of(days.events, over.params.days_per_week),
        daily=weeks_of(days.events, over.params.daily_days),
        reached=bool(days.events & over.inside),
        active=bool(active & over.census),
    )


def judge(sets: WeekSets, over: UseFrame) -> PersonUse:
    """Population and tiers of one person from week sets."""
    params, total = over.params, over.weeks
    mine = sets.enrolled & over.instructional
    w = mine.bit_count()
    half = params.weeks_of(w)
    need = max(min(params.min_weeks, total), half)
    return PersonUse(
        in_population=sets.active and w >= min(params.min_enrolled_weeks, total),
        reached=total > 0 and sets.reached,
        regular=w > 0 and (sets.regular & mine).bit_count() >= need,
        daily=w > 0 and (sets.daily & mine).bit_count() >= half,
        w=w,
        need=need,
    )


def person_use(days: UseDays, over: UseFrame) -> PersonUse:
    """Population and tiers of one person from day bits."""
    return judge(week_sets(days, over), over)


def tally(people: Iterable[PersonUse], over: UseFrame, headcount: int = 0) -> UseCount:
    """Count distinct persons; `headcount` pupils of schools without LopSo add 0 computed.

    A period without instructional weeks has no tiers: 0/0.
    """
    if not over.weeks:
        return UseCount()
    counted = [person for person in people if person.in_population]
    den = len(counted) + headcount
    return UseCount(
        Share(sum(person.reached for person in counted), den),
        Share(sum(person.regular for person in counted), den),
        Share(sum(person.daily for person in counted), den),
    )
