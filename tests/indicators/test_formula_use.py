from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.formulas.bits import WeekGrid
from indicators.formulas.params import use_params
from indicators.formulas.periods import ReportPeriod, Span, between, monday_of, month_of, week_of
from indicators.formulas.population import PersonDates, Stay, unit_on, use_days
from indicators.formulas.share import Share
from indicators.formulas.use import (
    PersonUse,
    UseCount,
    UseFrame,
    UseParams,
    frame,
    person_use,
    tally,
)
from tests.indicators.seedfiles import values
from tests.indicators.slow_use import slow_use

START = date(2025, 9, 8)
YEAR = between(START, date(2026, 6, 1))
MONDAYS = {START + timedelta(weeks=n) for n in range(37)} - {date(2026, 2, 9), date(2026, 2, 16)}
PUPIL = use_params(values())
TEACHER = use_params(values(), "use.teacher.v1")

days = st.dates(START - timedelta(days=20), date(2026, 6, 20))
spans = st.tuples(days, st.none() | st.integers(0, 300)).map(
    lambda pair: Span(pair[0], None if pair[1] is None else pair[0] + timedelta(days=pair[1]))
)
stays = st.builds(Stay, st.integers(1, 4), spans, st.booleans())
near = st.builds(lambda n: START + timedelta(days=n), st.integers(-3, 60))
people = st.builds(
    PersonDates,
    st.lists(stays, max_size=3).map(tuple),
    st.lists(spans, max_size=2).map(tuple),
    st.frozensets(days | near, max_size=80),
    st.just(False) | st.booleans(),
)
periods = st.tuples(days, st.integers(1, 280)).map(
    lambda pair: between(pair[0], pair[0] + timedelta(days=pair[1]))
) | st.sampled_from([YEAR, month_of(date(2025, 11, 1)), week_of(date(2025, 10, 1))])
params = st.sampled_from([PUPIL, TEACHER]) | st.builds(
    UseParams,
    st.integers(0, 5),
    st.fractions(0, 1, max_denominator=7),
    st.integers(1, 7),
    st.integers(1, 7),
    st.integers(0, 6),
)
WIDE = WeekGrid(monday_of(START - timedelta(days=30)), 100)


def use(person: PersonDates, period: ReportPeriod = YEAR, params: UseParams = PUPIL) -> PersonUse:
    over = frame(period, MONDAYS, params)
    return person_use(use_days(person, over.grid), over)


def pupil(*events: date, since: date = START) -> PersonDates:
    return PersonDates((Stay(1, Span(since)),), events=frozenset(events))


def weekly(count: int, first: date = START, a_week: int = 1) -> list[date]:
    starts = [monday for monday in sorted(MONDAYS) if monday >= first][:count]
    return [monday + timedelta(days=n) for monday in starts for n in range(a_week)]


@given(people, periods, params, st.none() | st.integers(0, 279))
def test_bits_agree_with_the_slow_reading(
    person: PersonDates, period: ReportPeriod, params: UseParams, back: int | None
) -> None:
    census = period.last_day
    if back is not None:
        census = max(period.start, census - timedelta(days=back))
    over = frame(period, MONDAYS, params, census)
    wanted = slow_use(person, period, MONDAYS, census, params)
    assert person_use(use_days(person, over.grid), over) == wanted
    wide = frame(period, MONDAYS, params, census, WIDE)
    assert person_use(use_days(person, WIDE), wide) == wanted


@given(people, periods, params, st.frozensets(days, max_size=20))
def test_more_use_never_lowers_a_tier(
    person: PersonDates, period: ReportPeriod, params: UseParams, more: frozenset[date]
) -> None:
    before = use(person, period, params)
    after = use(replace(person, events=person.events | more), period, params)
    assert (after.w, after.need, after.in_population) == (
        before.w,
        before.need,
        before.in_population,
    )
    for tier in ("reached", "regular", "daily"):
        assert getattr(before, tier) <= getattr(after, tier)


@given(people, st.randoms(use_true_random=False))
def test_order_and_repeats_do_not_matter(person: PersonDates, random: object) -> None:
    events = list(person.events) * 2
    random.shuffle(events)  # type: ignore[attr-defined]
    twice = PersonDates(
        person.stays[::-1] + person.stays, person.suspended * 2, frozenset(events), person.is_test
    )
    assert use(twice) == use(person)
    for day in [START, date(2026, 1, 1)]:
        assert unit_on(twice.stays, day) == unit_on(person.stays, day)


@given(people, st.sampled_from([PUPIL, TEACHER]))
def test_tiers_nest_over_a_whole_year(person: PersonDates, params: UseParams) -> None:
    """A year ends on a Sunday, so no week spills over, and w >= 4 makes `min_weeks` idle."""
    found = use(person, YEAR, params)
    if found.w > 2:
        assert found.daily <= found.regular
    assert found.regular <= found.reached


@given(st.lists(people, max_size=30))
def test_classes_add_up_to_the_school(everyone: list[PersonDates]) -> None:
    over = frame(YEAR, MONDAYS, PUPIL)
    classes: dict[int | None, list[PersonUse]] = {}
    for person in everyone:
        unit = unit_on(person.stays, YEAR.last_day)
        classes.setdefault(unit, []).append(person_use(use_days(person, over.grid), over))
    parts = [tally(members, over) for members in classes.values()]
    school = tally([use for members in classes.values() for use in members], over)
    assert sum(parts, UseCount()) == school
    assert school.regular.num <= school.regular.den <= len(everyone)


