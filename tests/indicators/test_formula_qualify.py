from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.formulas import seeds
from indicators.formulas.csvrows import SeedError
from indicators.formulas.qualify import (
    EventSource,
    RawEvent,
    Who,
    offline_source,
    qualifies,
    use_dates,
)
from tests.indicators.seedfiles import ON, text

KINDS = seeds.usage_kinds(text("usage_kinds.csv"))
events = st.builds(
    RawEvent,
    st.sampled_from([*sorted({row.kind for row in KINDS}), "signed_in", "profile_viewed"]),
    st.dates(date(2025, 9, 1), date(2025, 9, 20)),
    st.integers(0, 2000),
    st.sampled_from(EventSource),
)


def event(kind: str, seconds: int = 0, source: EventSource = EventSource.ONLINE) -> RawEvent:
    return RawEvent(kind, ON, seconds, source)


@pytest.mark.parametrize(
    ("kind", "seconds", "good"),
    [
        ("lesson_item_viewed", 59, False),
        ("lesson_item_viewed", 60, True),
        ("resource_used", 29, False),
        ("resource_used", 30, True),
        ("resource_downloaded", 0, True),
        ("live_attended", 899, False),
        ("live_attended", 900, True),
        ("signed_in", 9999, False),
        ("work_marked", 0, False),
    ],
)
def test_minima_of_pupils(kind: str, seconds: int, good: bool) -> None:
    assert qualifies(event(kind, seconds), KINDS, Who.LEARNER, False) is good


def test_teachers_have_their_own_kinds() -> None:
    assert qualifies(event("work_marked"), KINDS, Who.TEACHER, False)
    assert not qualifies(event("attempt_submitted"), KINDS, Who.TEACHER, False)


@pytest.mark.parametrize("source", EventSource)
def test_only_own_work_in_time_counts(source: EventSource) -> None:
    own = source in (EventSource.ONLINE, EventSource.OFFLINE)
    one = event("attempt_submitted", source=source)
    assert qualifies(one, KINDS, Who.LEARNER, False) is own
    imported = source is EventSource.IMPORTED
    assert qualifies(one, KINDS, Who.LEARNER, True) is (own or imported)


def test_late_is_more_than_seven_times_24_hours() -> None:
    then = datetime(2026, 5, 1, 7, tzinfo=UTC)
    week = timedelta(days=7)
    assert offline_source(then, then + week, 7) is EventSource.OFFLINE
    assert offline_source(then, then + week + timedelta(seconds=1), 7) is EventSource.LATE
    assert offline_source(then + week, then, 7) is EventSource.OFFLINE


@given(st.lists(events), st.lists(events), st.sampled_from(Who))
def test_dates_grow_with_events_and_ignore_order_and_repeats(
    few: list[RawEvent], more: list[RawEvent], who: Who
) -> None:
    before = use_dates({"a": few}, KINDS, who, False)["a"]
    after = use_dates({"a": few + more}, KINDS, who, False)["a"]
    assert before <= after
    assert use_dates({"a": few[::-1] * 2}, KINDS, who, False)["a"] == before


def test_errors_of_the_table_name_the_row() -> None:
    heading = "kind,who,min_seconds,valid_from,valid_to,citation\n"
    with pytest.raises(SeedError, match="row 2, min_seconds: is not a whole"):
        seeds.usage_kinds(heading + "a,learner,-1,2020-01-01,,x\n")
    with pytest.raises(SeedError, match="row 2, who: 'parent'"):
        seeds.usage_kinds(heading + "a,parent,1,2020-01-01,,x\n")
