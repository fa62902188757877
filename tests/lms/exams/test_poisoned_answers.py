"""One pupil's strange answer must not keep a class from its marks."""

import sqlite3
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from lms.exams import service, wire
from lms.exams.door import door
from lms.exams.lane import Lane
from lms.exams.models import AnswerSave
from suite.db import db
from tests.kit import make_exams as make


def body(depth: int, seq: int = 1) -> bytes:
    """A batch with one answer of lists in lists."""
    nested = "[" * depth + "]" * depth
    return f'{{"answers":[{{"seq":{seq},"item":1,"response":{nested}}}]}}'.encode()


def test_deep_answers_are_refused_at_the_door() -> None:
    for depth in (wire.DEEPEST + 1, 400, 900):
        with pytest.raises(wire.BadRequest):
            wire.answers(body(depth))
    assert wire.answers(body(wire.DEEPEST))


def deeper(calls: int, run: object) -> object:
    return deeper(calls - 1, run) if calls else run()  # type: ignore[operator]


def test_a_class_is_marked_whatever_one_pupil_sends(app: Flask) -> None:
    room = make.room()
    found = make.start(app, room.exam, room.pupils[0]).json
    client, headers = app.test_client(), {"X-Attempt": found["token"]}
    for depth in range(wire.DEEPEST, 990, 10):
        sent = client.post("/exams/door/answers", data=body(depth, depth), headers=headers)
        assert sent.status_code in (200, 400)
    deeper(150, lambda: service.close(room.exam.id))
    assert make.attempt_of(found["attempt"]).score is not None


def test_a_number_beyond_all_numbers_is_refused_and_stops_nobody(dbapp: Flask) -> None:
    room = make.room(essays=1)
    mine = make.start(dbapp, room.exam, room.pupils[0]).json
    theirs = make.start(dbapp, room.exam, room.pupils[1], "device0002").json
    client, headers = dbapp.test_client(), {"X-Attempt": mine["token"]}
    for text in (b"1e999", b"-1e999", b"[1,[2e400]]", b'{"a":1e999}'):
        body = b'{"answers":[{"seq":1,"item":1,"response":%b}]}' % text
        answer = client.post("/exams/door/answers", data=body, headers=headers)
        assert answer.status_code == 400, text
    # One that a house of before let in.
    assert make.save(dbapp, mine["token"], (2, 5, 1), (3, 1, "\x00")).status_code == 200
    db.session.execute(update(AnswerSave).where(AnswerSave.seq == 2).values(response="Infinity"))
    db.session.commit()
    service.close(room.exam.id)
    assert make.attempt_of(theirs["attempt"]).score is not None
    assert make.attempt_of(mine["attempt"]).marked_at is not None


def test_half_a_character_as_access_code_is_a_wrong_code(dbapp: Flask) -> None:
    room = make.room(access_code="Mở đề")
    for number, (code, status) in enumerate(((b"\\ud800", 409), (b"m\\u1edf \\u0111\\u1ec1", 200))):
        word = make.entry(room.exam, room.pupils[number])
        body = b'{"code":"%b","device":"device0001"}' % code
        answer = dbapp.test_client().post("/exams/door/start", data=body, headers={"X-Entry": word})
        assert answer.status_code == status, answer.data


def test_one_request_that_fails_fails_no_other_of_its_batch(app: Flask) -> None:
    lane, told, errors = door().lane, [], []
    assert isinstance(lane, Lane)

    def ask(work: Any) -> None:
        try:
            told.append(lane.write(work))
        except ValueError as error:
            errors.append(error)

    def bad(_connection: sqlite3.Connection) -> None:
        raise ValueError("half a character")

    works = [lambda c, n=n: c.execute("SELECT ?", (n,)).fetchone()[0] for n in range(8)]
    threads = [threading.Thread(target=ask, args=(work,)) for work in (*works[:4], bad, *works[4:])]
    with lane._turn:  # all of them wait, so that they go together
        for thread in threads:
            thread.start()
        while len(lane._waiting) < len(threads):
            pass
    for thread in threads:
        thread.join()
    assert sorted(told) == list(range(8)) and len(errors) == 1
