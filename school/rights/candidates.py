"""Who could see a thing: found from grants on its path, teaching, enrolments and families.

Being a candidate gives nothing: whether somebody does see it is asked of the scope itself.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all

from school.access import Explainable, valid_today
from school.classes.models import Enrolment, TeachingAssignment
from school.groups.models import GroupMember
from school.people.models import STUDENT, Guardianship, Person, RoleGrant
from school.units.models import OrgUnit
from suite.db import db

MOST = 250


@dataclass(frozen=True)
class Around:
    """What lies around a thing: the people it is about, their classes, units on the path."""

    person_ids: frozenset[int]
    class_ids: frozenset[int]
    unit_ids: frozenset[int]


def around(kind: Explainable, row: Any) -> Around:
    """The surroundings of a thing; three statements at most."""
    people = {row.id} if kind.model is Person else set()
    classes = {getattr(row, kind.class_id.key)} if kind.class_id is not None else set()
    schools = {row.school_id} if row.school_id else set()
    if people:
        wards = select(Guardianship.pupil_id, Person.school_id).join(
            Person, Person.id == Guardianship.pupil_id
        )
        for pupil_id, school_id in db.session.execute(
            wards.where(
                Guardianship.guardian_id == row.id,
                valid_today(Guardianship.valid_from, Guardianship.valid_to),
            )
        ):
            people.add(pupil_id)
            schools.add(school_id)
        stood = select(Enrolment.class_id).where(Enrolment.person_id.in_(people))
        classes |= set(db.session.scalars(stood))
    paths = db.session.scalars(select(OrgUnit.path).where(OrgUnit.id.in_(schools)))
    units = {int(part) for path in paths for part in path.split("/") if part}
    return Around(frozenset(people), frozenset(classes), frozenset(units))


def candidates(of: Around) -> tuple[list[Person], int]:
    """At most 250 people who could see the thing, staff first, and how many there are in all."""
    ranked = union_all(*_sources(of)).subquery()
    rank = func.min(ranked.c.rank)
    query = (
        select(Person, func.count().over())
        .join(ranked, ranked.c.person_id == Person.id)
        .where(Person.left_on.is_(None))
        .group_by(Person.id)
        .order_by(rank, Person.sort_key, Person.id)
        .limit(MOST)
    )
    rows = db.session.execute(query).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _sources(of: Around) -> list[Select[Any]]:
    pupils = select(Enrolment.person_id).where(
        Enrolment.class_id.in_(of.class_ids), valid_today(Enrolment.starts_on, Enrolment.ends_on)
    )
    guarded = Guardianship.pupil_id.in_(pupils) | Guardianship.pupil_id.in_(of.person_ids)
    return [
        _ranked(0, RoleGrant.person_id).where(
            RoleGrant.unit_id.in_(of.unit_ids),
            RoleGrant.role != STUDENT,
            valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
        ),
        _ranked(0, GroupMember.person_id).where(
            GroupMember.school_id.in_(of.unit_ids),
            valid_today(GroupMember.starts_on, GroupMember.ends_on),
        ),
        _ranked(0, TeachingAssignment.person_id).where(
            TeachingAssignment.class_id.in_(of.class_ids)
            | (TeachingAssignment.school_id.in_(of.unit_ids) & TeachingAssignment.is_homeroom),
            valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
        ),
        _ranked(1, Person.id).where(Person.id.in_(of.person_ids)),
        _ranked(2, Guardianship.guardian_id).where(
            guarded, valid_today(Guardianship.valid_from, Guardianship.valid_to)
        ),
        _ranked(3, Enrolment.person_id).where(
            Enrolment.class_id.in_(of.class_ids),
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
        ),
    ]


def _ranked(rank: int, column: Any) -> Select[Any]:
    query: Any = select(column.label("person_id"), literal(rank).label("rank"))
    return query
