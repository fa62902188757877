"""Reading what a school already holds, in a fixed number of statements."""

from collections import defaultdict

from sqlalchemy import select

from school.access import valid_today
from school.calendar.models import SchoolYear
from school.classes.models import Enrolment, SchoolClass, Subject, TeachingAssignment
from school.people.models import Person, PersonIdentifier, RoleGrant
from school.roster import arriving, existing_more
from school.roster.known import Known, KnownClass, KnownPerson, KnownTeaching, Option
from school.roster.records import Roster
from school.units.models import OrgUnit
from suite.db import db

NO_OPTION = Option()


def known(school: OrgUnit, year: SchoolYear, roster: Roster, option: Option = NO_OPTION) -> Known:
    """The school in the year as it stands today, as far as the roster needs to know."""
    classes = db.session.execute(
        select(SchoolClass.id, SchoolClass.name, SchoolClass.grade).where(
            SchoolClass.school_id == school.id, SchoolClass.year_id == year.id
        )
    )
    teaching = db.session.execute(
        select(
            TeachingAssignment.id,
            TeachingAssignment.class_id,
            TeachingAssignment.subject_code,
            TeachingAssignment.person_id,
            TeachingAssignment.starts_on,
            TeachingAssignment.ends_on,
        )
        .join(SchoolClass, SchoolClass.id == TeachingAssignment.class_id)
        .where(
            TeachingAssignment.school_id == school.id,
            SchoolClass.year_id == year.id,
        )
        .order_by(TeachingAssignment.id)
    )
    return Known(
        tuple(KnownClass(*row) for row in classes),
        tuple(_people(school, year)),
        tuple(KnownTeaching(*row) for row in teaching),
        arriving.elsewhere(school, roster, option),
        **existing_more.more(school, year, roster),
    )


def subject_names() -> dict[str, list[str]]:
    """The names of each subject by its code."""
    rows = db.session.execute(select(Subject.code, Subject.name_vi, Subject.name_en))
    return {code: [vi, en] for code, vi, en in rows}


def _people(school: OrgUnit, year: SchoolYear) -> list[KnownPerson]:
    here = Person.school_id == school.id
    numbers: dict[tuple[int, str], str] = {}
    for person_id, scheme, value in db.session.execute(
        select(PersonIdentifier.person_id, PersonIdentifier.scheme, PersonIdentifier.value)
        .join(Person, Person.id == PersonIdentifier.person_id)
        .where(here, PersonIdentifier.valid_to.is_(None))
    ):
        numbers[person_id, scheme] = value
    roles: dict[int, set[str]] = defaultdict(set)
    for person_id, role in db.session.execute(
        select(RoleGrant.person_id, RoleGrant.role).where(
            RoleGrant.unit_id == school.id, valid_today(RoleGrant.valid_from, RoleGrant.valid_to)
        )
    ):
        roles[person_id].add(role)
    enrolled: dict[int, int] = dict(
        db.session.execute(
            select(Enrolment.person_id, Enrolment.class_id)
            .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
            .where(
                Enrolment.school_id == school.id,
                SchoolClass.year_id == year.id,
                Enrolment.is_main,
                Enrolment.ends_on.is_(None),
            )
        ).all()
    )
    rows = db.session.execute(
        select(
            Person.id,
            Person.full_name,
            Person.birth_date,
            Person.gender,
            Person.left_on,
            Person.uid,
        ).where(here)
    )
    return [
        KnownPerson(
            person_id,
            name,
            birth,
            gender,
            numbers.get((person_id, "moet"), ""),
            numbers.get((person_id, "school"), ""),
            frozenset(roles[person_id]),
            enrolled.get(person_id),
            left is not None,
            numbers.get((person_id, "oneroster"), ""),
            uid,
        )
        for person_id, name, birth, gender, left, uid in rows
    ]
