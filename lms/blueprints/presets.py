"""The dated formats of papers: loaded from `data/presets.csv`, asked for by day and subject."""

from csv import DictReader
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import or_, select

from lms.blueprints.models import Preset
from lms.blueprints.rules import ROMAN
from suite import clock, migrate
from suite.db import db

FILE = Path(__file__).parent / "data" / "presets.csv"


def load() -> int:
    """Bring the rows to what the file says; how many it has. A row that left it stays."""
    count = 0
    with FILE.open(encoding="utf-8", newline="") as lines:
        for line in DictReader(lines):
            until = line["valid_to"]
            given: dict[str, Any] = {
                **line,
                "valid_from": date.fromisoformat(line["valid_from"]),
                "valid_to": date.fromisoformat(until) if until else None,
                "minutes": int(line["minutes"]),
            }
            db.session.merge(Preset(**given))
            count += 1
    db.session.commit()
    return count


def in_force(subject_code: str = "", day: date | None = None) -> list[Preset]:
    """The formats of a day (today), those of the subject first and then those of any."""
    at = day or clock.today()
    query = select(Preset).where(
        Preset.valid_from <= at, or_(Preset.valid_to.is_(None), Preset.valid_to >= at)
    )
    rows = db.session.scalars(query.order_by(Preset.code, Preset.valid_from))
    newest = {row.code: row for row in rows}.values()
    fits = [row for row in newest if subject_code in row.subjects.split()]
    anyone = [row for row in newest if not row.subjects.strip()]
    others = [row for row in newest if row not in fits and row not in anyone]
    return [*fits, *anyone, *others] if not subject_code else [*fits, *anyone]


def preset_of(code: str, day: date | None = None) -> Preset | None:
    """The format of a code that is in force."""
    return next((row for row in in_force(day=day) if row.code == code), None)


def parts_of(row: Preset) -> list[dict[str, Any]]:
    """The parts of a format, as a blueprint keeps them."""
    parts = []
    for number, told in enumerate(row.parts.split()):
        kind, _count, points = told.split(":")
        parts.append({"kind": kind, "title": f"Phần {ROMAN[number]}", "points": points})
    return parts


def counts_of(row: Preset) -> list[int]:
    """How many questions each part of a format has."""
    return [int(told.split(":")[1]) for told in row.parts.split()]


def numbers(text: str) -> list[Decimal]:
    """ "40:30:30" as numbers."""
    return [Decimal(one) for one in text.split(":") if one]


def init(_app: Flask) -> None:
    """Load the rows whenever the database was brought up to date."""
    migrate.after_upgrade(load)
