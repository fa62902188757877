"""What a blueprint says and whether it holds: sums, shares, enough questions. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from lms.bank.rules import LEVELS

FULL = Decimal(10)
MOST_PARTS, MOST_ROWS, MOST_IN_CELL, MOST_QUESTIONS = 6, 40, 60, 200
ROMAN = ("I", "II", "III", "IV", "V", "VI")


@dataclass(frozen=True)
class Part:
    """A part of the paper: questions of one kind, each worth `points`."""

    kind: str
    title: str
    points: Decimal


@dataclass(frozen=True)
class Row:
    """A topic with how many questions each part asks at each level, and what is asked for.

    `node` is a place in the curriculum ("": the topic as the bank names it).
    """

    node: str
    topic: str
    unit: str = ""
    asks: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[tuple[int, str], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """The whole blueprint."""

    parts: Sequence[Part]
    rows: Sequence[Row]

    def count(self, part: int | None = None, level: str | None = None) -> int:
        """Questions, of a part or level."""
        return sum(
            n
            for row in self.rows
            for (at, of), n in row.cells.items()
            if part in (None, at) and level in (None, of)
        )

    def points(self, part: int | None = None, level: str | None = None) -> Decimal:
        """Points, of a part or level."""
        return sum((self.row_points(row, part, level) for row in self.rows), Decimal(0))

    def row_points(self, row: Row, part: int | None = None, level: str | None = None) -> Decimal:
        """Points of one row, of a part or level."""
        return sum(
            (
                n * self.parts[at].points
                for (at, of), n in row.cells.items()
                if part in (None, at) and level in (None, of)
            ),
            Decimal(0),
        )

    def share(self, part: int | None = None, level: str | None = None) -> Fraction:
        """The share of the points, 0 to 1; 0 of nothing."""
        total = self.points()
        return Fraction(self.points(part, level)) / Fraction(total) if total else Fraction(0)


@dataclass(frozen=True)
class Finding:
    """What a check says: `code` is sum, empty, level_share, part_points or short; `blocks` when no
    paper can be drawn. `params` fill its words."""

    code: str
    blocks: bool
    params: dict[str, Any] = field(default_factory=dict)


def decimal(text: str) -> Decimal | None:
    """Points as people write them: comma or point, at most two places, 0 to 10."""
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    good = found.is_finite() and 0 <= found <= FULL and found == found.quantize(Decimal("0.01"))
    return found if good else None


def plan_of(parts: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> Plan:
    """A blueprint from its JSON; what is not of this shape is left out."""
    read = [
        Part(str(one["kind"]), str(one["title"]), decimal(str(one["points"])) or Decimal(0))
        for one in parts[:MOST_PARTS]
    ]
    return Plan(read, [_row(one, len(read)) for one in rows[:MOST_ROWS]])


def _row(held: Mapping[str, Any], parts: int) -> Row:
    cells = {}
    for name, number in held.get("cells", {}).items():
        at, _dot, level = name.partition(".")
        if at.isdecimal() and int(at) < parts and level in LEVELS and 0 < number <= MOST_IN_CELL:
            cells[int(at), level] = int(number)
    return Row(
        held.get("node", ""),
        held.get("topic", ""),
        held.get("unit", ""),
        held.get("asks", {}),
        cells,
    )


def as_json(plan: Plan) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Parts and rows as they are kept."""
    parts = [{"kind": p.kind, "title": p.title, "points": f"{p.points:f}"} for p in plan.parts]
    rows = [
        {
            "node": row.node,
            "topic": row.topic,
            "unit": row.unit,
            "asks": dict(row.asks),
            "cells": {f"{at}.{level}": n for (at, level), n in row.cells.items() if n},
        }
        for row in plan.rows
    ]
    return parts, rows


Needs = tuple[str, str, str, str]  # node, topic, kind, level


def needs(plan: Plan) -> Counter[Needs]:
    """How many questions of each place, kind and level a paper takes from the bank."""
    found: Counter[Needs] = Counter()
    for row in plan.rows:
        for (at, level), number in row.cells.items():
            key = (row.node, "" if row.node else row.topic, plan.parts[at].kind, level)
            found[key] += number
    return found


def check(
    plan: Plan,
    has: Mapping[Needs, int] | None = None,
    levels: Sequence[Decimal] = (),
    shares: Sequence[Decimal] = (),
) -> list[Finding]:
    """What does not hold. `has` is what the bank has (None: not asked), `levels` the wished shares
    of the points by level in per cent and `shares` the wished points by part."""
    found = []
    if not plan.count():
        return [Finding("empty", True)]
    if plan.points() != FULL:
        found.append(Finding("sum", True, {"points": plan.points()}))
    for level, wished in zip(LEVELS, levels, strict=False):
        if plan.share(level=level) * 100 != Fraction(wished):
            told = {"level": level, "share": plan.share(level=level), "wished": wished}
            found.append(Finding("level_share", False, told))
    for at, wished in enumerate(shares[: len(plan.parts)]):
        if plan.points(at) != wished:
            told = {"part": at, "points": plan.points(at), "wished": wished}
            found.append(Finding("part_points", False, told))
    for key, number in needs(plan).items() if has is not None else ():
        if (has or {}).get(key, 0) < number:
            node, topic, kind, level = key
            told = {"node": node, "topic": topic, "kind": kind, "level": level}
            have = (has or {}).get(key, 0)
            found.append(Finding("short", True, {**told, "needs": number, "has": have}))
    return found
