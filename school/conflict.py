"""Two people at the same thing: the later one is told, and shown both."""

from typing import Any

from sqlalchemy import select

from suite.db import db


class Conflict(Exception):
    """Somebody changed the row meanwhile; `current` is how it stands now (None: removed)."""

    def __init__(self, current: Any) -> None:
        super().__init__("changed meanwhile")
        self.current = current


def hold(model: type[Any], row_id: int, version: int | None) -> Any:
    """The newest state of a row, locked until the transaction ends.

    `version` is what the editor saw; None does not ask. Raises Conflict.
    """
    query = select(model).where(model.id == row_id).with_for_update(key_share=True)
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None or (version is not None and row.version != version):
        raise Conflict(row)
    return row


def seen(text: str | None) -> int:
    """The version in a form's hidden field; 0, which no row has, for what is none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
