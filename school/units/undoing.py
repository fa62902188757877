"""Taking a succession or a move back, until something was built on it: all or nothing.

A dry run goes the way of a run and is rolled back. What came along by itself (courses that
followed their class) goes back with it; the change stays noted as undone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import g, has_request_context
from sqlalchemy import Table, delete, false, or_, select, update

from school.classes.models import SchoolClass
from school.groups.models import SubjectGroup
from school.people.models import Person
from school.roster.journal import chunks, read, written
from school.roster.undo import CHANGED, MOST, OTHER, REFERRED, TABLES, Built
from school.units.events import UnitChangeUndone
from school.units.journal import Notes
from school.units.models import OrgUnit, OrgUnitPast, UnitChange
from suite import audit, clock, events, inuse
from suite.db import db

UNITS, PASTS, CLASSES = "school_unit", "school_unit_past", "school_class"
NAMED: dict[str, Any] = {
    UNITS: OrgUnit.name,
    CLASSES: SchoolClass.name,
    "school_subject_group": SubjectGroup.name,
    "school_person": Person.full_name,
}


@dataclass
class Undone:
    """What undoing did or would do; with `built` it did nothing."""

    dry_run: bool
    counts: dict[str, int] = field(default_factory=dict)
    built: list[Built] = field(default_factory=list)
    over: bool = False


def units_of(change: UnitChange) -> list[OrgUnit]:
    """The units that took part in a change."""
    ids = [int(part) for part in change.unit_ids.split("/") if part]
    query = select(OrgUnit).where(OrgUnit.id.in_(ids)).order_by(OrgUnit.id)
    return list(db.session.scalars(query))


def changes_of(unit_id: int, most: int = 20) -> list[UnitChange]:
    """The changes in which a unit took part, the newest first."""
    query = select(UnitChange).where(UnitChange.unit_ids.contains(f"/{unit_id}/"))
    return list(db.session.scalars(query.order_by(UnitChange.id.desc()).limit(most)))


def undo(change_id: int, *, dry_run: bool) -> Undone:
    """Put everything back as it stood. Commits, or rolls back when it is a dry run or something
    was built; `over` tells that it was undone before."""
    ids = [unit.id for unit in units_of(db.session.get_one(UnitChange, change_id))]
    db.session.scalars(
        select(OrgUnit).where(OrgUnit.id.in_(ids)).order_by(OrgUnit.id).with_for_update()
    ).all()
    query = select(UnitChange).where(UnitChange.id == change_id).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one()
    found = Undone(dry_run, dict(row.counts), over=row.undone_at is not None)
    if not found.over:
        found.built = _take_back(row)
    if dry_run or found.over or found.built:
        db.session.rollback()
        return found
    row.undone_at = clock.now()
    row.undone_by_id = g.get("actor_id") if has_request_context() else None
    for unit_id in ids:
        detail = {"change": row.id, "on": row.on_date.isoformat()}
        audit.record(f"unit.{row.kind}_undone", f"unit:{unit_id}", detail=detail)
    events.publish(UnitChangeUndone(row.id, ids, clock.now()))
    db.session.commit()
    return found


def _take_back(row: UnitChange) -> list[Built]:
    """Restore everything; why it cannot be, and then the caller rolls back."""
    notes: Notes = row.made
    classes = [int(i) for i, note in notes.get(CLASSES, {}).items() if note[0] is None]
    built = [*_changed(notes), *_units_since(row, notes), *_worked_in(classes)]
    if built:
        return built
    inuse.release("class", select(SchoolClass.id).where(SchoolClass.id.in_(classes)))
    db.session.flush()
    built = list(_referred(notes))
    if not built:
        _restore(notes)
    return built


def _changed(notes: Notes) -> Iterator[Built]:
    """Rows that do not stand any more as the change left them."""
    for name, held in notes.items():
        table, now = db.metadata.tables[name], dict[int, dict[str, Any]]()
        for ids in chunks(map(int, held)):
            for one in db.session.execute(select(table).where(table.c.id.in_(ids))).mappings():
                now[one["id"]] = written(dict(one))
        lost = [int(i) for i, note in held.items() if not _stands(note[1] or {}, now.get(int(i)))]
        names = _names(table, lost[:MOST])
        for row_id in lost[:MOST]:
            yield Built(names.get(row_id, ""), CHANGED)


def _stands(after: dict[str, Any], now: dict[str, Any] | None) -> bool:
    return now is not None and all(now.get(name) == value for name, value in after.items())


def _units_since(row: UnitChange, notes: Notes) -> Iterator[Built]:
    """Units that changed on a later day, or that were put below one that moved, or ended."""
    held = {int(i) for i in notes.get(UNITS, {})}
    own = {int(i) for i in notes.get(PASTS, {})}
    later = select(OrgUnitPast.unit_id).where(
        OrgUnitPast.unit_id.in_(held), OrgUnitPast.id.not_in(own), OrgUnitPast.ends_on > row.on_date
    )
    moved = [one for one in notes.get(UNITS, {}).items() if "path" in (one[1][1] or {})]
    paths = [OrgUnit.path.startswith((note[1] or {})["path"]) for _id, note in moved]
    beside = [unit.id for unit in units_of(row) if unit.id not in held and unit.valid_to]
    since = or_(
        OrgUnit.id.in_(later),
        OrgUnit.id.in_(beside),
        or_(false(), *paths) & OrgUnit.id.not_in(held),
    )
    for name in db.session.scalars(select(OrgUnit.name).where(since).limit(MOST)):
        yield Built(name, CHANGED)


def _worked_in(class_ids: list[int]) -> Iterator[Built]:
    ids = select(SchoolClass.id).where(SchoolClass.id.in_(class_ids))
    uses = inuse.uses("class", ids, MOST)
    names = _names(db.metadata.tables[CLASSES], [use.row_id for use in uses])
    for use in uses:
        yield Built(names.get(use.row_id, ""), use.reason)


def _referred(notes: Notes) -> Iterator[Built]:
    """Rows of others that point to rows which the change made: no table can be forgotten."""
    made = {
        name: [int(i) for i, note in held.items() if note[0] is None]
        for name, held in notes.items()
    }
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                name = key.column.table.name
                if made.get(name):
                    yield from _pointing(table, column, name, made)


def _pointing(table: Table, column: Any, to: str, made: dict[str, list[int]]) -> Iterator[Built]:
    own, found = set(made.get(table.name, ())), set[int]()
    key = table.c.id if "id" in table.c else column
    for ids in chunks(made[to]):
        rows = db.session.execute(select(key, column).where(column.in_(ids)))
        found |= {target for row_id, target in rows if row_id not in own}
    some = sorted(found)[:MOST]
    names = _names(db.metadata.tables[to], some)
    what = str(TABLES.get(table.name, OTHER))
    for row_id in some:
        yield Built(names.get(row_id, ""), REFERRED % {"what": what})


def _names(table: Table, ids: Iterable[int]) -> dict[int, str]:
    """How people call rows, where they have a name."""
    wanted = list(ids)
    if not wanted:
        return {}
    if table.name in NAMED:
        query = select(table.c.id, NAMED[table.name])
    elif "person_id" in table.c:
        query = select(table.c.id, Person.full_name).join(Person, Person.id == table.c.person_id)
    else:
        return {}
    return {row[0]: row[1] for row in db.session.execute(query.where(table.c.id.in_(wanted)))}


def _restore(notes: Notes) -> None:
    """Old values first, because they may point away from what then goes."""
    order = [table for table in db.metadata.sorted_tables if table.name in notes]
    for table in order:
        for row_id, (before, _after) in notes[table.name].items():
            if before is None:
                continue
            values: dict[str, Any] = read(table, before)
            if "version" in table.c:
                values["version"] = table.c.version + 1
            db.session.execute(update(table).where(table.c.id == int(row_id)).values(**values))
    for table in reversed(order):
        made = [int(i) for i, note in notes[table.name].items() if note[0] is None]
        for ids in chunks(made):
            db.session.execute(delete(table).where(table.c.id.in_(ids)))
    db.session.expire_all()
