"""What the points of markers make of an answer: pure, exact."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lms.marking.rules import (
    FIRST,
    SECOND,
    STEPS,
    THIRD,
    Outcome,
    next_waiting,
    outcome,
    rounded,
    row_points,
    shuffled,
)

POINTS = st.integers(0, 400).map(lambda n: Decimal(n) / 100)
RULE = {"most_apart": Decimal("0.5"), "step": Decimal("0.25"), "possible": Decimal(4)}


def test_one_marker_and_two_by_heart() -> None:
    assert outcome({}, two_markers=False, **RULE) == Outcome("waiting")
    assert outcome({FIRST: Decimal(1)}, two_markers=False, **RULE) == Outcome("done", Decimal(1))
    both = {FIRST: Decimal("2.25"), SECOND: Decimal("2.5")}
    assert outcome({FIRST: Decimal(1)}, two_markers=True, **RULE) == Outcome("half")
    # 2.375 lies between 2.25 and 2.5: half up.
    assert outcome(both, two_markers=True, **RULE) == Outcome("done", Decimal("2.50"))
    apart = {FIRST: Decimal("2"), SECOND: Decimal("2.75")}
    assert outcome(apart, two_markers=True, **RULE) == Outcome("apart")
    decided = outcome({**apart, THIRD: Decimal("2.2")}, two_markers=True, **RULE)
    assert decided == Outcome("done", Decimal("2.2"))


@given(POINTS, POINTS, POINTS, st.sampled_from(STEPS), st.none() | POINTS)
def test_the_mean_lies_near_both_and_a_third_decides_only_beyond_the_limit(
    first: Decimal, second: Decimal, limit: Decimal, step: Decimal, third: Decimal | None
) -> None:
    given_ = {FIRST: first, SECOND: second} | ({THIRD: third} if third is not None else {})
    found = outcome(given_, two_markers=True, most_apart=limit, step=step, possible=Decimal(4))
    turned = outcome(
        {**given_, FIRST: second, SECOND: first},
        two_markers=True, most_apart=limit, step=step, possible=Decimal(4),
    )  # fmt: skip
    assert found == turned
    if abs(first - second) > limit:
        assert found == (Outcome("apart") if third is None else Outcome("done", third))
        return
    assert found.points is not None and 0 <= found.points <= 4
    assert abs(found.points - (first + second) / 2) <= step / 2


@given(st.fractions(0, 10), st.sampled_from(STEPS))
def test_rounding_is_exact_and_half_up(value: Fraction, step: Decimal) -> None:
    found = Fraction(rounded(value, step))
    assert (found / Fraction(step)).denominator == 1
    assert -Fraction(step) / 2 < found - value <= Fraction(step) / 2


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), POINTS)
def test_the_lines_of_a_rubric_add_up_to_the_points(parts: list[int], possible: Decimal) -> None:
    found = row_points([Fraction(one, sum(parts)) for one in parts], possible)
    assert sum(found) == possible and all(one >= 0 for one in found)


@given(st.sets(st.integers(1, 10**6), max_size=30), st.integers(1, 9))
def test_a_mixed_order_stays_when_answers_join(ids: set[int], question: int) -> None:
    order = shuffled("seed", question, sorted(ids))
    assert set(order) == ids
    fewer = [one for one in order if one % 2]
    assert shuffled("seed", question, [one for one in ids if one % 2]) == fewer


def test_the_next_that_waits() -> None:
    states = [(1, False), (2, True), (3, False), (4, True)]
    assert next_waiting(states, None) == 2
    assert next_waiting(states, 2) == 4
    assert next_waiting(states, 4) == 2
    assert next_waiting([(1, False)], 1) is None
