"""Time on a page: the server's clock decides, a day counts once, staff never count."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lms.courses import rules
from lms.courses.models import Visit
from lms.courses.visits import hand_in, visit
from suite import clock, jobs
from suite.db import db
from suite.jobs import Job
from tests.kit import make_courses

SignedIn = Callable[[Any], FlaskClient]
NOON = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)


def told(name: str) -> int:
    """Deliveries of an event to the usage file."""
    names = db.session.scalars(select(Job.name)).all()
    return sum(one == f"event:lms.usage.{name}" for one in names)


def test_a_minute_counts_once_a_day(dbapp: Flask) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of)
    pupil = of.pupils[0].id
    for beat in range(6):
        with clock.frozen(NOON + timedelta(seconds=15 * beat)):
            row = visit(one, pupil, 15)
            db.session.commit()
        assert told("lesson_viewed") == (1 if beat >= 4 else 0)
    assert row.seconds == 75
    with clock.frozen(NOON + timedelta(days=1)):
        visit(one, pupil, 3600)
        db.session.commit()
    assert row.seconds == 75 + rules.MOST_SECONDS_A_BEAT
    assert told("lesson_viewed") == 1
    with clock.frozen(NOON + timedelta(days=1, seconds=5)):
        visit(one, pupil, 0, done=True)
        db.session.commit()
    assert told("lesson_viewed") == 2
    assert jobs.drain() >= 2


def test_handing_in_judges_late(dbapp: Flask) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of, due_at=NOON)
    assert not hand_in(one, of.pupils[0].id, NOON).late
    assert hand_in(one, of.pupils[0].id, NOON + timedelta(seconds=1)).late
    db.session.rollback()


def test_the_beat_of_a_page(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of)
    address = f"/courses/activities/{one.id}/visit"
    pupil = signed_in(of.pupils[0])
    beat = {"beat": "1", "seconds": "999999"}
    assert pupil.post(address, data=beat).status_code == 204
    assert pupil.post(address, data=beat, csrf=False).status_code == 400
    assert pupil.post(address, data={"beat": "1", "seconds": "x"}).status_code == 204
    assert pupil.post(address, data={"beat": "1", "seconds": "-5"}).status_code == 204
    row = db.session.scalars(select(Visit)).one()
    assert 0 <= row.seconds <= 2
    assert signed_in(of.teacher).post(address, data=beat).status_code == 204
    assert len(db.session.scalars(select(Visit)).all()) == 1


def test_the_button_works_without_script(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of)
    pupil = signed_in(of.pupils[0])
    assert "Đã học xong" in pupil.get(f"/courses/page/{one.id}").text
    answer = pupil.post(f"/courses/activities/{one.id}/visit", data={"done": "1"})
    assert answer.status_code == 303
    assert "Em đã học xong" in pupil.get(f"/courses/page/{one.id}").text
    assert "đã học xong" in pupil.get(f"/courses/{of.course.id}").text
    stranger = make_courses.taught(name="6B", of=of.school_class.school).pupils[0]
    address = f"/courses/activities/{one.id}/visit"
    assert signed_in(stranger).post(address, data={"done": "1"}).status_code == 404


@given(claimed=st.integers(), passed=st.floats(-1e6, 1e6))
def test_nobody_earns_more_than_passed(claimed: int, passed: float) -> None:
    earned = rules.credited(claimed, timedelta(seconds=passed))
    assert 0 <= earned <= rules.MOST_SECONDS_A_BEAT
    assert earned <= max(0, claimed) and earned <= max(0, passed)


@given(st.lists(st.integers(), min_size=1, unique=True), st.data())
def test_moving_keeps_everything(ids: list[int], data: st.DataObject) -> None:
    one, step = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from([-1, 1]))
    order = rules.moved(ids, one, step)
    assert sorted(order) == sorted(ids)
    place = ids.index(one)
    at_end = place == (0 if step < 0 else len(ids) - 1)
    assert order.index(one) == (place if at_end else place + step)
    if not at_end:
        assert rules.moved(order, one, -step) == ids
