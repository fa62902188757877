"""What is noted of an attempt for the people who run it: facts, never a judgement."""

from sqlalchemy import select

from lms.exams.clocks import database_now
from lms.exams.models import Attempt
from lms.exams.traces import Fact
from suite.db import db


def add(attempt: Attempt, kind: str, detail: str = "") -> None:
    """Note a fact that a service knows; with its transaction."""
    db.session.add(
        Fact(
            school_id=attempt.school_id,
            attempt_id=attempt.id,
            kind=kind,
            at=database_now(),
            seconds=None,
            detail=detail,
        )
    )


def of(attempt: Attempt) -> list[Fact]:
    """The facts of an attempt, the first one first."""
    query = select(Fact).where(Fact.attempt_id == attempt.id).order_by(Fact.at, Fact.id)
    return list(db.session.scalars(query))
