"""When messages may go: never in quiet hours, never lost, at most one digest a day."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from school.notices import rules
from school.notices.rules import DAY, DIGEST, NOW, OFF, Choice
from suite.clock import VN, local_date

START = datetime(2026, 10, 5, tzinfo=UTC)
instants = st.integers(0, 10 * DAY * 60).map(lambda s: START + timedelta(seconds=s))
quiet = st.tuples(st.integers(0, DAY - 1), st.integers(0, rules.LONGEST_QUIET)).map(
    lambda q: (q[0], (q[0] + q[1]) % DAY)
)
choices = st.builds(
    lambda mode, q: Choice(mode, *q), st.sampled_from([NOW, DIGEST]), quiet
) | st.just(Choice())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VN).astimezone(UTC)


def is_quiet(when: datetime, choice: Choice) -> bool:
    """Written anew, minute by minute, so that it is not the rule itself that judges."""
    local = when.astimezone(VN)
    minute, step = choice.quiet_from, local.hour * 60 + local.minute
    while minute != choice.quiet_to:
        if minute == step:
            return True
        minute = (minute + 1) % DAY
    return False


@given(choices, instants)
def test_after_quiet_is_the_first_minute_that_is_not_quiet(choice: Choice, now: datetime) -> None:
    free = rules.after_quiet(now, choice)
    assert free >= now and not is_quiet(free, choice)
    assert free == now or is_quiet(free - timedelta(seconds=1), choice)


@given(choices, instants, st.booleans())
def test_first_due_is_never_quiet_and_within_two_days(
    choice: Choice, made: datetime, urgent: bool
) -> None:
    due = rules.due_at(choice, made, urgent)
    assert due is not None and made <= due <= made + timedelta(days=2)
    assert not is_quiet(due, choice)


pauses = st.lists(st.integers(20, 14 * 60).map(lambda m: timedelta(minutes=m)), max_size=30)


@settings(deadline=None)  # days are walked through; a busy machine is no fault
@given(choices, st.lists(st.tuples(instants, st.booleans()), max_size=12), pauses)
def test_nothing_is_lost_or_sent_at_a_wrong_time(
    choice: Choice, made: list[tuple[datetime, bool]], absent: list[timedelta]
) -> None:
    """A worker that looks when it likes (a school's machine is off at night), mail that fails."""
    waiting = [
        [rules.due_at(choice, when, urgent), rules.in_digest(choice, urgent)]
        for when, urgent in made
    ]
    looks = iter(absent)
    now, last, sent, digests = START, None, 0, []
    while waiting:
        now += next(looks, timedelta(minutes=30))
        assert now < START + timedelta(days=30), "lost"
        for digest in (False, True):
            due = [one for one in waiting if one[1] is digest and one[0] <= now]
            if not due:
                continue
            if until := rules.held_until(now, choice, digest, last):
                assert until > now
                for one in due:
                    one[0] = until
            else:
                assert not is_quiet(now, choice)
                sent += len(due)
                waiting = [one for one in waiting if one not in due]
                if digest:
                    last = now
                    digests.append(local_date(now))
    assert sent == len(made)
    assert all(a < b for a, b in pairwise(digests))


@pytest.mark.parametrize(
    ("choice", "made", "due"),
    [
        (Choice(NOW), "2026-10-12 20:59", "2026-10-12 20:59"),
        (Choice(NOW), "2026-10-12 21:00", "2026-10-13 06:30"),
        (Choice(NOW), "2026-10-13 06:29", "2026-10-13 06:30"),
        (Choice(NOW), "2026-10-13 06:30", "2026-10-13 06:30"),
        (Choice(), "2026-10-12 17:59", "2026-10-12 18:00"),
        (Choice(), "2026-10-12 18:00", "2026-10-12 18:00"),
        (Choice(), "2026-10-12 18:01", "2026-10-13 18:00"),
        (Choice(DIGEST, 17 * 60, 7 * 60), "2026-10-12 10:00", "2026-10-13 07:00"),
        (Choice(NOW, 0, 0), "2026-10-12 03:00", "2026-10-12 03:00"),
    ],
)
def test_as_a_family_would_expect(choice: Choice, made: str, due: str) -> None:
    assert rules.due_at(choice, at(made)) == at(due)


def test_off_is_off_and_urgent_does_not_wait_for_the_digest() -> None:
    noon = at("2026-10-12 12:00")
    assert rules.due_at(Choice(OFF), noon, urgent=True) is None
    assert rules.due_at(Choice(), noon, urgent=True) == noon


def test_one_digest_a_day() -> None:
    assert rules.held_until(at("2026-10-12 18:00"), Choice(), True, at("2026-10-12 08:00")) == at(
        "2026-10-13 18:00"
    )
    assert rules.held_until(at("2026-10-12 18:00"), Choice(), True, at("2026-10-11 18:00")) is None
    assert rules.held_until(at("2026-10-12 18:00"), Choice(), False, at("2026-10-12 08:00")) is None


@given(choices, instants)
def test_trying_again_ends_and_takes_more_than_a_day(choice: Choice, now: datetime) -> None:
    tries, begin = 1, now
    while (again := rules.again_at(now, tries, choice)) is not None:
        assert again > now and not is_quiet(again, choice)
        now, tries = again, tries + 1
    assert tries == rules.MOST_ATTEMPTS
    assert timedelta(days=1) < now - begin < timedelta(days=12)


@pytest.mark.parametrize(
    ("mode", "begin", "end", "code"),
    [
        ("sometimes", "21:00", "06:00", "mode"),
        (NOW, "24:00", "06:00", "time"),
        (NOW, "21:00", "6:00", "time"),
        (NOW, "21:00\n", "٠٦:٠٠", "time"),
        (NOW, "06:00", "22:01", "long"),
    ],
)
def test_bad_choices_are_named(mode: str, begin: str, end: str, code: str) -> None:
    with pytest.raises(rules.BadChoice) as caught:
        rules.chosen(mode, begin, end)
    assert caught.value.code == code


@given(choices)
def test_a_choice_survives_the_form(choice: Choice) -> None:
    shown = rules.shown_minute(choice.quiet_from), rules.shown_minute(choice.quiet_to)
    assert rules.chosen(choice.mode, *shown) == choice
