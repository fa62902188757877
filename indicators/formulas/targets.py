"""Target lines, the straight lines between them, and the status of a unit (policy 2.1, 2.8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from .share import Comparator, Line, Share


class Indicator(StrEnum):
    I1S = "I1S"
    I1T = "I1T"
    I2 = "I2"
    I3 = "I3"


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A line of a plan for a year; `series` tells apart plans that differ on one indicator."""

    indicator: Indicator
    series: str
    year: int
    comparator: Comparator
    value: Fraction
    label: str
    citation: str


@dataclass(frozen=True, slots=True)
class Target:
    """The line of a year; `label` says nội suy where no plan names that year."""

    line: Line
    label: str
    citation: str
    interpolated: bool


class Status(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"


INTERPOLATED = "nội suy"


def target(
    rows: Iterable[TargetRow], indicator: Indicator, series: str, year: int
) -> Target | None:
    """The line of a series in a year: as given, straight between two, the last one after.

    None before the first year of the series. Between two lines the comparator is that of
    the earlier one: "trên" stays strict until a later line says otherwise.
    """
    line = sorted(
        (row for row in rows if row.indicator is indicator and row.series == series),
        key=lambda row: row.year,
    )
    before = [row for row in line if row.year <= year]
    after = [row for row in line if row.year > year]
    if not before:
        return None
    low = before[-1]
    if low.year == year or not after:
        return Target(Line(low.comparator, low.value), low.label, low.citation, False)
    high = after[0]
    value = low.value + (high.value - low.value) * Fraction(year - low.year, high.year - low.year)
    label = f"{INTERPOLATED} {low.year}–{high.year}"
    return Target(Line(low.comparator, value), label, f"{low.citation}; {high.citation}", True)


def status(shares: Mapping[Indicator, Share], lines: Mapping[Indicator, Line]) -> Status:
    """Met only if every indicator with a line meets it; never averaged.

    One that falls short decides; otherwise one that does not apply (or is missing)
    leaves the unit without a status.
    """
    answers = [
        shares[indicator].meets(line) if indicator in shares else None
        for indicator, line in lines.items()
    ]
    if False in answers:
        return Status.NOT_MET
    if not answers or None in answers:
        return Status.NOT_APPLICABLE
    return Status.MET
