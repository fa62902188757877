from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.formulas.bits import WeekGrid, dates, grid_over, pack, unpack
from indicators.formulas.periods import (
    Span,
    between,
    instructional_weeks,
    monday_of,
    month_of,
    semester,
    to_date,
    week_of,
)

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(days)
def test_week_is_monday_to_sunday(day: date) -> None:
    week = week_of(day)
    assert week.start.weekday() == 0
    assert week.last_day.weekday() == 6
    assert day in week


@given(days)
def test_month_is_whole(day: date) -> None:
    month = month_of(day)
    assert day in month
    assert month.start.day == month.end.day == 1
    assert month.last_day.month == day.month


@given(days, st.integers(1, 400))
def test_each_week_belongs_to_one_month(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    first = monday_of(start)
    mondays = {first + timedelta(weeks=n) for n in range(60)}
    whole = instructional_weeks(between(start, end), mondays)
    split = start + timedelta(days=length // 2)
    if start < split:
        halves = [between(start, split), between(split, end)]
        assert sum((instructional_weeks(half, mondays) for half in halves), ()) == whole


def test_month_end_week_belongs_to_the_month_of_its_monday() -> None:
    monday = date(2026, 10, 26)
    assert instructional_weeks(month_of(monday), {monday}) == (monday,)
    assert instructional_weeks(month_of(date(2026, 11, 1)), {monday}) == ()


def test_errors_name_the_date() -> None:
    with pytest.raises(ValueError, match="2026-10-27"):
        instructional_weeks(week_of(date(2026, 10, 27)), {date(2026, 10, 27)})
    with pytest.raises(ValueError, match="empty"):
        between(date(2026, 1, 1), date(2026, 1, 1))
    with pytest.raises(ValueError, match="before it starts"):
        Span(date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(ValueError, match="Monday"):
        WeekGrid(date(2026, 10, 27), 2)


def test_running_figure_stops_at_the_end_of_term() -> None:
    term = semester(date(2026, 9, 5), date(2027, 1, 16))
    assert to_date(term, week_of(date(2026, 9, 9))).end == date(2026, 9, 14)
    assert to_date(term, week_of(date(2027, 1, 15))).end == term.end


@given(days, st.integers(1, 400), st.sets(st.integers(-20, 420)), st.integers(1, 7))
def test_weeks_of_days_as_counted_by_hand(
    start: date, length: int, offsets: set[int], least: int
) -> None:
    grid = grid_over(between(start, start + timedelta(days=length)))
    chosen = {start + timedelta(days=offset) for offset in offsets}
    inside = sorted(day for day in chosen if grid.index(day) is not None)
    bits = grid.of_days(chosen)
    assert list(dates(grid, bits)) == inside
    mondays = [monday_of(day) for day in inside]
    wanted = sorted({monday for monday in mondays if mondays.count(monday) >= least})
    assert list(dates(grid, grid.weeks_of(bits, least))) == wanted
    assert unpack(pack(bits)) == bits


@given(days, days, days)
def test_span_bits_are_its_days(origin: date, one: date, other: date) -> None:
    grid = WeekGrid(monday_of(origin), 20)
    span = Span(min(one, other), max(one, other))
    everything = [grid.origin + timedelta(days=n) for n in range(grid.days)]
    assert list(dates(grid, grid.of_span(span))) == [day for day in everything if day in span]
    open_span = Span(one)
    found = dates(grid, grid.of_span(open_span))
    assert list(found) == [day for day in everything if day in open_span]


def test_a_week_has_seven_days_at_most() -> None:
    with pytest.raises(ValueError, match="1 to 7"):
        WeekGrid(date(2026, 10, 26), 1).weeks_of(1, 8)
