"""Who borrows: people of the unit by number, by name or by class."""

from dataclasses import dataclass

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from repository.printed import rules
from repository.printed.rules import Refused
from school.api import STAFF as STAFF_ROLES
from school.api import (
    STUDENT,
    TEACHER,
    Enrolment,
    OrgUnit,
    Person,
    RoleGrant,
    SchoolClass,
    Who,
    current_year,
    scope,
    valid_today,
)
from suite.db import db
from suite.text import fold

MOST_FOUND = 20


@dataclass(frozen=True)
class Reader:
    """Somebody who borrows here; class and grade are those of a pupil today."""

    person_id: int
    name: str
    role: str
    class_id: int | None = None
    class_name: str = ""
    grade: int | None = None


def _of_unit(unit: OrgUnit) -> Select[Person]:
    """The people of a unit who are there today."""
    at_work = exists(
        select(RoleGrant.id).where(
            RoleGrant.person_id == Person.id,
            RoleGrant.unit_id == unit.id,
            RoleGrant.role.in_((STUDENT, *STAFF_ROLES)),
            valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
        )
    )
    return select(Person).where(Person.left_on.is_(None), at_work)


def reader(unit: OrgUnit, person_id: int) -> Reader:
    """A reader of the unit. Raises Refused("no_borrower")."""
    found = dressed(unit, list(db.session.scalars(_of_unit(unit).where(Person.id == person_id))))
    if not found:
        raise Refused("no_borrower")
    return found[0]


def found(unit: OrgUnit, text: str) -> list[Reader]:
    """Readers whose name or class fits, without regard to marks; two statements."""
    words = fold(text).split()
    if not words:
        return []
    in_class = exists(
        select(Enrolment.id)
        .join(SchoolClass)
        .where(
            Enrolment.person_id == Person.id,
            SchoolClass.name.ilike(text.strip().replace("%", "")[:30]),
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
        )
    )
    named = [Person.search_key.contains(word, autoescape=True) for word in words]
    query = _of_unit(unit).where(or_(in_class, and_(*named))).order_by(Person.sort_key)
    return dressed(unit, list(db.session.scalars(query.limit(MOST_FOUND))))


def dressed(unit: OrgUnit, people: list[Person]) -> list[Reader]:
    """People as readers; two statements for any number."""
    ids = [person.id for person in people]
    classes = {
        person_id: (class_id, name, grade)
        for person_id, class_id, name, grade in db.session.execute(
            select(Enrolment.person_id, SchoolClass.id, SchoolClass.name, SchoolClass.grade)
            .join(SchoolClass)
            .where(
                Enrolment.person_id.in_(ids),
                Enrolment.school_id == unit.id,
                Enrolment.is_main,
                valid_today(Enrolment.starts_on, Enrolment.ends_on),
            )
        )
    }
    teaching = set(
        db.session.scalars(
            select(RoleGrant.person_id).where(
                RoleGrant.person_id.in_(ids),
                RoleGrant.unit_id == unit.id,
                RoleGrant.role == TEACHER,
                valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
            )
        )
    )
    return [_reader(person, classes.get(person.id), person.id in teaching) for person in people]


def _reader(person: Person, held: tuple[int, str, int] | None, teaches: bool) -> Reader:
    if held is not None:
        return Reader(person.id, person.full_name, rules.STUDENT, *held)
    return Reader(person.id, person.full_name, rules.TEACHER if teaches else rules.STAFF)


def classes(unit: OrgUnit, who: Who) -> list[SchoolClass]:
    """The classes of the unit this year, in order."""
    year = current_year()
    query = select(SchoolClass).where(
        SchoolClass.school_id == unit.id, SchoolClass.year_id == (year.id if year else 0)
    )
    query = query.order_by(SchoolClass.grade, SchoolClass.sort_key)
    return list(db.session.scalars(scope(query, who)))


def of_class(row: SchoolClass) -> list[Reader]:
    """The pupils of a class today, in the order of its list; one statement."""
    query = (
        select(Person)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(
            Enrolment.class_id == row.id,
            Person.left_on.is_(None),
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
        )
        .order_by(Person.sort_key)
    )
    held = row.id, row.name, row.grade
    return [_reader(person, held, False) for person in db.session.scalars(query)]


def staff(unit: OrgUnit) -> list[Reader]:
    """Teachers and other staff of the unit, in Vietnamese order."""
    working = exists(
        select(RoleGrant.id).where(
            RoleGrant.person_id == Person.id,
            RoleGrant.unit_id == unit.id,
            RoleGrant.role.in_(STAFF_ROLES),
            valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
        )
    )
    query = select(Person).where(Person.left_on.is_(None), working).order_by(Person.sort_key)
    return dressed(unit, list(db.session.scalars(query.options(joinedload(Person.school)))))
