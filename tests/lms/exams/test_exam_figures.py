"""Facility and discrimination: known values and properties."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.exams.analysis import correlation, facility, figures, upper_lower

SCORES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 20)), min_size=2, max_size=60)


def test_known_values() -> None:
    scores = [1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0]
    totals = [9.0, 8.0, 8.0, 2.0, 1.0, 3.0, 7.0, 4.0, 5.0, 6.0]
    assert facility(scores) == 0.5
    assert upper_lower(scores, totals) == 1.0
    found = figures(scores, totals)
    rest = [total - score for score, total in zip(scores, totals, strict=True)]
    assert found.point_biserial == pytest.approx(statistics.correlation(scores, rest))


def test_nobody_and_everybody_alike() -> None:
    assert facility([]) is None
    assert upper_lower([1.0], [1.0]) is None
    assert correlation([1.0, 1.0], [2.0, 3.0]) is None


@given(SCORES)
def test_bounds_and_order(pairs: list[tuple[int, int]]) -> None:
    scores = [a / 4 for a, _ in pairs]
    totals = [a / 4 + b for a, b in pairs]
    found = figures(scores, totals)
    assert found.facility is not None and 0 <= found.facility <= 1
    assert found.upper_lower is not None and -1 <= found.upper_lower <= 1
    assert found.point_biserial is None or -1 <= found.point_biserial <= 1
    turned = figures(scores[::-1], totals[::-1])
    assert turned.upper_lower == pytest.approx(found.upper_lower)


@given(SCORES)
def test_turning_the_key_turns_the_sign(pairs: list[tuple[int, int]]) -> None:
    scores, totals = [a / 4 for a, _ in pairs], [float(b) for _, b in pairs]
    one, other = upper_lower(scores, totals), upper_lower([1 - s for s in scores], totals)
    assert one is not None and other is not None
    assert one == pytest.approx(-other)
