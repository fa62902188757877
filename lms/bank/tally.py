"""How many questions a bank has of each sort, without counting them anew for every page.

Triggers on lms_bank_item note every change as a row of +1 or -1 in the same transaction, so that
the sums are exact at any moment and nobody waits for anybody. Here the notes are added up, so that
there stay about as many rows as sorts.
"""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import delete, func, insert, select

from lms.bank.models import ItemTally
from suite import jobs, migrate
from suite.db import db

SORT = (
    ItemTally.school_id, ItemTally.retired, ItemTally.draft, ItemTally.shared,
    ItemTally.subject_code, ItemTally.grade, ItemTally.topic, ItemTally.level, ItemTally.kind,
    ItemTally.band,
)  # fmt: skip
# Fewer notes than this are quick to add up while a page is made.
MANY = 2_000


def add_up() -> int:
    """Put one row for each sort in the place of the notes; how many rows went. Commits.

    Only rows that were read are deleted, so that what others note meanwhile stays.
    """
    last = db.session.scalar(select(func.max(ItemTally.id))) or 0
    before = db.session.scalar(select(func.count()).where(ItemTally.id <= last)) or 0
    rows = db.session.execute(
        delete(ItemTally).where(ItemTally.id <= last).returning(*SORT, ItemTally.number)
    )
    found: dict[tuple[Any, ...], int] = {}
    for *sort, number in rows:
        key = tuple(sort)
        found[key] = found.get(key, 0) + number
    names = [column.key for column in SORT]
    kept = [
        {**dict(zip(names, key, strict=True)), "number": number}
        for key, number in found.items()
        if number
    ]
    if kept:
        db.session.execute(insert(ItemTally), kept)
    db.session.commit()
    return before - len(kept)


def add_up_many() -> int:
    """`add_up` where the notes outnumber the sorts; how many rows went."""
    rows = db.session.scalar(select(func.count()).select_from(ItemTally)) or 0
    if rows < MANY:
        return 0
    sorts = select(*SORT).distinct().subquery()
    different = db.session.scalar(select(func.count()).select_from(sorts)) or 0
    return add_up() if rows > different + MANY else 0


@jobs.job("bank.tally", every=timedelta(minutes=10))
def tally(_ctx: jobs.Context) -> dict[str, int]:
    """Add the notes up."""
    return {"rows": add_up_many()}


def init(_app: Flask) -> None:
    """Add the notes up whenever the database was brought up to date."""
    migrate.after_upgrade(add_up_many)
