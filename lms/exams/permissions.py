"""Who may do what with an exam: as with the activity that it is.

The teacher of the class and subject makes it; the homeroom teacher and the heads of the school
see results; pupils of the class take it once it is visible. An exam of the school for several
classes is arranged by who made it and by the heads; the teachers of its courses see their own
class.
"""

from typing import Any, Literal

from flask import abort
from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql import ColumnElement

from lms.courses.door import activity_for
from lms.courses.models import Activity, Course
from lms.courses.permissions import Standing, asked, standing
from lms.exams.models import DRAFT, Candidate, Exam, ExamCourse
from school.api import STAFF, WORK, Who, heads_school, scope, scoper, who
from suite import web
from suite.db import db

ACTIVITY_KIND = "exam"


@scoper(Exam)
def _exams(query: Select[Any], someone: Who) -> Select[Any]:
    seen = scope(select(Activity), someone).with_only_columns(Activity.id)
    own = exists().where(ExamCourse.exam_id == Exam.id, ExamCourse.activity_id.in_(seen))
    return query.where(or_(own, organising(someone)))


def organising(someone: Who) -> ColumnElement[bool]:
    """Exams of the school that somebody arranges."""
    if not someone.wears(WORK):
        return heads_school(someone, Exam.school_id) & Exam.organised
    made = (Exam.created_by == someone.person_id) & Exam.school_id.in_(_works_at(someone))
    return Exam.organised & or_(made, heads_school(someone, Exam.school_id))


def _works_at(someone: Who) -> list[int]:
    return [grant.unit_id for grant in someone.grants if grant.role in STAFF]


def organises(exam: Exam) -> bool:
    """Whether the present person arranges an exam of the school; one statement."""
    if not exam.organised:
        return False
    query = select(Exam.id).where(Exam.id == exam.id, organising(who()))
    return db.session.scalar(query) is not None


def exam_for(uid: str, action: Literal["view", "edit", "marks"] = "view") -> Exam:
    """The exam, with its course. 404 for who may not see it, 403 for who may not act."""
    query = (
        select(Exam)
        .where(Exam.uid == uid)
        .options(
            joinedload(Exam.course).options(
                joinedload(Course.school_class), joinedload(Course.subject)
            )
        )
    )
    exam: Exam | None = db.session.scalar(query)
    if exam is None:
        web.not_found()
    if exam.organised:
        return _organised(exam, action)
    activity_for(exam.activity_id, ACTIVITY_KIND, action)
    return exam


def _organised(exam: Exam, action: str) -> Exam:
    if organises(exam):
        return exam
    mine = own_courses(exam)
    if not mine:
        web.not_found()
    if action == "edit" or (action == "marks" and not any(found.staff for _, found in mine)):
        web.forbidden()
    return exam


def own_courses(exam: Exam) -> list[tuple[ExamCourse, Standing]]:
    """The courses of an exam in which the present person sees it, and as what; one statement."""
    columns = asked(who())
    seen = scope(select(Activity), who()).with_only_columns(Activity.id)
    query = (
        select(ExamCourse, *columns)
        .join(Course, Course.id == ExamCourse.course_id)
        .where(ExamCourse.exam_id == exam.id, ExamCourse.activity_id.in_(seen))
        .order_by(ExamCourse.id)
    )
    return [(row[0], Standing(*map(bool, row[1:]))) for row in db.session.execute(query)]


def stand_of(exam: Exam) -> Standing:
    """How the present person stands to the exam; `edits` who arranges it."""
    if not exam.organised:
        return standing(who(), exam.course_id)
    arranges = organises(exam)
    found = [one for _course, one in own_courses(exam)]
    return Standing(
        arranges,
        arranges or any(one.staff for one in found),
        any(one.studies for one in found),
    )


def own_course(exam: Exam) -> Course:
    """The course by which the present person comes to the exam."""
    if not exam.organised:
        return exam.course
    return next((one.course for one, _found in own_courses(exam)), exam.course)


def shown_activities(exam: Exam) -> list[int] | None:
    """The activities whose pupils the present person sees in an exam; None: all."""
    if not exam.organised or organises(exam):
        return None
    return [course.activity_id for course, found in own_courses(exam) if found.staff]


def shown_to_me(exam: Exam, person_id: int) -> bool:
    """Whether the present person sees this candidate of an exam."""
    activities = shown_activities(exam)
    if activities is None:
        return True
    query = select(Candidate.id).where(
        Candidate.exam_id == exam.id,
        Candidate.person_id == person_id,
        Candidate.activity_id.in_(activities),
    )
    return db.session.scalar(query) is not None


def runs(exam: Exam, stand: Standing | None = None) -> bool:
    """Whether the present person may run the exam: its teacher, or who heads or administers the
    school; never who only looks on. `stand` is how they stand to it, where it is known."""
    if (stand or stand_of(exam)).edits:
        return True
    query = select(Exam.id).where(Exam.id == exam.id, heads_school(who(), Exam.school_id))
    return db.session.scalar(query) is not None


def exam_to_run(uid: str) -> Exam:
    """An exam that the present person may run. 404 for who may not see it, 403 for who may not
    run it."""
    exam = exam_for(uid, "marks")
    if not runs(exam):
        web.forbidden()
    return exam


def exam_to_take(uid: str) -> tuple[Exam, int]:
    """An exam that the present person may take, and the person's id; else 404."""
    exam, person_id = exam_for(uid), who().person_id
    if person_id is None or exam.state == DRAFT or not stand_of(exam).studies:
        abort(404)
    return exam, person_id
