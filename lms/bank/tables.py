"""The dated tables of shares: loaded from `data/share_tables.csv`, asked for by day."""

from csv import DictReader
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import or_, select

from lms.bank.models import ShareTable
from suite import clock, migrate
from suite.db import db

FILE = Path(__file__).parent / "data" / "share_tables.csv"


def load() -> int:
    """Bring the rows to what the file says; how many it has. A row that left it stays."""
    count = 0
    with FILE.open(encoding="utf-8", newline="") as lines:
        for line in DictReader(lines):
            given = {
                **line,
                "valid_from": date.fromisoformat(line["valid_from"]),
                "valid_to": date.fromisoformat(line["valid_to"]) if line["valid_to"] else None,
            }
            db.session.merge(ShareTable(**given))
            count += 1
    db.session.commit()
    return count


def in_force(day: date | None = None) -> list[ShareTable]:
    """The tables of a day (today), the newest first."""
    at = day or clock.today()
    query = (
        select(ShareTable)
        .where(
            ShareTable.valid_from <= at,
            or_(ShareTable.valid_to.is_(None), ShareTable.valid_to >= at),
        )
        .order_by(ShareTable.valid_from.desc(), ShareTable.code)
    )
    return list(db.session.scalars(query))


def init(_app: Flask) -> None:
    """Load the rows whenever the database was brought up to date."""
    migrate.after_upgrade(load)
