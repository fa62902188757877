"""Keeping the records: an identifier for each published work, a stamp for each public change.

Records are written by deliveries of events, after the commit of what changed. What harvesters may
see is asked of the work itself at that moment (`queries`), so that nothing leaks while a record
lags; the record only says when it changed and that it once was there.
"""

import secrets

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from repository.catalogue import rules as catalogue
from repository.catalogue.models import Work
from repository.records import rules
from repository.records.models import Record
from repository.records.queries import is_public, public_ids
from suite import audit, clock
from suite.db import db
from suite.settings import current_settings

TRIES = 20


class Merged(Exception):
    """Two identifiers that cannot be led into each other; the text says why."""


def refresh(work_id: int, *, changed: bool) -> Record | None:
    """Bring the record of a work up to date. `changed` says that something of the work changed;
    else it is stamped only if it became public, or no longer is. Does not commit."""
    work = db.session.get(Work, work_id)
    if work is None:
        return None
    record = db.session.scalar(select(Record).where(Record.work_id == work_id))
    if record is None:
        if work.state != catalogue.PUBLISHED:
            return None
        record = _minted(work)
    shown = is_public(work_id)
    if shown and (changed or not record.shown):
        record.unit_id, record.kind = work.unit_id, work.kind
        record.subject_code = work.subject_code
        record.stamp = rules.stamp_at(clock.now())
    elif record.shown and not shown:
        record.stamp = rules.stamp_at(clock.now())
    record.shown = shown
    return record


def merge(old: Record, new: Record) -> None:
    """Let the identifier of one work lead on to another's. Commits. Raises Merged."""
    if old.id == new.id:
        raise Merged("the two are one")
    chain = {old.id}
    step: Record | None = new
    while step is not None:
        if step.id in chain:
            raise Merged("the second leads on to the first already")
        chain.add(step.id)
        step = db.session.get(Record, step.next_id) if step.next_id else None
    old.next_id = new.id
    detail = {"code": old.code, "into": new.code}
    audit.record("identifier.merged", f"work:{old.work_id}", detail=detail)
    db.session.commit()


def _minted(work: Work) -> Record:
    """A record under an identifier that nobody has or had."""
    prefix = current_settings().identifier_prefix
    for _ in range(TRIES):
        record = Record(work_id=work.id, code=rules.new_code(prefix, secrets.choice), shown=False)
        try:
            with db.session.begin_nested():
                db.session.add(record)
        except IntegrityError:
            held = db.session.scalar(select(Record).where(Record.work_id == work.id))
            if held is not None:
                return held
        else:
            return record
    raise RuntimeError("no identifier is free")


def behind() -> list[int]:
    """Published works without an identifier, and works whose record says of them what is no longer
    so, by id."""
    lacking = select(Work.id).outerjoin(Record, Record.work_id == Work.id)
    lacking = lacking.where(Work.state == catalogue.PUBLISHED, Record.id.is_(None))
    found = set(db.session.scalars(lacking))
    public = select(Record.work_id).where(Record.work_id.in_(public_ids()))
    found |= set(db.session.scalars(public.where(Record.shown.is_(False))))
    gone = select(Record.work_id).where(Record.work_id.not_in(public_ids()))
    found |= set(db.session.scalars(gone.where(Record.shown.is_(True))))
    return sorted(found)


def count() -> int:
    """The number of records that the public sees, by the records."""
    return db.session.scalar(select(func.count(Record.id)).where(Record.shown.is_(True))) or 0
