"""Who sees whom, and who may give a new first password."""

from typing import Any

from sqlalchemy import select

from school.access import HEADS, Who, permission, valid_today
from school.classes.models import Enrolment, TeachingAssignment
from school.people.models import ADMINISTRATOR, PRINCIPAL, STUDENT, TEACHER, Person, RoleGrant
from school.units.models import OrgUnit
from suite.db import db


@permission("people.list")
def _list(who: Who, _thing: Any) -> bool:
    return who.has(TEACHER, PRINCIPAL, ADMINISTRATOR)


@permission("person.details")
def _details(who: Who, person: Person) -> bool:
    """Birth date, identifiers and account: oneself, the heads, the homeroom teacher."""
    if person.id == who.person_id or _is_homeroom(who, person):
        return True
    return bool(person.school and who.holds(person.school.path, *HEADS))


@permission("person.reset")
def _reset(who: Who, person: Person) -> bool:
    """The heads above all that the person is; the homeroom teacher for pupils. Never oneself."""
    if person.id == who.person_id:
        return False
    grants = _grants(person)
    if all(role == STUDENT for role, _ in grants) and _is_homeroom(who, person):
        return True
    if any(role == ADMINISTRATOR for role, _ in grants):
        return _covers(who, grants, ADMINISTRATOR)
    return _covers(who, grants, *HEADS)


def _covers(who: Who, grants: list[tuple[str, str]], *roles: str) -> bool:
    return bool(grants) and all(who.holds(path, *roles) for _, path in grants)


def _grants(person: Person) -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(RoleGrant.role, OrgUnit.path)
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .where(
            RoleGrant.person_id == person.id, valid_today(RoleGrant.valid_from, RoleGrant.valid_to)
        )
    )
    return [(role, path) for role, path in rows]


def _is_homeroom(who: Who, person: Person) -> bool:
    query = (
        select(TeachingAssignment.id)
        .join(Enrolment, Enrolment.class_id == TeachingAssignment.class_id)
        .where(
            TeachingAssignment.person_id == who.person_id,
            TeachingAssignment.is_homeroom,
            valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
            Enrolment.person_id == person.id,
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
        )
    )
    return db.session.scalar(query.limit(1)) is not None
