"""What the outside may read of the records, asked anew with every query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from repository.catalogue.models import Work
from repository.catalogue.queries import with_elements
from repository.records.models import Record
from school.api import NOBODY, OrgUnit, Programme, Subject, Who, scope
from suite.db import db

MOST_STEPS = 50


@dataclass(frozen=True)
class Part:
    """What a harvester asks for: changed from and until a moment, both included, of one set."""

    since: datetime | None = None
    until: datetime | None = None
    unit_id: int | None = None
    kind: str | None = None
    subject_code: str | None = None


@dataclass(frozen=True)
class Seen:
    """A record as the outside sees it now; without a work it is a deleted one."""

    record: Record
    work: Work | None


def public_ids() -> Select[Any]:
    """The works that everybody may see at this moment, by id."""
    return scope(select(Work.id), NOBODY)


def is_public(work_id: int) -> bool:
    """Whether everybody may see a work at this moment."""
    return db.session.scalar(public_ids().where(Work.id == work_id)) is not None


def seen_by(work_id: int, who: Who) -> bool:
    """Whether `who` may see a work at this moment."""
    return db.session.scalar(scope(select(Work.id).where(Work.id == work_id), who)) is not None


def page(part: Part, after: tuple[datetime, int] | None, most: int) -> list[Seen]:
    """The next `most` records in the order (stamp, id), behind the record `after`."""
    query = _records(part).order_by(Record.stamp, Record.id).limit(most)
    if after is not None:
        stamp, number = after
        query = query.where(
            or_(Record.stamp > stamp, and_(Record.stamp == stamp, Record.id > number))
        )
    return _seen(db.session.scalars(query))


def total(part: Part) -> int:
    """How many records a harvester asks for."""
    counted = _records(part).with_only_columns(func.count(Record.id))
    return db.session.scalar(counted.order_by(None)) or 0


def one(code: str) -> Seen | None:
    """A record that the public sees or once saw."""
    found = _records(Part()).where(Record.code == code)
    return next(iter(_seen(db.session.scalars(found))), None)


def earliest() -> datetime | None:
    """The stamp of the oldest change."""
    return db.session.scalar(select(func.min(Record.stamp)))


def resolved(code: str) -> Record | None:
    """The record to which an identifier leads, through the works that were merged."""
    query = select(Record).where(Record.code == code).options(joinedload(Record.work))
    record = db.session.scalar(query)
    for _ in range(MOST_STEPS):
        if record is None or record.next_id is None:
            break
        record = db.session.get(Record, record.next_id)
    return record


def codes_of(work_ids: Iterable[int]) -> dict[int, str]:
    """The identifiers of works, by the id of the work."""
    query = select(Record.work_id, Record.code).where(Record.work_id.in_(list(work_ids)))
    return {row.work_id: row.code for row in db.session.execute(query)}


def with_descriptions(works: Iterable[Work]) -> tuple[Work, ...]:
    """The works with all that `elements` reads of them; at most six statements."""
    held = tuple(works)
    if held:
        query = select(Work).where(Work.id.in_([work.id for work in held]))
        db.session.scalars(query.options(*with_elements)).unique().all()
    return held


def code_of(work: Work) -> str | None:
    """The identifier of a work; none while it was never published."""
    return codes_of([work.id]).get(work.id)


def units() -> list[OrgUnit]:
    """The units of which the public sees something or once saw it, by name."""
    held = select(Record.unit_id).where(Record.stamp.is_not(None))
    query = select(OrgUnit).where(OrgUnit.id.in_(held)).order_by(OrgUnit.sort_key)
    return list(db.session.scalars(query))


def kinds() -> list[str]:
    """The kinds of which the public sees something or once saw it."""
    query = select(Record.kind).where(Record.stamp.is_not(None), Record.kind.is_not(None))
    return [str(kind) for kind in db.session.scalars(query.distinct().order_by(Record.kind))]


def subjects() -> list[Subject]:
    """The subjects of which the public sees something or once saw it."""
    held = select(Record.subject_code).where(Record.stamp.is_not(None))
    query = select(Subject).where(Subject.code.in_(held)).order_by(Subject.code)
    return list(db.session.scalars(query))


def programmes(ids: Iterable[int]) -> dict[int, str]:
    """The names of programmes by their ids."""
    query = select(Programme.id, Programme.name).where(Programme.id.in_(list(ids)))
    return {row.id: row.name for row in db.session.execute(query)}


def places(after: int, most: int) -> list[tuple[str, datetime]]:
    """The public works as (uid, when they changed), the number `after` and those that follow."""
    query = select(Work.uid, Work.changed_at).where(Work.id.in_(public_ids())).order_by(Work.id)
    return [
        (row.uid, row.changed_at) for row in db.session.execute(query.limit(most).offset(after))
    ]


def public_count() -> int:
    """How many works everybody may see at this moment."""
    return db.session.scalar(select(func.count()).select_from(public_ids().subquery())) or 0


def _records(part: Part) -> Select[Any]:
    query = select(Record).where(Record.stamp.is_not(None)).options(joinedload(Record.unit))
    if part.since is not None:
        query = query.where(Record.stamp >= part.since)
    if part.until is not None:
        query = query.where(Record.stamp <= part.until)
    if part.unit_id is not None:
        query = query.where(Record.unit_id == part.unit_id)
    if part.kind is not None:
        query = query.where(Record.kind == part.kind)
    if part.subject_code is not None:
        query = query.where(Record.subject_code == part.subject_code)
    return query


def _seen(records: Iterable[Record]) -> list[Seen]:
    """The records with the works that are public now; one statement for the rights and the works,
    four for what hangs on them."""
    held = list(records)
    query = scope(select(Work).where(Work.id.in_([record.work_id for record in held])), NOBODY)
    query = query.options(*with_elements)
    works = {work.id: work for work in db.session.scalars(query)}
    return [Seen(record, works.get(record.work_id)) for record in held]
