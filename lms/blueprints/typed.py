"""The matrix as it was sent: read into a plan, with what is wrong by the name of its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext

from lms.bank.rules import LEVELS, tidy
from lms.blueprints import rules
from lms.blueprints.rules import Plan

MORE_ROWS = 3
LONGEST = {"topic": 120, "unit": 200, "asks": 1_000, "title": 100}


@dataclass
class Typed:
    """`values` are the fields as they were typed, `errors` texts by field."""

    plan: Plan
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read(sent: Mapping[str, str], kinds: Mapping[str, Any], nodes: Mapping[str, str]) -> Typed:
    """Read a sent matrix. `nodes` are the names of places in the curriculum by uid."""
    typed = Typed(Plan([], []), {name: value[:1_000] for name, value in sent.items()})
    parts = _parts(typed, kinds)
    rows = []
    for number in _numbers(sent, "row"):
        row = _row(typed, number, len(parts), nodes)
        if row is not None:
            rows.append(row)
    typed.plan = rules.plan_of(parts, rows)
    if typed.plan.count() > rules.MOST_QUESTIONS:
        typed.errors["matrix"] = gettext(
            "At most %(num)s questions go into a paper.", num=rules.MOST_QUESTIONS
        )
    return typed


def _numbers(sent: Mapping[str, str], prefix: str) -> list[int]:
    most = rules.MOST_ROWS if prefix == "row" else rules.MOST_PARTS
    return [n for n in range(most) if any(name.startswith(f"{prefix}-{n}-") for name in sent)]


def _parts(typed: Typed, kinds: Mapping[str, Any]) -> list[dict[str, Any]]:
    parts = []
    for number in _numbers(typed.values, "part"):
        kind = typed.values.get(f"part-{number}-kind", "")
        points = rules.decimal(typed.values.get(f"part-{number}-points", ""))
        title = tidy(typed.values.get(f"part-{number}-title", ""))[: LONGEST["title"]]
        if kind not in kinds:
            typed.errors[f"part-{number}-kind"] = gettext("Choose the kind of question.")
        if points is None:
            typed.errors[f"part-{number}-points"] = gettext("Points are numbers from 0 to 10.")
        shown = f"{points:f}" if points is not None else "0"
        parts.append({"kind": kind, "title": title or f"Phần {rules.ROMAN[number]}",
                      "points": shown})  # fmt: skip
    return parts


def _row(typed: Typed, number: int, parts: int, nodes: Mapping[str, str]) -> dict[str, Any] | None:
    def said(name: str) -> str:
        return tidy(typed.values.get(f"row-{number}-{name}", ""))

    node = said("node") if said("node") in nodes else ""
    topic = " ".join((said("topic") or nodes.get(node, "")).split())[: LONGEST["topic"]]
    asks = {level: said(f"asks-{level}") for level in LEVELS if said(f"asks-{level}")}
    cells: dict[str, int] = {}
    for at in range(parts):
        for level in LEVELS:
            name = f"cell-{at}-{level}"
            count = _count(said(name))
            if count is None:
                typed.errors[f"row-{number}-{name}"] = gettext(
                    "Row %(row)s: a number of questions is a whole number from 0 to %(most)s.",
                    row=number + 1, most=rules.MOST_IN_CELL,
                )  # fmt: skip
            elif count:
                cells[f"{at}.{level}"] = count
    if not (topic or cells or asks or said("unit")):
        return None
    if not topic:
        typed.errors[f"row-{number}-topic"] = gettext(
            "Row %(row)s: choose or write the topic.", row=number + 1
        )
    unit = said("unit")[: LONGEST["unit"]]
    return {"node": node, "topic": topic, "unit": unit, "asks": asks, "cells": cells}


def _count(text: str) -> int | None:
    if not text:
        return 0
    if not text.isascii() or not text.isdecimal() or len(text) > 3:
        return None
    return int(text) if int(text) <= rules.MOST_IN_CELL else None
