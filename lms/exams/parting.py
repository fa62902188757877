"""When each part of a paper was open for one pupil. Pure; times are aware UTC.

Parts follow each other one way as soon as one of them has a time of its own: a part ends when its
time is over, when the pupil goes on, or with the attempt.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta


def one_way(minutes: Sequence[int | None]) -> bool:
    """Whether parts with these times of their own follow each other one way."""
    return any(one is not None for one in minutes)


def stretch(exam_minutes: int, start: datetime, end: datetime) -> float:
    """By how much more time of an attempt makes its parts longer, never below 1."""
    given = (end - start) / timedelta(minutes=exam_minutes)
    return max(1.0, given)


def ends(
    minutes: Sequence[int | None],
    start: datetime,
    end: datetime,
    entered: Mapping[int, datetime],
    longer: float = 1.0,
) -> list[datetime]:
    """When each part ended, in the order of the paper.

    `minutes` are the parts' own (None: what the attempt has left), `entered` when the pupil went
    on to the part of a number from 2, `longer` the stretch.
    """
    found, opened = [], start
    for number, own in enumerate(minutes, 1):
        closed = end if own is None else min(end, opened + timedelta(minutes=own) * longer)
        left = entered.get(number + 1)
        if left is not None:
            closed = max(opened, min(closed, left))
        found.append(closed)
        opened = closed
    return found
