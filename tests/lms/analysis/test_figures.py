"""Figures against an independent computation with fractions, and one example by hand."""

from fractions import Fraction
from math import isclose, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.analysis import figures
from lms.analysis.figures import exam_figures, item_figures

TABLES = st.integers(2, 6).flatmap(
    lambda questions: st.lists(
        st.lists(st.integers(0, 4), min_size=questions, max_size=questions),
        min_size=1,
        max_size=30,
    )
)


class Exact:
    """The definitions once more, in fractions and by double sums over pairs of pupils, so that
    no step is shared with what is tested."""

    def __init__(self, table: list[list[int]]) -> None:
        self.rows = [[Fraction(one, 4) for one in row] for row in table]
        self.columns = list(zip(*self.rows, strict=True))
        self.totals = [sum(row, Fraction(0)) for row in self.rows]

    def cov(self, a: list[Fraction], b: list[Fraction]) -> Fraction | None:
        """Half the mean product of differences over ordered pairs: the covariance over n - 1."""
        n = len(a)
        if n < 2:
            return None
        found = Fraction(0)
        for i in range(n):
            for j in range(i):
                found += (a[i] - a[j]) * (b[i] - b[j])
        return found / (n * (n - 1))

    def power(self, k: int) -> Fraction:
        return sum((one**k for one in self.totals), Fraction(0)) / len(self.totals)

    def central(self, k: int) -> Fraction:
        m1, m2, m3, m4 = (self.power(n) for n in (1, 2, 3, 4))
        return {
            2: m2 - m1**2,
            3: m3 - 3 * m1 * m2 + 2 * m1**3,
            4: m4 - 4 * m1 * m3 + 6 * m1**2 * m2 - 3 * m1**4,
        }[k]

    def skew(self) -> float | None:
        n = len(self.totals)
        if n < 3 or not self.central(2):
            return None
        k2 = self.central(2) * n / (n - 1)
        k3 = self.central(3) * n * n / ((n - 1) * (n - 2))
        return float(k3) / float(k2) ** 1.5

    def kurt(self) -> float | None:
        n = len(self.totals)
        if n < 4 or not self.central(2):
            return None
        k2 = self.central(2) * n / (n - 1)
        inner = (n + 1) * self.central(4) - 3 * (n - 1) * self.central(2) ** 2
        return float(inner * n * n / ((n - 1) * (n - 2) * (n - 3)) / k2**2)

    def alpha(self) -> Fraction | None:
        p, whole = len(self.columns), self.cov(self.totals, self.totals)
        if len(self.totals) < 3 or not whole:
            return None
        own = sum((self.cov(list(c), list(c)) or 0 for c in self.columns), Fraction(0))
        return Fraction(p, p - 1) * (1 - own / whole)


def same(found: float | None, wanted: Fraction | float | None) -> bool:
    if found is None or wanted is None:
        return found is None and wanted is None
    return isclose(found, float(wanted), rel_tol=1e-6, abs_tol=1e-6)


@settings(deadline=None)
@given(TABLES)
def test_the_exam_equals_the_definitions(table: list[list[int]]) -> None:
    exact = Exact(table)
    found = exam_figures([[float(one) for one in column] for column in exact.columns])
    whole = exact.cov(exact.totals, exact.totals)
    assert same(found.mean, exact.power(1))
    assert same(found.deviation, None if whole is None else sqrt(whole))
    assert same(found.skewness, exact.skew())
    assert same(found.kurtosis, exact.kurt())
    alpha = exact.alpha()
    assert same(found.consistency, alpha)
    if alpha is not None and whole is not None:
        assert same(found.error_ratio, sqrt(1 - alpha))
        assert same(found.standard_error, sqrt(1 - alpha) * sqrt(whole))


@settings(deadline=None)
@given(TABLES)
def test_questions_equal_the_definitions(table: list[list[int]]) -> None:
    exact = Exact(table)
    columns = [[float(one) for one in column] for column in exact.columns]
    found = item_figures(columns, [1.0] * len(columns))
    weights = [exact.cov(list(column), exact.totals) for column in exact.columns]
    roots = [sqrt(one) if one and one > 0 else 0.0 for one in weights]
    for column, one, weight, root in zip(exact.columns, found, weights, roots, strict=True):
        rest = [total - points for total, points in zip(exact.totals, column, strict=True)]
        own, others = exact.cov(list(column), list(column)), exact.cov(rest, rest)
        together = exact.cov(list(column), rest)
        most = exact.cov(sorted(column), sorted(rest))
        assert same(one.facility, sum(column, Fraction(0)) / len(column))
        assert same(one.deviation, None if own is None else sqrt(own))
        varies = own and others
        assert same(one.discrimination, float(together) / sqrt(own * others) if varies else None)
        assert same(one.efficiency, together / most if most else None)
        if weight is not None and weight >= 0 and sum(roots):
            assert same(one.effective_weight, root / sum(roots))


def test_one_example_by_hand() -> None:
    """Five pupils and three questions of one point; the same stands worked out in the docs."""
    columns = [[1, 1, 1, 0, 0], [1, 1, 0, 1, 0], [1, 0, 0, 0, 0]]
    found = exam_figures(columns)
    assert found.mean == pytest.approx(1.4) and found.median == 1
    assert found.deviation == pytest.approx(sqrt(1.3))
    assert found.consistency == pytest.approx(1.5 * (1 - 0.8 / 1.3))
    first = item_figures(columns, [1, 1, 1])[0]
    assert first.facility == pytest.approx(0.6)
    assert first.discrimination == pytest.approx(0.15 / sqrt(0.3 * 0.7))
    assert first.efficiency == pytest.approx(0.15 / 0.4)


def test_nobody_and_everybody_alike() -> None:
    assert exam_figures([[], []]).count == 0
    alike = exam_figures([[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]])
    assert (alike.deviation, alike.skewness, alike.consistency) == (0, None, None)
    one = item_figures([[1.0, 1.0], [0.0, 1.0]], [1.0, 1.0])
    assert one[0].discrimination is None and one[0].efficiency is None
    assert figures.upper_lower([1.0], [1.0]) is None


@settings(deadline=None)
@given(TABLES)
def test_bounds_and_order(table: list[list[int]]) -> None:
    columns = [[float(one) for one in column] for column in zip(*table, strict=True)]
    turned = [column[::-1] for column in columns]
    for one, other in zip(
        item_figures(columns, [4.0] * len(columns)),
        item_figures(turned, [4.0] * len(columns)),
        strict=True,
    ):
        assert one.facility is not None and 0 <= one.facility <= 1
        for value in (one.discrimination, one.upper_lower):
            assert value is None or -1 <= value <= 1
        assert one.efficiency is None or one.efficiency <= 1
        assert one.upper_lower == pytest.approx(other.upper_lower)


@given(st.lists(st.integers(0, 1000), max_size=60), st.integers(1, 20))
def test_a_distribution_counts_everybody_once(hundredths: list[int], bins: int) -> None:
    scores = [one / 100 for one in hundredths]
    found = figures.distribution(scores, 10, bins)
    assert sum(found) == len(scores) and len(found) == bins


WAYS = st.lists(st.tuples(st.none() | st.integers(0, 3), st.integers(0, 20)), max_size=40)


@given(WAYS)
def test_a_way_of_answering_correlates_as_pearson_says(rows: list[tuple[int | None, int]]) -> None:
    taken, rest = [one for one, _ in rows], [float(one) for _, one in rows]
    found = figures.point_biserials(taken, 4, rest)
    for way, one in enumerate(found):
        assert same(one, figures.correlation([float(way == had) for had in taken], rest))
