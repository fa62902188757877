"""What an invigilator does with running attempts; each use case commits once.

A pause moves the end of an attempt behind `rules.PAUSED`, and the moment until which answers are
accepted by as much; the statement that keeps answers stays as it is.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from lms.exams import rules, service, turns
from lms.exams.clocks import database_now
from lms.exams.jobs import SETTLE
from lms.exams.models import BY_TEACHER, Attempt, Exam
from lms.exams.traces import ENDED, MORE, PAUSED, RESUMED
from suite import audit, jobs
from suite.db import db

ACTIONS = {PAUSED: "attempt.pause", RESUMED: "attempt.resume", MORE: "attempt.extend"}
Moved = Callable[[datetime, datetime], datetime]


def _open(exam: Exam, person_ids: Sequence[int], now: datetime) -> list[Attempt]:
    """The running attempts of these pupils, held until the transaction ends."""
    query = (
        select(Attempt)
        .where(
            Attempt.exam_id == exam.id,
            Attempt.school_id == exam.school_id,
            Attempt.person_id.in_(person_ids),
            Attempt.closed_at.is_(None),
            Attempt.accepts_until > now,
        )
        .order_by(Attempt.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def _shift(
    exam_id: int, person_ids: Sequence[int], moved: Moved, kind: str, seconds: int | None = None
) -> int:
    exam = service.locked(exam_id)
    now = database_now()
    count = 0
    for attempt in _open(exam, person_ids, now):
        end = moved(attempt.ends_at, now)
        if end != attempt.ends_at:
            attempt.accepts_until += end - attempt.ends_at
            attempt.ends_at = end
            turns.add(attempt, kind, now, seconds)
            audit.record(ACTIONS[kind], f"attempt:{attempt.uid}")
            count += 1
    db.session.commit()
    return count


def running(exam_id: int, person_ids: Sequence[int]) -> list[int]:
    """The ids of the running attempts of these pupils."""
    query = select(Attempt.id).where(
        Attempt.exam_id == exam_id,
        Attempt.person_id.in_(person_ids),
        Attempt.closed_at.is_(None),
        Attempt.accepts_until > database_now(),
    )
    return list(db.session.scalars(query))


def pause(exam_id: int, person_ids: Sequence[int]) -> int:
    """Let the time of running attempts stand still; how many were paused."""
    return _shift(exam_id, person_ids, rules.paused, PAUSED)


def resume(exam_id: int, person_ids: Sequence[int]) -> int:
    """Let paused attempts go on with the time that was left; how many went on."""
    return _shift(exam_id, person_ids, rules.resumed, RESUMED)


def extend(exam_id: int, person_ids: Sequence[int], minutes: int) -> int:
    """Give running attempts more time, paused ones too; how many."""
    more = timedelta(minutes=minutes)
    return _shift(exam_id, person_ids, lambda end, _now: end + more, MORE, 60 * minutes)


def close(exam_id: int, person_ids: Sequence[int]) -> int:
    """End running attempts now, what was saved counts; how many."""
    exam = service.locked(exam_id)
    found = _open(exam, person_ids, database_now())
    for attempt in found:
        attempt.closed_at, attempt.close_reason = database_now(), BY_TEACHER
        left = None
        if rules.is_paused(attempt.ends_at):
            left = int((attempt.ends_at - rules.PAUSED).total_seconds())
            attempt.accepts_until += attempt.closed_at - attempt.ends_at
            attempt.ends_at = attempt.closed_at
        turns.add(attempt, ENDED, attempt.closed_at, left)
        audit.record("attempt.close", f"attempt:{attempt.uid}")
    if found:
        jobs.enqueue(SETTLE, exam_id=exam.id)
    db.session.commit()
    return len(found)
