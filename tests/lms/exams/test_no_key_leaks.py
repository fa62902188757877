"""No key, solution or correctness leaves the server before its release: every byte that a pupil
can get in a whole exam is searched."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.exams import service
from lms.exams.models import ExamForm
from suite.db import db
from tests.kit import make_exams as make
from tests.kit.client import sign_in

TELLING = re.compile(
    rb"is-right|is-wrong|review-|exam-score|\"right\"|right answer|\xc4\x91\xc3\xa1p \xc3\xa1n"
    rb" \xc4\x91\xc3\xbang|" + make.SECRET_SOLUTION.encode()
)


class Listener:
    """Collects every byte that a pupil's browser gets."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.heard: list[bytes] = []

    def get(self, path: str, **how: Any) -> Any:
        answer = self.client.get(path, **how)
        self.heard += [answer.data, str(answer.headers).encode()]
        return answer

    def post(self, path: str, **how: Any) -> Any:
        answer = self.client.post(path, **how)
        self.heard += [answer.data, str(answer.headers).encode()]
        return answer

    def told(self) -> list[bytes]:
        found = TELLING.search(b"\n".join(self.heard))
        return [found.group()] if found else []


def take(app: Flask, room: make.Room, listener: Listener) -> str:
    """A whole exam: waiting, start, answers, repeats, reload, take-over, handing in, looking."""
    uid, wish = room.uid, {"device": "device0001"}
    listener.get("/")
    listener.get(f"/courses/{room.exam.course_id}")
    listener.get(f"/exams/{uid}")
    word = make.entry(room.exam, room.pupils[0])
    started = listener.post("/exams/door/start", json=wish, headers={"X-Entry": word}).json
    headers = {"X-Attempt": started["token"]}
    for seq in range(1, 9):
        body = {"answers": [{"seq": seq, "item": seq % 4 + 1, "response": seq % 4}]}
        listener.post("/exams/door/answers", json=body, headers=headers)
        listener.post("/exams/door/answers", json=body, headers=headers)
    listener.get("/exams/door/sitting", headers=headers)
    listener.get("/exams/door/time", headers=headers)
    listener.get(f"/exams/{uid}")
    taken = listener.post(f"/exams/{uid}/continue", json={"device": "device0002"}).json
    headers = {"X-Attempt": taken["token"]}
    listener.get("/exams/door/sitting", headers=headers)
    for page in ("manage", "board", "board.json", "items", "results.csv"):
        assert listener.get(f"/exams/{uid}/{page}").status_code == 403
    listener.get(f"/exams/{uid}/result")
    listener.post("/exams/hand-in", headers=headers)
    listener.get(f"/exams/{uid}/result")
    listener.get("/")
    listener.get(f"/courses/{room.exam.course_id}")
    return uid


@pytest.mark.parametrize("policy", ["on_release", "after_close"])
def test_nothing_is_told_before_the_release(dbapp: Flask, policy: str) -> None:
    room = make.room(show=policy)
    listener = Listener(sign_in(dbapp.test_client(), room.pupils[0]))
    uid = take(dbapp, room, listener)
    assert listener.told() == []
    assert make.start(dbapp, room.exam, room.pupils[1]).status_code == 200
    if policy == "on_release":
        with pytest.raises(service.NotPossible, match="working"):
            service.release(room.exam.id)
    listener.get(f"/exams/{uid}/result")
    assert listener.told() == []
    service.close(room.exam.id)
    if policy == "on_release":
        listener.get(f"/exams/{uid}/result")
        assert listener.told() == []
        service.release(room.exam.id)
    page = listener.get(f"/exams/{uid}/result").data
    assert make.SECRET_SOLUTION.encode() in page and b"is-right" in page


def test_at_once_tells_the_mark_but_not_the_key(dbapp: Flask) -> None:
    room = make.room(show="at_once")
    client = sign_in(dbapp.test_client(), room.pupils[0])
    make.start(dbapp, room.exam, room.pupils[1])
    uid = take(dbapp, room, Listener(client))
    page = client.get(f"/exams/{uid}/result").data
    assert b"exam-score" in page
    assert b"is-right" not in page and make.SECRET_SOLUTION.encode() not in page
    service.close(room.exam.id)
    page = client.get(f"/exams/{uid}/result").data
    assert b"is-right" in page and make.SECRET_SOLUTION.encode() in page


def test_a_paper_says_nothing_of_its_author(dbapp: Flask) -> None:
    """No ids and no author's order: two papers of one exam hold the same texts and no more."""
    room = make.room(questions=6, form_count=3)
    forms = db.session.query(ExamForm).filter_by(exam_id=room.exam.id).all()
    assert len(forms) == 3
    for form in forms:
        paper = json.loads(form.paper)
        assert set(paper) == {"title", "minutes", "parts", "one_way_parts", "items"}
        assert paper["parts"] == [] and paper["one_way_parts"] is False
        for number, item in enumerate(paper["items"], 1):
            assert set(item) == {"html"}
            values = re.findall(r'name="(\w+)" value="(\d+)"', item["html"])
            assert values == [(f"q{number}", str(place)) for place in range(4)]
            assert not re.search(r"data-(?!answer|letter)", item["html"])
    texts = [sorted(re.findall(r"Câu hỏi số \d+", form.paper)) for form in forms]
    assert texts[0] == texts[1] == texts[2]


def test_another_pupil_and_another_class_get_nothing(dbapp: Flask) -> None:
    room, other = make.room(), make.room()
    stranger = sign_in(dbapp.test_client(), other.pupils[0])
    for path in ("", "/result", "/manage", "/board", "/items", "/results.csv", "/board.json"):
        assert stranger.get(f"/exams/{room.uid}{path}").status_code == 404
    for path in ("/settings", "/questions", "/state", "/extend", "/held"):
        assert stranger.post(f"/exams/{room.uid}{path}").status_code == 404
    assert stranger.post(f"/exams/{room.uid}/continue", json={}).status_code == 404
    signed_out = dbapp.test_client()
    assert signed_out.get(f"/exams/{room.uid}").status_code == 302
    assert signed_out.post("/exams/hand-in").status_code == 401
    pupil = sign_in(dbapp.test_client(), room.pupils[0])
    for path in ("/settings", "/questions", "/state", "/extend", "/held"):
        assert pupil.post(f"/exams/{room.uid}{path}").status_code == 403
