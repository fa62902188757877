"""Guardians and their children: links that begin and end, and what a guardian is shown."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import g, has_request_context
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from school.access import STAFF, Who, children, may, scope, valid_today
from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.family.rules import LinkError, check_link
from school.people import service as people
from school.people.models import Contact, Guardianship, Person
from school.people.service import Slip
from school.people.standing import who_is
from suite import audit, clock
from suite.contracts import PresenceDesk, ask
from suite.db import db
from suite.text import fold

WEEK = timedelta(weeks=1)
WEEKS_SHOWN = 6


@dataclass
class Child:
    """A child of the present guardian, with the class of today and who leads it."""

    person: Person
    class_name: str = ""
    homeroom: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Week:
    """On how many days of a week (from its Monday) the child learned on the platform."""

    monday: date
    days: int


def children_of(who: Who) -> list[Child]:
    """The own children of a guardian, by name; three statements."""
    query = scope(select(Person), who).where(Person.id.in_(children(who)))
    rows = db.session.scalars(
        query.options(joinedload(Person.school)).order_by(Person.sort_key, Person.id)
    )
    found = {person.id: Child(person) for person in rows}
    classes: defaultdict[int, list[Child]] = defaultdict(list)
    for person_id, class_id, name in db.session.execute(_classes(list(found))):
        found[person_id].class_name = name
        classes[class_id].append(found[person_id])
    for class_id, name in db.session.execute(_leaders(list(classes))):
        for child in classes[class_id]:
            child.homeroom.append(name)
    return list(found.values())


def _classes(ids: list[int]) -> Select[int, int, str]:
    return (
        select(Enrolment.person_id, SchoolClass.id, SchoolClass.name)
        .join(SchoolClass)
        .where(
            Enrolment.person_id.in_(ids),
            Enrolment.is_main,
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
        )
    )


def _leaders(class_ids: list[int]) -> Select[int, str]:
    row = TeachingAssignment
    return (
        select(row.class_id, Person.full_name)
        .join(Person, Person.id == row.person_id)
        .where(
            row.class_id.in_(class_ids), row.is_homeroom, valid_today(row.starts_on, row.ends_on)
        )
        .order_by(Person.sort_key)
    )


def presence(person_id: int) -> list[Week] | None:
    """The last weeks, this one first; None where nothing tells of presence."""
    desk = ask(PresenceDesk)
    if desk is None:
        return None
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - n * WEEK for n in range(WEEKS_SHOWN)]
    days = desk.days(person_id, mondays[-1], monday + WEEK)
    return [Week(one, sum(one <= day < one + WEEK for day in days)) for one in mondays]


def guardians_of(pupil_id: int) -> Sequence[Guardianship]:
    """The guardians of a pupil today, with the person; by name."""
    query = (
        select(Guardianship)
        .join(Guardianship.guardian)
        .where(
            Guardianship.pupil_id == pupil_id,
            valid_today(Guardianship.valid_from, Guardianship.valid_to),
        )
        .options(joinedload(Guardianship.guardian))
        .order_by(Person.sort_key, Guardianship.id)
    )
    return db.session.scalars(query).all()


def link_new(pupil: Person, full_name: str, relation: str, phone: str = "") -> Slip:
    """Make an account for a guardian of the pupil. Commits. Raises LinkError."""
    linked = guardians_of(pupil.id)
    check_link(None, pupil.id, (), [row.guardian_id for row in linked])
    if fold(people.tidy_name(full_name)) in {row.guardian.search_key for row in linked}:
        raise LinkError("twice")  # the form was sent twice, or was about somebody known
    username = people.free_username(full_name)
    guardian = people.new_person(full_name, username, school_id=None)
    db.session.flush()
    if phone:
        today = clock.today()
        db.session.add(Contact(person_id=guardian.id, kind="phone", value=phone, valid_from=today))
    _add(guardian, pupil, relation)
    return people.reset_password(guardian)


def link_known(pupil: Person, username: str, relation: str, by: Who) -> Guardianship:
    """Link somebody who has an account already. Commits. Raises LinkError.

    Nobody makes themselves a guardian ("own"), and who works in the school is made one by its
    heads alone ("staff"): else one could open the pages of any child to themselves or a friend.
    """
    query = select(Person).where(
        Person.username == username.strip().lower(), Person.left_on.is_(None)
    )
    guardian = db.session.scalar(query)
    if guardian is None:
        raise LinkError("nobody")
    linked = [row.guardian_id for row in guardians_of(pupil.id)]
    held = who_is(guardian).grants
    if guardian.id in (by.person_id, _actor()):
        raise LinkError("own")
    works_here = any(one.role in STAFF and one.unit_id == pupil.school_id for one in held)
    if works_here and not may(by, "guardian.link_staff", pupil):
        raise LinkError("staff")
    check_link(guardian.id, pupil.id, {one.role for one in held}, linked)
    row = _add(guardian, pupil, relation)
    db.session.commit()
    return row


def _actor() -> int | None:
    return g.get("actor_id") if has_request_context() else None


def _add(guardian: Person, pupil: Person, relation: str) -> Guardianship:
    row = Guardianship(
        guardian_id=guardian.id, pupil_id=pupil.id, relation=relation, valid_from=clock.today()
    )
    db.session.add(row)
    detail = {"guardian": guardian.id, "relation": relation}
    audit.record("guardian.linked", f"person:{pupil.id}", detail=detail)
    return row


def end(row: Guardianship) -> date:
    """End a link from today on; the day. Commits."""
    row.valid_to = max(clock.today(), row.valid_from)
    detail = {"guardian": row.guardian_id}
    audit.record("guardian.ended", f"person:{row.pupil_id}", detail=detail)
    db.session.commit()
    return row.valid_to


def relink(row: Guardianship, ended: date, until: date | None) -> None:
    """Let a link that ended on `ended` hold again until `until`. Commits.

    Raises LinkError, with the code "changed" when it is not that end which stands.
    """
    db.session.refresh(row, with_for_update=True)
    if row.valid_to != ended or row.guardian.left_on is not None:
        raise LinkError("changed")
    linked = [one.guardian_id for one in guardians_of(row.pupil_id)]
    roles = {grant.role for grant in who_is(row.guardian).grants}
    check_link(row.guardian_id, row.pupil_id, roles, linked)
    row.valid_to = until
    detail = {"guardian": row.guardian_id}
    audit.record("guardian.relinked", f"person:{row.pupil_id}", detail=detail)
    db.session.commit()
