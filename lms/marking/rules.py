"""Decisions about marking by hand. Pure; points are Decimals of hundredths."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

FIRST, SECOND, THIRD = 1, 2, 3
STEPS = (Decimal("0.01"), Decimal("0.05"), Decimal("0.1"), Decimal("0.25"), Decimal("0.5"))

State = Literal["waiting", "half", "apart", "done"]


@dataclass(frozen=True)
class Outcome:
    """What the markers' points make of an answer. "half": one of two has marked; "apart": they
    differ too much and the third has not decided; `points` only when "done"."""

    state: State
    points: Decimal | None = None


def rounded(value: Fraction, step: Decimal) -> Decimal:
    """The nearest multiple of `step`, half up; exact."""
    whole, rest = divmod(value, Fraction(step))
    if rest * 2 >= Fraction(step):
        whole += 1
    return (whole * step).quantize(Decimal("0.01"))


def outcome(
    given: Mapping[int, Decimal],
    *,
    two_markers: bool,
    most_apart: Decimal,
    step: Decimal,
    possible: Decimal,
) -> Outcome:
    """The outcome of the points given by place (FIRST, SECOND, THIRD).

    The mean of two never leaves 0 to `possible`, however it is rounded.
    """
    if not two_markers:
        first = given.get(FIRST)
        return Outcome("waiting") if first is None else Outcome("done", first)
    both = [given[place] for place in (FIRST, SECOND) if place in given]
    if len(both) < 2:
        return Outcome("half" if both else "waiting")
    if abs(both[0] - both[1]) > most_apart:
        third = given.get(THIRD)
        return Outcome("apart") if third is None else Outcome("done", third)
    mean = (Fraction(both[0]) + Fraction(both[1])) / 2
    return Outcome("done", min(possible, rounded(mean, step)))


def shuffled(seed: str, question_id: int, attempt_ids: Sequence[int]) -> list[int]:
    """The same order at every ask, another one for each seed and question; a new attempt moves
    no other past one another."""
    return sorted(
        attempt_ids, key=lambda one: hashlib.sha256(f"{seed}:{question_id}:{one}".encode()).digest()
    )


def row_points(shares: Sequence[Fraction], possible: Decimal) -> list[Decimal]:
    """What each line of a rubric may earn, in hundredths, whose sum is `possible`."""
    found: list[Decimal] = []
    reached = Fraction(0)
    for share in shares:
        reached += share
        until = rounded(reached * Fraction(possible), Decimal("0.01"))
        found.append(until - sum(found, Decimal(0)))
    return found


def next_waiting(states: Sequence[tuple[int, bool]], after: int | None) -> int | None:
    """The id of the next that waits after `after`, from the top again; None when nothing waits."""
    ids = [one for one, _ in states]
    start = ids.index(after) + 1 if after in ids else 0
    turned = [*states[start:], *states[:start]]
    return next((one for one, waits in turned if waits), None)
