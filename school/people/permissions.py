"""Who sees whom, and who may give a new first password."""

from typing import Any

from sqlalchemy import select

from school.access import HEADS, OVERSEERS, Who, children, permission, valid_today
from school.classes.models import Enrolment
from school.people.models import (
    ADMINISTRATOR,
    HOMEROOM_TEACHER,
    PRINCIPAL,
    SCHOOL_ADMINISTRATOR,
    STUDENT,
    TEACHER,
    Person,
)
from school.people.rules import GIVERS, wider
from school.people.standing import coming, standing_of
from suite.db import db

ADMINISTRATORS = (SCHOOL_ADMINISTRATOR, ADMINISTRATOR)


@permission("people.list")
def _list(who: Who, _thing: Any) -> bool:
    return who.has(TEACHER, HOMEROOM_TEACHER, *OVERSEERS)


@permission("person.details")
def _details(who: Who, person: Person) -> bool:
    """Birth date, identifiers and account: oneself, the guardian, the heads, who inspects, the
    homeroom teacher."""
    if person.id == who.person_id or person.id in children(who) or is_homeroom(who, person):
        return True
    return bool(person.school and who.holds(person.school.path, *OVERSEERS))


@permission("person.reset")
def _reset(who: Who, person: Person) -> bool:
    """The heads above all that the person is; the homeroom teacher for pupils. Never oneself."""
    if person.id == who.person_id:
        return False
    grants = _grants(person)
    if grants and all(role == STUDENT for role, _ in grants) and is_homeroom(who, person):
        return True
    if any(role in ADMINISTRATORS for role, _ in grants):
        return _covers(who, grants, *ADMINISTRATORS)
    return _covers(who, grants, *HEADS)


@permission("person.edit")
def _edit(who: Who, person: Person) -> bool:
    """The heads above all that the person is; administrators also correct themselves."""
    if person.id == who.person_id:
        return who.has(*ADMINISTRATORS)
    grants = _grants(person)
    if not grants:
        return bool(person.school and who.holds(person.school.path, *HEADS))
    if any(role in ADMINISTRATORS for role, _ in grants):
        return _covers(who, grants, *ADMINISTRATORS)
    return _covers(who, grants, *HEADS)


@permission("person.support")
def _support(who: Who, person: Person) -> bool:
    """Administrators act for those over all of whose roles they stand, never for one another."""
    grants = _grants(person)
    if person.id == who.person_id or any(role in ADMINISTRATORS for role, _ in grants):
        return False
    return _covers(who, grants, *ADMINISTRATORS)


@permission("person.grant")
def _grant(who: Who, path: str) -> bool:
    """Who gives roles at a unit (its path): administrators of it or of a unit above, and the
    principal of a school."""
    return who.holds(path, *ADMINISTRATORS) or who.holds(path, PRINCIPAL)


@permission("person.roles")
def _roles(who: Who, _person: Person) -> bool:
    """Who gives roles anywhere sees those of everybody in sight."""
    return who.has(*GIVERS)


@permission("people.add")
def _add(who: Who, _thing: Any) -> bool:
    return who.has(*GIVERS)


def _covers(who: Who, grants: list[tuple[str, str]], *roles: str) -> bool:
    """Whether `who` stands over every role, by one of `roles` that is not narrower than it."""
    return bool(grants) and all(
        who.holds(path, *(own for own in roles if not wider(role, own))) for role, path in grants
    )


def _grants(person: Person) -> list[tuple[str, str]]:
    """What a person is today and what is written already for a later day."""
    held = [*standing_of(person.id, person.school_id).grants, *coming(person.id)]
    return [(grant.role, grant.path) for grant in held]


def is_homeroom(who: Who, person: Person) -> bool:
    """Whether `who` leads the class of a pupil today."""
    led = [grant.about for grant in who.grants if grant.role == HOMEROOM_TEACHER]
    if not led:
        return False
    query = select(Enrolment.id).where(
        Enrolment.class_id.in_(led),
        Enrolment.person_id == person.id,
        valid_today(Enrolment.starts_on, Enrolment.ends_on),
    )
    return db.session.scalar(query.limit(1)) is not None
