"""Whether an answer that came after the end was given before it. Pure; times are aware UTC.

Nobody asks the device's date. What is known of a late answer: its place in the sequence, when it
came, and for how long at the least it had waited on the device (counted by a clock that cannot be
set). What is known of the attempt: when its device was heard of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# A request that was heard may still have failed on its way back.
SLACK = timedelta(seconds=30)
# A quiet page is heard of once in 60 to 90 seconds.
QUIET = timedelta(minutes=2)
# A page that waits for the network tries at least every 25 seconds; a closed lid is slower.
COMING_BACK = timedelta(minutes=10)


@dataclass(frozen=True, order=True)
class Late:
    """An answer that came late; `given_at` None when its device could not say; `item` is its
    place on the paper."""

    epoch: int
    seq: int
    received_at: datetime
    given_at: datetime | None
    item: int = 0


@dataclass(frozen=True)
class Spell:
    """The silence of an attempt around its end: `heard_at` last before, `back_at` first after.

    `last` is the highest (epoch, seq) that had come before the end; `known_at` when others may
    have seen the key (None: not yet).
    """

    end: datetime
    heard_at: datetime
    back_at: datetime
    last: tuple[int, int]
    known_at: datetime | None


def spell(
    end: datetime,
    heard: Sequence[datetime],
    last: tuple[int, int],
    known_at: datetime | None,
) -> Spell | None:
    """The silence around the end, from all moments at which the device was heard of; None when it
    was not heard of after it."""
    after = [at for at in heard if at > end]
    if not after:
        return None
    before = max((at for at in heard if at <= end), default=end)
    return Spell(end, before, min(after), last, known_at)


def counts_by_rule(found: Spell, late: Sequence[Late], minutes: int | None) -> set[tuple[int, int]]:
    """The (epoch, seq) that count by themselves: given before the end and after the device was
    last heard of, come within `minutes` after it was back and before anybody saw the key.

    Who gave one answer after the end gave those behind it after the end, too.
    """
    if minutes is None:
        return set()
    counted, until = set(), found.back_at + timedelta(minutes=minutes)
    for one in sorted(late, key=lambda each: (each.epoch, each.seq)):
        if one.given_at is None or (one.epoch, one.seq) <= found.last:
            continue
        if one.given_at >= found.end:
            break
        in_time = one.received_at <= until
        secret = found.known_at is None or one.received_at < found.known_at
        if in_time and secret and one.given_at >= found.heard_at - SLACK:
            counted.add((one.epoch, one.seq))
    return counted


def forward(
    counted: set[tuple[int, int]], late: Sequence[Late], furthest: int
) -> set[tuple[int, int]]:
    """Those of the (epoch, seq) that lead on from question to question, where none may be gone back
    to and `furthest` is the last one that was answered in time."""
    found = set()
    for one in sorted(late, key=lambda each: (each.epoch, each.seq)):
        if (one.epoch, one.seq) in counted and one.item >= furthest:
            found.add((one.epoch, one.seq))
            furthest = one.item
    return found


def fits_outage(found: Spell, begins_at: datetime, ends_at: datetime) -> bool:
    """Whether the silence is that of an outage: it began with it and ended soon after it, and
    the end of the attempt lay in it (or so soon after it that the device was not back yet)."""
    began = begins_at - QUIET <= found.heard_at <= ends_at
    ended = ends_at - QUIET <= found.back_at <= ends_at + COMING_BACK
    return began and ended and begins_at <= found.end <= ends_at + QUIET
