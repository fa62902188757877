"""Monthly partitions of the events on PostgreSQL, made ahead; one table on SQLite.

They stand in a schema of their own, so that the house's tables are the same on both databases.
What falls outside goes to the default partition, so that no event is ever refused.
"""

from datetime import date

from sqlalchemy import text

from indicators.formulas.periods import month_of
from suite import clock
from suite.db import db

SCHEMA = "indicators_part"
AHEAD = 3


def months_from(day: date, ahead: int = AHEAD) -> list[tuple[date, date]]:
    """The month of a day and those after it, half-open."""
    found = [month_of(day)]
    for _ in range(ahead):
        found.append(month_of(found[-1].end))
    return [(month.start, month.end) for month in found]


def ensure() -> None:
    """Make the partitions of this month and the next three; does not commit."""
    if db.session.get_bind().dialect.name != "postgresql":
        return
    names = set(
        db.session.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = :schema"), {"schema": SCHEMA}
        )
    )
    for start, end in months_from(clock.today()):
        name = f"event_{start:%Y_%m}"
        if name not in names and not _in_default(start, end):
            db.session.execute(
                text(
                    f"CREATE TABLE IF NOT EXISTS {SCHEMA}.{name} PARTITION OF indicators_event"
                    f" FOR VALUES FROM ('{start}') TO ('{end}')"
                )
            )


def _in_default(start: date, end: date) -> bool:
    query = text(
        f"SELECT 1 FROM {SCHEMA}.event_default"  # noqa: S608 - a name of our own
        " WHERE local_date >= :start AND local_date < :end LIMIT 1"
    )
    return db.session.scalar(query, {"start": start, "end": end}) is not None
