"""Who handed in an assignment: by name, time and mark, on the page and as a file."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from lms import api
from lms.activities.assignment.queries import Row
from lms.activities.assignment.rules import WorkState
from suite import clock
from suite.lists import Column, Table

STATES: dict[WorkState, LazyString] = {
    "nothing": lazy_gettext("nothing handed in"),
    "to_mark": lazy_gettext("to mark"),
    "marked": lazy_gettext("marked, kept"),
    "returned": lazy_gettext("returned"),
}


def submissions(rows: Sequence[Row], state: str) -> Table:
    """The class in the order of Vietnamese names; `state` keeps the works of one state."""
    words = {str(code): word for code, word in STATES.items()}
    kept = [row for row in rows if row.state == state] if state in words else list(rows)
    return Table(kept, COLUMNS, usual="name", filters=[(gettext("State"), words.get(state, ""))])


def _handed_in(row: Row) -> Any:
    return row.work.handed_in_at if row.work else None


def _value(row: Row) -> Decimal | None:
    return row.mark.value if row.mark else None


def _written(row: Row) -> str | None:
    """The mark in the file, with a point."""
    if row.mark is None or row.mark.state == api.EMPTY:
        return None
    return gettext("excused") if row.mark.value is None else api.shown_mark(row.mark.value, False)


def _late(row: Row) -> str:
    return gettext("yes") if row.work and row.work.handed_in_at and row.work.late else ""


COLUMNS = (
    Column("name", lazy_gettext("Full name"), lambda row: row.person.full_name, kind="head",
           by=lambda row: (row.person.sort_key, row.person.id)),
    Column("state", lazy_gettext("State"), lambda row: STATES[row.state],
           by=lambda row: list(STATES).index(row.state)),
    Column("at", lazy_gettext("Handed in"), lambda row: clock.show(_handed_in(row)),
           by=_handed_in),
    Column("late", lazy_gettext("Late"), _late),
    Column("mark", lazy_gettext("Mark"), _written, kind="num", by=_value),
)  # fmt: skip
