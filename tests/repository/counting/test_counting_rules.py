"""COUNTER 5.1, click by click and for any clicks."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from repository.counting.rules import (
    INVESTIGATION,
    KINDS,
    LINK,
    PART,
    READING,
    REQUEST,
    WINDOW,
    Click,
    Key,
    Ongoing,
    Tally,
    months,
    of_day,
    shown,
    single,
    tallies,
    total,
    veiled,
)

DAY = date(2026, 10, 5)
START = datetime(2026, 10, 5, 10, 1)


def click(
    seconds: float, kind: str = REQUEST, place: str = "reader:1", visitor: str = "a", work: int = 1
) -> Click:
    return Click(START + timedelta(seconds=seconds), visitor, work, kind, place)


def counted(*clicks: Click) -> Tally:
    return total(of_day(DAY, clicks).values())


def test_the_examples_of_the_code() -> None:
    assert counted(click(0), click(29)).total_requests == 1
    assert counted(click(0), click(35)).total_requests == 2
    assert counted(click(0), click(29), click(58)).total_requests == 1
    (kept,) = single([click(0), click(29)])
    assert kept == click(29)
    two_formats = counted(click(0, place="reader:1"), click(5, place="download:2"))
    assert (two_formats.total_requests, two_formats.unique_requests) == (2, 1)
    looked = counted(click(0, INVESTIGATION, "work:"), click(9))
    assert looked == Tally(2, 1, 1, 1)
    assert counted(click(0), click(3600)).unique_requests == 2
    assert counted(click(0), click(1, visitor="b")).unique_requests == 2


def test_ranges_of_one_reading_are_one_request() -> None:
    ranges = [click(1 + n * 20, PART, "content:1") for n in range(200)]
    assert counted(click(0), *ranges).total_requests == 1
    assert counted(*ranges).total_requests == 1
    pause = READING.total_seconds() + 1
    assert counted(click(0, PART), click(pause, PART)).total_requests == 2


def test_a_link_counts_once_a_day_and_is_nothing_else() -> None:
    opened = [click(n * 4000, LINK, "link") for n in range(5)]
    assert counted(*opened) == Tally(links=1)
    assert counted(*opened, click(0, LINK, "link", "b")) == Tally(links=2)


clicks = st.lists(
    st.builds(
        lambda minutes, seconds, visitor, work, kind, place, group: Click(
            START + timedelta(minutes=minutes, seconds=seconds), visitor, work, kind, place, group
        ),
        st.integers(0, 2000), st.integers(0, 59), st.sampled_from("ab"), st.integers(1, 2),
        st.sampled_from(KINDS), st.sampled_from(("work:", "reader:1", "download:2")),
        st.sampled_from(((0, 0), (5, 7))),
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=40)
@given(clicks, st.lists(st.integers(0, 40), max_size=5))
def test_counting_as_they_come_is_counting_at_the_end(held: list[Click], cuts: list[int]) -> None:
    ongoing, edges = Ongoing(), [0, *sorted(cuts), len(held)]
    for start, end in pairwise(edges):
        ongoing.take(held[start:end])
    assert ongoing.found == tallies(held)
    assert ongoing.take([]) == set()


@settings(max_examples=40)
@given(clicks)
def test_what_holds_of_every_count(held: list[Click]) -> None:
    found = tallies(held)
    for tally in found.values():
        assert tally.total_investigations >= tally.total_requests >= tally.unique_requests >= 0
        assert tally.total_investigations >= tally.unique_investigations >= tally.unique_requests
    assert tallies(reversed(held)) == found
    assert tallies([*held, *held]) == found
    whole = total(found.values())
    assert whole.total_investigations + whole.links <= len(held)
    sessions = {(c.visitor, c.work, c.local.date(), c.local.hour) for c in held if c.kind != LINK}
    assert whole.unique_investigations <= len(sessions)
    assert whole.links == len({(c.visitor, c.work, c.local.date()) for c in held if c.kind == LINK})


@settings(max_examples=40)
@given(clicks)
def test_a_double_click_is_one_whose_like_follows_in_time(held: list[Click]) -> None:
    once = sorted(set(held))
    like = lambda a, b: (a.visitor, a.work, a.place) == (b.visitor, b.work, b.place)  # noqa: E731
    expected = [
        one for n, one in enumerate(once)
        if not any(like(one, b) and b.local - one.local <= WINDOW for b in once[n + 1 :])
    ]  # fmt: skip
    assert single(once) == expected


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 60)), st.integers(2, 10))
def test_a_hidden_number_cannot_be_reckoned_from_the_total(
    cells: dict[str, int], least: int
) -> None:
    seen = veiled(cells, least)
    hidden = [name for name, cell in seen.items() if isinstance(cell, str)]
    assert all(cells[name] > 0 for name in hidden)
    assert not [n for n, number in cells.items() if 0 < number < least and n not in hidden]
    if len([1 for number in cells.values() if number]) > 1:
        assert len(hidden) != 1


def test_months_and_small_numbers() -> None:
    assert months(date(2026, 11, 5), date(2027, 1, 2)) == [
        date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1),
    ]  # fmt: skip
    assert [shown(n, 5) for n in (0, 4, 5)] == [0, "< 5", 5]
    assert Key(DAY, 1, 0, 0) in of_day(DAY, [click(0)])
