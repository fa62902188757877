"""What the pages of the catalogue read."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from repository.catalogue import rules
from repository.catalogue.agents.models import WorkAgent
from repository.catalogue.models import (
    Alignment,
    Licence,
    Offer,
    Step,
    Work,
    WorkFile,
    WorkKind,
)
from repository.catalogue.permissions import decides, in_audience
from repository.flow.models import Review
from repository.flow.running import WORK
from repository.flow.taking import takes
from repository.links.models import Link
from repository.printed.models import Copy
from school.api import (
    CurriculumNode,
    OrgUnit,
    SchoolClass,
    Subject,
    Who,
    current_programme,
    current_year,
    scope,
    valid_today,
)
from suite import clock
from suite.db import db

with_card = (joinedload(Work.subject), joinedload(Work.unit), selectinload(Work.files))
# All that `dublin_core.elements` reads; five statements a list, `with_card` among them.
with_elements = (
    *with_card,
    selectinload(Work.people).joinedload(WorkAgent.agent),
    selectinload(Work.tags),
    selectinload(Work.alignments).joinedload(Alignment.node),
)
with_people = (joinedload(Work.depositor), joinedload(Work.reviewer))


def work_for(uid: str, who: Who) -> Work | None:
    """A work that `who` may see, with all that its page shows but its steps; five statements."""
    query = select(Work).where(Work.uid == uid).options(*with_card, *with_people)
    query = query.options(
        joinedload(Work.offer),
        selectinload(Work.alignments).joinedload(Alignment.node),
        joinedload(Work.people).joinedload(WorkAgent.agent),
        joinedload(Work.tags),
    )
    found: Work | None = db.session.scalars(scope(query, who)).unique().one_or_none()
    return found


def steps_of(work: Work) -> list[Step]:
    """What was done about a work, in order; one statement."""
    query = select(Step).where(Step.work_id == work.id).options(joinedload(Step.person))
    return list(db.session.scalars(query.order_by(Step.id)))


def tombstone_for(uid: str, who: Who) -> Work | None:
    """A withdrawn work that `who` could once see; what was never published (it became one with
    another) only for who gave or decides it."""
    query = select(Work).where(Work.uid == uid, Work.state == rules.WITHDRAWN).options(*with_card)
    could = in_audience(who) & Work.published_at.is_not(None)
    query = query.where(could | decides(who) | (Work.depositor_id == who.person_id))
    return db.session.scalar(query)


def file_for(file_id: int, who: Who) -> WorkFile | None:
    """A file of a work that `who` may see."""
    query = scope(select(Work.id).where(Work.id == WorkFile.work_id), who)
    found = select(WorkFile).where(WorkFile.id == file_id, query.exists())
    return db.session.scalar(found.options(joinedload(WorkFile.work).joinedload(Work.unit)))


def cover_for(uid: str, who: Who) -> str | None:
    """The hash of the cover of a work that `who` may see."""
    found = db.session.scalar(scope(select(Work).where(Work.uid == uid), who))
    return found.cover_sha256 if found else None


def works_for(ids: Iterable[int], who: Who, *conditions: ColumnElement[bool]) -> dict[int, Work]:
    """The works among `ids` that `who` may see, by id; three statements, none for no ids."""
    ids = list(ids)
    if not ids:
        return {}
    found = select(Work).where(Work.id.in_(ids), *conditions).options(*with_card)
    query = scope(found, who)
    return {work.id: work for work in db.session.scalars(query)}


def mine(person_id: int) -> Select[Work]:
    """What a person deposited, newest first."""
    query = select(Work).where(Work.depositor_id == person_id).options(*with_card)
    return query.order_by(Work.changed_at.desc(), Work.id.desc())


def to_review(who: Who) -> Select[Work]:
    """What waits for a decision of `who`, oldest first."""
    query = select(Work).join(Review, Review.work_id == Work.id)
    query = query.where(Work.state == rules.SUBMITTED, Review.kind == WORK, takes(who))
    return query.options(*with_card, *with_people).order_by(Work.submitted_at, Work.id)


def to_confirm(who: Who) -> Select[Work]:
    """Published works with an alignment that `who` may confirm, oldest first."""
    waiting = select(Alignment.id).where(
        Alignment.work_id == Work.id,
        Alignment.confirmed_at.is_(None),
        Alignment.proposed_by != who.person_id,
    )
    query = select(Work).where(Work.state == rules.PUBLISHED, decides(who), waiting.exists())
    return query.options(*with_card, *with_people).order_by(Work.published_at, Work.id)


def waiting_counts(who: Who) -> tuple[int, int]:
    """(works that wait for `who` as a reviewer: decisions and confirmations together; own works
    that wait for the changes that a reviewer asked for); one statement."""
    parts = [_counted(to_review(who)), _counted(to_confirm(who))]
    mine = select(func.count(Work.id)).where(
        Work.depositor_id == who.person_id, Work.state == rules.CHANGES_ASKED
    )
    row = db.session.execute(select(*parts, mine.scalar_subquery().label("asked"))).one()
    return row[0] + row[1], row[2]


def _counted(query: Select[Any]) -> Any:
    rows = query.with_only_columns(Work.id).order_by(None).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()


def file_count(work_id: int) -> int:
    """The number of files of a work."""
    return db.session.scalar(select(func.count()).where(WorkFile.work_id == work_id)) or 0


def content_count(work_id: int) -> int:
    """The number of files and links of a work, and of question sets that it stands for."""
    files = select(func.count(WorkFile.id)).where(WorkFile.work_id == work_id)
    sets = select(func.count(Offer.work_id)).where(Offer.work_id == work_id)
    links = select(func.count(Link.id)).where(Link.work_id == work_id)
    parts = files.scalar_subquery() + sets.scalar_subquery() + links.scalar_subquery()
    return db.session.scalar(select(parts)) or 0


def content_counts(work_ids: Collection[int]) -> dict[int, int]:
    """As `content_count` of many works, by id; those without contents are left out."""
    files = select(WorkFile.work_id).where(WorkFile.work_id.in_(work_ids))
    sets = select(Offer.work_id).where(Offer.work_id.in_(work_ids))
    links = select(Link.work_id).where(Link.work_id.in_(work_ids))
    every = union_all(files, sets, links).subquery()
    rows = db.session.execute(select(every.c.work_id, func.count()).group_by(every.c.work_id))
    return {row[0]: row[1] for row in rows}


def copy_count(work_id: int) -> int:
    """The number of printed copies of a work."""
    return db.session.scalar(select(func.count()).where(Copy.work_id == work_id)) or 0


def same_content(unit_id: int, sha256: str) -> WorkFile | None:
    """The file of the unit with this very content, of a work that was not withdrawn."""
    query = (
        select(WorkFile)
        .join(Work)
        .where(
            WorkFile.unit_id == unit_id, WorkFile.sha256 == sha256, Work.state != rules.WITHDRAWN
        )
    )
    return db.session.scalar(query.options(joinedload(WorkFile.work)).limit(1))


def allows_use(licence: str) -> bool:
    """Whether the licence allows use today."""
    query = select(Licence.allows_use).where(
        Licence.code == licence, valid_today(Licence.valid_from, Licence.valid_to)
    )
    return bool(db.session.scalar(query))


def licences() -> list[str]:
    """The licences that are known today, in their order."""
    today = valid_today(Licence.valid_from, Licence.valid_to)
    return list(db.session.scalars(select(Licence.code).where(today).order_by(Licence.position)))


def kinds() -> list[str]:
    """The kinds of work that are known today, in their order."""
    today = valid_today(WorkKind.valid_from, WorkKind.valid_to)
    return list(db.session.scalars(select(WorkKind.code).where(today).order_by(WorkKind.position)))


def role_of(kind: str) -> str:
    """What a kind does for a learner today: explain, practice or none."""
    query = select(WorkKind.role).where(
        WorkKind.code == kind, valid_today(WorkKind.valid_from, WorkKind.valid_to)
    )
    return db.session.scalar(query) or "none"


def subjects() -> Mapping[str, Subject]:
    """The subjects by code, in their order."""
    rows = db.session.scalars(select(Subject).order_by(Subject.name_vi))
    return {row.code: row for row in rows}


def nodes(subject_code: str, grade: int) -> list[CurriculumNode]:
    """The countable nodes of a subject and grade in the order of the programme."""
    now = current_programme()
    query = select(CurriculumNode).where(
        CurriculumNode.programme_id == (now.id if now else None),
        CurriculumNode.subject_code == subject_code,
        CurriculumNode.grade == grade,
    )
    return list(db.session.scalars(query.order_by(CurriculumNode.position, CurriculumNode.id)))


def classes_of(work: Work) -> list[SchoolClass]:
    """The classes that may be chosen as the audience of a work: those of this year's school, and
    those chosen before; two statements."""
    year = current_year()
    query = select(SchoolClass).where(
        SchoolClass.school_id == work.unit_id,
        SchoolClass.year_id == (year.id if year else None),
        SchoolClass.closed_on.is_(None) | (SchoolClass.closed_on > clock.today()),
    )
    rows = list(db.session.scalars(query.order_by(SchoolClass.grade, SchoolClass.sort_key)))
    return [*rows, *(row for row in work.classes if row not in rows)]


def deposit_units(who: Who, roles: tuple[str, ...]) -> list[OrgUnit]:
    """The units for which `who` may deposit."""
    ids = {grant.unit_id for grant in who.grants if grant.role in roles}
    query = select(OrgUnit).where(OrgUnit.id.in_(ids)).order_by(OrgUnit.sort_key)
    return list(db.session.scalars(query))
