"""Decisions about courses, without a database and without a request."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, TypeVar

MOST_SECONDS_A_BEAT = 30
LESSON_SECONDS = 60

PupilState = Literal["new", "opened", "done", "handed_in", "returned"]
One = TypeVar("One")


def credited(claimed: int, since_last: timedelta) -> int:
    """Seconds that a beat earns: never more than passed on the server's clock since the last."""
    passed = int(since_last.total_seconds())
    return max(0, min(claimed, passed, MOST_SECONDS_A_BEAT))


def is_lesson_viewed(seconds: int, done: bool) -> bool:
    """Whether a day's stay counts as a lesson viewed (policy 2.4)."""
    return done or seconds >= LESSON_SECONDS


def is_visible(visible_from: datetime | None, now: datetime) -> bool:
    """Whether pupils see an activity; None is a draft."""
    return visible_from is not None and visible_from <= now


def is_late(due_at: datetime | None, at: datetime) -> bool:
    """Whether something handed in at `at` is late; the very moment of the deadline is not."""
    return due_at is not None and at > due_at


def pupil_state(*, opened: bool, done: bool, handed_in: bool, returned: bool) -> PupilState:
    """The furthest that a pupil has come in an activity."""
    if returned:
        return "returned"
    if handed_in:
        return "handed_in"
    if done:
        return "done"
    return "opened" if opened else "new"


def moved(ids: Sequence[One], one: One, step: int) -> list[One]:
    """The order after `one` went up (-1) or down (+1); the same order at the ends."""
    order = list(ids)
    place = order.index(one)
    other = place + (1 if step > 0 else -1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order
