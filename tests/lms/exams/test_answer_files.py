"""Files of answers: kept once, by content, while the attempt is open and there is room."""

import io
from typing import Any

import pytest
from flask import Flask

from lms.bank import service as bank
from lms.bank.models import Item
from lms.bank.rules import Content
from lms.exams import choosing, service, uploads
from lms.exams.models import Attempt, Result, Upload
from lms.grades.models import Mark
from suite import settings
from suite.db import db
from tests.kit import make_exams as make
from tests.kit.client import sign_in
from tests.lms.bank.test_bank_pictures import picture

OPEN = {"most_files": 2, "what": ["photo", "pdf"]}


@pytest.fixture
def room(dbapp: Flask) -> make.Room:
    """An exam of one single-choice question and one that is answered by files."""
    found = make.room(pupils=2, questions=1, show="at_once", shuffle_questions=False)
    service.unprepare(found.exam.id)
    about = bank.About(found.exam.school_id, "TOAN", 6)
    content = Content("file_answer", "Chụp hình vẽ", OPEN, {})
    item = bank.add_item(about, content, found.teacher.id)
    choosing.choose(found.exam.id, [item.id])
    service.prepare(found.exam.id)
    return found


def send(app: Flask, token: str, data: bytes, item: int = 2, key: str = "word0001") -> Any:
    headers = {"X-Attempt": token, "X-Item": str(item), "X-Upload": key}
    form = {"file": (io.BytesIO(data), "../ảnh <1>.exe")}
    return app.test_client().post("/exams/uploads", data=form, headers=headers)


def test_a_file_is_kept_once_and_seen_by_its_pupil_and_teacher(
    dbapp: Flask, room: make.Room
) -> None:
    token = make.start(dbapp, room.exam, room.pupils[0]).json["token"]
    uid = send(dbapp, token, picture("JPEG")).json["uid"]
    assert send(dbapp, token, picture("JPEG")).json["uid"] == uid, "a repeat finds the first"
    row = db.session.query(Upload).one()
    assert (row.name, row.media_type) == ("ảnh 1.exe.jpg", "image/jpeg")
    assert make.save(dbapp, token, (1, 2, [uid]), (2, 1, 1)).status_code == 200
    dbapp.test_client().post("/exams/hand-in", headers={"X-Attempt": token})
    service.settle(room.exam)
    attempt = db.session.query(Attempt).one()
    states = {r.state for r in db.session.query(Result).filter_by(attempt_id=attempt.id)}
    assert "unmarked" in states and attempt.marked_at is not None and attempt.score is None
    assert db.session.query(Mark).count() == 0, "no mark before all is marked"
    pupil = sign_in(dbapp.test_client(), room.pupils[0])
    page = pupil.get(f"/exams/{room.uid}/result").text
    assert f"/exams/uploads/{uid}" in page and "exam-score" not in page
    assert "chưa chấm xong" in page
    teacher = sign_in(dbapp.test_client(), room.teacher)
    for client in (pupil, teacher):
        got = client.get(f"/exams/uploads/{uid}")
        assert got.status_code == 200 and "attachment" in got.headers["Content-Disposition"]
    assert (
        sign_in(dbapp.test_client(), room.pupils[1]).get(f"/exams/uploads/{uid}").status_code == 403
    )
    other = sign_in(dbapp.test_client(), make.room().teacher)
    assert other.get(f"/exams/uploads/{uid}").status_code == 404
    assert "chưa chấm xong" in teacher.get(f"/exams/{room.uid}/board").text
    assert teacher.get(f"/exams/{room.uid}/items").status_code == 200
    assert "chưa chấm xong" in teacher.get(f"/exams/{room.uid}/results.csv").text
    assert send(dbapp, token, picture(), key="word0002").json == {"refused": "closed"}


def test_what_does_not_belong_is_refused(
    dbapp: Flask, room: make.Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = make.start(dbapp, room.exam, room.pupils[0]).json["token"]
    assert send(dbapp, token, b"<svg/>").json == {"refused": "type"}
    assert send(dbapp, token, b"").json == {"refused": "empty"}
    assert send(dbapp, token, picture(), item=1).json == {"refused": "item"}
    assert send(dbapp, token, picture(), item=9).json == {"refused": "item"}
    assert send(dbapp, token, picture(), key="a/b").status_code == 400
    assert send(dbapp, "x" + token, picture()).status_code == 401
    monkeypatch.setattr(uploads, "MOST_BYTES", 50)
    assert send(dbapp, token, picture()).json == {"refused": "size"}
    monkeypatch.undo()
    monkeypatch.setattr(uploads, "MOST_OF_AN_ITEM", 1)
    assert send(dbapp, token, picture()).status_code == 200
    assert send(dbapp, token, picture(), key="word0009").json == {"refused": "many"}
    monkeypatch.undo()
    monkeypatch.setattr(settings.current_settings(), "keep_free", 2**62)
    full = send(dbapp, token, picture(), key="word0008")
    assert (full.status_code, full.json) == (507, {"refused": "full"})
    assert db.session.query(Upload).count() == 1


def test_answers_name_only_files_of_the_same_attempt(dbapp: Flask, room: make.Room) -> None:
    tokens = [make.start(dbapp, room.exam, one).json["token"] for one in room.pupils]
    uid = send(dbapp, tokens[0], picture()).json["uid"]
    make.save(dbapp, tokens[1], (1, 2, [uid]))
    dbapp.test_client().post("/exams/hand-in", headers={"X-Attempt": tokens[1]})
    page = sign_in(dbapp.test_client(), room.pupils[1]).get(f"/exams/{room.uid}/result").text
    assert "/exams/uploads/" not in page
    assert db.session.query(Item).count() == 2
