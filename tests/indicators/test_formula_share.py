from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.formulas.share import Comparator, Line, Share, add, exact, median

dens = st.integers(1, 10**9)
shares = dens.flatmap(lambda den: st.integers(0, den).map(lambda num: Share(num, den)))


@pytest.mark.parametrize(
    ("num", "den", "percent"),
    [(1, 3, "33.3"), (2, 3, "66.7"), (1, 2000, "0.1"), (1, 2001, "0.0"), (5, 5, "100.0")],
)
def test_percent_has_one_decimal_half_up(num: int, den: int, percent: str) -> None:
    assert str(Share(num, den).percent) == percent


@given(shares)
def test_percent_agrees_with_decimal_rounding(share: Share) -> None:
    exactly = Decimal(100 * share.num) / Decimal(share.den)
    assert share.percent == exactly.quantize(Decimal("0.1"), ROUND_HALF_UP)


def test_nobody_is_not_zero_percent() -> None:
    nobody = Share(0, 0)
    assert nobody.percent is None
    assert nobody.meets(Line(Comparator.AT_LEAST, Fraction(0))) is None


@pytest.mark.parametrize(("num", "den"), [(-1, 2), (3, 2), (0, -1), (1, 0)])
def test_what_is_no_share_is_refused(num: int, den: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        Share(num, den)


def test_strict_and_loose_lines_differ_on_the_line_alone() -> None:
    loose, strict = Line(Comparator.AT_LEAST, Fraction(50)), Line(Comparator.ABOVE, Fraction(50))
    assert Share(1, 2).meets(loose) is True
    assert Share(1, 2).meets(strict) is False
    just_over = Share(500_001, 1_000_000)
    assert str(just_over.percent) == "50.0"
    assert just_over.meets(strict) is True
    assert Share(499_999, 1_000_000).meets(loose) is False


@given(shares, st.fractions(0, 100), st.sampled_from(Comparator))
def test_meets_is_exact(share: Share, value: Fraction, comparator: Comparator) -> None:
    ratio = 100 * Fraction(share.num, share.den)
    wanted = ratio > value if comparator is Comparator.ABOVE else ratio >= value
    assert share.meets(Line(comparator, value)) is wanted


@given(st.lists(shares))
def test_adding_sums_both_and_lies_between(parts: list[Share]) -> None:
    total = add(parts)
    assert total == Share(sum(p.num for p in parts), sum(p.den for p in parts))
    ratios = [p.ratio for p in parts if p.ratio is not None]
    if total.ratio is not None:
        assert min(ratios) <= total.ratio <= max(ratios)


def test_exact_takes_the_least_factor_and_does_not_reduce() -> None:
    assert exact(Fraction(10), Fraction(35)) == Share(10, 35)
    assert exact(Fraction(7, 3), Fraction(35, 2)) == Share(14, 105)


def test_median_skips_what_does_not_apply() -> None:
    assert median([Share(0, 0), Share(1, 2), Share(1, 4)]) == Fraction(3, 8)
    assert median([Share(3, 4), Share(0, 9), Share(1, 4)]) == Fraction(1, 4)
    assert median([Share(0, 0)]) is None
