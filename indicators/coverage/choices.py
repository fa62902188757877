"""The report periods that a reader may choose, by short names in the address."""

from dataclasses import dataclass
from datetime import date, timedelta

from indicators.formulas.periods import ReportPeriod
from indicators.rollup.rules import Year, begun, running

YEAR = "year"


@dataclass(frozen=True)
class Choice:
    """A period as chosen, and the part of it that is counted (up to now while under way)."""

    code: str
    period: ReportPeriod
    counted: ReportPeriod
    number: int = 0

    @property
    def under_way(self) -> bool:
        """Whether the period is not over yet."""
        return self.counted != self.period

    @property
    def last_day(self) -> date:
        """The census day of what is counted."""
        return self.counted.end - timedelta(days=1)


def choices(year: Year, today: date) -> list[Choice]:
    """Year, semesters, months and weeks that have begun; the newest week and month first."""
    pairs = [(YEAR, year.period, 0)]
    for number, term in enumerate(year.semesters, 1):
        pairs.append((f"s{number}", term, number))
    pairs += [(f"m{month.start:%Y-%m}", month, 0) for month in reversed(year.months())]
    for number, week in reversed(list(enumerate(year.weeks(), 1))):
        pairs.append((f"w{week.start}", week, number))
    alive = set(begun(tuple(period for _, period, _ in pairs), today))
    return [
        Choice(code, period, running(period, today) or period, number)
        for code, period, number in pairs
        if period in alive
    ]


def choose(found: list[Choice], code: str) -> Choice | None:
    """The choice of a code; the first where none is given."""
    return next((choice for choice in found if choice.code == code or not code), None)
