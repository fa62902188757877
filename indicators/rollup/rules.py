"""The school year as the formulas see it: its grid of days and its report periods."""

from dataclasses import dataclass
from datetime import date

from indicators.formulas.bits import WeekGrid, grid_over
from indicators.formulas.digest import digest
from indicators.formulas.periods import (
    PeriodKind,
    ReportPeriod,
    between,
    month_of,
    to_date,
    week_of,
)
from indicators.formulas.qualify import UsageKindRow


@dataclass(frozen=True)
class Year:
    """A school year: its period, semesters, and the Mondays of its instructional weeks."""

    id: int
    name: str
    period: ReportPeriod
    semesters: tuple[ReportPeriod, ...]
    mondays: tuple[date, ...]

    @property
    def grid(self) -> WeekGrid:
        """Whole weeks around every month that the year touches."""
        first, last = month_of(self.period.start), month_of(self.period.last_day)
        return grid_over(between(first.start, last.end))

    @property
    def target_year(self) -> int:
        """The calendar year whose target lines judge this school year: that of its end."""
        return self.period.last_day.year

    def months(self) -> tuple[ReportPeriod, ...]:
        """The calendar months that the year touches."""
        found = [month_of(self.period.start)]
        while found[-1].end <= self.period.last_day:
            found.append(month_of(found[-1].end))
        return tuple(found)

    def weeks(self) -> tuple[ReportPeriod, ...]:
        """Its instructional weeks."""
        return tuple(week_of(monday) for monday in self.mondays)

    def term_of(self, day: date) -> ReportPeriod:
        """The semester that holds a day; the year where none does."""
        return next((term for term in self.semesters if day in term), self.period)


def begun(periods: tuple[ReportPeriod, ...], today: date) -> list[ReportPeriod]:
    """The periods that have begun."""
    return [period for period in periods if period.start <= today]


def running(period: ReportPeriod, today: date) -> ReportPeriod | None:
    """A period under way up to the end of the present week; None before and after it."""
    if today not in period or period.kind is PeriodKind.WEEK:
        return None
    return to_date(period, week_of(today))


def periods_of(year: Year, today: date) -> list[ReportPeriod]:
    """Every period whose figures are kept: begun weeks with their term to date, months,
    semesters, the year, and what of those is under way up to now."""
    weeks = begun(year.weeks(), today)
    wholes = begun((*year.months(), *year.semesters, year.period), today)
    found = [*weeks, *wholes]
    found += [to_date(year.term_of(week.start), week) for week in weeks]
    found += [part for whole in wholes if (part := running(whole, today)) is not None]
    return sorted(set(found))


def rules_hash(year: Year, kinds: tuple[UsageKindRow, ...], imported: bool) -> str:
    """Everything but the events that decides the day bits of a year."""
    rows = [(k.kind, k.who, k.min_seconds, k.valid.start, k.valid.end) for k in kinds]
    return digest([year.grid.origin, year.grid.weeks, rows, imported])
