"""Rescue files: what a pupil's browser kept, and what of it is proven. Pure.

{"exam", "attempt", "waiting": [answer], "acknowledged": [answer with "receipt", "at", "state"]}
An answer is {"epoch", "seq", "item", "response"}, a waiting one may say "attempt" as well.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lms.exams import wire
from lms.exams.tokens import Saved

LIMIT = 1024 * 1024
MOST_LINES = 5000
HIGHEST_EPOCH = 100_000
HELD = {
    "": 0, "old_epoch": 1, "late": 2, "after_end": 3, "rescued": 4, "unproven": 5, "passed": 7,
}  # fmt: skip

PROVEN, PRESENT, UNPROVABLE, ELSEWHERE, FORGED, CONFLICT = (
    "proven",
    "present",
    "unprovable",
    "elsewhere",
    "forged",
    "conflict",
)


class BadFile(ValueError):
    """No rescue file; the text says where it is not as a page writes it ("waiting[3]")."""


@dataclass(frozen=True)
class Line:
    """One answer of a file; `receipt` is empty for one that was not acknowledged."""

    attempt: str
    epoch: int
    seq: int
    item: int
    response: str
    receipt: str
    at: str
    why: str


@dataclass(frozen=True)
class RescueFile:
    """What a file says of itself, and its answers in their order."""

    attempt: str
    lines: list[Line]


@dataclass(frozen=True)
class Known:
    """What the house knows of the attempt; `stored` is (item, response) by (epoch, seq)."""

    uid: str
    attempt_id: int
    epoch: int
    places: int
    stored: Mapping[tuple[int, int], tuple[int, str]]
    others: tuple[int, ...] = ()


def read(text: str) -> RescueFile:
    """The file. Raises BadFile."""
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadFile("JSON") from error
    if not isinstance(found, dict):
        raise BadFile("{}")
    attempt = found.get("attempt")
    if not isinstance(attempt, str) or not 1 <= len(attempt) <= 40:
        raise BadFile("attempt")
    lines = []
    for part in ("acknowledged", "waiting"):
        rows = found.get(part, [])
        if not isinstance(rows, list) or len(rows) > MOST_LINES:
            raise BadFile(part)
        for place, row in enumerate(rows, 1):
            try:
                lines.append(_line(row, attempt, proven=part == "acknowledged"))
            except wire.BadRequest as error:
                raise BadFile(f"{part}[{place}]") from error
    return RescueFile(attempt, sorted(lines, key=lambda one: (one.epoch, one.seq)))


def _no_constant(name: str) -> Any:
    raise BadFile(name)


def _line(row: Any, attempt: str, *, proven: bool) -> Line:
    answer = wire.answer(row)
    own = row.get("attempt", attempt)
    texts = [row.get(name, "") for name in ("receipt", "at", "why")] if proven else ["", "", ""]
    if not all(isinstance(one, str) and len(one) <= 60 for one in (own, *texts)):
        raise wire.BadRequest("attempt, receipt, at and why are short texts")
    epoch = wire.number(row.get("epoch"), HIGHEST_EPOCH, "epoch")
    receipt, at, why = texts
    if proven and not receipt:
        raise wire.BadRequest("an acknowledged answer has a receipt")
    return Line(own, epoch, answer.seq, answer.item, answer.response, receipt, at, why)


def verdict(line: Line, known: Known, proves: Callable[[str, Saved], bool]) -> str:
    """What is to be held of an answer: one of the six words above."""
    if line.attempt != known.uid:
        return ELSEWHERE
    if line.receipt:
        if not proves(line.receipt, _saved(line, known.attempt_id)):
            others = (_saved(line, one) for one in known.others)
            return ELSEWHERE if any(proves(line.receipt, one) for one in others) else FORGED
    elif line.epoch > known.epoch or line.item > known.places:
        return FORGED
    stored = known.stored.get((line.epoch, line.seq))
    if stored is None:
        return PROVEN if line.receipt else UNPROVABLE
    return PRESENT if stored == (line.item, line.response) else CONFLICT


def _saved(line: Line, attempt_id: int) -> Saved:
    held = HELD.get(line.why, -1)
    return Saved(attempt_id, line.epoch, line.seq, line.item, line.response, line.at, held)
