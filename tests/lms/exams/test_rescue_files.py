"""Rescue files: what is proven, what is not, what is forged; nothing counts without a decision."""

import io
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from lms.exams import held, marking, rescue, rescuing, service
from lms.exams.models import RESCUED, UNPROVEN, AnswerSave
from lms.exams.traces import Rescue
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make_exams as make
from tests.kit.client import sign_in


def acknowledged(told: dict[str, Any], **by_seq: tuple[int, Any]) -> list[dict[str, Any]]:
    rows = []
    for ack in told["acks"]:
        item, response = by_seq[f"s{ack['seq']}"]
        rows.append({"epoch": 1, "item": item, "response": response, **ack})
    return rows


def file_of(app: Flask, room: make.Room) -> tuple[dict[str, Any], dict[str, Any]]:
    """A pupil's file after the server lost the second answer; with a third that never came."""
    found = make.start(app, room.exam, room.pupils[0]).json
    told = make.save(app, found["token"], (1, 1, 0), (2, 2, 3)).json
    db.session.execute(delete(AnswerSave).where(AnswerSave.seq == 2))
    db.session.commit()
    waiting = [{"attempt": found["attempt"], "epoch": 1, "seq": 3, "item": 3, "response": 2}]
    rows = acknowledged(told, s1=(1, 0), s2=(2, 3))
    return found, {
        "exam": room.uid,
        "attempt": found["attempt"],
        "waiting": waiting,
        "acknowledged": rows,
    }


def verdicts(room: make.Room, value: Any) -> list[str]:
    made = rescuing.bring(room.exam, json.dumps(value), room.teacher.id)
    return [word for _line, word in rescuing.verdicts(made)]


def test_a_file_is_taken_in_and_counts_by_decision(dbapp: Flask) -> None:
    room = make.room()
    found, value = file_of(dbapp, room)
    assert verdicts(room, value) == ["present", "proven", "unprovable"]
    made = db.session.scalars(select(Rescue)).one()
    make.end_now(found["attempt"])
    service.settle(room.exam)
    assert rescuing.take(made.id, room.teacher.id) == 2
    assert rescuing.take(made.id, room.teacher.id) == 0
    attempt = make.attempt_of(found["attempt"])
    assert set(marking.answers_of([attempt])[attempt.id]) == {1}
    lines = held.undecided(room.exam)
    assert [(line.why, line.count) for line in lines] == [(RESCUED, 1), (UNPROVEN, 1)]
    assert held.decide(room.exam.id, attempt.id, RESCUED, True, room.teacher.id) == 1
    attempt = make.attempt_of(found["attempt"])
    assert set(marking.answers_of([attempt])[attempt.id]) == {1, 2}
    made = db.session.scalars(select(Rescue)).one()
    assert made.taken == [[1, 2], [1, 3]] and made.taken_by == room.teacher.id
    actions = set(db.session.scalars(select(AuditEntry.action)))
    assert {"exam.rescue", "attempt.rescue", "attempt.held"} <= actions
    assert verdicts(room, value) == ["present"] * 3


def test_the_device_may_still_send_what_was_taken_in(dbapp: Flask) -> None:
    room = make.room()
    found, value = file_of(dbapp, room)
    made = rescuing.bring(room.exam, json.dumps(value), room.teacher.id)
    rescuing.take(made.id, room.teacher.id)
    told = make.save(dbapp, found["token"], (3, 3, 2)).json
    assert (told["acks"][0]["state"], told["acks"][0]["why"]) == ("held", "unproven")


def change(value: dict[str, Any], **fields: Any) -> dict[str, Any]:
    row = {**value["acknowledged"][1], **fields}
    return {**value, "waiting": [], "acknowledged": [row]}


def test_what_was_changed_is_forged(app: Flask) -> None:
    room = make.room()
    _found, value = file_of(app, room)
    assert verdicts(room, change(value)) == ["proven"]
    for forged in (
        {"response": 1},
        {"item": 4},
        {"seq": 9},
        {"epoch": 2},
        {"at": "2026-01-01T00:00:00.000000Z"},
        {"receipt": "A" * 24},
        {"receipt": "é"},
        {"why": "late"},
        {"why": "nonsense"},
    ):
        assert verdicts(room, change(value, **forged)) == ["forged"], forged


def test_an_epoch_or_question_that_never_was_is_forged(app: Flask) -> None:
    room = make.room()
    found, value = file_of(app, room)
    row = {"epoch": 99, "seq": 1, "item": 1, "response": 1}
    other = {"epoch": 1, "seq": 50, "item": 99, "response": 1}
    conflict = {"epoch": 1, "seq": 1, "item": 1, "response": 3}
    mine = {"attempt": found["attempt"], "acknowledged": [], "waiting": [conflict, other, row]}
    assert verdicts(room, {**value, **mine}) == ["conflict", "forged", "forged"]


