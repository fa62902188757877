"""Use cases: say what a change of many works would do, do it as one batch, undo it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from repository.catalogue import queries
from repository.catalogue.bulk import fields, rules
from repository.catalogue.bulk.models import Batch, BatchChange
from repository.catalogue.models import Work
from repository.catalogue.service import changed_by
from school.api import Who, may, scope
from suite import audit, clock
from suite.db import db
from suite.edits import locked


@dataclass(frozen=True)
class Change:
    """One field, the way, and the value as `bulk.fields` has it."""

    field: str
    way: str
    value: Any


@dataclass
class Plan:
    """What a change does: works that become other, that are so already, and that cannot be changed
    with the code why (no_right and those of `fields.refusal`)."""

    changed: list[tuple[Work, Any]] = field(default_factory=list)
    same: list[Work] = field(default_factory=list)
    refused: list[tuple[Work, str]] = field(default_factory=list)


class Undone(Exception):
    """The batch was undone already."""


def chosen(uids: Collection[str], who: Who, *, lock: bool = False) -> list[Work]:
    """The works of these uids that `who` may see, at most 500; six statements however many."""
    query = select(Work).where(Work.uid.in_(list(uids)[: rules.MOST])).order_by(Work.id)
    return _read(scope(query, who), lock=lock)


def plan(works: Collection[Work], change: Change, who: Who) -> Plan:
    """What the change would do with the rights of `who`."""
    found = Plan()
    allows_use = change.field != rules.LICENCE or queries.allows_use(change.value)
    for work in works:
        now = fields.value(change.field, work)
        new = rules.changed(change.field, change.way, now, change.value)
        why = None if may(who, "work.edit", work) else "no_right"
        why = why or fields.refusal(change.field, work, new, allows_use)
        if why:
            found.refused.append((work, why))
        elif rules.differs(change.field, now, new):
            found.changed.append((work, new))
        else:
            found.same.append(work)
    return found


def apply(uids: Collection[str], change: Change, who: Who) -> Batch | None:
    """Change them as one batch; None when none would become other. Commits."""
    actor_id = who.person_id or 0
    found = plan(chosen(uids, who, lock=True), change, who)
    if not found.changed:
        db.session.rollback()
        return None
    batch = Batch(
        person_id=actor_id, at=clock.now(), field=change.field, way=change.way,
        value=change.value, works=len(found.changed),
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    for work, new in found.changed:
        before = fields.kept(change.field, work)
        db.session.add(BatchChange(batch_id=batch.id, work_id=work.id, before=before, after=new))
        fields.put(change.field, work, new, actor_id)
        changed_by(work, actor_id, [change.field], batch=batch.uid)
    audit.record(
        "works.changed",
        f"batch:{batch.uid}",
        detail={"field": change.field, "way": change.way, "works": len(found.changed)},
    )
    db.session.commit()
    return batch


def undo(batch: Batch, who: Who) -> tuple[int, list[Work]]:
    """Put back every work whose field nobody touched since and that `who` may still change; how
    many, and the others. Commits. Raises Undone."""
    row = locked(Batch, batch.id)
    if row.undone_at is not None:
        raise Undone
    changes = {one.work_id: (one.before, one.after) for one in row.changes}
    query = select(Work).where(Work.id.in_(list(changes))).order_by(Work.id)
    works = {work.id: work for work in _read(query, lock=True)}
    free, touched = rules.undoable(
        row.field, changes, lambda work_id: fields.value(row.field, works[work_id])
    )
    allowed = [one for one in free if may(who, "work.edit", works[one])]
    for work_id in allowed:
        fields.put(row.field, works[work_id], changes[work_id][0], who.person_id or 0)
        changed_by(works[work_id], who.person_id or 0, [row.field], undone=row.uid)
    left = [works[one] for one in sorted({*touched, *free} - set(allowed))]
    row.undone_at, row.left_as_is = clock.now(), len(left)
    audit.record("works.put_back", f"batch:{row.uid}", detail={"left": len(left)})
    db.session.commit()
    return len(allowed), left


def batch_for(uid: str, who: Who) -> Batch | None:
    """A batch that `who` made, with its works."""
    query = select(Batch).where(Batch.uid == uid, Batch.person_id == who.person_id)
    return db.session.scalar(query)


def changes_of(batch: Batch, who: Who) -> list[tuple[BatchChange, Work]]:
    """What a batch did to the works that `who` may still see; two statements."""
    query = select(Work).join(BatchChange, BatchChange.work_id == Work.id)
    query = query.where(BatchChange.batch_id == batch.id).options(joinedload(Work.subject))
    seen = {work.id: work for work in db.session.scalars(scope(query.order_by(Work.id), who))}
    return [(one, seen[one.work_id]) for one in batch.changes if one.work_id in seen]


def _read(query: Any, *, lock: bool) -> list[Work]:
    lists = (Work.classes, Work.tags, Work.alignments)
    query = query.options(joinedload(Work.unit), *(selectinload(one) for one in lists))
    if lock:
        query = query.with_for_update(of=Work).execution_options(populate_existing=True)
    return list(db.session.scalars(query))
