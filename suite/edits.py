"""Two people edit the same thing: the later one is shown both, and nothing is lost.

A model keeps an integer `version`; the form carries the one that its editor started from
(`version_field` in parts/both.html), and the service claims the row with it.
"""

from typing import Any, TypeVar

from sqlalchemy import select

from suite.db import db

Row = TypeVar("Row")
MOST = 2**31 - 1


class Conflict(Exception):
    """Somebody else changed it meanwhile; `current` is what stands now."""

    def __init__(self, current: Any) -> None:
        super().__init__("changed by somebody else meanwhile")
        self.current = current


def locked(model: type[Row], row_id: Any) -> Row:
    """The newest state of a row, held until the transaction ends. Raises NoResultFound."""
    key: Any = model.id  # type: ignore[attr-defined]
    query = select(model).where(key == row_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def claim(model: type[Row], row_id: Any, seen: int | None) -> Row:
    """The row, held and counted one version up. Raises Conflict when it is no longer `seen`.

    `seen` None does not ask. Nothing is committed; after a Conflict nothing was changed.
    """
    row: Any = locked(model, row_id)
    if seen is not None and row.version != seen:
        raise Conflict(row)
    row.version += 1
    return row


def seen(text: str | None) -> int:
    """The version that a form came with; 0, which no row has, when it is none."""
    number = int(text) if text and text.isascii() and text.isdecimal() and len(text) < 11 else 0
    return number if number <= MOST else 0
