"""What markers see and change: their own class, no names from outside, nothing that was decided."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from lms.exams import service
from lms.exams.decided import FULL, Verdict
from lms.exams.models import Attempt, Exam, ExamForm
from lms.marking import hand, planning, regrading, requests
from lms.marking.hand import Given, Settled
from lms.marking.models import HandMark, Request
from lms.marking.planning import APART, STEP, Wish
from lms.marking.queue import nameless
from lms.marking.requests import Answer
from school.people.models import INSPECTOR, PRINCIPAL, Person
from suite import clock
from suite.db import db
from tests.kit import make
from tests.kit import make_exams as kit
from tests.kit.client import sign_in
from tests.lms.exams.test_shared_exams import shared
from tests.lms.marking.test_marking_by_hand import essay, room_of, written


def open_requests(exam: Exam, second: int | None = None) -> None:
    until = clock.now() + timedelta(hours=1)
    plan = Wish(second is not None, second is not None, APART, STEP, second, None, until)
    planning.keep_plan(exam, plan, planning.plan_of(exam).version)


def test_what_two_people_decided_is_not_marked_over(dbapp: Flask) -> None:
    room = room_of()
    attempt, question = written(dbapp, room), essay(room)
    points = Given(Decimal("0.25"), None, "", 0)
    hand.give(room.exam, question, attempt.id, 1, points, room.teacher.id)
    service.close(room.exam.id)
    service.release(room.exam.id)
    open_requests(room.exam)
    head = make.person("Phạm Thị Hiệu Phó", PRINCIPAL, room.school_class.school)
    asked = requests.ask(room.exam, kit.attempt_of(attempt.uid), question.id, "Em xin xem lại")
    more = Answer(Decimal("0.75"), "Thiếu một ý", 1)
    requests.propose(room.exam, asked.id, more, room.teacher.id)
    requests.decide(room.exam, asked.id, Answer(Decimal("0.75"), "Đồng ý", 2), head.id)
    again = Given(Decimal("0.25"), None, "thêm lời phê", 1)
    with pytest.raises(Settled):
        hand.give(room.exam, question, attempt.id, 1, again, room.teacher.id)
    verdict = db.session.scalars(select(Verdict).where(Verdict.attempt_id == attempt.id)).one()
    assert verdict.points == Decimal("0.75")
    teacher = sign_in(dbapp.test_client(), room.teacher)
    form = {"answer": attempt.id, "version": "1", "points": "0,5", "comment": "giữ lời này"}
    kept = teacher.post(f"/exams/{room.uid}/marking/{question.id}", data=form)
    assert kept.status_code == 422
    assert "phúc khảo" in kept.data.decode() and "giữ lời này" in kept.data.decode()


def test_a_re_mark_is_asked_for_where_numbers_are_drawn(app: Flask) -> None:
    room = kit.room(pupils=1, questions=2)
    kit.answer_all(app, room, 0, {1: 0, 2: 2})
    form = db.session.scalars(select(ExamForm).join(Attempt)).one()
    form.places = [[one[0], one[1], {"a": "2"}] for one in form.places]
    db.session.commit()
    service.close(room.exam.id)
    service.release(room.exam.id)
    open_requests(room.exam)
    pupil = sign_in(app.test_client(), room.pupils[0])
    page = f"/exams/{room.uid}/remark"
    assert pupil.get(page).status_code == 200
    assert pupil.post(page, data={"place": 1, "words": "Em tính khác"}).status_code == 303
    assert "Em tính khác" in pupil.get(page).data.decode()
    row = db.session.scalars(select(Request)).one()
    assert row.question_id == form.places[0][0]
    teacher = sign_in(app.test_client(), room.teacher)
    assert teacher.get(f"/exams/{room.uid}/requests/{row.id}").status_code == 200


def test_each_teacher_of_a_school_exam_sees_the_own_class(app: Flask) -> None:
    exam, rooms = shared(essays=1)
    for n, room in enumerate(rooms):
        found = kit.start(app, exam, room.pupils[0], f"device000{n}").json
        kit.save(app, found["token"], *((place, place, f"bài của {n}") for place in range(1, 5)))
    service.close(exam.id)
    db.session.expire_all()
    question = next(one for one in exam.questions if one.item.kind == "essay")
    mine, other = (room.pupils[0] for room in rooms)
    theirs = db.session.scalars(select(Attempt).where(Attempt.person_id == other.id)).one()
    own = db.session.scalars(select(Attempt).where(Attempt.person_id == mine.id)).one()
    teacher, base = sign_in(app.test_client(), rooms[0].teacher), f"/exams/{exam.uid}"
    page = teacher.get(f"{base}/marking/{question.id}").data.decode()
    assert mine.full_name in page and "bài của 0" in page
    assert other.full_name not in page and "bài của 1" not in page
    form = {"version": "0", "points": "1", "comment": ""}
    path = f"{base}/marking/{question.id}"
    assert teacher.post(path, data=form | {"answer": theirs.id}).status_code == 404
    assert teacher.post(path, data=form | {"answer": own.id}).status_code == 303
    assert [one.attempt_id for one in db.session.scalars(select(HandMark))] == [own.id]
    assert teacher.post(f"{base}/marking/plan", data={}).status_code == 403
    hand.give(exam, question, theirs.id, 1, Given(Decimal(1), None, "", 0), rooms[1].teacher.id)
    asked = exam.questions[0]
    ruling = regrading.draft(exam, asked, FULL, None, "đề in sai", rooms[0].teacher.id)
    for address in (f"{base}/regrade/rulings/{ruling.id}", f"{base}/topics"):
        for kind in ("", "?format=csv"):
            told = teacher.get(address + kind).data.decode()
            assert mine.full_name in told and other.full_name not in told, address
    head = sign_in(app.test_client(), db.session.get_one(Person, exam.created_by))
    told = head.get(f"{base}/marking/{question.id}").data.decode()
    assert mine.full_name in told and other.full_name in told


def test_a_marker_from_outside_is_told_no_names(app: Flask) -> None:
    room = room_of()
    second = make.teacher(make.school_class(room.school_class.school, "6C"))
    open_requests(room.exam, second.id)
    attempt, question = written(app, room), essay(room)
    for place, actor in ((1, room.teacher), (2, second)):
        points = Given(Decimal("0.5"), None, "", 0)
        hand.give(room.exam, question, attempt.id, place, points, actor.id)
    service.close(room.exam.id)
    service.release(room.exam.id)
    db.session.expire_all()
    row = requests.ask(room.exam, kit.attempt_of(attempt.uid), question.id, "Em xin xem lại")
    name, base = room.pupils[0].full_name, f"/exams/{room.uid}/requests"
    outside, teacher = (sign_in(app.test_client(), one) for one in (second, room.teacher))
    for address in (base, f"{base}?format=csv", f"{base}/{row.id}"):
        assert name in teacher.get(address).data.decode()
        told = outside.get(address).data.decode()
        assert "Em xin xem lại" in told and name not in told
    assert nameless("Nguyen Van Em 6A.JPG", 2) == "tep-2.jpg"


def test_points_arrive_while_answers_are_marked_again(app: Flask) -> None:
    room = room_of()
    attempt, question = written(app, room), essay(room)
    row = kit.attempt_of(attempt.uid)
    row.marked_at = None  # a ruling is being applied
    db.session.commit()
    teacher = sign_in(app.test_client(), room.teacher)
    form = {"answer": attempt.id, "version": "0", "points": "0,5", "comment": "ổn"}
    saved = teacher.post(
        f"/exams/{room.uid}/marking/{question.id}", data=form, headers={"X-Autosave": "1"}
    )
    assert saved.status_code == 200 and saved.json["version"] == 1


def test_keys_wait_for_the_closing_where_somebody_only_looks_on(app: Flask) -> None:
    room = kit.room(pupils=1)
    inspector = make.person("Vũ Thị Thanh Tra", INSPECTOR, room.school_class.school)
    watcher, teacher = (sign_in(app.test_client(), one) for one in (inspector, room.teacher))
    page = f"/exams/{room.uid}/regrade"
    assert (watcher.get(page).status_code, teacher.get(page).status_code) == (403, 200)
    service.close(room.exam.id)
    assert watcher.get(page).status_code == 200
    draft = kit.room(pupils=1)
    service.unprepare(draft.exam.id)
    early = sign_in(app.test_client(), draft.teacher)
    assert early.get(f"/exams/{draft.uid}/regrade").status_code == 404
