"""When an exam is over, and what pupils may see of it now. Reads only."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from lms.exams import rules
from lms.exams.clocks import database_now
from lms.exams.models import CLOSED, TIME_OVER, Attempt, Candidate, Exam
from suite.db import db


def moments_of(exam: Exam) -> rules.Moments:
    """From when the exam shows what."""
    return rules.Moments(
        exam.show_mark, exam.show_answers, exam.show_correctness, exam.show_key, exam.show_solution
    )


def late_of(exam: Exam) -> timedelta:
    """For how long after the end answers may still count by themselves."""
    return timedelta(minutes=exam.late_minutes or 0)


def last_start(exam: Exam) -> datetime | None:
    """Until when the last candidate may start, one's own window and more time included."""
    if exam.closes_at is None:
        return None
    rows = db.session.execute(
        select(Candidate.closes_at, func.max(Candidate.extra_minutes))
        .where(Candidate.exam_id == exam.id)
        .group_by(Candidate.closes_at)
    )
    ends = [(closes or exam.closes_at) + timedelta(minutes=extra) for closes, extra in rows]
    return max([exam.closes_at, *ends])


def last_end(exam: Exam) -> datetime | None:
    """Until when the last attempt takes answers that count, or took them until its time was over;
    of those that were ended by hand nothing more is to come."""
    query = select(func.max(Attempt.accepts_until)).where(
        Attempt.exam_id == exam.id,
        or_(Attempt.closed_at.is_(None), Attempt.close_reason == TIME_OVER),
    )
    return db.session.scalar(query)


def last_of(attempts: Iterable[Attempt]) -> datetime | None:
    """As `last_end`, from all attempts at an exam."""
    ends = [
        one.accepts_until
        for one in attempts
        if one.closed_at is None or one.close_reason == TIME_OVER
    ]
    return max(ends, default=None)


def results_shown(
    exam: Exam, attempts: Iterable[Attempt] | None = None, now: datetime | None = None
) -> rules.Shown:
    """What pupils whose attempt is closed may see now; where all attempts and the database's time
    are known, nobody asks for them again."""
    at, late = now or database_now(), late_of(exam)
    end = last_end(exam) if attempts is None else last_of(attempts)
    over = rules.is_over(exam.state, last_start(exam), end, at, late)
    return rules.shown(moments_of(exam), released=exam.released_at is not None, over=over)


def shown_by_closing(exam: Exam) -> rules.Shown:
    """What closing the exam by hand lets pupils see."""
    return rules.shown(moments_of(exam), released=False, over=True)


def key_since(exam: Exam) -> datetime | None:
    """From when pupils may have seen the key; None while they cannot have seen it."""
    if not results_shown(exam).key:
        return None
    found = [exam.released_at]
    if exam.show_key != rules.RELEASED:
        over = [last_start(exam), last_end(exam)]
        by_clock = max((end for end in over if end), default=None)
        found.append(exam.closed_at if exam.state == CLOSED else None)
        found.append(by_clock + late_of(exam) if by_clock and exam.closes_at else None)
    return min((one for one in found if one), default=None)
