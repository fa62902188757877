"""Days and weeks as bits of one integer, so that a school year is a few popcounts.

Day n after the origin (a Monday) is bit n. A set of weeks keeps week i at bit 7·i, the
place of its Monday, so that it comes out of the day bits without a loop.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from .periods import DAY, ReportPeriod, Span, monday_of

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class WeekGrid:
    """The calendar weeks from `origin` (a Monday) on, `weeks` of them."""

    origin: date
    weeks: int
    mondays: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.origin.weekday():
            raise ValueError(f"a grid begins on a Monday, not on {self.origin}")
        ones = sum(1 << (DAYS_A_WEEK * week) for week in range(self.weeks))
        object.__setattr__(self, "mondays", ones)

    @property
    def days(self) -> int:
        """How many days the grid holds."""
        return DAYS_A_WEEK * self.weeks

    def index(self, day: date) -> int | None:
        """The bit of a date, or None outside the grid."""
        offset = (day - self.origin).days
        return offset if 0 <= offset < self.days else None

    def of_days(self, days: Iterable[date]) -> int:
        """Day bits of dates; dates outside the grid are left out."""
        bits = 0
        for day in days:
            offset = (day - self.origin).days
            if 0 <= offset < self.days:
                bits |= 1 << offset
        return bits

    def of_span(self, span: Span) -> int:
        """Day bits of [start, end), cut to the grid."""
        first = max(0, (span.start - self.origin).days)
        last = self.days
        if span.end is not None:
            last = min(last, (span.end - self.origin).days)
        return ((1 << (last - first)) - 1) << first if last > first else 0

    def of_spans(self, spans: Iterable[Span]) -> int:
        """Day bits of the union of spans."""
        bits = 0
        for span in spans:
            bits |= self.of_span(span)
        return bits

    def weeks_of(self, days: int, least: int = 1) -> int:
        """The weeks with at least `least` (1 to 7) of the given days."""
        if not 1 <= least <= DAYS_A_WEEK:
            raise ValueError(f"a week has 1 to 7 days, not {least}")
        ones = self.mondays
        counts = sum((days >> shift) & ones for shift in range(DAYS_A_WEEK))
        # Each lane of 7 bits holds a count of 0 to 7; adding 8 - least carries into its
        # bit 3 exactly where the count reaches `least`, and never into the next lane.
        return ((counts + (8 - least) * ones) >> 3) & ones


def grid_over(period: ReportPeriod) -> WeekGrid:
    """The smallest grid of whole weeks around a period."""
    origin = monday_of(period.start)
    last = monday_of(period.last_day)
    return WeekGrid(origin, (last - origin).days // DAYS_A_WEEK + 1)


def pack(bits: int) -> bytes:
    """Little-endian bytes of a bit set, without trailing zeros, for a table."""
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def unpack(data: bytes) -> int:
    """The bit set of packed bytes."""
    return int.from_bytes(data, "little")


def dates(grid: WeekGrid, bits: int) -> tuple[date, ...]:
    """The dates of a set of day bits, in order."""
    found = []
    while bits:
        low = bits & -bits
        found.append(grid.origin + DAY * (low.bit_length() - 1))
        bits ^= low
    return tuple(found)
