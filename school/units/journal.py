"""Writing what a change of units does and noting it, so that it can be taken back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, insert, select, update

from school.roster.journal import chunks, written
from suite.db import db

# By table and id: the columns before (None: the row was made) and after.
Notes = dict[str, dict[str, list[dict[str, Any] | None]]]


class Journal:
    """Writes into the present transaction; `notes` is plain JSON."""

    def __init__(self) -> None:
        self.notes: Notes = {}

    def add(self, model: type[Any], rows: list[dict[str, Any]]) -> list[int]:
        """Insert rows; their ids in the same order."""
        if not rows:
            return []
        query = insert(model).returning(model.id, sort_by_parameter_order=True)
        ids = list(db.session.scalars(query, rows))
        for row_id, row in zip(ids, rows, strict=True):
            self._note(model.__table__, row_id, None, row)
        return ids

    def added(self, row: Any, **after: Any) -> None:
        """Note a row that the session flushed already."""
        self._note(row.__table__, row.id, None, after)

    def change(self, model: type[Any], values: Mapping[int, Mapping[str, Any]]) -> None:
        """Set columns of rows by their ids; every row names the same columns."""
        table: Table = model.__table__
        names = sorted({name for held in values.values() for name in held})
        for ids in chunks(values):
            query = select(table.c.id, *(table.c[name] for name in names))
            for row in db.session.execute(query.where(table.c.id.in_(ids))).mappings():
                before = {name: row[name] for name in names}
                self._note(table, row["id"], before, values[row["id"]])
        if values:
            db.session.execute(update(model), [{"id": i, **held} for i, held in values.items()])

    def set(self, row: Any, **after: Any) -> None:
        """Set attributes of a row of the session."""
        self._note(row.__table__, row.id, {name: getattr(row, name) for name in after}, after)
        for name, value in after.items():
            setattr(row, name, value)

    def _note(
        self, table: Table, row_id: int, before: Mapping[str, Any] | None, after: Mapping[str, Any]
    ) -> None:
        held = self.notes.setdefault(table.name, {}).setdefault(
            str(row_id), [None if before is None else {}, {}]
        )
        if before is not None and held[0] is not None:
            held[0] = _plain(before) | held[0]
        held[1] = (held[1] or {}) | _plain(after)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without shares: only rows that are never edited have them."""
    return {name: v for name, v in written(values).items() if not isinstance(v, Decimal)}
