"""What people did with the time of running attempts: it is judged by, and pages hear of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, literal, null, select

from lms.exams.clocks import database_clock
from lms.exams.models import Attempt, Exam
from lms.exams.traces import ENDED, Turn
from suite.db import db

Told = tuple[str, datetime, int | None]


def add(attempt: Attempt, kind: str, at: datetime, seconds: int | None = None) -> None:
    """Note one; with the transaction of who does it."""
    row = Turn(school_id=attempt.school_id, attempt_id=attempt.id, kind=kind, at=at)
    row.seconds = seconds
    db.session.add(row)


def end_all(exam: Exam) -> None:
    """Note that every open attempt of an exam is ended; one statement."""
    names = ("school_id", "attempt_id", "kind", "at", "seconds")
    open_ones = select(
        Attempt.school_id, Attempt.id, literal(ENDED), database_clock(), null()
    ).where(Attempt.exam_id == exam.id, Attempt.closed_at.is_(None))
    db.session.execute(insert(Turn).from_select(names, open_ones))


def of(attempt_ids: Sequence[int]) -> dict[int, list[Told]]:
    """The turns of attempts as (kind, when, seconds), in their order; one statement."""
    query = select(Turn).where(Turn.attempt_id.in_(attempt_ids)).order_by(Turn.at, Turn.id)
    found: dict[int, list[Told]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.attempt_id, []).append((one.kind, one.at, one.seconds))
    return found
