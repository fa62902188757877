"""Giving roles and ending them, and adding one person without a list. A grant is never deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from school.access import Who, below, scope, valid_today
from school.classes.models import Enrolment, SchoolClass
from school.people import service
from school.people.models import STUDENT, Person, RoleGrant
from school.people.rules import (
    GIVERS,
    GRANTED_AT,
    GrantError,
    check_giver,
    check_grant,
    gives,
    overlap,
)
from school.people.service import Slip
from school.units.models import SCHOOL, OrgUnit
from suite import audit, clock
from suite.db import db
from suite.text import fold

MOST_UNITS = 1000


@dataclass(frozen=True)
class NewPerson:
    """What the form for one person says; `class_id` is that of a pupil, `until` the day after."""

    full_name: str
    role: str
    birth_date: date | None = None
    gender: str | None = None
    class_id: int | None = None
    until: date | None = None


def held_by(who: Who) -> list[tuple[str, str]]:
    """The roles of somebody as the rules ask for them."""
    return [(grant.role, grant.path) for grant in who.grants]


def units_to_give_at(who: Who) -> list[OrgUnit]:
    """The units at which `who` gives roles, by name; a thousand at most."""
    query = select(OrgUnit).where(
        below(OrgUnit.path, who.paths(*GIVERS)),
        valid_today(OrgUnit.valid_from, OrgUnit.valid_to),
    )
    return list(db.session.scalars(query.order_by(OrgUnit.sort_key, OrgUnit.id).limit(MOST_UNITS)))


def roles_to_give(who: Who, kinds: Sequence[str], path: str | None = None) -> list[str]:
    """The roles that `who` may give at units of these kinds (at `path`, or anywhere)."""
    held = held_by(who)
    paths = [path] if path else who.paths(*GIVERS)
    return [
        role
        for role, at in GRANTED_AT.items()
        if set(at) & set(kinds) and any(gives(held, role, one) for one in paths)
    ]


def give(
    giver: Who, person: Person, role: str, unit: OrgUnit, since: date, until: date | None
) -> RoleGrant:
    """Give a role from a day until the day `until` (not held any more). Commits.

    Raises GrantError.
    """
    if person.id == giver.person_id:
        raise GrantError("self")
    check_grant(role, unit.kind, since, until)
    check_giver(held_by(giver), role, unit.path)
    if _holds_already(person.id, role, unit.id, (since, until)):
        raise GrantError("held")
    if person.school_id is None and unit.kind == SCHOOL and not _belongs_elsewhere(person, unit):
        person.school_id = unit.id
    row = service.grant(person, role, unit.id, since=since, until=until)
    _note("grant.given", row)
    db.session.commit()
    return row


def _belongs_elsewhere(person: Person, unit: OrgUnit) -> bool:
    """Whether a person without a school holds a role at another unit: an officer stays one, and
    does not become a person of the school that gives them a role beside."""
    query = select(RoleGrant.id).where(
        RoleGrant.person_id == person.id,
        RoleGrant.unit_id != unit.id,
        valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
    )
    return db.session.scalar(query.limit(1)) is not None


def end(giver: Who, row: RoleGrant, on: date) -> None:
    """Let a role be held until the day before `on`. Commits. Raises GrantError."""
    if row.person_id == giver.person_id:
        raise GrantError("self")
    check_giver(held_by(giver), row.role, row.unit.path)
    if row.valid_to is not None and row.valid_to <= on:
        raise GrantError("dates")
    row.valid_to = max(on, row.valid_from)
    _note("grant.ended", row)
    db.session.commit()


def resume(giver: Who, row: RoleGrant, ended: date, until: date | None) -> None:
    """Let a role that was ended on `ended` be held again until `until`. Commits.

    Raises GrantError: "changed" when it is not that end which stands, "held" when the role was
    given anew meanwhile.
    """
    if row.person_id == giver.person_id:
        raise GrantError("self")
    check_giver(held_by(giver), row.role, row.unit.path)
    db.session.refresh(row, ["valid_to"], with_for_update=True)
    if row.valid_to != ended or row.person.left_on is not None:
        raise GrantError("changed")
    if _holds_already(row.person_id, row.role, row.unit_id, (row.valid_from, until), row.id):
        raise GrantError("held")
    row.valid_to = until
    _note("grant.resumed", row)
    db.session.commit()


def _holds_already(
    person_id: int, role: str, unit_id: int, days: tuple[date, date | None], but: int = 0
) -> bool:
    query = select(RoleGrant).where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == role,
        RoleGrant.unit_id == unit_id,
        RoleGrant.id != but,
    )
    return any(overlap((row.valid_from, row.valid_to), days) for row in db.session.scalars(query))


def history(person_id: int) -> list[RoleGrant]:
    """Every role that was ever given, the newest first, with its unit."""
    query = select(RoleGrant).where(RoleGrant.person_id == person_id)
    order = RoleGrant.valid_from.desc(), RoleGrant.id.desc()
    return list(db.session.scalars(query.options(joinedload(RoleGrant.unit)).order_by(*order)))


def givers_of(rows: Sequence[RoleGrant], who: Who) -> dict[int, str]:
    """Names of who gave the roles, as far as `who` may see them; one statement."""
    ids = {row.granted_by_id for row in rows if row.granted_by_id}
    query = scope(select(Person), who).where(Person.id.in_(ids))
    return {person.id: person.full_name for person in db.session.scalars(query)}


def _note(action: str, row: RoleGrant) -> None:
    db.session.flush()
    detail = {
        "role": row.role,
        "unit": row.unit_id,
        "since": row.valid_from.isoformat(),
        "until": row.valid_to.isoformat() if row.valid_to else None,
    }
    audit.record(action, f"person:{row.person_id}", detail=detail)


def namesakes(unit: OrgUnit, full_name: str, birth_date: date | None) -> list[Person]:
    """People of a school with the same name (diacritics aside) and no other birth date."""
    query = select(Person).where(
        Person.school_id == unit.id,
        Person.search_key == fold(service.tidy_name(full_name)),
        Person.left_on.is_(None),
    )
    if birth_date:
        query = query.where(or_(Person.birth_date.is_(None), Person.birth_date == birth_date))
    return list(db.session.scalars(query.order_by(Person.id).limit(3)))


def classes_of(unit: OrgUnit, year_id: int) -> list[SchoolClass]:
    """The classes of a school in a year, by grade and name."""
    query = select(SchoolClass).where(
        SchoolClass.school_id == unit.id, SchoolClass.year_id == year_id
    )
    return list(db.session.scalars(query.order_by(SchoolClass.grade, SchoolClass.sort_key)))


def add_person(giver: Who, unit: OrgUnit, asked: NewPerson) -> tuple[Person, Slip]:
    """Add one person with a role from today; a pupil stands in a class. Commits.

    Raises GrantError.
    """
    today = clock.today()
    check_grant(asked.role, unit.kind, today, asked.until)
    check_giver(held_by(giver), asked.role, unit.path)
    person = service.new_person(
        asked.full_name,
        service.free_username(asked.full_name),
        school_id=unit.id if unit.kind == SCHOOL else None,
        birth_date=asked.birth_date,
    )
    person.gender = asked.gender
    row = service.grant(person, asked.role, unit.id, since=today, until=asked.until)
    db.session.flush()
    if asked.role == STUDENT and asked.class_id:
        db.session.add(
            Enrolment(
                school_id=unit.id, class_id=asked.class_id, person_id=person.id, starts_on=today
            )
        )
    audit.record("person.added", f"person:{person.id}")
    _note("grant.given", row)
    return person, service.reset_password(person)
