"""The hash chain over the ledger, by day of receipt (policy 2.8).

Each day's hash holds that of the day before, over rows with pseudonymous keys: erasing a person
leaves it whole, changing or removing an event breaks it from that day on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy import func, select

from indicators.formulas.periods import DAY
from indicators.ledger.models import ChainDay, Event
from suite import clock
from suite.db import db, read_first

SETTLE = timedelta(hours=1)
# Of the table itself: the mapped class costs half as much again for each of very many rows.
ROW = Event.__table__.c
COLUMNS = (
    ROW.id,
    ROW.local_date,
    ROW.kind_id,
    ROW.person_key,
    ROW.unit_id,
    ROW.object_id,
    ROW.class_id,
    ROW.seconds,
    ROW.source,
    ROW.client_id,
)


@dataclass(frozen=True)
class Broken:
    """A day whose events are not what was sealed."""

    day: date
    sealed_rows: int
    found_rows: int


def hash_day(day: date, before: str) -> tuple[int, str]:
    """The number of events received on a day and the hash over them and the day before."""
    hashed, count = sha256(before.encode()), 0
    of_day = (
        select(ROW.received_at, *COLUMNS)
        .where(ROW.received_at >= clock.start_of(day), ROW.received_at < clock.start_of(day + DAY))
        .cte("of_day")
        # Read in the order of ids, PostgreSQL would go through the whole ledger for each day.
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    query = select(of_day).order_by(of_day.c.id).execution_options(yield_per=5000)
    for received, *rest in db.session.execute(query):
        # Plain and quick; only the last column is free text, so nothing can be read two ways.
        hashed.update("|".join([received.isoformat(), *map(str, rest)]).encode() + b"\n")
        count += 1
    return count, hashed.hexdigest()


def seal() -> int:
    """Seal the days that are over and not sealed yet; their number. Commits by day."""
    last = db.session.scalar(select(ChainDay).order_by(ChainDay.received_on.desc()).limit(1))
    if last is not None:
        day, before = last.received_on + DAY, last.sha256
    else:
        first = db.session.scalar(select(func.min(Event.received_at)))
        if first is None:
            return 0
        day, before = clock.local_date(first), ""
    sealed = 0
    while clock.now() >= clock.start_of(day + DAY) + SETTLE:
        read_first()
        rows, before = hash_day(day, before)
        db.session.commit()
        if db.session.get(ChainDay, day) is None:
            db.session.add(ChainDay(received_on=day, rows=rows, sha256=before))
        db.session.commit()
        day, sealed = day + DAY, sealed + 1
    return sealed


def broken() -> Iterator[Broken]:
    """The sealed days that do not hash to what was sealed."""
    before = ""
    for day in list(db.session.scalars(select(ChainDay).order_by(ChainDay.received_on))):
        rows, found = hash_day(day.received_on, before)
        if found != day.sha256:
            yield Broken(day.received_on, day.rows, rows)
        before = day.sha256
