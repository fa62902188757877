"""What teachers and pupils do with courses; each use case commits once."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.courses import outline, visits
from lms.courses.models import Activity, Course, Section, Visit
from lms.grades.marks import see_mark
from school.api import SchoolClass, Subject, TeachingAssignment, Who, valid_today
from suite import audit, clock
from suite.db import db
from suite.edits import Conflict, claim
from suite.text import nfc


class NotEmpty(Exception):
    """A section that still holds activities cannot be removed."""


def is_assigned(who: Who, class_id: int, subject_code: str) -> bool:
    """Whether somebody teaches the subject in the class today."""
    found = db.session.scalar(
        select(TeachingAssignment.id).where(
            TeachingAssignment.class_id == class_id,
            TeachingAssignment.subject_code == subject_code,
            TeachingAssignment.person_id == who.person_id,
            valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
        )
    )
    return found is not None


def find_course(class_id: int, subject_code: str) -> Course | None:
    """The course of a class and subject."""
    return db.session.scalar(
        select(Course).where(Course.class_id == class_id, Course.subject_code == subject_code)
    )


def open_course(class_id: int, subject_code: str, first_section: str) -> Course:
    """The course of a class and subject, made with one section when it is new.

    Asked twice, or by two teachers at once, it is the same course.
    """
    if found := find_course(class_id, subject_code):
        return found
    school_class = db.session.get_one(SchoolClass, class_id)
    subject = db.session.get_one(Subject, subject_code)
    course = Course(
        school_id=school_class.school_id,
        class_id=class_id,
        subject_code=subject_code,
        title=f"{subject.name_vi} {school_class.name}",
        created_at=clock.now(),
    )
    db.session.add(course)
    try:
        db.session.flush()
        outline.new_section(course, first_section)
        audit.record("course.open", f"course:{course.id}")
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        found = find_course(class_id, subject_code)
        if found is None:
            raise
        return found
    return course


def add_section(course: Course, title: str) -> Section:
    """Add a section at the end."""
    section = outline.new_section(course, title)
    db.session.commit()
    return section


def rename_section(section_id: int, title: str, version: int) -> Section:
    """Give a section another title. Raises Conflict when somebody did so meanwhile."""
    try:
        section = claim(Section, section_id, version)
    except Conflict as conflict:
        db.session.rollback()
        raise Conflict(db.session.get_one(Section, section_id)) from conflict
    section.title = nfc(title).strip()
    db.session.commit()
    return section


def remove_section(section: Section) -> None:
    """Remove a section without activities. Raises NotEmpty."""
    held = db.session.scalar(select(func.count()).where(Activity.section_id == section.id))
    if held:
        raise NotEmpty
    db.session.delete(section)
    db.session.commit()


def put_back_section(course: Course, title: str, position: int) -> Section:
    """Make a section that was removed again, at its place."""
    section = outline.new_section(course, title)
    section.position = position
    db.session.commit()
    return section


def move_section(section: Section, step: int) -> None:
    """Put a section one place up (-1) or down (+1)."""
    outline.move_section(section, step)
    db.session.commit()


def move_activity(activity: Activity, step: int) -> None:
    """Put an activity one place up (-1) or down (+1) in its section."""
    outline.move_activity(activity, step)
    db.session.commit()


def set_visible(activity_id: int, version: int, visible_from: datetime | None) -> Activity:
    """Publish an activity at an instant, or make it a draft again. Raises Conflict."""
    activity = outline.update_activity(activity_id, version, {"visible_from": visible_from})
    db.session.commit()
    return activity


def note_visit(activity: Activity, person_id: int, seconds: int, done: bool) -> Visit:
    """Keep a beat of a pupil's page, and that a returned mark was seen."""
    row = visits.visit(activity, person_id, seconds, done)
    see_mark(activity, person_id)
    db.session.commit()
    return row
