"""What comes between: a start and the closing, two who judge late answers, closings taken back."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.exams import candidates, devices, late, marking, overseeing, service
from lms.exams.models import Attempt, Exam, Result
from lms.exams.service import NotPossible
from lms.grades.models import Mark
from lms.marking import hand
from suite import clock
from suite.db import db
from suite.jobs import Job
from tests.kit import make_exams as make
from tests.kit.client import sign_in
from tests.lms.exams.test_late_answers import come_back, offline


def meanwhile(app: Flask, run: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Run something in a session of its own, which has had time to come to a lock."""
    found: list[Any] = []

    def ran() -> None:
        with app.app_context():
            try:
                found.append(run())
            except Exception as error:
                found.append(error)
            finally:
                db.session.remove()

    thread = threading.Thread(target=ran)
    thread.start()
    time.sleep(0.4)
    return thread, found


def test_nobody_starts_in_an_exam_that_is_being_closed(dbapp: Flask) -> None:
    room = make.room()
    word = make.entry(room.exam, room.pupils[0])
    exam = service.locked(room.exam.id)
    thread, found = meanwhile(
        dbapp,
        lambda: dbapp.test_client().post(
            "/exams/door/start",
            json={"code": "", "device": "device0001"},
            headers={"X-Entry": word},
        ),
    )
    marking.all_closed(exam)
    db.session.commit()
    thread.join()
    assert found[0].status_code == 409, found
    assert db.session.scalar(select(Attempt.id).where(Attempt.exam_id == exam.id)) is None


def test_late_answers_count_although_somebody_marks_meanwhile(dbapp: Flask) -> None:
    room = make.room(late_minutes=10)
    found = offline(dbapp, room)
    exam_id = room.exam.id
    marking.close_due(room.exam)
    db.session.commit()
    come_back(dbapp, found["token"], (2, 2, 9))
    assert marking.mark_some(room.exam) == 1  # without the late one; not committed yet
    thread, other = meanwhile(dbapp, lambda: service.settle(db.session.get_one(Exam, exam_id)))
    db.session.commit()
    thread.join()
    assert other == [1]
    attempt = make.attempt_of(found["attempt"])
    second = attempt.form.places[1][0]
    answer = select(Result.response).where(
        Result.attempt_id == attempt.id, Result.question_id == second
    )
    assert db.session.scalar(answer) is not None


def test_two_who_judge_late_answers_at_once_do_not_trip(dbapp: Flask) -> None:
    room = make.room(late_minutes=10)
    found = offline(dbapp, room)
    exam_id = room.exam.id
    marking.close_due(room.exam)
    db.session.commit()
    come_back(dbapp, found["token"], (2, 2, 9))
    assert late.judge(db.session.get_one(Exam, exam_id)) == 1
    thread, other = meanwhile(dbapp, lambda: service.settle(db.session.get_one(Exam, exam_id)))
    db.session.commit()
    thread.join()
    assert other == [1]


def test_opening_again_leaves_what_was_ended_before(dbapp: Flask) -> None:
    room = make.room(closes_at=clock.now() + timedelta(hours=1))
    ended = make.start(dbapp, room.exam, room.pupils[0]).json["attempt"]
    working = make.start(dbapp, room.exam, room.pupils[1], "device0002").json["attempt"]
    assert overseeing.close(room.exam.id, [room.pupils[0].id]) == 1
    before = make.attempt_of(ended).closed_at
    closed_at = service.close(room.exam.id).closed_at
    assert closed_at is not None
    service.reopen(room.exam.id, closed_at)
    assert make.attempt_of(working).closed_at is None
    assert make.attempt_of(ended).closed_at == before


def test_it_stays_closed_once_an_answer_has_points_of_a_person(dbapp: Flask) -> None:
    room = make.room(essays=2, questions=1)
    exam = room.exam
    found = make.start(dbapp, exam, room.pupils[0]).json
    make.save(dbapp, found["token"], *((n, n, "bài") for n in (1, 2, 3)))
    closed_at = service.close(exam.id).closed_at
    assert closed_at is not None
    attempt = make.attempt_of(found["attempt"])
    essay = next(one for one in exam.questions if one.item.kind == "essay")
    points = hand.Given(Decimal(1), None, "", 0)
    hand.give(exam, essay, attempt.id, 1, points, room.teacher.id)
    assert make.attempt_of(found["attempt"]).score is None  # the other essay waits
    with pytest.raises(NotPossible, match="changed"):
        service.reopen(exam.id, closed_at)


def test_more_time_is_for_those_who_are_working(dbapp: Flask) -> None:
    room = make.room(minutes=30)
    over = make.start(dbapp, room.exam, room.pupils[0]).json["attempt"]
    working = make.start(dbapp, room.exam, room.pupils[1], "device0002").json["attempt"]
    make.end_now(over)
    before = make.attempt_of(over).ends_at, make.attempt_of(working).ends_at
    assert service.extend(room.exam.id, 60) == 1
    assert make.attempt_of(over).ends_at == before[0]
    assert make.attempt_of(working).ends_at == before[1] + timedelta(minutes=60)


def test_a_release_leaves_a_mark_hidden_that_is_never_shown(dbapp: Flask) -> None:
    room = make.room(show_mark="never")
    make.answer_all(dbapp, room, 0, {1: 1})
    service.close(room.exam.id)
    service.release(room.exam.id)
    mark = db.session.scalars(select(Mark).where(Mark.person_id == room.pupils[0].id)).one()
    assert mark.value is not None and mark.released_at is None


def test_an_unlocked_attempt_goes_on_in_its_room_only(app: Flask) -> None:
    room = make.room(mode="supervised")
    make.start(app, room.exam, room.pupils[0])
    seat = candidates.candidate(room.exam, room.pupils[0].id)
    assert seat is not None
    seat.networks = "10.1.0.0/16"
    db.session.commit()
    attempt = db.session.scalars(select(Attempt)).one()
    assert devices.unlock(attempt.id, room.teacher.id)
    client = sign_in(app.test_client(), room.pupils[0])
    path, wish = f"/exams/{room.uid}/continue", {"device": "device0009"}
    away = client.post(path, json=wish, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert (away.status_code, away.json) == (409, {"refused": "wrong_place"})
    here = client.post(path, json=wish, environ_base={"REMOTE_ADDR": "10.1.2.3"})
    assert here.status_code == 200, here.data


def test_two_windows_of_a_pupil_who_joined_late_are_one_candidate(dbapp: Flask) -> None:
    room = make.room()
    late = make.make.student(room.school_class, "Trần Đến Sau")
    exam_id, person_id = room.exam.id, late.id
    candidates.seat(room.exam, person_id)
    thread, other = meanwhile(
        dbapp, lambda: candidates.seat(db.session.get_one(Exam, exam_id), person_id).person_id
    )
    db.session.commit()
    thread.join()
    assert other == [person_id]


def test_a_mark_is_told_of_once_however_many_look(dbapp: Flask) -> None:
    room = make.room(show="at_once")
    make.answer_all(dbapp, room, 0, {1: 1})
    exam_id = room.exam.id
    while marking.mark_some(room.exam):
        db.session.commit()
    service._release_marks(room.exam)
    thread, other = meanwhile(dbapp, lambda: service.settle(db.session.get_one(Exam, exam_id)))
    db.session.commit()
    thread.join()
    assert not isinstance(other[0], Exception), other
    told = [
        job.name for job in db.session.scalars(select(Job)) if job.payload.get("number") == 1
        and job.payload.get("pupil_id") == room.pupils[0].id
    ]  # fmt: skip
    assert told and len(set(told)) == len(told)
