"""The worker's part: closing what is due and marking it. Results do not wait for it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from lms.exams import clocks, service
from lms.exams.models import Attempt, Exam
from suite.db import db
from suite.jobs import Context, job

SETTLE = "exams.settle"


@job(SETTLE)
def settle(_ctx: Context, *, exam_id: int) -> dict[str, Any]:
    """Mark what is closed and close what is due."""
    exam = db.session.get(Exam, exam_id)
    return {"marked": service.settle(exam) if exam else 0}


@job("exams.sweep", every=timedelta(minutes=10))
def sweep(ctx: Context) -> dict[str, Any]:
    """Settle the exams that have attempts whose time is over and that nobody looked at."""
    over = Attempt.accepts_until <= clocks.database_now()
    due = select(Attempt.exam_id).where(Attempt.marked_at.is_(None), over).distinct()
    ids = list(db.session.scalars(due))
    marked = 0
    for number, exam_id in enumerate(ids, 1):
        marked += service.settle(db.session.get_one(Exam, exam_id))
        ctx.progress(number, len(ids))
    return {"exams": len(ids), "marked": marked}
