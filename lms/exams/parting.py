"""When each part of a paper was open for one pupil. Pure; times are aware UTC.

Parts follow each other one way where the exam says so, and as soon as one of them has a time of
its own: a part ends when its time is over, when the pupil goes on, or with the attempt. A pause
lets the time of the open part stand still, and more time is given to the part that is open then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

NONE = timedelta(0)


@dataclass(frozen=True, order=True)
class Gift:
    """Time that was given at a moment; a `pause` lasted until the other, and a part that was
    begun in it has what was left of it."""

    at: datetime
    until: datetime
    pause: bool

    @property
    def length(self) -> timedelta:
        """How much time it is."""
        return self.until - self.at


def one_way(minutes: Sequence[int | None], wanted: bool = False) -> bool:
    """Whether parts with these times of their own follow each other one way; `wanted` where the
    exam says so whatever their times."""
    return wanted or any(one is not None for one in minutes)


def gifts(turns: Sequence[tuple[str, datetime, int | None]], now: datetime) -> list[Gift]:
    """What the turns of an attempt ("paused", "resumed", "more" with its seconds) gave it, in
    their order; a pause that nobody ended lasts until now."""
    found, since = [], None
    for kind, at, seconds in sorted(turns, key=lambda one: one[1]):
        if kind == "paused":
            since = since or at
        elif kind == "resumed" and since is not None:
            found.append(Gift(since, at, pause=True))
            since = None
        elif kind == "more":
            found.append(Gift(at, at + timedelta(seconds=seconds or 0), pause=False))
    if since is not None and since < now:
        found.append(Gift(since, now, pause=True))
    return sorted(found)


def stretch(exam_minutes: int, start: datetime, end: datetime, given: Sequence[Gift] = ()) -> float:
    """By how much more time of an attempt makes its parts longer, never below 1; what was given
    on the way (already in the end) does not."""
    later = sum((one.length for one in given), NONE)
    return max(1.0, (end - start - later) / timedelta(minutes=exam_minutes))


def ends(
    minutes: Sequence[int | None],
    start: datetime,
    end: datetime,
    entered: Mapping[int, datetime],
    longer: float = 1.0,
    given: Sequence[Gift] = (),
) -> list[datetime]:
    """When each part ended, in the order of the paper.

    `minutes` are the parts' own (None: what the attempt has left), `entered` when the pupil went
    on to the part of a number from 2, `longer` the stretch.
    """
    found, opened = [], start
    for number, own in enumerate(minutes, 1):
        closed = end
        if own is not None:
            closed = min(end, _closed(opened, timedelta(minutes=own) * longer, given))
        left = entered.get(number + 1)
        if left is not None:
            closed = max(opened, min(closed, left))
        found.append(closed)
        opened = closed
    return found


def _closed(opened: datetime, own: timedelta, given: Sequence[Gift]) -> datetime:
    closed = opened + own
    for one in sorted(given):
        if one.at >= closed:
            break
        if one.pause:
            closed += max(NONE, one.until - max(one.at, opened))
        elif one.at >= opened:
            closed += one.length
    return closed
