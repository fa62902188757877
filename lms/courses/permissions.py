"""Who sees and who changes a course and what is in it, decided at query time.

The teacher of the class and subject edits; the homeroom teacher and the heads of the school look
on; pupils of the class see what is visible; for all others there is nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext
from sqlalchemy import Select, and_, exists, false, or_, select
from sqlalchemy.sql import ColumnElement

from lms.courses.models import Activity, Course
from school.api import (
    WORK,
    Explainable,
    TeachingAssignment,
    Who,
    enrolled,
    explainable,
    heads_school,
    inspects_school,
    leads,
    named_list,
    oversees_school,
    permission,
    reasons,
    scoper,
    valid_today,
)
from suite import clock
from suite.db import db


@dataclass(frozen=True)
class Standing:
    """How somebody stands to a course: `edits` its teacher, `staff` may see marks, `studies`."""

    edits: bool
    staff: bool
    studies: bool


def edits(who: Who) -> ColumnElement[bool]:
    """Whether `who` teaches the subject of the course in its class today."""
    if not who.wears(WORK):
        return false()
    return exists(
        select(TeachingAssignment.id).where(
            TeachingAssignment.class_id == Course.class_id,
            TeachingAssignment.person_id == who.person_id,
            valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
            TeachingAssignment.subject_code == Course.subject_code,
        )
    )


def staff_sees(who: Who) -> ColumnElement[bool]:
    """Whether `who` teaches the course, leads the class, heads or inspects the school."""
    return or_(edits(who), leads(who, Course.class_id), oversees_school(who, Course.school_id))


def studies(who: Who) -> ColumnElement[bool]:
    """Whether `who` is a pupil of the class today."""
    return enrolled(who, Course.class_id)


def asked(who: Who) -> list[ColumnElement[bool]]:
    """What a `Standing` is made of, as columns of a select of Course."""
    found = {"edits": edits(who), "staff": staff_sees(who), "studies": studies(who)}
    return [clause.label(name) for name, clause in found.items()]


def standing(who: Who, course_id: int) -> Standing:
    """How `who` stands to a course; one statement."""
    row = db.session.execute(select(*asked(who)).where(Course.id == course_id)).one_or_none()
    return Standing(*map(bool, row)) if row else Standing(False, False, False)


@reasons(Course)
def _courses(who: Who) -> dict[str, ColumnElement[bool]]:
    """As `staff_sees` or `studies`, by name."""
    return {
        "edits": edits(who),
        "leads": leads(who, Course.class_id),
        "heads": heads_school(who, Course.school_id),
        "inspects": inspects_school(who, Course.school_id),
        "studies": studies(who),
    }


explainable(
    Explainable("course", lazy_gettext("Course"), Course, Course.title, class_id=Course.class_id)
)


def _course_pages(class_ids: Collection[int]) -> Select[int, int]:
    return select(Course.id, Course.class_id).where(Course.class_id.in_(class_ids))


def _activity_pages(class_ids: Collection[int]) -> Select[int, int]:
    query = select(Activity.id, Course.class_id).join(Course, Course.id == Activity.course_id)
    return query.where(Course.class_id.in_(class_ids))


named_list("course", _course_pages)
named_list("activity", _activity_pages)


@scoper(Activity)
def _activities(query: Select[Any], who: Who) -> Select[Any]:
    open_to_pupils = and_(studies(who), Activity.visible_from <= clock.now())
    seen = select(Course.id).where(
        Course.id == Activity.course_id, or_(staff_sees(who), open_to_pupils)
    )
    return query.where(exists(seen))


@permission("course.view")
def _view(who: Who, course: Course) -> bool:
    found = standing(who, course.id)
    return found.staff or found.studies


@permission("course.edit")
def _edit(who: Who, course: Course) -> bool:
    return standing(who, course.id).edits


@permission("course.marks")
def _marks(who: Who, course: Course) -> bool:
    return standing(who, course.id).staff


@permission("activity.view")
def _view_activity(who: Who, activity: Activity) -> bool:
    found = standing(who, activity.course_id)
    visible = activity.visible_from is not None and activity.visible_from <= clock.now()
    return found.staff or (found.studies and visible)


@permission("activity.edit")
def _edit_activity(who: Who, activity: Activity) -> bool:
    return standing(who, activity.course_id).edits


@permission("activity.marks")
def _activity_marks(who: Who, activity: Activity) -> bool:
    return standing(who, activity.course_id).staff
