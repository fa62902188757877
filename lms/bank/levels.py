"""Cognitive levels: what a label means on a day, from the dated rows of `data/level_names.csv`."""

import re
from csv import DictReader
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext
from sqlalchemy import or_, select

from lms.bank.models import LevelName
from lms.bank.rules import APPLY, KNOW, UNDERSTAND
from suite import clock, migrate
from suite.db import db
from suite.text import fold

FILE = Path(__file__).parent / "data" / "level_names.csv"
NAMES: dict[str, Any] = {
    KNOW: lazy_gettext("Know"),
    UNDERSTAND: lazy_gettext("Understand"),
    APPLY: lazy_gettext("Apply"),
}
# `[0,NB]`, `[TH]`, `(VDC)`: what stands before or within the first words of a question.
_LABEL = re.compile(
    r"[\[(<](?:\s*\d{1,2}\s*[,;.]\s*)?([^\W\d_]{1,4})(?:\s*[,;.][^\])]{0,20})?[\])>]"
)


def load() -> int:
    """Bring the rows to what the file says; how many it has. A row that left it stays."""
    count = 0
    with FILE.open(encoding="utf-8", newline="") as lines:
        for line in DictReader(lines):
            until = line["valid_to"]
            given = {
                **line,
                "valid_from": date.fromisoformat(line["valid_from"]),
                "valid_to": date.fromisoformat(until) if until else None,
            }
            db.session.merge(LevelName(**given))
            count += 1
    db.session.commit()
    return count


def in_force(day: date | None = None) -> dict[str, LevelName]:
    """The names of a day (today) by their folded label, the newest row of each."""
    at = day or clock.today()
    query = (
        select(LevelName)
        .where(
            LevelName.valid_from <= at, or_(LevelName.valid_to.is_(None), LevelName.valid_to >= at)
        )
        .order_by(LevelName.valid_from)
    )
    return {row.label: row for row in db.session.scalars(query)}


def level_of(label: str, names: dict[str, LevelName]) -> str:
    """The level that a label means ("NB", "Thông hiểu", "vdc"), "" when it means none."""
    found = names.get(" ".join(fold(label).split()))
    return found.level if found else ""


def labelled(text: str, names: dict[str, LevelName]) -> str:
    """The level that a bracket in the label or at the start of a question names, or ""."""
    for match in _LABEL.finditer(text[:200]):
        level = level_of(match[1], names)
        if level:
            return level
    return ""


def init(_app: Flask) -> None:
    """Load the rows whenever the database was brought up to date."""
    migrate.after_upgrade(load)
