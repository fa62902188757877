"""Who may do what with an exam: as with the activity that it is.

The teacher of the class and subject makes it; the homeroom teacher and the heads of the school
see results; pupils of the class take it once it is visible.
"""

from typing import Any, Literal

from flask import abort
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from lms.courses.door import activity_for
from lms.courses.models import Activity, Course
from lms.courses.permissions import Standing, standing
from lms.exams.models import DRAFT, Exam
from school.api import Who, heads_school, scope, scoper, who
from suite import web
from suite.db import db

ACTIVITY_KIND = "exam"


@scoper(Exam)
def _exams(query: Select[Any], someone: Who) -> Select[Any]:
    seen = scope(select(Activity), someone).with_only_columns(Activity.id)
    return query.where(Exam.activity_id.in_(seen))


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
    activity_for(exam.activity_id, ACTIVITY_KIND, action)
    return exam


def stand_of(exam: Exam) -> Standing:
    """How the present person stands to the exam's course."""
    return standing(who(), exam.course_id)


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
