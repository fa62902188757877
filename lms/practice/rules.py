"""Decisions of practice: what may be in a set, how options are mixed, how long counts. Pure."""

import json
import math
from collections.abc import Collection, Mapping
from datetime import datetime
from random import Random
from typing import Any

MOST_QUESTIONS, MOST_TITLE = 60, 200
# Seconds that one answer is believed to take, and that make a use (policy 2.4).
LONGEST, ENOUGH = 120, 30
MOST_RESPONSE = 8_000  # characters


def mixed(size: int, fixed: Collection[int], chance: Random) -> list[int]:
    """The numbers of range(size) in a chance order, those that are fixed in their places."""
    moving = [number for number in range(size) if number not in fixed]
    order = iter(chance.sample(moving, len(moving)))
    return [number if number in fixed else next(order) for number in range(size)]


def believed(since: datetime, now: datetime) -> int:
    """The seconds that an answer took, at most LONGEST."""
    return max(0, min(LONGEST, int((now - since).total_seconds())))


def response_of(text: str) -> Any:
    """The response that a page sent as JSON; None for what is none, or far too long."""
    if len(text) > MOST_RESPONSE:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if _finite(found) else None


def _finite(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(map(_finite, value.values()))
    return all(map(_finite, value)) if isinstance(value, list) else True


def next_place(answers: Mapping[str, Any], count: int, after: int = 0) -> int | None:
    """The first place after `after`, then from the beginning, that was not answered; None when
    every one was."""
    order = [*range(after + 1, count + 1), *range(1, min(after, count) + 1)]
    return next((place for place in order if str(place) not in answers), None)
