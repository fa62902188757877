from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.formulas.conditions import (
    HEADCOUNT_ONLY,
    Answer,
    Attestation,
    Condition,
    Readiness,
    ReadinessCount,
    Source,
    Verdict,
    has_software,
    readiness,
    tally,
)
from indicators.formulas.params import condition_params
from indicators.formulas.periods import between
from indicators.formulas.share import Share
from tests.indicators.seedfiles import values

CENSUS = date(2026, 5, 31)
PARAMS = condition_params(values())
YEAR = between(date(2025, 9, 5), date(2026, 6, 1))

rows = st.builds(
    Attestation,
    st.sampled_from(Condition),
    st.sampled_from(Answer),
    st.sampled_from(Source),
    st.dates(date(2025, 4, 1), date(2026, 7, 1)),
    st.integers(1, 10**6),
)
row_lists = st.lists(rows, max_size=8, unique_by=lambda row: row.entry)
truth = st.sampled_from([True, False, None])


def device(answer: Answer, source: Source, back: int, entry: int = 1) -> Attestation:
    return Attestation(Condition.DEVICE, answer, source, CENSUS - timedelta(days=back), entry)


def found(*given: Attestation, seen: int | None = None) -> bool | None:
    observed = [] if seen is None else [CENSUS - timedelta(days=seen)]
    return readiness(given, observed, True, CENSUS, PARAMS).device


YES, NO, SHARED = Answer.YES, Answer.NO, Answer.SHARED
SELF, PARENT, HOMEROOM = Source.SELF, Source.PARENT, Source.HOMEROOM


def test_rank_goes_before_the_latest() -> None:
    assert found(device(YES, HOMEROOM, 300), device(NO, SELF, 1)) is True
    assert found(device(YES, HOMEROOM, 300), device(NO, PARENT, 200)) is False
    assert found(device(YES, PARENT, 10), device(NO, HOMEROOM, 11)) is True


def test_on_one_day_the_last_row_entered_wins() -> None:
    assert found(device(YES, PARENT, 5, entry=2), device(NO, HOMEROOM, 5, entry=7)) is False


@pytest.mark.parametrize(("back", "answer"), [(0, True), (364, True), (365, None), (-1, None)])
def test_valid_for_365_days(back: int, answer: bool | None) -> None:
    assert found(device(YES, SELF, back)) is answer


def test_an_expired_teacher_gives_way_to_a_valid_pupil() -> None:
    assert found(device(NO, HOMEROOM, 365), device(YES, SELF, 20)) is True


@pytest.mark.parametrize(("back", "answer"), [(0, True), (89, True), (90, False), (-1, False)])
def test_observed_wins_over_no_for_90_days(back: int, answer: bool) -> None:
    assert found(device(NO, HOMEROOM, 1), seen=back) is answer


def test_observed_sets_device_and_line_but_not_software() -> None:
    assert readiness([], [CENSUS], False, CENSUS, PARAMS) == Readiness(True, True, False)


def test_the_computer_room_counts_by_parameter_only() -> None:
    row = device(SHARED, HOMEROOM, 1)
    assert found(row) is False
    shared = replace(PARAMS, allow_shared_device=True)
    assert readiness([row], [], True, CENSUS, shared).device is True


def test_unknown_is_nothing_false_and_something_unknown() -> None:
    assert Readiness(None, True, True).verdict is Verdict.UNKNOWN
    assert Readiness(None, False, True).verdict is Verdict.NOT_MET
    assert Readiness(True, True, True).verdict is Verdict.MET
    assert HEADCOUNT_ONLY.verdict is Verdict.UNKNOWN


def test_software_is_an_account_and_an_own_sign_in() -> None:
    start = date(2025, 9, 5)
    assert has_software(start, [date(2026, 5, 31)], start, YEAR)
    assert not has_software(None, [date(2026, 5, 31)], start, YEAR)
    assert not has_software(start, [date(2025, 9, 4), date(2026, 6, 1)], start, YEAR)
    assert not has_software(date(2026, 6, 1), [start], start, YEAR)
    week = between(date(2026, 5, 25), date(2026, 6, 1))
    assert has_software(start, [start], start, week)


@given(row_lists, st.booleans(), st.randoms(use_true_random=False))
def test_order_and_repeats_do_not_matter(
    given_rows: list[Attestation], software: bool, random: object
) -> None:
    mixed = given_rows * 2
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert readiness(mixed, [], software, CENSUS, PARAMS) == readiness(
        given_rows, [], software, CENSUS, PARAMS
    )


@given(row_lists, st.booleans(), st.lists(st.dates(date(2026, 1, 1), CENSUS)))
def test_being_seen_never_takes_away(
    given_rows: list[Attestation], software: bool, seen: list[date]
) -> None:
    before = readiness(given_rows, [], software, CENSUS, PARAMS)
    after = readiness(given_rows, seen, software, CENSUS, PARAMS)
    assert after.software is software
    assert (before.verdict is Verdict.MET) <= (after.verdict is Verdict.MET)
    for part in ("device", "line"):
        assert getattr(after, part) in (True, getattr(before, part))


@given(st.lists(st.builds(Readiness, truth, truth, truth)), st.integers(0, 50), st.integers(0, 9))
def test_tally_adds_over_classes(people: list[Readiness], heads: int, cut: int) -> None:
    whole = tally(people, heads)
    assert tally(people[:cut]) + tally(people[cut:], heads) == whole
    assert whole.met.den == whole.unknown.den == len(people) + heads
    assert whole.met.num + whole.unknown.num <= whole.met.den
    assert whole.unknown.num >= heads


def test_head_count_is_unknown() -> None:
    assert tally([Readiness(True, True, True)], 3) == ReadinessCount(Share(1, 4), Share(3, 4))
