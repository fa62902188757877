"""Versions of the programme made here: from a table, by correcting a node, undone.

A version is never changed once it stands: what was counted by it can be counted again.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select

from school.classes.models import Subject
from school.curriculum.changing_rules import (
    LEVELS,
    N_,
    Difference,
    Row,
    corrected,
    difference,
    fault,
    read,
    sums,
)
from school.curriculum.events import ProgrammeVersioned
from school.curriculum.models import CurriculumNode, NodeSuccession, Programme, ProgrammeChange
from school.curriculum.rules import ProgrammeError
from school.curriculum.service import CITATION, CODE, NAME, current_programme
from suite import audit, clock, events
from suite.db import db

TABLE, CORRECTION, UNDO = "table", "correction", "undo"
NAMED = 20


class Stale(Exception):
    """The version that a change was made from is no longer the one in force."""


def rows_of(programme: Programme) -> list[Row]:
    """The nodes of a version as a table has them, parents before children (one statement)."""
    query = select(CurriculumNode).where(CurriculumNode.programme_id == programme.id)
    nodes = list(db.session.scalars(query.order_by(CurriculumNode.position, CurriculumNode.id)))
    codes = {node.id: node.code for node in nodes}
    order = {level: place for place, level in enumerate(LEVELS)}
    nodes.sort(key=lambda n: (n.subject_code, n.grade, order.get(n.level, 9)))
    return [
        Row(
            n.code, codes[n.parent_id] if n.parent_id else None, n.level, n.name, n.periods,
            n.countable, n.source, n.subject_code, n.grade, n.position,
        )
        for n in nodes
    ]  # fmt: skip


def read_table(text: str, subjects: Iterable[str] = ()) -> list[Row]:
    """A table; `subjects` are known besides those of the database. Raises ProgrammeError naming
    row and column of everything that is wrong."""
    rows, faults = read(text, [*db.session.scalars(select(Subject.code)), *subjects])
    if faults:
        raise ProgrammeError(faults)
    return rows


def compare(rows: Sequence[Row]) -> Difference:
    """What a table changes of the version in force; nothing is kept."""
    now = current_programme()
    return difference(rows_of(now) if now else [], rows)


def apply(
    rows: Sequence[Row],
    former_id: int,
    *,
    name: str,
    reason: str,
    actor_id: int | None,
    kind: str = TABLE,
    valid_from: date | None = None,
) -> Programme:
    """Keep rows as the version in force from a day on (today). Commits.

    Raises Stale where another version came meanwhile, ProgrammeError where sums do not fit, the
    name is taken or the day lies before that of the version in force.
    """
    former = db.session.get(Programme, former_id)
    last = newest()
    if former is None or last is None or last.id != former.id:
        raise Stale
    day = valid_from or clock.today()
    if day < max(former.valid_from, clock.today()):
        raise ProgrammeError([fault(0, "valid_from", N_("the day is over"))])
    faults = sums(rows, {})
    if not faults and _named(former.code, name):
        faults = [fault(0, "name", N_("a version “%(name)s” stands already"), name=name)]
    if faults:
        raise ProgrammeError(faults)
    old = rows_of(former)
    made = Programme(
        code=former.code, version=name, name=former.name, citation=former.citation, valid_from=day
    )
    former.valid_to = day
    db.session.add(made)
    db.session.flush()
    _keep(made, rows)
    _succeed(former, made, difference(old, rows))
    db.session.add(
        ProgrammeChange(
            programme_id=made.id, former_id=former.id, kind=kind, by_id=actor_id, at=clock.now(),
            reason=reason,
        )
    )  # fmt: skip
    audit.record(
        "programme.versioned", f"programme:{made.id}", detail={"kind": kind, "reason": reason}
    )
    events.publish(ProgrammeVersioned(made.id))
    db.session.commit()
    return made


def begin(rows: Sequence[Row], *, name: str, valid_from: date, actor_id: int | None) -> Programme:
    """Keep rows as the first version of all. Commits.

    Raises Stale where a version stands already, ProgrammeError where sums do not fit.
    """
    if newest() is not None:
        raise Stale
    faults = sums(rows, {})
    if faults:
        raise ProgrammeError(faults)
    made = Programme(code=CODE, version=name, name=NAME, citation=CITATION, valid_from=valid_from)
    db.session.add(made)
    db.session.flush()
    _keep(made, rows)
    detail = {"version": name, "by": actor_id}
    audit.record("programme.loaded", f"programme:{made.id}", detail=detail)
    events.publish(ProgrammeVersioned(made.id))
    db.session.commit()
    return made


def correct(
    node: CurriculumNode, *, reason: str, actor_id: int | None, **fields: object
) -> Programme:
    """A version in which one node is otherwise (title, periods, countable, source). Commits.

    Raises as `apply`.
    """
    now = db.session.get_one(Programme, node.programme_id)
    rows = corrected(rows_of(now), node.code, **fields)
    name = next_name(now.version)
    day = max(now.valid_from, clock.today())
    return apply(
        rows, now.id, name=name, reason=reason, actor_id=actor_id, kind=CORRECTION, valid_from=day
    )


def undo(change: ProgrammeChange, reason: str, actor_id: int | None) -> Programme:
    """Bring back the version before the newest one. Commits. Raises Stale for an older one.

    A version that has not been in force on a day that is over is taken out of the years; one that
    has stays in them, and what stood before it comes back as a version of its own.
    """
    made = db.session.get_one(Programme, change.programme_id)
    former = db.session.get_one(Programme, change.former_id)
    last = newest()
    if change.undone_at is not None or last is None or last.id != made.id:
        raise Stale
    change.undone_at = clock.now()
    audit.record("programme.undone", f"programme:{made.id}", detail={"reason": reason})
    if made.valid_from < clock.today():
        rows, name = rows_of(former), next_name(made.version)
        return apply(rows, made.id, name=name, reason=reason, actor_id=actor_id, kind=UNDO)
    made.valid_to, former.valid_to = made.valid_from, None
    events.publish(ProgrammeVersioned(former.id))
    db.session.commit()
    return former


def next_name(version: str) -> str:
    """ "2018" is followed by "2018.1", "2018.1" by "2018.2"; a taken name by the next."""
    stem, _, number = version.rpartition(".")
    base, count = (stem, int(number)) if stem and number.isdecimal() else (version, 0)
    query = select(Programme.version).where(Programme.version.startswith(f"{base}."))
    taken = set(db.session.scalars(query))
    while f"{base}.{count + 1}" in taken:
        count += 1
    return f"{base}.{count + 1}"[:NAMED]


def changes() -> list[tuple[Programme, ProgrammeChange | None]]:
    """Every version with what is known of how it came, newest first (one statement)."""
    query = select(Programme, ProgrammeChange).outerjoin(
        ProgrammeChange, ProgrammeChange.programme_id == Programme.id
    )
    rows = db.session.execute(query.order_by(Programme.valid_from.desc(), Programme.id.desc()))
    return [(programme, change) for programme, change in rows]


def newest() -> Programme | None:
    """The version that stands last: the one in force, or one that will be."""
    query = select(Programme).where(Programme.valid_to.is_(None))
    return db.session.scalar(query.order_by(Programme.valid_from.desc(), Programme.id.desc()))


def _named(code: str, name: str) -> bool:
    query = select(Programme.id).where(Programme.code == code, Programme.version == name)
    return db.session.scalar(query) is not None


def _keep(made: Programme, rows: Sequence[Row]) -> None:
    """The nodes, level by level of the tree."""
    ids: dict[str | None, int | None] = {None: None}
    waiting = list(rows)
    while waiting:
        here = [row for row in waiting if row.parent in ids]
        if not here:
            raise ProgrammeError([fault(0, "parent", N_("a row stands under itself"))])
        nodes = {row.code: _node(made.id, row, ids[row.parent]) for row in here}
        db.session.add_all(nodes.values())
        db.session.flush()
        ids.update({code: node.id for code, node in nodes.items()})
        waiting = [row for row in waiting if row.code not in nodes]


def _node(programme_id: int, row: Row, parent_id: int | None) -> CurriculumNode:
    return CurriculumNode(
        programme_id=programme_id, parent_id=parent_id, code=row.code, level=row.level,
        subject_code=row.subject, grade=row.grade, name=row.title, position=row.position,
        periods=row.periods, countable=row.countable, source=row.source,
    )  # fmt: skip


def _succeed(former: Programme, made: Programme, found: Difference) -> None:
    if not found.replaced:
        return
    before, after = _ids(former.id), _ids(made.id)
    for old, new in found.replaced.items():
        db.session.add(NodeSuccession(old_id=before[old], new_id=after[new]))


def _ids(programme_id: int) -> dict[str, int]:
    query = select(CurriculumNode.code, CurriculumNode.id)
    rows = db.session.execute(query.where(CurriculumNode.programme_id == programme_id))
    return dict(rows.all())
