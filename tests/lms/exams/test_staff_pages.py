"""A teacher makes an exam through the pages, watches it and takes the results away."""

import json
import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import event, select, text

from lms.exams.models import Exam, ExamForm
from suite import clock
from suite.db import db
from tests.kit import make
from tests.kit import make_exams as exams
from tests.kit.client import sign_in
from tests.kit.queries import counted


def test_the_page_of_a_running_exam_asks_little(app: Flask) -> None:
    """Who signed in and what the frame of the page needs are among them."""
    closes = clock.now() + timedelta(hours=1)
    room = exams.room(pupils=6, minutes=10, closes_at=closes, late_minutes=5)
    for pupil in room.pupils[:4]:
        begun = exams.start(app, room.exam, pupil).json
        exams.save(app, begun["token"], (1, 1, 0))
    client = sign_in(app.test_client(), room.teacher)
    for page, most in (("board", 14), ("manage", 10), ("board.json", 9), ("parts", 12)):
        with counted() as asked:
            assert client.get(f"/exams/{room.uid}/{page}").status_code == 200
        assert len(asked) <= most, (page, len(asked))


def test_an_exam_from_draft_to_results(app: Flask) -> None:
    of = make.school_class()
    teacher, pupil = make.teacher(of), make.student(of, "=Nguyễn Công Thức")
    course = exams.course(of)
    items = [exams.question(teacher, f"Câu số {n} về ước chung", n % 4) for n in range(6)]
    section_id, course_id, chosen = course.sections[0].id, course.id, items[0].id
    client = sign_in(app.test_client(), teacher)

    made = client.post(
        f"/courses/exam/new/{course_id}",
        data={
            "title": "Kiểm tra giữa kì",
            "section_id": str(section_id),
            "minutes": "45",
            "visible": "draft",
        },
    )
    assert made.status_code == 303
    manage = made.location
    uid = re.findall(r"/exams/([^/]+)/manage", manage)[0]
    assert "Chưa có câu hỏi" in client.get(manage).data.decode()
    refused = client.post(f"/exams/{uid}/state", data={"action": "prepare"}, follow_redirects=True)
    assert "Hãy chọn câu hỏi trước." in refused.data.decode()

    found = client.get(f"{manage}?q=uoc+chung").data.decode()
    assert found.count('name="item"') == 6
    client.post(f"/exams/{uid}/questions", data={"action": "choose", "item": [str(chosen)]})
    client.post(f"/exams/{uid}/questions", data={"action": "draw", "count": "3"})
    exam = db.session.scalars(select(Exam).where(Exam.uid == uid)).one()
    assert [question.number for question in exam.questions] == [1, 2, 3, 4]
    dropped = exam.questions[1].id
    client.post(f"/exams/{uid}/questions", data={"drop": str(dropped)})

    settings = {
        "title": "Kiểm tra giữa kì I",
        "minutes": "20",
        "form_count": "2",
        "preset": "on_release",
        "points_policy": "equal",
        "mode": "supervised",
        "access_code": " SEN ",
        "shuffle_options": "y",
    }
    bad = {**settings, "opens_at": "2026-11-30T08:00", "closes_at": "2026-11-30T07:00"}
    assert client.post(f"/exams/{uid}/settings", data=bad).status_code == 422
    without = {name: value for name, value in settings.items() if name != "access_code"}
    assert client.post(f"/exams/{uid}/settings", data=without).status_code == 303
    assert client.post(f"/exams/{uid}/settings", data=settings).status_code == 303
    assert sign_in(app.test_client(), pupil).get(f"/exams/{uid}").status_code == 404
    assert client.post(f"/exams/{uid}/state", data={"action": "prepare"}).status_code == 303
    db.session.expire_all()
    exam = db.session.scalars(select(Exam).where(Exam.uid == uid)).one()
    told = (exam.state, exam.title, exam.access_code, exam.shuffle_questions, len(exam.questions))
    assert told == ("ready", "Kiểm tra giữa kì I", "SEN", False, 3)
    assert len(db.session.scalars(select(ExamForm)).all()) == 2

    started = exams.start(app, exam, pupil, code="sen").json
    exams.save(app, started["token"], (1, 1, 0))
    assert "SEN" in client.get(f"/exams/{uid}/board").data.decode()
    board = client.get(f"/exams/{uid}/board.json")
    assert json.loads(board.data)["counts"] == {"not_started": 0, "working": 1, "finished": 0}
    same = client.get(f"/exams/{uid}/board.json", headers={"If-None-Match": board.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    more = {"minutes": "5", "attempt": str(exams.attempt_of(started["attempt"]).id)}
    assert client.post(f"/exams/{uid}/extend", data=more).status_code == 303
    client.post(f"/exams/{uid}/state", data={"action": "close"})
    client.post(f"/exams/{uid}/state", data={"action": "release"})
    assert "Độ dễ" in client.get(f"/exams/{uid}/items").data.decode()
    table = client.get(f"/exams/{uid}/results.csv").data.decode("utf-8-sig").splitlines()
    assert table[0].startswith("Học sinh,") and table[1].startswith("'=Nguyễn")
    assert (
        "exam-score" in sign_in(app.test_client(), pupil).get(f"/exams/{uid}/result").data.decode()
    )


def test_a_start_does_not_touch_the_pool_of_the_pages(dbapp: Flask) -> None:
    """The door has connections of its own: pages that are slow do not keep it waiting."""
    room = exams.room(pupils=1)
    word = exams.entry(room.exam, room.pupils[0])
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    wish = {"device": "device0001"}
    client = dbapp.test_client()
    client.post("/exams/door/start", json=wish, headers={"X-Entry": word}, csrf=False)
    event.remove(db.engine, "before_cursor_execute", note)
    assert seen == []


def test_the_door_mends_itself_after_the_database_went_away(dbapp: Flask) -> None:
    room = exams.room(pupils=1)
    token = exams.start(dbapp, room.exam, room.pupils[0]).json["token"]
    assert exams.save(dbapp, token, (1, 1, 0)).status_code == 200
    if db.engine.dialect.name == "postgresql":
        db.session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        db.session.rollback()
        lost = exams.save(dbapp, token, (2, 1, 1))
        assert lost.status_code == 503
    again = exams.save(dbapp, token, (2, 1, 1)).json
    assert again["acks"][0]["state"] == "counts"
