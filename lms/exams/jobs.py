"""The worker's part: closing what is due and marking it. Results do not wait for it."""

from typing import Any

from lms.exams import service
from lms.exams.models import Exam
from suite.db import db
from suite.jobs import Context, job

SETTLE = "exams.settle"


@job(SETTLE)
def settle(_ctx: Context, *, exam_id: int) -> dict[str, Any]:
    """Mark what is closed and close what is due."""
    exam = db.session.get(Exam, exam_id)
    return {"marked": service.settle(exam) if exam else 0}