def test_year_needs_18_of_35_weeks() -> None:
    assert len(MONDAYS) == 35
    assert use(pupil(*weekly(17))).regular is False
    found = use(pupil(*weekly(18)))
    assert (found.w, found.need, found.regular, found.daily) == (35, 18, True, False)
    assert use(pupil(*weekly(18, a_week=3))).daily is True


def test_one_who_came_for_the_last_six_weeks_needs_three() -> None:
    late = sorted(MONDAYS)[-6]
    found = use(pupil(*weekly(3, late), since=late))
    assert (found.w, found.need, found.regular) == (6, 3, True)


def test_a_month_of_four_weeks_needs_two() -> None:
    found = use(pupil(), month_of(date(2025, 10, 1)))
    assert (found.w, found.need) == (4, 2)


def test_one_week_is_capped_to_that_week() -> None:
    found = use(pupil(START), week_of(START))
    assert found == PersonUse(True, True, True, False, 1, 1)


def test_no_instructional_week_means_no_tiers() -> None:
    over = frame(week_of(date(2026, 2, 10)), MONDAYS, PUPIL)
    person = person_use(use_days(pupil(date(2026, 2, 10)), over.grid), over)
    assert person.in_population
    assert not person.reached
    assert tally([person], over, headcount=40) == UseCount()


def test_a_holiday_event_reaches_but_is_no_week() -> None:
    found = use(pupil(date(2026, 2, 10)))
    assert found.reached
    assert not use(pupil(*weekly(17), date(2026, 2, 10))).regular


def test_sunday_after_the_month_counts_in_the_week_only() -> None:
    month = month_of(date(2025, 11, 1))
    after = [date(2025, 11, 30) + timedelta(days=0)]
    assert use(pupil(*after), month).reached
    october = between(date(2025, 10, 27), date(2025, 11, 1))
    found = use(pupil(date(2025, 11, 2)), october)
    assert (found.reached, found.regular) == (False, True)


def test_daily_without_regular_in_two_weeks() -> None:
    fortnight = between(START, START + timedelta(days=14))
    found = use(pupil(*weekly(1, a_week=3)), fortnight)
    assert (found.daily, found.regular, found.need) == (True, False, 2)


def test_use_while_not_enrolled_only_reaches() -> None:
    late = sorted(MONDAYS)[-6]
    found = use(pupil(*weekly(20), since=late))
    assert (found.reached, found.regular) == (True, False)


def test_enrolled_on_any_day_of_a_week() -> None:
    assert use(pupil(since=sorted(MONDAYS)[-4] + timedelta(days=6))).w == 4
    assert use(pupil(since=sorted(MONDAYS)[-4] + timedelta(days=7))).w == 3
    assert not use(pupil(since=sorted(MONDAYS)[-4] + timedelta(days=7))).in_population


def test_suspension_takes_whole_weeks_from_w() -> None:
    away = Span(START, START + timedelta(days=13))
    found = use(replace(pupil(), suspended=(away,)))
    assert found.w == 34
    at_census = replace(pupil(), suspended=(Span(date(2026, 5, 25)),))
    assert not use(at_census).in_population


def test_teachers_need_no_weeks_enrolled_to_be_counted() -> None:
    found = use(pupil(since=date(2026, 5, 24)), params=TEACHER)
    assert (found.in_population, found.w, found.need) == (True, 1, 2)


def test_without_an_enrolled_week_one_may_reach_but_no_more() -> None:
    found = use(pupil(*weekly(35, a_week=3), since=date(2026, 5, 30)), params=TEACHER)
    assert found == PersonUse(True, True, False, False, 0, 2)


def test_transfer_keeps_the_use_and_moves_the_person() -> None:
    move = date(2026, 1, 5)
    person = PersonDates(
        (Stay(1, Span(START, move)), Stay(2, Span(move))), events=frozenset(weekly(18))
    )
    assert use(person).regular
    assert unit_on(person.stays, YEAR.last_day) == 2


def test_main_class_first_then_the_older() -> None:
    main = Stay(3, Span(START, date(2026, 1, 1)))
    older, newer = Stay(2, Span(START), False), Stay(1, Span(START + timedelta(days=9)), False)
    assert unit_on([newer, older, main], date(2025, 12, 31)) == 3
    assert unit_on([newer, older, main], date(2026, 1, 1)) == 2
    assert unit_on([], START) is None


def test_head_count_schools_stand_in_the_denominator() -> None:
    over = frame(YEAR, MONDAYS, PUPIL)
    person = person_use(use_days(pupil(*weekly(18)), over.grid), over)
    assert tally([person], over, headcount=9).regular == Share(1, 10)


def test_grid_must_hold_the_period() -> None:
    with pytest.raises(ValueError, match="does not hold"):
        frame(YEAR, MONDAYS, PUPIL, grid=WeekGrid(START, 3))


def over_year() -> UseFrame:
    return frame(YEAR, MONDAYS, replace(PUPIL, week_share=Fraction(1, 3)))


def test_share_is_rounded_up() -> None:
    assert person_use(use_days(pupil(), over_year().grid), over_year()).need == 12
