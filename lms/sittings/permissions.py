"""Who arranges sittings and who watches a room.

Whoever may edit the exam arranges its sittings and rooms and sees every board. An invigilator
sees and works the board of the own rooms, from the day before until the day after.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql import ColumnElement

from lms.courses.models import Course
from lms.courses.permissions import edits
from lms.exams.models import Exam
from lms.exams.permissions import organising
from lms.sittings.models import ExamRoom, Invigilator, Sitting
from school.api import HEADS, WORK, OrgUnit, Who, permission, scope, scoper, who
from suite import clock, web
from suite.db import db

AROUND = timedelta(days=1)


@permission("exam.organise")
def _organise(someone: Who, school: OrgUnit) -> bool:
    """Who makes exams of the school: its heads."""
    return someone.holds(school.path, *HEADS)


def arranged(someone: Who) -> Select[int]:
    """The ids of the exams whose sittings somebody arranges."""
    taught = select(Course.id).where(edits(someone))
    own = ~Exam.organised & Exam.course_id.in_(taught)
    return select(Exam.id).where(or_(own, organising(someone)))


@scoper(ExamRoom)
def _rooms(query: Select[Any], someone: Who) -> Select[Any]:
    now = clock.now()
    watched = select(Invigilator.room_id).where(Invigilator.person_id == someone.person_id)
    near = select(Sitting.id).where(
        Sitting.opens_at < now + AROUND, Sitting.closes_at > now - AROUND
    )
    mine = select(Sitting.id).where(Sitting.exam_id.in_(arranged(someone)))
    reasons: list[ColumnElement[bool]] = [ExamRoom.sitting_id.in_(mine)]
    if someone.wears(WORK):
        reasons.append(ExamRoom.id.in_(watched) & ExamRoom.sitting_id.in_(near))
    return query.where(or_(*reasons))


def room_for(uid: str) -> ExamRoom:
    """A room that the present person watches or arranges, with its sitting and exam; else 404."""
    query = (
        select(ExamRoom)
        .where(ExamRoom.uid == uid)
        .options(
            joinedload(ExamRoom.sitting)
            .joinedload(Sitting.exam)
            .joinedload(Exam.course)
            .joinedload(Course.subject)
        )
    )
    room: ExamRoom | None = db.session.scalar(scope(query, who()))
    return room or web.not_found()


def rooms_for(sitting_uid: str) -> list[ExamRoom]:
    """The rooms of a sitting that the present person watches or arranges; 404 for none."""
    query = (
        select(ExamRoom)
        .join(Sitting, Sitting.id == ExamRoom.sitting_id)
        .where(Sitting.uid == sitting_uid)
        .options(joinedload(ExamRoom.sitting).joinedload(Sitting.exam).joinedload(Exam.course))
        .order_by(ExamRoom.sort_key, ExamRoom.id)
    )
    return list(db.session.scalars(scope(query, who()))) or web.not_found()


def arranges(exam: Exam) -> bool:
    """Whether the present person arranges the exam."""
    query = arranged(who()).where(Exam.id == exam.id)
    return db.session.scalar(query) is not None