def test_a_file_of_somebody_else_belongs_to_another_attempt(app: Flask) -> None:
    room, other = make.room(), make.room()
    _found, value = file_of(app, room)
    assert verdicts(other, value) == ["elsewhere"] * 3
    made = db.session.scalars(select(Rescue).order_by(Rescue.id.desc())).first()
    assert made is not None and rescuing.take(made.id, other.teacher.id) == 0
    second = make.start(app, room.exam, room.pupils[1]).json
    borrowed = {**value, "attempt": second["attempt"], "waiting": []}
    assert set(verdicts(room, borrowed)) == {"forged"}
    stray = {"attempt": second["attempt"], "epoch": 1, "seq": 8, "item": 1, "response": 1}
    assert verdicts(room, {**value, "acknowledged": [], "waiting": [stray]}) == ["elsewhere"]


GOOD = {"epoch": 1, "seq": 1, "item": 1, "response": 1}
HOSTILE = [
    "",
    "[]",
    "{",
    "[" * 100_000,
    '{"attempt": 1}',
    '{"attempt": "x", "waiting": {}}',
    '{"attempt": "x", "waiting": [1]}',
    json.dumps({"attempt": "x", "waiting": [GOOD | {"epoch": 0}]}),
    json.dumps({"attempt": "x", "waiting": [GOOD | {"epoch": 2**31}]}),
    json.dumps({"attempt": "x", "waiting": [GOOD | {"seq": 2**63}]}),
    json.dumps({"attempt": "x", "waiting": [GOOD | {"attempt": 5}]}),
    json.dumps({"attempt": "x", "waiting": [GOOD | {"response": "x" * 40_000}]}),
    json.dumps({"attempt": "x", "acknowledged": [GOOD]}),
    json.dumps({"attempt": "x", "acknowledged": [GOOD | {"receipt": ["a"]}]}),
    '{"attempt": "x", "waiting": [{"epoch":1,"seq":1,"item":1,"response":NaN}]}',
    '{"attempt": "x", "waiting": [{"epoch":1,"seq":1,"item":1,"response":"\\ud800"}]}',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_file_is_refused(text: str) -> None:
    with pytest.raises(rescue.BadFile):
        rescue.read(text)


@given(st.recursive(st.one_of(st.none(), st.integers(), st.text()), st.lists))
def test_any_json_is_read_or_refused(value: Any) -> None:
    for text in (json.dumps(value), json.dumps({"attempt": "x", "waiting": value})):
        try:
            rescue.read(text)
        except rescue.BadFile as error:
            assert str(error)


def upload(client: FlaskClient, room: make.Room, data: bytes) -> Any:
    form = {"file": (io.BytesIO(data), "lopso.json")}
    return client.post(f"/exams/{room.uid}/rescues", data=form, content_type="multipart/form-data")


def test_the_pages_show_each_answer_before_anything_is_taken_in(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What the client of the tests sends beyond 500 kB goes through a file that it never closes.
    monkeypatch.setattr(rescue, "LIMIT", 100_000)
    room = make.room()
    _found, value = file_of(app, room)
    teacher = sign_in(app.test_client(), room.teacher)
    sent = upload(teacher, room, json.dumps(value).encode())
    assert sent.status_code == 303
    page = teacher.get(sent.location).data.decode()
    for words in ("có biên nhận xác thực", "đã có trên máy chủ", "không chứng minh được"):
        assert words in page
    before = db.session.scalar(select(func.count()).select_from(AnswerSave))
    assert before == 1
    assert teacher.post(f"{sent.location}/take").status_code == 303
    board = teacher.get(f"/exams/{room.uid}/board").data.decode()
    assert "từ tệp cứu bài, có biên nhận" in board
    for bad in (b"", b"\xff\xfe", b"{}", b"x" * (rescue.LIMIT + 1)):
        assert upload(teacher, room, bad).status_code == 422
    pupil = sign_in(app.test_client(), room.pupils[0])
    assert upload(pupil, room, json.dumps(value).encode()).status_code == 403
    assert pupil.get(sent.location).status_code == 403
    other = make.room()
    stranger = sign_in(app.test_client(), other.teacher)
    wrong = sent.location.replace(room.uid, other.uid)
    assert stranger.get(wrong).status_code == 404
    assert stranger.post(f"{wrong}/take").status_code == 404


def test_a_markup_in_a_file_stays_text(app: Flask) -> None:
    room = make.room()
    found, value = file_of(app, room)
    row = {"epoch": 1, "seq": 77, "item": 1, "response": "<script>alert(1)</script>"}
    value |= {"attempt": found["attempt"], "waiting": [row]}
    teacher = sign_in(app.test_client(), room.teacher)
    sent = upload(teacher, room, json.dumps(value).encode())
    page = teacher.get(sent.location).data
    assert b"<script>alert" not in page and b"&lt;script&gt;" in page
