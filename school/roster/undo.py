"""Undoing an import: exactly what it changed, all or nothing, until something was built on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import Select, Table, delete, or_, select, update

from school.classes.models import SchoolClass
from school.people.models import Person
from school.roster.events import RosterImported
from school.roster.journal import chunks, read, written
from school.roster.models import DONE, UNDONE, ImportChange, ListImport
from suite import audit, clock, events, inuse
from suite.db import db

KINDS = {"school_person": "person", "school_class": "class", "school_enrolment": "place"}
MOST = 10
CHANGED = lazy_gettext("was changed since")
SIGNED_IN = lazy_gettext("signed in")
REFERRED = lazy_gettext("has something that came later: %(what)s")
TABLES: dict[str, Any] = {
    "school_signin": lazy_gettext("a try to sign in"),
    "school_import": lazy_gettext("an import of lists"),
    "school_enrolment": lazy_gettext("a place in a class"),
    "school_identifier": lazy_gettext("a number"),
    "school_role_grant": lazy_gettext("a role"),
    "school_teaching": lazy_gettext("a teaching assignment"),
    "school_guardianship": lazy_gettext("a guardian"),
    "school_contact": lazy_gettext("a telephone number or e-mail address"),
    "school_notice": lazy_gettext("a notice"),
    "school_group_member": lazy_gettext("a place in a subject group"),
    "school_lesson": lazy_gettext("a lesson of the timetable"),
}
OTHER = lazy_gettext("other data")


@dataclass(frozen=True)
class Built:
    """A thing on which something was built: its name and what (a lazy text)."""

    name: str
    reason: Any


class Refused(Exception):
    """An import that cannot be undone any more; `built` says why, at most MOST of each reason."""

    def __init__(self, built: list[Built]) -> None:
        super().__init__("something was built on this import")
        self.built = built


@dataclass
class _Row:
    """What the import did to one row in all."""

    made: bool
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


Rows = dict[str, dict[int, _Row]]


def undo(school_id: int, import_id: int, person_id: int | None) -> None:
    """Put everything back as it stood before the import. Commits.

    Undone already, nothing happens. Raises Refused, and then nothing was changed.
    """
    row = db.session.scalars(
        select(ListImport)
        .where(ListImport.id == import_id, ListImport.school_id == school_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if row.state != DONE:
        db.session.rollback()
        return
    rows = _rows(import_id)
    for table_name, kind in KINDS.items():
        inuse.release(kind, _made(import_id, table_name))
    built = [*_in_use(import_id), *_changed(rows), *_referred(import_id, rows)]
    if built:
        db.session.rollback()
        raise Refused(built)
    _restore(rows)
    row.state, row.undone_at, row.undone_by = UNDONE, clock.now(), person_id
    row.sealed_slips = row.slips_until = None
    audit.record("roster.undone", f"unit:{school_id}", detail={"import": import_id})
    events.publish(RosterImported(school_id, row.year_id, clock.now()))
    db.session.commit()


def _rows(import_id: int) -> Rows:
    """By table and id; several changes of one row are one."""
    found: Rows = {}
    query = (
        select(
            ImportChange.table_name, ImportChange.row_id, ImportChange.before, ImportChange.after
        )
        .where(ImportChange.import_id == import_id)
        .order_by(ImportChange.id)
    )
    for table_name, row_id, before, after in db.session.execute(query):
        held = found.setdefault(table_name, {}).setdefault(row_id, _Row(before is None))
        held.before = (before or {}) | held.before
        held.after |= after
    return found


def _made(import_id: int, table_name: str) -> Select[int]:
    """The ids of rows that the import made in a table."""
    return select(ImportChange.row_id).where(
        ImportChange.import_id == import_id,
        ImportChange.table_name == table_name,
        ImportChange.before.is_(None),
    )


def _in_use(import_id: int) -> Iterator[Built]:
    people = _made(import_id, "school_person")
    signed_in = (
        select(Person.full_name)
        .where(
            Person.id.in_(people),
            or_(Person.activated_at.is_not(None), Person.last_signin_at.is_not(None)),
        )
        .order_by(Person.id)
    )
    for name in db.session.scalars(signed_in.limit(MOST)):
        yield Built(name, SIGNED_IN)
    for table_name, kind in KINDS.items():
        uses = inuse.uses(kind, _made(import_id, table_name), MOST)
        names = _names(table_name, [use.row_id for use in uses])
        for use in uses:
            yield Built(names.get(use.row_id, ""), use.reason)


def _changed(rows: Rows) -> Iterator[Built]:
    """Rows that do not stand any more as the import left them."""
    for table_name, held in rows.items():
        table = db.metadata.tables[table_name]
        now = _now(table, held)
        found = [row_id for row_id, one in held.items() if not _stands(table, one, now.get(row_id))]
        names = _names(table_name, found[:MOST])
        for row_id in found[:MOST]:
            yield Built(names.get(row_id, ""), CHANGED)


def _stands(table: Table, one: _Row, now: Mapping[str, Any] | None) -> bool:
    return now is not None and all(
        now[name] == value for name, value in one.after.items() if name in table.c
    )


def _now(table: Table, held: Mapping[int, _Row]) -> dict[int, dict[str, Any]]:
    found = {}
    for ids in chunks(held):
        for row in db.session.execute(select(table).where(table.c.id.in_(ids))).mappings():
            found[row["id"]] = written(dict(row))
    return found


def _referred(import_id: int, rows: Rows) -> Iterator[Built]:
    """Rows of others that point to rows which the import made: no table can be forgotten."""
    for table_name, held in rows.items():
        if not any(one.made for one in held.values()):
            continue
        for table in db.metadata.sorted_tables:
            for column in table.columns:
                if any(key.column.table.name == table_name for key in column.foreign_keys):
                    yield from _pointing(import_id, table_name, table, column)


def _pointing(import_id: int, to: str, table: Table, column: Any) -> Iterator[Built]:
    query = select(column).where(column.in_(_made(import_id, to)))
    if "id" in table.c:
        query = query.where(table.c.id.not_in(_made(import_id, table.name)))
    ids = list(db.session.scalars(query.distinct().limit(MOST)))
    names = _names(to, ids)
    what = str(TABLES.get(table.name, OTHER))
    for row_id in ids:
        yield Built(names.get(row_id, ""), REFERRED % {"what": what})


def _names(table_name: str, ids: list[int]) -> dict[int, str]:
    """How people call the rows, where they have a name."""
    columns: dict[str, Any] = {
        "school_person": (Person.id, Person.full_name),
        "school_class": (SchoolClass.id, SchoolClass.name),
    }
    if not ids:
        return {}
    if table_name in columns:
        key, name = columns[table_name]
        return dict(db.session.execute(select(key, name).where(key.in_(ids))).all())
    table = db.metadata.tables[table_name]
    if "person_id" not in table.c:
        return {}
    query = (
        select(table.c.id, Person.full_name)
        .join(Person, Person.id == table.c.person_id)
        .where(table.c.id.in_(ids))
    )
    return dict(db.session.execute(query).all())


def _restore(rows: Rows) -> None:
    """Old values first, because they may point away from what then goes."""
    order = [table for table in db.metadata.sorted_tables if table.name in rows]
    for table in order:
        for row_id, one in rows[table.name].items():
            if not one.made:
                values = read(table, one.before)
                db.session.execute(update(table).where(table.c.id == row_id).values(**values))
    for table in reversed(order):
        made = [row_id for row_id, one in rows[table.name].items() if one.made]
        for ids in chunks(made):
            db.session.execute(delete(table).where(table.c.id.in_(ids)))
    db.session.expire_all()
