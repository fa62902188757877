"""Lists of classes and of who is in them; nothing here writes."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnClause, Select, func, literal_column, select
from sqlalchemy.orm import joinedload

from school.access import Who, scope, valid_today
from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.people.models import Person
from school.people.service import matching
from school.units.models import OrgUnit
from suite.db import db
from suite.text import fold

# The number of pupils in `classes_query`, to order by.
PUPILS: ColumnClause[int] = literal_column("pupils")


@dataclass(frozen=True)
class Teaching:
    """A teacher of a class and what they teach there; homeroom first."""

    person: Person
    subjects: list[str]
    is_homeroom: bool


def classes_query(
    who: Who, year_id: int, school_id: int | None = None, text: str = ""
) -> Select[tuple[SchoolClass, int, str | None]]:
    """(class, pupils, homeroom teacher) that `who` may see, by school, grade and name."""
    pupils = (
        select(func.count(Enrolment.id))
        .where(
            Enrolment.class_id == SchoolClass.id,
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
        )
        .scalar_subquery()
    )
    homeroom = (
        select(Person.full_name)
        .join(TeachingAssignment, TeachingAssignment.person_id == Person.id)
        .where(
            TeachingAssignment.class_id == SchoolClass.id,
            TeachingAssignment.is_homeroom,
            valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
        )
        .order_by(TeachingAssignment.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query: Select[Any] = select(SchoolClass, pupils.label(PUPILS.name), homeroom.label("homeroom"))
    query = scope(query, who).join(OrgUnit, OrgUnit.id == SchoolClass.school_id)
    query = query.where(SchoolClass.year_id == year_id).options(joinedload(SchoolClass.school))
    if school_id:
        query = query.where(SchoolClass.school_id == school_id)
    if text.strip():
        query = query.where(
            func.lower(SchoolClass.name).contains(fold(text.strip()), autoescape=True)
        )
    return query.order_by(OrgUnit.sort_key, SchoolClass.grade, SchoolClass.sort_key, SchoolClass.id)


def pupils_of(class_id: int, text: str = "") -> list[Person]:
    """The pupils of a class today, in Vietnamese order."""
    query = (
        select(Person)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Enrolment.class_id == class_id, valid_today(Enrolment.starts_on, Enrolment.ends_on))
    )
    if text.strip():
        query = query.where(matching(text))
    return list(db.session.scalars(query.order_by(Person.sort_key, Person.id)))


def number_of_pupils(class_id: int) -> int:
    """How many pupils a class has today."""
    return (
        db.session.scalar(
            select(func.count(Enrolment.id)).where(
                Enrolment.class_id == class_id, valid_today(Enrolment.starts_on, Enrolment.ends_on)
            )
        )
        or 0
    )


def teachers_of(class_id: int) -> list[Teaching]:
    """The teachers of a class today with their subjects, the homeroom teacher first."""
    rows = db.session.scalars(
        select(TeachingAssignment)
        .join(Person, Person.id == TeachingAssignment.person_id)
        .where(
            TeachingAssignment.class_id == class_id,
            valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
        )
        .options(joinedload(TeachingAssignment.person), joinedload(TeachingAssignment.subject))
        .order_by(Person.sort_key, TeachingAssignment.id)
    )
    held: dict[int, list[TeachingAssignment]] = {}
    for row in rows:
        held.setdefault(row.person_id, []).append(row)
    found = [
        Teaching(
            rows[0].person,
            [row.subject.name_vi for row in rows if row.subject],
            any(row.is_homeroom for row in rows),
        )
        for rows in held.values()
    ]
    return sorted(found, key=lambda one: not one.is_homeroom)
