"""Requests to mark again: in their time, proposed by one and decided by another."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.exams import service
from lms.exams.models import Attempt, Exam
from lms.marking import planning, requests
from lms.marking.models import CHANGED, KEPT, PROPOSED, WITHDRAWN, Request
from lms.marking.planning import APART, STEP, Wish
from lms.marking.requests import Answer, NotPossible
from school.notices.models import Notice
from school.people.models import PRINCIPAL
from suite import clock, edits
from suite.db import db
from suite.jobs import drain
from tests.kit import make
from tests.kit import make_exams as kit
from tests.kit.client import sign_in


def room_of(app: Flask, hours: int | None = 24) -> tuple[kit.Room, Attempt]:
    """A released exam; the first question was answered wrongly."""
    room = kit.room(pupils=2, questions=4)
    attempt = kit.answer_all(app, room, 0, {1: 0, 2: 2, 3: 3, 4: 0})
    service.close(room.exam.id)
    service.release(room.exam.id)
    until = None if hours is None else clock.now() + timedelta(hours=hours)
    planning.keep_plan(exam(room), Wish(False, False, APART, STEP, None, None, until), 0)
    db.session.expire_all()
    return room, db.session.get_one(Attempt, attempt.id)


def exam(room: kit.Room) -> Exam:
    return db.session.get_one(Exam, room.exam.id)


def first(room: kit.Room) -> int:
    return exam(room).questions[0].id


def asked(room: kit.Room, attempt: Attempt) -> Request:
    return requests.ask(exam(room), attempt, first(room), "Em nghĩ câu 1 có hai đáp án")


def test_only_in_its_time_with_words_and_once(dbapp: Flask) -> None:
    for hours in (None, -1):
        room, attempt = room_of(dbapp, hours)
        with pytest.raises(NotPossible, match="closed"):
            asked(room, attempt)
    room, attempt = room_of(dbapp)
    with pytest.raises(NotPossible, match="words"):
        requests.ask(exam(room), attempt, None, " ")
    with pytest.raises(NotPossible, match="words"):
        requests.ask(exam(room), attempt, 10**9, "câu không có")
    row = asked(room, attempt)
    with pytest.raises(NotPossible, match="twice"):
        asked(room, attempt)
    requests.withdraw(row.id, room.pupils[0].id)
    assert db.session.get_one(Request, row.id).state == WITHDRAWN
    assert asked(room, attempt).id != row.id


def test_one_proposes_and_another_decides(dbapp: Flask) -> None:
    room, attempt = room_of(dbapp)
    head = make.person("Phạm Thị Hiệu Phó", PRINCIPAL, room.school_class.school)
    row = asked(room, attempt)
    more = Answer(Decimal(1), "Đúng là có hai đáp án", 1)
    with pytest.raises(NotPossible, match="state"):
        requests.decide(exam(room), row.id, more, head.id)
    with pytest.raises(NotPossible, match="points"):
        requests.propose(exam(room), row.id, Answer(Decimal("1.01"), "x", 1), room.teacher.id)
    requests.propose(exam(room), row.id, more, room.teacher.id)
    assert db.session.get_one(Attempt, attempt.id).score == Decimal("7.50")
    with pytest.raises(edits.Conflict):
        requests.decide(exam(room), row.id, more, head.id)
    db.session.rollback()
    seen = Answer(Decimal(1), "Đồng ý", 2)
    with pytest.raises(NotPossible, match="second"):
        requests.decide(exam(room), row.id, seen, room.teacher.id)
    requests.decide(exam(room), row.id, seen, head.id)
    db.session.expire_all()
    row = db.session.get_one(Request, row.id)
    assert (row.state, row.points_before) == (CHANGED, Decimal(0))
    assert db.session.get_one(Attempt, attempt.id).score == Decimal("10.00")
    service.remark(room.exam.id)
    db.session.expire_all()
    assert db.session.get_one(Attempt, attempt.id).score == Decimal("10.00")


def test_a_mark_may_stay_and_notices_name_nobody(dbapp: Flask) -> None:
    room, attempt = room_of(dbapp)
    head = make.person("Phạm Thị Hiệu Phó", PRINCIPAL, room.school_class.school)
    row = requests.ask(exam(room), attempt, None, "Xin xem lại cả bài")
    requests.propose(exam(room), row.id, Answer(None, "Chấm đúng", 1), room.teacher.id)
    requests.decide(exam(room), row.id, Answer(None, "Giữ nguyên", 2), head.id)
    assert db.session.get_one(Request, row.id).state == KEPT
    drain()
    told = {
        one.kind: one
        for one in db.session.scalars(select(Notice).where(Notice.kind.startswith("remark_")))
    }
    assert set(told) == {"remark_asked", "remark_answered"}
    for one in told.values():
        assert room.pupils[0].full_name not in f"{one.text} {one.arguments}"


def test_by_page(app: Flask) -> None:
    room, attempt = room_of(app)
    head = make.person("Phạm Thị Hiệu Phó", PRINCIPAL, room.school_class.school)
    pupil, teacher, second = (
        sign_in(app.test_client(), one) for one in (room.pupils[0], room.teacher, head)
    )
    base = f"/exams/{room.uid}"
    assert f"{base}/remark" in pupil.get(f"{base}/result").data.decode()
    place = 1 + [one for one, _ in attempt.form.places].index(first(room))
    form: dict[str, Any] = {"place": place, "words": ""}
    assert pupil.post(f"{base}/remark", data=form).status_code == 422
    assert pupil.post(f"{base}/remark", data=form | {"words": "Hai đáp án"}).status_code == 303
    assert "Hai đáp án" in pupil.get(f"{base}/remark").data.decode()
    row = db.session.scalars(select(Request)).one()
    assert row.question_id == first(room)
    assert room.pupils[0].full_name in teacher.get(f"{base}/requests").data.decode()
    assert "Hai đáp án" in teacher.get(f"{base}/requests?format=csv").data.decode()
    one = f"{base}/requests/{row.id}"
    assert "Câu hỏi số 1" in teacher.get(one).data.decode()
    form = {"action": "propose", "version": "1", "points": "1", "words": "Đúng"}
    assert second.post(one, data=form).status_code == 403
    kept = teacher.post(one, data=form | {"points": "nhiều"})
    assert kept.status_code == 422 and "nhiều" in kept.data.decode()
    assert teacher.post(one, data=form).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Request, row.id).state == PROPOSED
    decide = form | {"action": "decide", "version": "2"}
    assert teacher.post(one, data=decide).status_code == 422
    assert second.post(one, data=decide | {"version": "1"}).status_code == 409
    assert second.post(one, data=decide).status_code == 303
    assert "Đúng" in pupil.get(f"{base}/remark").data.decode()
    other = sign_in(app.test_client(), room.pupils[1])
    assert other.post(f"{base}/remark/{row.id}/withdraw").status_code == 404
    assert other.get(f"{base}/remark").status_code == 404  # no attempt
    assert pupil.get(f"{base}/requests").status_code == 403
