"""A new first password in one tap: for the class by its homeroom teacher, for today's exam by the
invigilator."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.exams.models import CLOSED, Exam
from school.access import Who
from school.people.models import Person
from school.people.standing import who_is
from school.signin.candidates import candidates_query
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make, make_exams
from tests.kit.client import SURE
from tests.kit.queries import counted

SignedIn = Callable[..., FlaskClient]


def invigilator(room: make_exams.Room) -> Person:
    return make.person("Giám Thị", "invigilator", room.school_class.school)


def names(who: Who, text: str = "") -> list[str]:
    return [one.full_name for one in db.session.scalars(candidates_query(who, text))]


def test_who_sits_today(dbapp: Flask) -> None:
    room = make_exams.room(pupils=2, mode="supervised")
    make_exams.room(pupils=1)
    make_exams.room(pupils=1, mode="supervised")
    who = who_is(invigilator(room))
    everybody = [pupil.full_name for pupil in room.pupils]
    assert names(who) == everybody
    assert names(who, "van em 1") == everybody[1:]
    assert names(who_is(room.teacher)) == []
    room.pupils[0].left_on = clock.today()
    db.session.commit()
    assert names(who) == everybody[1:]


def test_the_day_of_an_exam(dbapp: Flask) -> None:
    room = make_exams.room(pupils=1, mode="supervised")
    who = who_is(invigilator(room))
    now, day = clock.now(), timedelta(days=1)

    def sits(opens: int | None, closes: int | None, **fields: Any) -> bool:
        exam = db.session.get_one(Exam, room.exam.id)
        exam.opens_at = None if opens is None else now + opens * day
        exam.closes_at = None if closes is None else now + closes * day
        for name, value in fields.items():
            setattr(exam, name, value)
        db.session.commit()
        return bool(names(who))

    assert sits(None, None)
    assert sits(-1, 1)
    assert sits(0, None)
    assert not sits(1, 2)
    assert not sits(-2, -1)
    assert not sits(-1, None)
    assert not sits(None, None, ready_at=now - 2 * day)
    assert not sits(None, None, ready_at=now, state=CLOSED)


def test_the_invigilator_resets_in_one_tap(app: Flask, signed_in: SignedIn) -> None:
    room = make_exams.room(pupils=1, mode="supervised")
    stranger = make.student(make.school_class(room.school_class.school, "6K"), "Em Không Thi")
    pupil, here = room.pupils[0], invigilator(room)
    client = signed_in(here)
    page = client.get("/candidates").text
    assert pupil.full_name in page and "Cấp lại mật khẩu" in page
    assert stranger.full_name not in page
    slip = client.post(f"/candidates/{pupil.id}/first-password", data={"next": "/candidates?q=em"})
    assert slip.status_code == 200 and pupil.username in slip.text
    assert 'href="/candidates?q=em"' in slip.text
    assert client.post(f"/candidates/{stranger.id}/first-password").status_code == 404
    assert client.post(f"/candidates/{room.teacher.id}/first-password").status_code == 404
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "password.reset")
    ).one()
    assert (entry.actor_id, entry.thing) == (here.id, f"person:{pupil.id}")
    assert entry.detail == {"reason": "exam"}


def test_the_list_takes_few_statements(app: Flask, signed_in: SignedIn) -> None:
    room = make_exams.room(pupils=60, mode="supervised")
    client = signed_in(invigilator(room))
    with counted() as seen:
        assert client.get("/candidates").status_code == 200
    assert len(seen) <= 12, seen


def test_the_homeroom_teacher_resets_from_the_class_list(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    pupil = make.student(row)
    address = f"/people/{pupil.id}/first-password"
    assert address not in signed_in(make.teacher(row, "Bộ Môn")).get(f"/classes/{row.id}").text
    client = signed_in(make.teacher(row, "Chủ Nhiệm", homeroom=True))
    page = client.get(f"/classes/{row.id}?q=binh").text
    assert address in page and 'name="sure" value="1"' in page.split(address)[1]
    slip = client.post(address, data={"next": f"/classes/{row.id}?q=binh", **SURE}).text
    assert f'href="/classes/{row.id}?q=binh"' in slip and pupil.username in slip
    evil = {"next": "//evil.example/"}
    assert 'href="//evil' not in client.post(address, data=evil).text
    assert "evil" not in client.post(address, data={**evil, **SURE}).text
