"""A share is two integers; a percentage is only how it is printed (policy 2.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import lcm


class Comparator(StrEnum):
    """How a share must stand to its line: "trên" is strict, "tối thiểu" is not."""

    AT_LEAST = ">="
    ABOVE = ">"


@dataclass(frozen=True, slots=True)
class Line:
    """A target in percent, kept exact because interpolated lines are fractions."""

    comparator: Comparator
    value: Fraction


@dataclass(frozen=True, slots=True)
class Share:
    """`num` of `den`, 0 <= num <= den; den 0 means "không áp dụng", never 0 %."""

    num: int
    den: int

    def __post_init__(self) -> None:
        if not 0 <= self.num <= self.den:
            raise ValueError(f"not a share: {self.num}/{self.den}")

    def __add__(self, other: Share) -> Share:
        """Join two disjoint groups; percentages are never averaged (policy 2.6)."""
        return Share(self.num + other.num, self.den + other.den)

    @property
    def percent(self) -> Decimal | None:
        """Percent with one decimal, half up; None where the share does not apply."""
        if not self.den:
            return None
        tenths = (2000 * self.num + self.den) // (2 * self.den)
        return Decimal(tenths).scaleb(-1)

    @property
    def ratio(self) -> Fraction | None:
        """The exact ratio; None where the share does not apply."""
        return Fraction(self.num, self.den) if self.den else None

    def meets(self, line: Line) -> bool | None:
        """Whether the exact share meets the line; None where it does not apply."""
        if not self.den:
            return None
        have = 100 * self.num * line.value.denominator
        want = line.value.numerator * self.den
        return have > want if line.comparator is Comparator.ABOVE else have >= want


NOTHING = Share(0, 0)


def add(shares: Iterable[Share]) -> Share:
    """Sum numerators and denominators of disjoint groups."""
    return sum(shares, NOTHING)


def exact(num: Fraction, den: Fraction) -> Share:
    """Integers from two exact fractions, by their least common factor (policy 2.10)."""
    factor = lcm(num.denominator, den.denominator)
    return Share(int(num * factor), int(den * factor))


def median(shares: Iterable[Share]) -> Fraction | None:
    """The median ratio of those that apply; the mean of the two middle ones when even."""
    ratios = sorted(ratio for share in shares if (ratio := share.ratio) is not None)
    if not ratios:
        return None
    middle = len(ratios) // 2
    if len(ratios) % 2:
        return ratios[middle]
    return (ratios[middle - 1] + ratios[middle]) / 2
