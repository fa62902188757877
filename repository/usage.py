"""What the library tells the indicators: uses of resources, and how its materials stand.

The only file of this wing that enters the indicators. Handlers run after the commit that they
tell of, once each; the door makes repeats harmless.
"""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from indicators import usage
from indicators.usage import LeafLine as LeafLine
from indicators.usage import LeafMap as LeafMap
from repository.catalogue import queries, rules
from repository.catalogue.events import WorkChanged, WorkChecked, WorkPublished, WorkWithdrawn
from repository.catalogue.models import ALIVE, Work
from repository.links import queries as links
from repository.links import rules as link_rules
from repository.links.models import Link
from repository.reading.events import ResourceUsed
from school.api import Enrolment, Person, valid_today
from suite import clock
from suite.db import db
from suite.events import subscribe


def leaf_maps(unit_ids: Iterable[int], day: date) -> list[LeafMap]:
    """How every leaf of the programme stands at units on a day, by the rules of I3."""
    return usage.leaf_maps(unit_ids, day)


def least_shown() -> tuple[int, int]:
    """Below which numbers figures of people are not shown: outside and inside a school."""
    return usage.least_shown()


@subscribe(ResourceUsed)
def on_used(event: ResourceUsed) -> None:
    """Somebody read long enough, or took a file away (policy 2.4)."""
    kind = "resource_used" if event.seconds is not None else "resource_downloaded"
    school_id, class_id = _place(event.person_id)
    usage.record(
        kind,
        person_id=event.person_id,
        school_id=school_id,
        class_id=class_id,
        object_ref=f"work:{event.work_uid}",
        at=event.at,
        seconds=event.seconds,
        client_id=event.key,
    )


@subscribe(WorkPublished)
def on_published(event: WorkPublished) -> None:
    """A teacher's work was published: a use of the platform by the teacher (policy 2.4)."""
    work = _tell(event.work_id)
    school_id, _class_id = _place(work.depositor_id)
    usage.record(
        "material_published",
        person_id=work.depositor_id,
        school_id=school_id,
        class_id=None,
        object_ref=f"work:{work.uid}",
        at=work.published_at or clock.now(),
        client_id=f"published:{work.uid}",
    )


@subscribe(WorkChanged)
def on_changed(event: WorkChanged) -> None:
    _tell(event.work_id)


@subscribe(WorkWithdrawn)
def on_withdrawn(event: WorkWithdrawn) -> None:
    _tell(event.work_id)


@subscribe(WorkChecked)
def on_checked(event: WorkChecked) -> None:
    _tell(event.work_id)


def _tell(work_id: int) -> Work:
    """The facts of a work as they stand now (policy 2.5)."""
    query = select(Work).where(Work.id == work_id)
    query = query.options(selectinload(Work.alignments), selectinload(Work.files))
    query = query.options(joinedload(Work.unit), joinedload(Work.offer))
    work = db.session.scalars(query).one()
    healthy = [one for one in links.of_work(work) if _healthy(one)]
    usage.material(
        f"work:{work.uid}",
        role=queries.role_of(work.kind),
        unit_id=work.unit_id,
        # What only some classes see counts for no school, as what only staff see.
        audience=rules.STAFF if work.audience == rules.CLASS else work.audience,
        node_ids=[row.node_id for row in work.alignments if row.confirmed_at is not None],
        usable_from=_usable_from(work, bool(healthy)),
        usable_to=None,
        licence=work.licence,
        checked_on=_checked_on(work, healthy),
    )
    return work


def _healthy(link: Link) -> bool:
    return link_rules.counts(link.state, link.confirmed_at is not None)


def _usable_from(work: Work, linked: bool) -> date | None:
    """The day from which it can be used; None for what is not published, locked or broken. The
    questions of a set stay in the bank and cannot break; `linked` is whether a link is healthy."""
    readable = any(file.health == ALIVE and not file.locked for file in work.files)
    if work.state != rules.PUBLISHED or work.published_at is None:
        return None
    if not readable and not linked and work.offer is None:
        return None
    return clock.local_date(max(work.published_at, work.embargo_until or work.published_at))


def _checked_on(work: Work, healthy: list[Link]) -> date | None:
    """The day of the oldest look at what counts."""
    looked = [file.checked_at for file in work.files]
    looked += [at for one in healthy if (at := _looked_at(one))]
    return min(map(clock.local_date, looked), default=None)


def _looked_at(link: Link) -> datetime | None:
    return link.alive_at if link.state == link_rules.ALIVE else link.confirmed_at


def _place(person_id: int) -> tuple[int | None, int | None]:
    """The school of a person, and the class in which a pupil is enrolled today."""
    today = valid_today(Enrolment.starts_on, Enrolment.ends_on)
    query = select(Enrolment.school_id, Enrolment.class_id).where(
        Enrolment.person_id == person_id, today
    )
    row = db.session.execute(query.order_by(Enrolment.is_main.desc(), Enrolment.id)).first()
    if row is not None:
        return row[0], row[1]
    person = db.session.get(Person, person_id)
    return (person.school_id if person else None), None
