"""What a pupil does with an exam besides answering: enter, take over, hand in."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from lms.courses.models import Activity
from lms.courses.visits import hand_in as note_handed_in
from lms.exams import candidates, clocks, facts, own_papers, rules
from lms.exams.door import door
from lms.exams.jobs import SETTLE
from lms.exams.models import HANDED_IN, READY, SUPERVISED, Attempt, Exam
from lms.exams.tokens import AttemptPass, Entry
from lms.exams.traces import TAKEN_OVER
from suite import audit, clock, jobs
from suite.db import db

ENTRY_HOURS = 12


@dataclass(frozen=True)
class Taken:
    """An attempt that was taken over: the token of its new epoch."""

    token: str
    uid: str
    epoch: int


class Locked(Exception):
    """Somebody watches over the attempt and has not let it go to another device."""


def own_attempt(exam: Exam, person_id: int) -> Attempt | None:
    """The pupil's newest attempt at the exam."""
    return next(iter(own_attempts(exam, person_id)), None)


def own_attempts(exam: Exam, person_id: int) -> list[Attempt]:
    """The pupil's attempts at the exam, the newest first."""
    return list(
        db.session.scalars(
            select(Attempt)
            .where(
                Attempt.school_id == exam.school_id,
                Attempt.exam_id == exam.id,
                Attempt.person_id == person_id,
            )
            .order_by(Attempt.number.desc())
        )
    )


def attempts_left(exam: Exam, person_id: int, last: Attempt | None) -> int:
    """How many more attempts the pupil may begin now; none while one is open."""
    now = clocks.database_now()
    one = candidates.candidate(exam, person_id)
    closes_at = (one and one.closes_at) or exam.closes_at
    if closes_at is not None and one is not None:
        closes_at += timedelta(minutes=one.extra_minutes)
    if exam.state != READY or (closes_at is not None and closes_at <= now):
        return 0
    if last is not None and last.closed_at is None and last.accepts_until > now:
        return 0
    return max(0, exam.attempts_allowed - (last.number if last else 0))


def entry_for(exam: Exam, person_id: int, number: int = 1) -> str | None:
    """The word with which the pupil's page may start; None unless the papers are made.

    Makes who joined the class later a candidate, and the paper of an attempt where questions have
    parameters; flushed, not committed.
    """
    if exam.state != READY:
        return None
    until = int((clock.now() + timedelta(hours=ENTRY_HOURS)).timestamp())
    form_id = candidates.seat(exam, person_id).form_id
    if form_id is None:
        return None
    if number > 1:
        forms = candidates.form_ids(exam)
        base = own_papers.base_of(exam, form_id, forms)
        form_id = rules.form_of_attempt(forms, base, number)
    form_id = own_papers.of_attempt(exam, person_id, number, form_id)
    return door().signer.entry(Entry(exam.school_id, exam.id, person_id, form_id, until, number))


def _locked(*conditions: ColumnElement[bool]) -> Attempt | None:
    return db.session.scalar(
        select(Attempt)
        .where(*conditions)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def take_over(exam: Exam, person_id: int, device: str) -> Taken | None:
    """Continue an open attempt in this browser: its epoch is raised, the other browser's saves
    are kept apart from now on. None when there is nothing open to continue.

    Raises Locked for a supervised pupil whose attempt was not unlocked; the device that holds the
    attempt already may always continue.
    """
    attempt = _locked(
        Attempt.school_id == exam.school_id,
        Attempt.exam_id == exam.id,
        Attempt.person_id == person_id,
        Attempt.closed_at.is_(None),
        Attempt.accepts_until > clocks.database_clock(),
    )
    if attempt is None:
        db.session.rollback()
        return None
    supervised = candidates.mode_of(exam, candidates.candidate(exam, person_id)) == SUPERVISED
    until = attempt.unlocked_until
    unlocked = until is not None and until > clocks.database_now()
    if supervised and not unlocked and attempt.device != device:
        db.session.rollback()
        raise Locked
    attempt.unlocked_until = None
    attempt.epoch += 1
    attempt.device = device
    granted = AttemptPass(attempt.school_id, attempt.id, attempt.epoch)
    taken = Taken(door().signer.attempt(granted), attempt.uid, attempt.epoch)
    facts.add(attempt, TAKEN_OVER, str(attempt.epoch))
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
    if attempt.closed_at is not None or attempt.accepts_until <= clocks.database_now():
        db.session.rollback()
        return "closed"
    if attempt.epoch != granted.epoch:
        db.session.rollback()
        return "elsewhere"
    attempt.closed_at = clocks.database_now()
    attempt.close_reason = HANDED_IN
    exam = db.session.get_one(Exam, attempt.exam_id)
    found = candidates.candidate(exam, attempt.person_id)
    activity_id = found.activity_id if found else exam.activity_id
    activity = db.session.get_one(Activity, activity_id)
    note_handed_in(activity, attempt.person_id, attempt.closed_at)
    detail = {"person": attempt.person_id, "epoch": attempt.epoch}
    audit.record("attempt.hand_in", f"attempt:{attempt.uid}", detail=detail)
    jobs.enqueue(SETTLE, exam_id=exam.id)
    db.session.commit()
    return "handed_in"
