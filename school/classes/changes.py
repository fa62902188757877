"""Adding, renaming and closing classes, and who leads them; each commits."""

from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select

from school.access import valid_today
from school.calendar.models import SchoolYear
from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.classes.rules import ClassError, check_class, check_day, name_key
from school.people.models import TEACHER, Person, RoleGrant
from school.units.models import OrgUnit
from school.units.rules import grades_of
from suite import audit
from suite.db import db
from suite.edits import Conflict, claim
from suite.text import nfc, numbered_sort_key

__all__ = ["Conflict", "add_class", "change_class", "close_class", "lead_class", "reopen_class"]


def add_class(school: OrgUnit, year: SchoolYear, name: str, grade: int) -> SchoolClass:
    """Add an empty class to a school and year. Raises ClassError."""
    db.session.scalar(select(OrgUnit.id).where(OrgUnit.id == school.id).with_for_update())
    tidy = check_class(nfc(name), grade, grades_of(school.stage), _taken(school.id, year.id))
    row = SchoolClass(
        school_id=school.id,
        year_id=year.id,
        grade=grade,
        name=tidy,
        sort_key=numbered_sort_key(tidy),
    )
    db.session.add(row)
    db.session.flush()
    audit.record("class.added", f"class:{row.id}", detail={"name": tidy, "grade": grade})
    db.session.commit()
    return row


def change_class(row: SchoolClass, name: str, grade: int, version: int) -> None:
    """Another name or grade. Raises ClassError, Conflict."""
    grades = grades_of(row.school.stage)
    row = claim(SchoolClass, row.id, version)
    tidy = check_class(nfc(name), grade, grades, _taken(row.school_id, row.year_id, row.id))
    detail = {"from": [row.name, row.grade], "to": [tidy, grade]}
    row.name, row.sort_key, row.grade = tidy, numbered_sort_key(tidy), grade
    audit.record("class.changed", f"class:{row.id}", detail=detail)
    db.session.commit()


def close_class(row: SchoolClass, on: date, version: int) -> None:
    """Close an empty class from a day on; its teaching ends. Raises ClassError, Conflict."""
    row = claim(SchoolClass, row.id, version)
    if row.closed_on is not None:
        raise ClassError("closed")
    check_day(on, row.year.starts_on, row.year.ends_on)
    inside = select(func.count(Enrolment.id)).where(
        Enrolment.class_id == row.id,
        or_(Enrolment.ends_on.is_(None), Enrolment.ends_on > on),
    )
    if number := db.session.scalar(inside):
        raise ClassError("pupils", number)
    row.closed_on = on
    for held in _teaching_after(row.id, on):
        held.ends_on = max(on, held.starts_on)
    audit.record("class.closed", f"class:{row.id}", detail={"on": on.isoformat()})
    db.session.commit()


def reopen_class(row: SchoolClass, version: int) -> None:
    """Let a closed class live again; teachers are assigned anew. Raises Conflict."""
    row = claim(SchoolClass, row.id, version)
    row.closed_on = None
    audit.record("class.reopened", f"class:{row.id}")
    db.session.commit()


def lead_class(row: SchoolClass, teacher_id: int | None, since: date, version: int) -> None:
    """Give a class another homeroom teacher (None: none) from a day on; who led before ends.

    Raises ClassError ("day", "closed", "teacher"), Conflict.
    """
    row = claim(SchoolClass, row.id, version)
    if row.closed_on is not None:
        raise ClassError("closed")
    check_day(since, row.year.starts_on, row.year.ends_on)
    if teacher_id is not None and not is_teacher(teacher_id, row.school_id):
        raise ClassError("teacher")
    homeroom = [held for held in _teaching_after(row.id, since) if held.is_homeroom]
    if [held.person_id for held in homeroom if held.starts_on <= since] == [teacher_id]:
        db.session.rollback()
        return
    for held in homeroom:
        held.ends_on = max(since, held.starts_on)
    if teacher_id is not None:
        db.session.add(
            TeachingAssignment(
                school_id=row.school_id,
                class_id=row.id,
                person_id=teacher_id,
                is_homeroom=True,
                starts_on=since,
            )
        )
    detail = {"person": teacher_id, "since": since.isoformat()}
    audit.record("class.led", f"class:{row.id}", detail=detail)
    db.session.commit()


def teachers_at(school_id: int) -> list[Person]:
    """Who may lead a class of a school today, in Vietnamese order."""
    query = select(Person).where(Person.left_on.is_(None), _teaches_at(school_id))
    return list(db.session.scalars(query.order_by(Person.sort_key, Person.id)))


def is_teacher(person_id: int, school_id: int) -> bool:
    """Whether somebody is a teacher of a school today."""
    query = select(Person.id).where(
        Person.id == person_id, Person.left_on.is_(None), _teaches_at(school_id)
    )
    return db.session.scalar(query) is not None


def homeroom_id(class_id: int) -> int | None:
    """The id of the homeroom teacher of a class today."""
    return db.session.scalar(
        select(TeachingAssignment.person_id)
        .where(
            TeachingAssignment.class_id == class_id,
            TeachingAssignment.is_homeroom,
            valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
        )
        .order_by(TeachingAssignment.id.desc())
        .limit(1)
    )


def _teaches_at(school_id: int) -> ColumnElement[bool]:
    return exists(
        select(RoleGrant.id).where(
            RoleGrant.person_id == Person.id,
            RoleGrant.unit_id == school_id,
            RoleGrant.role == TEACHER,
            valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
        )
    )


def _taken(school_id: int, year_id: int, but: int = 0) -> set[str]:
    query = select(SchoolClass.name).where(
        SchoolClass.school_id == school_id,
        SchoolClass.year_id == year_id,
        SchoolClass.id != but,
    )
    return {name_key(name) for name in db.session.scalars(query)}


def _teaching_after(class_id: int, day: date) -> list[TeachingAssignment]:
    """The assignments of a class that are not over on a day."""
    query = select(TeachingAssignment).where(
        TeachingAssignment.class_id == class_id,
        or_(TeachingAssignment.ends_on.is_(None), TeachingAssignment.ends_on > day),
    )
    return list(db.session.scalars(query))
