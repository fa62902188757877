"""When the machine is quiet for exams: `suite.contracts.QuietHours`."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from lms.exams.clocks import database_now
from lms.exams.models import READY, Attempt, Exam
from lms.exams.rules import PAUSED
from lms.sittings.models import Sitting
from suite import contracts
from suite.db import db

BEFORE, LONGEST = timedelta(minutes=10), timedelta(hours=6)
# So many at work are an exam, too, where no sitting was planned; fewer do not hold others up.
LEAST = 10


class Quiet:
    """Fulfils QuietHours."""

    def until(self) -> datetime | None:
        """The end of the last sitting that is open or opens in ten minutes, and of the attempts
        under way. A sitting of more than six hours, as one at home, counts by its attempts."""
        now = database_now()
        sittings = select(Sitting.opens_at, Sitting.closes_at).join(
            Exam, Exam.id == Sitting.exam_id
        )
        rows = db.session.execute(
            sittings.where(
                Exam.state == READY, Sitting.opens_at <= now + BEFORE, Sitting.closes_at > now
            )
        )
        found = [closes for opens, closes in rows if closes - opens <= LONGEST]
        running, last = db.session.execute(
            select(func.count(), func.max(Attempt.accepts_until)).where(
                Attempt.accepts_until > now,
                Attempt.accepts_until < PAUSED,
                Attempt.closed_at.is_(None),
            )
        ).one()
        if running >= LEAST:
            found.append(last)
        return max(found, default=None)


def init(app: Flask) -> None:
    """Let the worker ask whether an exam is being taken."""
    with app.app_context():
        contracts.provide(contracts.QuietHours, Quiet())
