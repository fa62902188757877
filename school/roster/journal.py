"""Writing rows in bulk and keeping what was changed, so that it can be undone.

Many rows go in few statements; the unit of work would take three times as long.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Table, insert, select, update

from school.roster.models import ImportChange
from suite.db import db
from suite.types import UtcDateTime

CHUNK = 5_000
LEFT_OUT = {
    "school_person": {
        "password_hash", "must_change_password", "session_epoch", "activated_at", "last_signin_at",
    },
}  # fmt: skip
"""Columns of new rows that are not kept: a first password may be renewed without being work."""


class Journal:
    """Writes for one import into the present transaction; `keep` stores what was noted."""

    def __init__(self, school_id: int, import_id: int) -> None:
        self.school_id, self.import_id = school_id, import_id
        self._notes: list[dict[str, Any]] = []

    def add(self, model: type[Any], rows: list[dict[str, Any]]) -> list[int]:
        """Insert rows; their ids in the same order."""
        if not rows:
            return []
        table: Table = model.__table__
        whole = [_whole(table, row) for row in rows]
        query = insert(model).returning(model.id, sort_by_parameter_order=True)
        ids = list(db.session.scalars(query, whole))
        left_out = LEFT_OUT.get(table.name, set())
        for row_id, row in zip(ids, whole, strict=True):
            kept = {name: value for name, value in row.items() if name not in left_out}
            self._note(table, row_id, None, kept)
        return ids

    def change(self, model: type[Any], values: Mapping[int, Mapping[str, Any]]) -> None:
        """Set columns of rows by their ids; what stands so already is not touched."""
        if not values:
            return
        table: Table = model.__table__
        names = sorted({name for held in values.values() for name in held})
        rows = []
        for ids in chunks(values):
            query = select(table.c.id, *(table.c[name] for name in names))
            for row in db.session.execute(query.where(table.c.id.in_(ids))).mappings():
                wanted = values[row["id"]]
                after = {name: value for name, value in wanted.items() if row[name] != value}
                if after:
                    rows.append({"id": row["id"], **after})
                    before = {name: row[name] for name in after}
                    self._note(table, row["id"], before, after)
        if rows:
            db.session.execute(update(model), rows)

    def keep(self) -> int:
        """Store the notes; how many there were."""
        if self._notes:
            db.session.execute(insert(ImportChange), self._notes)
        return len(self._notes)

    def _note(
        self, table: Table, row_id: int, before: Mapping[str, Any] | None, after: Mapping[str, Any]
    ) -> None:
        self._notes.append(
            {
                "import_id": self.import_id,
                "school_id": self.school_id,
                "table_name": table.name,
                "row_id": row_id,
                "before": None if before is None else written(before),
                "after": written(after),
            }
        )


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids in pieces that fit into a statement."""
    held = list(ids)
    return (held[start : start + CHUNK] for start in range(0, len(held), CHUNK))


def written(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of columns as JSON holds them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def read(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of columns from JSON; of columns that are no more nothing is said."""
    return {name: _value(table.c[name], value) for name, value in values.items() if name in table.c}


def _value(column: Column[Any], value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    return value


def _whole(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its defaults, so that nothing must be read back."""
    return {
        column.name: row[column.name] if column.name in row else _default(column)
        for column in table.columns
        if not column.primary_key
    }


def _default(column: Column[Any]) -> Any:
    default = column.default
    if default is None or not hasattr(default, "arg"):
        return None
    return default.arg(None) if default.is_callable else default.arg
