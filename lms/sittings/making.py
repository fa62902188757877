"""An exam of the school for several classes, and who may watch its rooms."""

from collections.abc import Sequence

from flask_babel import gettext
from sqlalchemy import Select, exists, select

from lms.courses.models import Course
from lms.courses.service import open_course
from lms.exams import creating
from lms.exams.models import SUPERVISED, Exam
from lms.sittings.rules import NotPossible
from school.api import (
    INVIGILATOR,
    STAFF,
    OrgUnit,
    Person,
    RoleGrant,
    SchoolClass,
    Subject,
    TeachingAssignment,
    current_year,
    valid_today,
)
from suite import audit
from suite.db import db


def classes_of(school_id: int) -> list[SchoolClass]:
    """The classes of a school in the present school year, by grade and name."""
    year = current_year()
    query = select(SchoolClass).where(
        SchoolClass.school_id == school_id,
        SchoolClass.year_id == (year.id if year else None),
        SchoolClass.closed_on.is_(None),
    )
    return list(db.session.scalars(query.order_by(SchoolClass.grade, SchoolClass.sort_key)))


def subjects_of(school_id: int) -> list[Subject]:
    """The subjects that are taught in a school today."""
    taught = exists().where(
        TeachingAssignment.school_id == school_id,
        TeachingAssignment.subject_code == Subject.code,
        valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
    )
    return list(db.session.scalars(select(Subject).where(taught).order_by(Subject.name_vi)))


def new_exam(
    school: OrgUnit, subject_code: str, class_ids: Sequence[int], title: str, minutes: int, by: int
) -> str:
    """A draft for these classes of a school, in the course of each; its uid. Commits.

    Courses that nobody has opened yet are opened. Raises NotPossible("classes") for a class that
    is not one of the school's this year.
    """
    known = {one.id for one in classes_of(school.id)}
    if not class_ids or not set(class_ids) <= known:
        raise NotPossible("classes")
    courses = [
        open_course(class_id, subject_code, gettext("Opening section")) for class_id in class_ids
    ]
    first = courses[0]
    uid = creating.create_exam(
        first,
        _section(first),
        title,
        minutes,
        by,
        organised=True,
        mode=SUPERVISED,
    )
    exam = db.session.scalars(select(Exam).where(Exam.uid == uid)).one()
    for course in courses[1:]:
        creating.share(exam, course, _section(course))
    audit.record("exam.share", f"exam:{uid}", detail={"courses": [one.id for one in courses]})
    db.session.commit()
    return uid


def _section(course: Course) -> int:
    """The last section: where pupils look for what is new."""
    return course.sections[-1].id


def may_watch(school_id: int) -> Select[Person]:
    """The staff and the invigilators of a school, in Vietnamese order."""
    granted = exists().where(
        RoleGrant.person_id == Person.id,
        RoleGrant.unit_id == school_id,
        RoleGrant.role.in_((INVIGILATOR, *STAFF)),
        valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
    )
    return (
        select(Person).where(granted, Person.left_on.is_(None)).order_by(Person.sort_key, Person.id)
    )
