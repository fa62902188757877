"""Sweeping files that no row refers to any more, in two steps that lose nothing.

A content that has lain unreferenced for a week is put aside (`FileStore.set_aside`); asking for it
brings it back, so that a reference written at the very moment of the sweep still finds its file.
What lies aside for another week, still unreferenced, is deleted with its row in `suite_file`.

References are looked for in every table of the database that has a column for a SHA-256, not in
the models: rows of a plugin that was taken out keep their files.
"""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import ColumnClause, column, delete, inspect, select, table

from suite import clock, jobs
from suite.db import db
from suite.files import FileRow, FileStore, store

UNREFERENCED = ASIDE = timedelta(days=7)
TORN = timedelta(days=1)
MARK = "sha256"
BATCH = 500


@jobs.job("suite.sweep_files", every=timedelta(days=1), heavy=True)
def sweep(_ctx: jobs.Context) -> dict[str, int]:
    """Put aside, and delete what lay aside; how many of each."""
    kept, now = store(), clock.now().timestamp()
    old = kept.older_than(now - UNREFERENCED.total_seconds())
    aside = [sha for sha in _unreferenced(old) if kept.set_aside(sha)]
    ripe = _unreferenced(kept.aside_longer_than(now - ASIDE.total_seconds()))
    torn = kept.forget_torn(now - TORN.total_seconds())
    return {"aside": len(aside), "deleted": _delete(kept, ripe), "torn": torn}


def _delete(kept: FileStore, ripe: list[str]) -> int:
    for start in range(0, len(ripe), BATCH):
        part = ripe[start : start + BATCH]
        db.session.execute(delete(FileRow).where(FileRow.sha256.in_(part)))
        db.session.commit()
        for sha in part:
            kept.delete_aside(sha)
    return len(ripe)


def _unreferenced(contents: Iterable[str]) -> list[str]:
    """Those of the contents that no row of any table names."""
    places = _places()
    left: list[str] = []
    waiting = sorted(contents)
    for start in range(0, len(waiting), BATCH):
        part = set(waiting[start : start + BATCH])
        for table_name, column_name in places:
            named: ColumnClause[str] = column(column_name)
            found = select(named).select_from(table(table_name, named)).where(named.in_(part))
            part -= set(db.session.scalars(found))
        left += part
    db.session.rollback()
    return sorted(left)


def _places() -> list[tuple[str, str]]:
    """Every (table, column) of the database that may name a content."""
    found = inspect(db.session.connection())
    return [
        (name, one["name"])
        for name in found.get_table_names()
        if name != FileRow.__tablename__
        for one in found.get_columns(name)
        if one["name"].endswith(MARK)
    ]
