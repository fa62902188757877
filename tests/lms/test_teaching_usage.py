"""What happens in courses reaches the count, once."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from flask import Flask, g
from sqlalchemy import select

from indicators.ledger.models import Event, Kind
from lms.activities.assignment import service
from lms.courses.outline import update_activity
from lms.courses.visits import visit
from lms.grades.marks import give_mark, see_mark
from lms.hooks import ACTIVITY
from school.signin.session import who_is
from suite import clock, jobs
from suite.db import db
from suite.hooks import registry
from tests.kit import make_courses

NOON = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)


def counted() -> list[str]:
    """Codes of the events in the ledger, in order."""
    jobs.drain()
    query = select(Kind.code).join(Event, Event.kind_id == Kind.id).order_by(Kind.code)
    return list(db.session.scalars(query))


def test_a_lesson_counts_by_time_or_by_finishing(dbapp: Flask) -> None:
    of = make_courses.taught()
    one, two = make_courses.activity(of), make_courses.activity(of, title="Bài 2")
    pupil = of.pupils[0].id
    for beat in range(8):
        with clock.frozen(NOON + timedelta(seconds=15 * beat)):
            visit(one, pupil, 15)
            db.session.commit()
    with clock.frozen(NOON):
        visit(two, pupil, 0, done=True)
        db.session.commit()
    assert counted() == ["lesson_item_completed", "lesson_item_viewed"]


def test_an_assignment_counts_for_pupil_and_teacher(dbapp: Flask) -> None:
    assert "assignment" in registry().kinds(ACTIVITY)
    of = make_courses.taught()
    g.who = who_is(of.teacher)
    page = make_courses.activity(of, draft=True)
    work = make_courses.activity(of, "assignment", draft=True)
    for one in (page, work):
        update_activity(one.id, 1, {"visible_from": NOON})
        db.session.commit()
    pupil = of.pupils[0].id
    with clock.frozen(NOON):
        service.hand_in(work, pupil, "Bài làm", [])
        give_mark(work.id, pupil, Decimal(8), "given", "chấm", of.teacher.id, release=True)
        db.session.commit()
        see_mark(work, pupil)
        db.session.commit()
    wanted = ["assignment_set", "assignment_submitted", "feedback_viewed", "material_published"]
    assert counted() == [*wanted, "work_marked"]
