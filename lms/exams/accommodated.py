"""What accommodations of pupils give them as candidates: more time, and how their page looks."""

from collections.abc import Sequence

from sqlalchemy import select

from lms.exams.models import CLOSED, Attempt, Candidate, Exam
from school.api import AccommodationChanged, extra_minutes, granted_on
from suite import clock
from suite.db import db
from suite.events import subscribe

DISPLAYS = {"large_print": "large", "high_contrast": "contrast"}


def apply(exam: Exam, candidates: Sequence[Candidate]) -> None:
    """Give candidates who have not started what holds on the day of their exam. Flushes."""
    at = exam.opens_at or clock.now()
    days = {one.person_id: clock.local_date(one.opens_at or at) for one in candidates}
    granted = granted_on(days)
    started = set(
        db.session.scalars(select(Attempt.person_id).where(Attempt.exam_id == exam.id))
        if candidates
        else ()
    )
    for one in candidates:
        if one.person_id in started:
            continue
        own = granted.get(one.person_id, [])
        kinds = {item.kind for item in own}
        one.extra_minutes = extra_minutes(exam.minutes, own)
        one.display = " ".join(word for kind, word in DISPLAYS.items() if kind in kinds)
    db.session.flush()


@subscribe(AccommodationChanged)
def changed(event: AccommodationChanged) -> None:
    """Exams that the pupil has not started follow the change."""
    rows = db.session.execute(
        select(Exam, Candidate)
        .join(Candidate, Candidate.exam_id == Exam.id)
        .where(Candidate.person_id == event.person_id, Exam.state != CLOSED)
    ).all()
    for exam, candidate in rows:
        apply(exam, [candidate])
