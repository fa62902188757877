"""Who marks an exam: the teachers of its course, and whom they named as second and third marker."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.courses.models import Course
from lms.courses.permissions import Standing, standing
from lms.exams.models import Exam
from lms.marking.models import FIRST, Marker
from school.api import HEADS, WORK, OrgUnit, who
from suite import web
from suite.db import db


@dataclass(frozen=True)
class Post:
    """Where somebody stands: `place` is FIRST, SECOND, THIRD, or None for who only looks on."""

    exam: Exam
    stand: Standing
    place: int | None
    person_id: int


def exam_of(uid: str) -> Exam:
    """The exam with its course, whoever asks. 404 when there is none."""
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
    return exam


def post_for(uid: str, *, to_mark: bool = False) -> Post:
    """The exam for who marks it or sees its marks; else 404. 403 for who only looks on, `to_mark`.

    A marker who was named sees this exam's answers and nothing else of the class.
    """
    exam, me = exam_of(uid), who()
    if me.person_id is None:
        web.not_found()
    stand = standing(me, exam.course_id)
    place = FIRST if stand.edits else _named(exam, me.person_id) if me.wears(WORK) else None
    if place is None and not stand.staff:
        if stand.studies:
            web.forbidden()
        web.not_found()
    if to_mark and place is None:
        web.forbidden()
    return Post(exam, stand, place, me.person_id)


def _named(exam: Exam, person_id: int) -> int | None:
    return db.session.scalar(
        select(Marker.place).where(Marker.exam_id == exam.id, Marker.person_id == person_id)
    )


def heads(exam: Exam) -> bool:
    """Whether the present person heads the school of the exam."""
    unit = db.session.get(OrgUnit, exam.school_id)
    return unit is not None and who().holds(unit.path, *HEADS)
