"""Fetching courses, activities and pupils for the present person, with their rights."""

from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from lms.courses import permissions
from lms.courses.models import Activity, Course
from school.api import Enrolment, Person, SchoolClass, may, scope, valid_today, who
from suite import web
from suite.db import db

Action = Literal["view", "edit", "marks"]


def course_for(course_id: int, action: Action = "view") -> Course:
    """The course, with class and subject. 404 for who may not see it, 403 for who may not act."""
    query = scope(select(Course).where(Course.id == course_id), who()).options(
        joinedload(Course.school_class), joinedload(Course.subject)
    )
    course: Course | None = db.session.scalar(query)
    if course is None:
        web.not_found()
    if action != "view" and not may(who(), f"course.{action}", course):
        web.forbidden()
    return course


def taught_courses(most: int = 100) -> list[Course]:
    """The courses that the present person teaches today, with class and subject; one statement."""
    query = (
        select(Course)
        .join(Course.school_class)
        .where(permissions.edits(who()))
        .options(contains_eager(Course.school_class), joinedload(Course.subject))
        .order_by(SchoolClass.sort_key, Course.subject_code)
    )
    return list(db.session.scalars(query.limit(most)))


def activity_for(activity_id: int, kind: str | None, action: Action = "view") -> Activity:
    """The activity of a kind, with course, class and subject. 404 and 403 as `course_for`."""
    query = scope(select(Activity).where(Activity.id == activity_id), who()).options(
        joinedload(Activity.course).options(
            joinedload(Course.school_class), joinedload(Course.subject)
        ),
        joinedload(Activity.section),
    )
    activity: Activity | None = db.session.scalar(query)
    if activity is None or (kind is not None and activity.kind != kind):
        web.not_found()
    if action != "view" and not may(who(), f"activity.{action}", activity):
        web.forbidden()
    return activity


def pupils_of(course: Course) -> list[Person]:
    """The pupils who are in the class today, in the order of Vietnamese names."""
    return list(
        db.session.scalars(
            select(Person)
            .join(Enrolment, Enrolment.person_id == Person.id)
            .where(
                Enrolment.class_id == course.class_id,
                valid_today(Enrolment.starts_on, Enrolment.ends_on),
            )
            .order_by(Person.sort_key, Person.id)
        ).unique()
    )


def standing(course: Course) -> permissions.Standing:
    """How the present person stands to the course."""
    return permissions.standing(who(), course.id)
