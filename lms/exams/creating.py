"""A new exam, and finding the one of an activity."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.courses.models import Activity, Course
from lms.courses.outline import new_activity
from lms.exams.models import Exam, ExamCourse
from lms.exams.permissions import ACTIVITY_KIND
from suite import audit, clock
from suite.db import db


def new_exam(activity: Activity, minutes: int, author_id: int, **fields: Any) -> Exam:
    """A draft for an activity of kind "exam"; flushed, not committed."""
    now: datetime = clock.now()
    exam = Exam(
        school_id=activity.school_id,
        course_id=activity.course_id,
        activity_id=activity.id,
        title=activity.title,
        minutes=minutes,
        created_by=author_id,
        created_at=now,
        **fields,
    )
    exam.courses = [_taken_in(activity)]
    db.session.add(exam)
    db.session.flush()
    return exam


def _taken_in(activity: Activity) -> ExamCourse:
    return ExamCourse(
        school_id=activity.school_id, course_id=activity.course_id, activity_id=activity.id
    )


def share(exam: Exam, course: Course, section_id: int) -> ExamCourse:
    """Let the pupils of one more course of the school take a draft; flushed, not committed.

    Raises ValueError for a course of another school or subject, or one that takes it already.
    """
    known = {one.course_id for one in exam.courses}
    own = (course.school_id, course.subject_code) == (exam.school_id, exam.course.subject_code)
    if not own or course.id in known:
        raise ValueError("the course cannot take this exam")
    made = _taken_in(new_activity(course.id, section_id, ACTIVITY_KIND, exam.title, {}))
    exam.courses.append(made)
    db.session.flush()
    return made


def create_exam(
    course: Course, section_id: int, title: str, minutes: int, author_id: int, **fields: Any
) -> str:
    """Add a draft exam to a course and commit; its uid. The caller asked `course_for(.., "edit")`.

    Raises ValueError when the section is not one of the course.
    """
    activity = new_activity(course.id, section_id, ACTIVITY_KIND, title, {})
    exam = new_exam(activity, minutes, author_id, **fields)
    audit.record("exam.create", f"exam:{exam.uid}")
    db.session.commit()
    return exam.uid


def exam_uid(activity_id: int) -> str | None:
    """The uid of an activity's exam."""
    return db.session.scalar(
        select(Exam.uid)
        .join(ExamCourse, ExamCourse.exam_id == Exam.id)
        .where(ExamCourse.activity_id == activity_id)
    )
