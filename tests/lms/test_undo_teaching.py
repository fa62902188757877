"""Closing, releasing, returning and throwing away are taken back, until somebody built on it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms import api
from lms.activities.assignment import service as assignments
from lms.bank import intake
from lms.bank.models import BankImport
from lms.courses.models import Activity, Visit
from lms.exams import service, showing
from lms.exams.models import BY_TEACHER, READY, Exam, Result
from lms.grades.marks import see_mark
from lms.grades.models import Mark
from suite import clock
from suite.db import db
from tests.kit import make_courses, make_exams
from tests.kit.client import SURE, undo


def exam_of(room: make_exams.Room) -> Exam:
    db.session.expire_all()
    return db.session.get_one(Exam, room.exam.id)


def test_a_closed_exam_goes_on_with_the_lost_time(dbapp: Flask) -> None:
    room = make_exams.room()
    works = make_exams.start(dbapp, room.exam, room.pupils[0]).json
    done = make_exams.start(dbapp, room.exam, room.pupils[1], device="device0002").json
    make_exams.save(dbapp, works["token"], (1, 1, 0))
    dbapp.test_client().post("/exams/hand-in", headers={"X-Attempt": done["token"]}, csrf=False)
    before = make_exams.attempt_of(works["attempt"])
    ends_at = before.ends_at
    closed = service.close(room.exam.id).closed_at
    assert closed is not None
    assert make_exams.attempt_of(works["attempt"]).close_reason == BY_TEACHER
    assert db.session.scalars(select(Result)).first() is not None
    service.reopen(room.exam.id, closed)
    db.session.expire_all()
    after = make_exams.attempt_of(works["attempt"])
    assert exam_of(room).state == READY and exam_of(room).closed_at is None
    assert (after.closed_at, after.score, after.marked_at) == (None, None, None)
    assert after.ends_at > ends_at
    assert after.accepts_until - after.ends_at == timedelta(seconds=room.exam.grace_seconds)
    other = make_exams.attempt_of(done["attempt"])
    assert other.closed_at is not None and other.score is not None
    marks = {row.person_id: row.state for row in db.session.scalars(select(Mark))}
    assert marks == {room.pupils[0].id: "empty", room.pupils[1].id: "given"}
    visits = {row.person_id: row.handed_in_at for row in db.session.scalars(select(Visit))}
    assert visits[room.pupils[0].id] is None and visits[room.pupils[1].id] is not None
    told = make_exams.save(dbapp, works["token"], (2, 2, 1)).json
    assert [ack["state"] for ack in told["acks"]] == ["counts"]
    with pytest.raises(service.NotPossible, match="changed"):
        service.reopen(room.exam.id, closed)
    service.close(room.exam.id)
    assert make_exams.attempt_of(works["attempt"]).score is not None


def test_an_exam_stays_closed_once_something_was_built_on_it(dbapp: Flask) -> None:
    room = make_exams.room(show="after_close")
    make_exams.start(dbapp, room.exam, room.pupils[0])
    closed = service.close(room.exam.id).closed_at
    assert closed is not None
    with pytest.raises(service.NotPossible, match="shown"):
        service.reopen(room.exam.id, closed)
    room = make_exams.room()
    make_exams.start(dbapp, room.exam, room.pupils[0])
    closed = service.close(room.exam.id).closed_at
    assert closed is not None
    api.give_mark(
        room.exam.activity_id, room.pupils[0].id, Decimal(7), "given", "sửa", room.teacher.id
    )
    db.session.commit()
    with pytest.raises(service.NotPossible, match="changed"):
        service.reopen(room.exam.id, closed)
    assert exam_of(room).state == "closed"


def test_a_release_is_taken_back_until_a_pupil_looks(dbapp: Flask) -> None:
    room = make_exams.room()
    found = make_exams.start(dbapp, room.exam, room.pupils[0]).json
    make_exams.save(dbapp, found["token"], (1, 1, 0))
    dbapp.test_client().post("/exams/hand-in", headers={"X-Attempt": found["token"]}, csrf=False)
    at = service.release(room.exam.id).released_at
    assert at is not None
    mark = db.session.scalars(select(Mark)).one()
    assert mark.released_at == at and exam_of(room).state == "closed"
    service.take_back_release(room.exam.id, at, was_ready=True)
    exam = exam_of(room)
    assert (exam.released_at, exam.state, exam.closed_at) == (None, READY, None)
    assert not showing.results_shown(exam).key
    assert db.session.scalars(select(Mark.released_at)).all() == [None]
    service.note_looked(exam, room.pupils[0].id)
    assert db.session.scalars(select(Mark.seen_at)).all() == [None]
    at = service.release(room.exam.id).released_at
    assert at is not None
    service.note_looked(exam_of(room), room.pupils[0].id)
    with pytest.raises(service.NotPossible, match="seen"):
        service.take_back_release(room.exam.id, at, was_ready=True)
    assert exam_of(room).released_at == at


def test_the_pages_of_an_exam(app: Flask, signed_in: Any) -> None:
    room = make_exams.room()
    found = make_exams.start(app, room.exam, room.pupils[0]).json
    place = f"/exams/{room.uid}/state"
    client, pupil = signed_in(room.teacher), signed_in(room.pupils[0])
    page = undo(client, client.post(place, data={"action": "close"}))
    assert "mở lại" in page and exam_of(room).state == READY
    app.test_client().post("/exams/hand-in", headers={"X-Attempt": found["token"]}, csrf=False)
    result = f"/exams/{room.uid}/result"
    undo(client, client.post(place, data={"action": "release"}))
    assert make_exams.SECRET_SOLUTION not in pupil.get(result).text
    released = client.post(place, data={"action": "release"})
    assert make_exams.SECRET_SOLUTION in pupil.get(result).text
    assert "đã xem kết quả" in undo(client, released)
    assert exam_of(room).released_at is not None


def test_a_closing_that_gives_the_key_away_is_asked_about(app: Flask, signed_in: Any) -> None:
    room = make_exams.room(show="after_close")
    client, place = signed_in(room.teacher), f"/exams/{room.uid}/state"
    page = client.post(place, data={"action": "close"}).text
    assert 'name="action" value="close"' in page and exam_of(room).state == READY
    done = client.post(place, data={"action": "close", **SURE})
    assert done.status_code == 303 and exam_of(room).state == "closed"
    assert 'action="/undo"' not in client.get(done.location).text


def returned() -> tuple[make_courses.Taught, Activity]:
    of = make_courses.taught()
    one = make_courses.activity(of, "assignment", "Bài 1", text="Làm bài", max_files=3)
    for pupil in of.pupils:
        api.give_mark(one.id, pupil.id, Decimal(8), "given", "chấm", of.teacher.id)
    db.session.commit()
    return of, one


def test_returned_marks_come_back_as_far_as_nobody_looked(dbapp: Flask) -> None:
    of, one = returned()
    count, moment = assignments.return_all(one)
    assert count == 2
    assert see_mark(one, of.pupils[0].id)
    db.session.commit()
    assert assignments.take_back_returned(one, moment) == (1, 1)
    db.session.expire_all()
    marks = api.marks_of(one)
    assert marks[of.pupils[0].id].released_at == moment
    assert marks[of.pupils[1].id].released_at is None
    assert assignments.take_back_returned(one, moment) == (0, 1)


def test_the_button_after_returning_all(signed_in: Any) -> None:
    of, one = returned()
    client = signed_in(of.teacher)
    done = client.post(f"/courses/assignment/{one.id}/return")
    assert "2 điểm" in undo(client, done)
    db.session.expire_all()
    assert {mark.released_at for mark in api.marks_of(one).values()} == {None}
    done = client.post(f"/courses/assignment/{one.id}/return")
    for pupil in of.pupils:
        see_mark(one, pupil.id)
    assert "đã xem điểm" in undo(client, done)


def draft(of: make_courses.Taught) -> BankImport:
    read = intake.from_text("Câu 1. Số nào là số nguyên tố?\nA. 4\nB. 7\nĐáp án: B")
    return intake.keep(read, of.school_class.school_id, of.teacher.id, "de.txt", {})


def test_an_import_comes_back_for_an_hour(dbapp: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    of = make_courses.taught()
    row, other = draft(of), draft(of)
    assert intake.drop(row) and intake.is_dropped(row)
    assert intake.restore(row) and row.taken_at is None
    assert not intake.restore(row)
    intake.drop(row)
    other.taken_at, other.outcome = clock.now(), {"added": 1}
    db.session.commit()
    assert not intake.drop(other)
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    kept = draft(of)
    assert set(db.session.scalars(select(BankImport.id))) == {other.id, kept.id}


def test_the_button_after_throwing_an_import_away(signed_in: Any) -> None:
    of = make_courses.taught()
    row, client = draft(of), signed_in(of.teacher)
    place = f"/bank/import/{row.uid}"
    page = undo(client, client.post(f"{place}/drop"))
    assert place in page and client.get(place).status_code == 200
    client.post(f"{place}/drop")
    assert place not in client.get("/bank/import").text
    assert client.get(place).status_code == 404
    assert client.post(f"{place}/drop").status_code == 404
