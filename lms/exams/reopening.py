"""Taking the closing or the release of an exam back. Nothing here commits.

What counted a pupil's hand-in stays as it was told: the one that follows is the same attempt, so
it is not counted twice.
"""

from datetime import datetime

from sqlalchemy import delete, or_, select, update

from lms.courses.models import Visit
from lms.exams import rules, turns
from lms.exams.candidates import activity_ids
from lms.exams.clocks import database_now
from lms.exams.models import BY_TEACHER, READY, Attempt, Candidate, Exam, Result
from lms.exams.traces import PAUSED, RESUMED
from lms.grades.marks import give_mark
from lms.grades.models import EMPTY, Mark, MarkStep
from lms.marking.models import HandMark
from suite.db import db


def marked_by_hand(exam: Exam, since: datetime) -> bool:
    """Whether a person gave a mark in the exam since then, or points for an answer in it."""
    points = (
        select(HandMark.id)
        .join(Attempt, Attempt.id == HandMark.attempt_id)
        .where(Attempt.exam_id == exam.id, HandMark.changed_at >= since)
    )
    if db.session.scalar(points.limit(1)) is not None:
        return True
    query = (
        select(MarkStep.id)
        .join(Mark, Mark.id == MarkStep.mark_id)
        .where(
            Mark.activity_id.in_(activity_ids(exam)),
            MarkStep.actor_id.is_not(None),
            MarkStep.at >= since,
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def reopen(exam: Exam, closed_at: datetime) -> int:
    """Open the exam and the attempts that its closing ended; how many there were."""
    now = database_now()
    lost = now - closed_at
    attempts = db.session.scalars(
        select(Attempt)
        .where(
            Attempt.exam_id == exam.id,
            Attempt.close_reason == BY_TEACHER,
            Attempt.closed_at == closed_at,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for attempt in attempts:
        attempt.closed_at = attempt.close_reason = attempt.marked_at = attempt.score = None
        if not rules.is_paused(attempt.ends_at):
            turns.add(attempt, PAUSED, closed_at)
            turns.add(attempt, RESUMED, now)
            attempt.ends_at += lost
            attempt.accepts_until += lost
    exam.state, exam.closed_at = READY, None
    windows: list[Exam | Candidate] = [exam, *_own_windows(exam)]
    for window in windows:
        if window.closes_at is not None:
            window.closes_at += lost
    _forget_results(exam, [attempt.id for attempt in attempts])
    _forget_hand_in(exam, [attempt.person_id for attempt in attempts], closed_at)
    return len(attempts)


def _own_windows(exam: Exam) -> list[Candidate]:
    query = select(Candidate).where(Candidate.exam_id == exam.id, Candidate.closes_at.is_not(None))
    return list(db.session.scalars(query.with_for_update()))


def _forget_results(exam: Exam, attempt_ids: list[int]) -> None:
    db.session.execute(
        delete(Result)
        .where(Result.school_id == exam.school_id, Result.attempt_id.in_(attempt_ids))
        .execution_options(synchronize_session=False)
    )


def _forget_hand_in(exam: Exam, people: list[int], closed_at: datetime) -> None:
    db.session.execute(
        update(Visit)
        .where(Visit.activity_id.in_(activity_ids(exam)), Visit.person_id.in_(people))
        .values(handed_in_at=None, late=False)
        .execution_options(synchronize_session=False)
    )
    marks = select(Mark).where(Mark.activity_id.in_(activity_ids(exam)), Mark.person_id.in_(people))
    for mark in db.session.scalars(marks).all():
        before = [step for step in mark.steps if step.at < closed_at]
        value, state = (before[-1].value, before[-1].state) if before else (None, EMPTY)
        give_mark(mark.activity_id, mark.person_id, value, state, "exam opened again", None)


def somebody_looked(exam: Exam, released_at: datetime) -> bool:
    """Whether a pupil has seen the result, or a mark was changed, since the release."""
    query = select(Mark.id).where(
        Mark.activity_id.in_(activity_ids(exam)),
        or_(Mark.seen_at.is_not(None), Mark.changed_at > released_at),
    )
    return db.session.scalar(query.limit(1)) is not None


def hide_again(exam: Exam, released_at: datetime) -> None:
    """Hide the marks that the release let the pupils see."""
    db.session.execute(
        update(Mark)
        .where(Mark.activity_id.in_(activity_ids(exam)), Mark.released_at == released_at)
        .values(released_at=None)
        .execution_options(synchronize_session="fetch")
    )
