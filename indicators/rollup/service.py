"""From the ledger to day bits. Run twice, or bit by bit, it ends at the same rows.

Every touched person is made anew from the raw events, never added to; what was touched is taken
away before the events are counted once more, so an event that commits later waits for next time.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import delete, func, insert, select

from indicators.formulas.bits import pack
from indicators.formulas.qualify import Who
from indicators.ledger import chain, partitions
from indicators.ledger.models import Event, PersonKey, Touched
from indicators.register.service import register
from indicators.rollup import days, stamps
from indicators.rollup.models import UseDaysRow
from indicators.rollup.rules import Year, rules_hash
from indicators.rollup.years import years
from suite.db import db, read_first

BATCH = 500
Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class Rolled:
    """How many people were made anew, and whether the rules had changed."""

    persons: int
    rules_changed: bool


def quiet(_done: int, _total: int) -> None:
    """No progress shown."""


def rollup(*, full: bool = False, progress: Progress = quiet) -> Rolled:
    """Bring the day bits to what the ledger says; commits every 500 people."""
    partitions.ensure()
    found = years()
    hashes = {year.id: hash_of(year) for year in found}
    changed = any(stale_rules(year, hashes[year.id]) for year in found)
    if full or changed:
        keys = list(db.session.scalars(select(PersonKey.key).order_by(PersonKey.key)))
    else:
        query = select(Touched.person_key).distinct().order_by(Touched.person_key)
        keys = list(db.session.scalars(query))
    done = 0
    for batch in batches(keys):
        _renew(batch, found, hashes)
        done += len(batch)
        progress(done, len(keys))
    chain.seal()
    return Rolled(len(keys), changed)


def hash_of(year: Year) -> str:
    """The hash of the rules that hold for a year."""
    rows = register()
    return rules_hash(year, rows.usage_kinds, rows.counts_imported(year.period.last_day))


def stale_rules(year: Year, current: str) -> bool:
    """Whether some row of a year was made by other rules."""
    query = select(UseDaysRow.person_key).where(
        UseDaysRow.year_id == year.id, UseDaysRow.rules != current
    )
    return db.session.scalar(query.limit(1)) is not None


def batches(keys: Iterable[int]) -> Iterator[list[int]]:
    """The keys, 500 at a time."""
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _renew(keys: list[int], found: list[Year], hashes: dict[int, str]) -> None:
    """Read first and write then, shortly; what came between the two is seen by the count."""
    read_first()
    seen = _events_of(keys)
    rows = _rows_of(keys, found, hashes)
    db.session.commit()
    _drop(Touched, keys)
    if _events_of(keys) != seen:
        rows = _rows_of(keys, found, hashes)
    _drop(UseDaysRow, keys)
    stamps.drop_for_people(keys)
    if rows:
        db.session.execute(insert(UseDaysRow), rows)
    db.session.commit()


def _drop(model: type[Touched | UseDaysRow], keys: list[int]) -> None:
    gone = delete(model).where(model.person_key.in_(keys))
    db.session.execute(gone.execution_options(synchronize_session=False))


def _events_of(keys: list[int]) -> int:
    return db.session.scalar(select(func.count()).where(Event.person_key.in_(keys))) or 0


def _rows_of(keys: list[int], found: list[Year], hashes: dict[int, str]) -> list[dict[str, object]]:
    return [
        {
            "person_key": key,
            "year_id": year.id,
            "who": who.value,
            "days": pack(year.grid.of_days(dates)),
            "rules": hashes[year.id],
        }
        for year in found
        for who in Who
        for key, dates in days.qualifying(keys, year, who).items()
    ]


def pending() -> int:
    """How many people have events that no rollup has seen."""
    return len(set(db.session.scalars(select(Touched.person_key))))


def newest_event() -> int:
    """The number of the newest event; 0 for an empty ledger."""
    return db.session.scalar(select(Event.id).order_by(Event.id.desc()).limit(1)) or 0
