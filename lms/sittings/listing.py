"""Whether the list of candidates is published, and that its changes are told. Nothing commits."""

from datetime import timedelta

from lms.exams.models import Exam
from lms.sittings.models import PublishedList
from suite import clock, jobs
from suite.db import db

TELL = "sittings.tell"
SETTLES = timedelta(minutes=5)


def published(exam: Exam) -> PublishedList | None:
    """That the list of an exam was published, or None."""
    return db.session.get(PublishedList, exam.id)


def changed(exam: Exam) -> None:
    """Candidates of a published list hear of what changed, together, in SETTLES."""
    row = published(exam)
    if row is not None and row.due_at is None:
        row.due_at = clock.now() + SETTLES
        jobs.enqueue(TELL, after=row.due_at, exam_id=exam.id)
