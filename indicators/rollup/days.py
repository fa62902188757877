"""The quick road from raw events to days of use: the database picks what qualifies."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from indicators.formulas.qualify import UsageKindRow, Who
from indicators.ledger.models import Event, Kind
from indicators.ledger.sources import counted
from indicators.register.rules import kinds_of
from indicators.register.service import register
from indicators.rollup.rules import Year
from suite.db import db


def qualifying(keys: Sequence[int], year: Year, who: Who) -> dict[int, set[date]]:
    """The days of the year's grid with a qualifying event, of each person that has any."""
    rows = register()
    grid = year.grid
    numbers = dict(iter(db.session.execute(select(Kind.code, Kind.id))))
    chosen = kinds_of(rows.usage_kinds, who)
    conditions = [counts(row, numbers[row.kind]) for row in chosen if row.kind in numbers]
    query = (
        select(Event.person_key, Event.local_date)
        .distinct()
        .where(
            Event.person_key.in_(keys),
            Event.local_date >= grid.origin,
            Event.local_date < grid.origin + timedelta(days=grid.days),
            Event.source.in_(counted(rows.counts_imported(year.period.last_day))),
            or_(False, *conditions),
        )
    )
    found: defaultdict[int, set[date]] = defaultdict(set)
    for key, day in db.session.execute(query):
        found[key].add(day)
    return dict(found)


def counts(row: UsageKindRow, number: int) -> ColumnElement[bool]:
    """Whether an event counts by one dated row."""
    parts = [Event.kind_id == number, Event.local_date >= row.valid.start]
    if row.min_seconds:
        parts.append(Event.seconds >= row.min_seconds)
    if row.valid.end is not None:
        parts.append(Event.local_date < row.valid.end)
    return and_(*parts)
