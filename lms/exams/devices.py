"""Changing the device of a running attempt where somebody watches; each use case commits once."""

from datetime import timedelta

from sqlalchemy import select

from lms.exams import facts
from lms.exams.clocks import database_clock, database_now
from lms.exams.models import Attempt
from lms.exams.traces import MOVED, UNLOCKED
from suite import audit
from suite.db import db

UNLOCKED_FOR = timedelta(minutes=10)


def _open(attempt_id: int) -> Attempt | None:
    return db.session.scalar(
        select(Attempt)
        .where(
            Attempt.id == attempt_id,
            Attempt.closed_at.is_(None),
            Attempt.accepts_until > database_clock(),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def unlock(attempt_id: int, by: int) -> bool:
    """Let the pupil go on at another device within ten minutes; the present one works until
    then. False when the attempt is not open."""
    attempt = _open(attempt_id)
    if attempt is None:
        db.session.rollback()
        return False
    attempt.unlocked_until = database_now() + UNLOCKED_FOR
    facts.add(attempt, UNLOCKED)
    audit.record("attempt.unlock", f"attempt:{attempt.uid}", detail={"by": by})
    db.session.commit()
    return True


def move(attempt_id: int, by: int) -> bool:
    """Take the attempt from its device at once and let the pupil go on at another one: what the
    old one still sends is kept apart. False when the attempt is not open."""
    attempt = _open(attempt_id)
    if attempt is None:
        db.session.rollback()
        return False
    attempt.epoch += 1
    attempt.device = ""
    attempt.unlocked_until = database_now() + UNLOCKED_FOR
    facts.add(attempt, MOVED, str(attempt.epoch))
    detail = {"by": by, "epoch": attempt.epoch}
    audit.record("attempt.move", f"attempt:{attempt.uid}", detail=detail)
    db.session.commit()
    return True
