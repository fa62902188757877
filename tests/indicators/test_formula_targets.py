from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.formulas import seeds
from indicators.formulas.share import Comparator, Line, Share
from indicators.formulas.targets import Indicator, Status, status, target
from tests.indicators.seedfiles import text

ROWS = seeds.targets(text("targets.csv"))
I1S, I1T, I2, I3 = Indicator.I1S, Indicator.I1T, Indicator.I2, Indicator.I3


def line(indicator: Indicator, year: int, series: str = "plan") -> Line:
    found = target(ROWS, indicator, series, year)
    assert found is not None
    return found.line


@pytest.mark.parametrize(
    ("indicator", "series", "comparator", "value"),
    [
        (I1S, "plan", ">=", 50),
        (I1T, "plan", ">=", 100),
        (I1T, "qd131", ">=", 50),
        (I2, "plan", ">", 50),
        (I3, "plan", ">=", 50),
    ],
)
def test_lines_of_2025_and_2030(
    indicator: Indicator, series: str, comparator: str, value: int
) -> None:
    assert line(indicator, 2025, series) == Line(Comparator(comparator), Fraction(value))
    for year in (2030, 2041):
        assert line(indicator, year, series) == Line(Comparator.AT_LEAST, Fraction(100))
    assert target(ROWS, indicator, series, 2024) is None


def test_lines_between_are_straight_strict_as_before_and_labelled() -> None:
    found = target(ROWS, I2, "plan", 2027)
    assert found is not None
    assert found.line == Line(Comparator.ABOVE, Fraction(70))
    assert found.interpolated
    assert found.label == "nội suy 2025–2030"
    given_line = target(ROWS, I2, "plan", 2025)
    assert given_line is not None
    assert not given_line.interpolated
    assert given_line.label == "trên 50% học sinh"


@given(st.sampled_from(Indicator), st.integers(2025, 2045))
def test_lines_never_fall(indicator: Indicator, year: int) -> None:
    assert line(indicator, year).value <= line(indicator, year + 1).value <= 100


def test_a_unit_meets_its_lines_only_all_together() -> None:
    lines = {indicator: line(indicator, 2025) for indicator in Indicator}
    good = {I1S: Share(1, 2), I1T: Share(9, 9), I2: Share(51, 100), I3: Share(1, 2)}
    assert status(good, lines) is Status.MET
    assert status(good | {I2: Share(50, 100)}, lines) is Status.NOT_MET
    assert status(good | {I1T: Share(0, 0)}, lines) is Status.NOT_APPLICABLE
    assert status(good | {I1T: Share(0, 0), I3: Share(0, 9)}, lines) is Status.NOT_MET
    assert status({}, lines) is Status.NOT_APPLICABLE
    assert status(good, {}) is Status.NOT_APPLICABLE
