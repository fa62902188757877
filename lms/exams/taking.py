"""What a pupil does with an exam besides answering: enter, take over, hand in."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from lms.courses.models import Activity
from lms.courses.visits import hand_in as note_handed_in
from lms.exams import candidates, marking
from lms.exams.door import door
from lms.exams.jobs import SETTLE
from lms.exams.models import HANDED_IN, READY, Attempt, Exam
from lms.exams.tokens import AttemptPass, Entry
from suite import audit, clock, jobs
from suite.db import db

ENTRY_HOURS = 12


@dataclass(frozen=True)
class Taken:
    """An attempt that was taken over: the token of its new epoch."""

    token: str
    uid: str
    epoch: int


def own_attempt(exam: Exam, person_id: int) -> Attempt | None:
    """The pupil's attempt at the exam."""
    return db.session.scalar(
        select(Attempt).where(
            Attempt.school_id == exam.school_id,
            Attempt.exam_id == exam.id,
            Attempt.person_id == person_id,
            Attempt.number == 1,
        )
    )


def entry_for(exam: Exam, person_id: int) -> str | None:
    """The word with which the pupil's page may start; None unless the papers are made.

    Makes who joined the class later a candidate; flushed, not committed.
    """
    if exam.state != READY:
        return None
    until = int((clock.now() + timedelta(hours=ENTRY_HOURS)).timestamp())
    form_id = candidates.seat(exam, person_id).form_id
    if form_id is None:
        return None
    return door().signer.entry(Entry(exam.school_id, exam.id, person_id, form_id, until))


def _locked(*conditions: ColumnElement[bool]) -> Attempt | None:
    return db.session.scalar(
        select(Attempt)
        .where(*conditions)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def take_over(exam: Exam, person_id: int, device: str) -> Taken | None:
    """Continue an open attempt in this browser: its epoch is raised, the other browser's saves
    are kept apart from now on. None when there is nothing open to continue."""
    attempt = _locked(
        Attempt.school_id == exam.school_id,
        Attempt.exam_id == exam.id,
        Attempt.person_id == person_id,
        Attempt.closed_at.is_(None),
        Attempt.accepts_until > marking.database_clock(),
    )
    if attempt is None:
        db.session.rollback()
        return None
    attempt.epoch += 1
    attempt.device = device
    granted = AttemptPass(attempt.school_id, attempt.id, attempt.epoch)
    taken = Taken(door().signer.attempt(granted), attempt.uid, attempt.epoch)
    audit.record("attempt.take_over", f"attempt:{attempt.uid}", detail={"epoch": attempt.epoch})
    db.session.commit()
    return taken


def hand_in(granted: AttemptPass) -> str | None:
    """Close the attempt for good: "handed_in", "closed" when it was closed before, "elsewhere"
    when another browser has taken it over; None when there is no such attempt."""
    attempt = _locked(Attempt.id == granted.attempt_id, Attempt.school_id == granted.school_id)
    if attempt is None:
        db.session.rollback()
        return None
    if attempt.closed_at is not None or attempt.accepts_until <= marking.database_now():
        db.session.rollback()
        return "closed"
    if attempt.epoch != granted.epoch:
        db.session.rollback()
        return "elsewhere"
    attempt.closed_at = marking.database_now()
    attempt.close_reason = HANDED_IN
    exam = db.session.get_one(Exam, attempt.exam_id)
    activity = db.session.get_one(Activity, exam.activity_id)
    note_handed_in(activity, attempt.person_id, attempt.closed_at)
    detail = {"person": attempt.person_id, "epoch": attempt.epoch}
    audit.record("attempt.hand_in", f"attempt:{attempt.uid}", detail=detail)
    jobs.enqueue(SETTLE, exam_id=exam.id)
    db.session.commit()
    return "handed_in"
