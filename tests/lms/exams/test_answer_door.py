"""The door of a running exam: starts, saves, receipts, deadlines, take-overs, on both databases."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from werkzeug.test import Client

from lms.exams import candidates, service, taking
from lms.exams.door import door
from lms.exams.models import AnswerSave, Attempt, Candidate
from lms.exams.tokens import AttemptPass, Saved
from suite import clock
from suite.db import db
from tests.kit import make_exams as make


def started(app: Flask, room: make.Room, number: int = 0, **how: Any) -> dict[str, Any]:
    response = make.start(app, room.exam, room.pupils[number], **how)
    assert response.status_code == 200, response.data
    found: dict[str, Any] = json.loads(response.data)
    return found


def test_a_start_carries_paper_and_time(dbapp: Flask) -> None:
    room = make.room(minutes=45)
    found = started(dbapp, room)
    assert len(found["paper"]["items"]) == 4
    assert 44 * 60_000 < found["left"] <= 45 * 60_000
    assert found["mine"] and found["open"] and found["epoch"] == 1
    row = make.attempt_of(found["attempt"])
    assert row.ends_at - row.started_at == timedelta(minutes=45)
    assert row.accepts_until - row.ends_at == timedelta(seconds=room.exam.grace_seconds)


def test_the_attempt_never_outlives_the_exam(dbapp: Flask) -> None:
    closes = clock.now() + timedelta(minutes=5)
    found = started(dbapp, make.room(minutes=45, closes_at=closes))
    assert make.attempt_of(found["attempt"]).ends_at == closes
    assert found["left"] <= 5 * 60_000


def test_a_start_whose_reply_was_lost_is_repeated(dbapp: Flask) -> None:
    room = make.room()
    first, again = started(dbapp, room), started(dbapp, room)
    assert first["token"] == again["token"]
    elsewhere = make.start(dbapp, room.exam, room.pupils[0], device="device0002")
    assert (elsewhere.status_code, elsewhere.json) == (409, {"refused": "elsewhere"})


def test_starts_at_once_make_one_attempt(dbapp: Flask) -> None:
    room = make.room()
    word, statuses = make.entry(room.exam, room.pupils[0]), []

    def begin() -> None:
        body, headers = {"device": "device0001"}, {"X-Entry": word}
        answer = Client(dbapp).post("/exams/door/start", json=body, headers=headers)
        statuses.append(answer.status_code)

    run_together([begin] * 8)
    assert statuses == [200] * 8
    db.session.rollback()
    assert db.session.scalar(select(func.count(Attempt.id))) == 1


@pytest.mark.parametrize(("opens", "closes", "why"), [(1, 9, "not_open"), (-9, -1, "over")])
def test_the_window_is_judged_at_the_start(dbapp: Flask, opens: int, closes: int, why: str) -> None:
    room = make.room()
    room.exam.opens_at = clock.now() + timedelta(minutes=opens)
    room.exam.closes_at = clock.now() + timedelta(minutes=closes)
    db.session.commit()
    answer = make.start(dbapp, room.exam, room.pupils[0])
    assert (answer.status_code, answer.json) == (409, {"refused": why})


def test_an_entry_to_papers_that_were_made_anew_is_refused(dbapp: Flask) -> None:
    room = make.room()
    word = make.entry(room.exam, room.pupils[0])
    entry = door().signer.read_entry(word, 0)
    form_id = entry.form_id if entry else 0
    service.unprepare(room.exam.id)
    service.prepare(room.exam.id)
    # SQLite gives the old numbers to the new papers: let the pupil hold another one of them.
    others = [one for one in candidates.form_ids(room.exam) if one != form_id]
    db.session.execute(update(Candidate).values(form_id=others[0]))
    db.session.commit()
    client, wish = dbapp.test_client(), {"device": "device0001"}
    answer = client.post("/exams/door/start", json=wish, headers={"X-Entry": word})
    assert answer.json == {"refused": "gone"}


def test_the_access_code_rests_after_five_wrong_ones(dbapp: Flask) -> None:
    room = make.room(access_code="Sen2026")
    said = [
        make.start(dbapp, room.exam, room.pupils[0], code=f"sai{n}").json["refused"]
        for n in range(6)
    ]
    assert said == ["wrong_code"] * 5 + ["too_many"]
    right = make.start(dbapp, room.exam, room.pupils[0], code="Sen2026")
    assert right.json == {"refused": "too_many"}
    assert started(dbapp, room, 1, code=" sen2026 ")["open"]


def test_an_acknowledged_answer_is_there_with_its_receipt(dbapp: Flask) -> None:
    found = started(dbapp, make.room())
    told = make.save(dbapp, found["token"], (1, 2, 3), (2, 1, None)).json
    assert [ack["state"] for ack in told["acks"]] == ["counts", "counts"]
    rows = db.session.scalars(select(AnswerSave).order_by(AnswerSave.seq)).all()
    assert [(r.epoch, r.seq, r.item, r.response, r.held) for r in rows] == [
        (1, 1, 2, "3", 0),
        (1, 2, 1, "null", 0),
    ]
    ack, row = told["acks"][0], rows[0]
    saved = Saved(row.attempt_id, 1, 1, 2, "3", ack["at"], 0)
    signer = door().signer
    assert signer.proves(ack["receipt"], saved)
    assert ack["at"] == row.received_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    for forged in ({"item": 3}, {"response": "2"}, {"held": 1}, {"seq": 2}):
        assert not signer.proves(ack["receipt"], Saved(**{**vars(saved), **forged}))


def test_a_repeat_answers_the_stored_result(dbapp: Flask) -> None:
    found = started(dbapp, make.room())
    first = make.save(dbapp, found["token"], (1, 1, 0)).json["acks"]
    assert make.save(dbapp, found["token"], (1, 1, 0)).json["acks"] == first
    both = make.save(dbapp, found["token"], (1, 1, 0), (2, 1, 1)).json["acks"]
    assert both[0] == first[0] and both[1]["state"] == "counts"


def test_a_number_that_holds_another_answer_is_not_acknowledged(dbapp: Flask) -> None:
    found = started(dbapp, make.room())
    make.save(dbapp, found["token"], (1, 1, 0), (7, 2, 0))
    told = make.save(dbapp, found["token"], (1, 1, 2)).json
    assert told["acks"] == [{"seq": 1, "state": "taken"}]
    assert told["highest"] == 7


def test_after_the_end_answers_are_kept_apart(dbapp: Flask) -> None:
    found = started(dbapp, make.room())
    make.save(dbapp, found["token"], (1, 1, 0))
    make.end_now(found["attempt"])
    told = make.save(dbapp, found["token"], (2, 1, 1)).json
    assert (told["acks"][0]["state"], told["acks"][0]["why"]) == ("held", "late")
    assert (told["open"], told["left"]) == (False, 0)
    again = make.save(dbapp, found["token"], (2, 1, 1)).json["acks"]
    assert again == told["acks"]


def test_the_grace_lets_the_last_answers_arrive(dbapp: Flask) -> None:
    found = started(dbapp, make.room(minutes=45))
    make.move_end(found["attempt"], -timedelta(minutes=45, seconds=2))
    told = make.save(dbapp, found["token"], (1, 1, 0)).json
    assert told["acks"][0]["state"] == "counts"
    assert told["left"] == 0


def test_a_clock_that_steps_back_closes_nothing(dbapp: Flask) -> None:
    found = started(dbapp, make.room())
    row = make.attempt_of(found["attempt"])
    row.started_at += timedelta(hours=3)
    row.ends_at += timedelta(hours=3)
    row.accepts_until += timedelta(hours=3)
    db.session.commit()
    assert make.save(dbapp, found["token"], (1, 1, 0)).json["acks"][0]["state"] == "counts"


def test_the_old_device_is_kept_apart_after_a_take_over(dbapp: Flask) -> None:
    room = make.room()
    found = started(dbapp, room)
    make.save(dbapp, found["token"], (1, 1, 0))
    taken = taking.take_over(room.exam, room.pupils[0].id, "device0002")
    assert taken is not None and taken.epoch == 2
    old = make.save(dbapp, found["token"], (2, 1, 3)).json
    assert (old["acks"][0]["why"], old["mine"]) == ("old_epoch", False)
    new = make.save(dbapp, taken.token, (1, 2, 1)).json
    assert (new["acks"][0]["state"], new["mine"]) == ("counts", True)
    client = dbapp.test_client()
    here = client.get("/exams/door/sitting", headers={"X-Attempt": taken.token}).json
    assert here["answers"] == {"1": [1, 1, 0], "2": [2, 1, 1]}
    there = client.get("/exams/door/sitting", headers={"X-Attempt": found["token"]}).json
    assert "answers" not in there and "paper" not in there and not there["mine"]


def test_handing_in_closes_for_good(dbapp: Flask) -> None:
    room = make.room()
    found = started(dbapp, room)
    make.save(dbapp, found["token"], (1, 1, 0))
    client = dbapp.test_client()
    headers = {"X-Attempt": found["token"]}
    assert client.post("/exams/hand-in", headers=headers, csrf=False).json == {"done": "handed_in"}
    assert client.post("/exams/hand-in", headers=headers, csrf=False).json == {"done": "closed"}
    late = make.save(dbapp, found["token"], (2, 1, 1)).json["acks"][0]
    assert late["why"] == "after_end"
    again = make.start(dbapp, room.exam, room.pupils[0])
    assert again.json == {"refused": "finished"}


@pytest.mark.parametrize("token", ["", "1.1.1.x", "x" * 500, "1.1.1." + "A" * 24, "é.1.1.x"])
def test_a_forged_token_saves_nothing(dbapp: Flask, token: str) -> None:
    answer = make.save(dbapp, token.encode("utf-8").decode("latin-1"), (1, 1, 1))
    assert answer.status_code == 401


def test_a_token_of_another_installation_is_refused(app: Flask) -> None:
    found = started(app, make.room())
    assert type(door().signer)("another secret").read_attempt(found["token"]) is None
    unknown = door().signer.attempt(AttemptPass(1, 999_999, 1))
    assert make.save(app, unknown, (1, 1, 1)).status_code == 401


HOSTILE = [
    b"",
    b"[]",
    b"{",
    b"\xff\xfe",
    b"[" * 60_000,
    b'{"answers":[]}',
    b'{"answers":[{"seq":1,"item":1}]}',
    b'{"answers":[{"seq":0,"item":1,"response":1}]}',
    b'{"answers":[{"seq":true,"item":1,"response":1}]}',
    b'{"answers":[{"seq":1.0,"item":1,"response":1}]}',
    b'{"answers":[{"seq":9007199254740993,"item":1,"response":1}]}',
    b'{"answers":[{"seq":1,"item":1001,"response":1}]}',
    b'{"answers":[{"seq":1,"item":1,"response":NaN}]}',
    b'{"answers":[{"seq":1,"item":1,"response":"\\ud800"}]}',
    b'{"answers":[{"seq":1,"item":1,"response":1},{"seq":1,"item":2,"response":1}]}',
]


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_bodies_are_refused(app: Flask, body: bytes) -> None:
    found = started(app, make.room())
    headers = {"X-Attempt": found["token"], "Content-Type": "application/json"}
    answer = app.test_client().post("/exams/door/answers", data=body, headers=headers, csrf=False)
    assert answer.status_code == 400
    assert db.session.scalar(select(func.count()).select_from(AnswerSave)) == 0


def test_limits_and_methods(app: Flask) -> None:
    found = started(app, make.room())
    client, headers = app.test_client(), {"X-Attempt": found["token"]}
    big = client.post("/exams/door/answers", data=b"x" * 70_000, headers=headers, csrf=False)
    assert big.status_code == 413
    assert client.get("/exams/door/answers", headers=headers).status_code == 405
    assert client.get("/exams/door/keys", headers=headers).status_code == 404


def test_odd_but_lawful_responses_are_kept(dbapp: Flask) -> None:
    found = started(dbapp, make.room())
    odd = ["x\u0000y", "Đường thẳng", {"b": [1, None], "a": "ư"}, 10**15, [], -1]
    told = make.save(dbapp, found["token"], *((n, 1, r) for n, r in enumerate(odd, 1))).json
    assert {ack["state"] for ack in told["acks"]} == {"counts"}
    kept = db.session.scalars(select(AnswerSave.response).order_by(AnswerSave.seq)).all()
    assert [json.loads(text) for text in kept] == odd


def run_together(works: list[Any]) -> None:
    failed: list[BaseException] = []

    def guarded(work: Any) -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_many_writers_lose_nothing(dbapp: Flask) -> None:
    """Eight browsers save at once, with repeats, while others start and one is taken over."""
    room = make.room(pupils=8)
    tokens = [started(dbapp, room, n)["token"] for n in range(8)]

    def browser(token: str) -> None:
        for seq in range(1, 26):
            told = make_save(dbapp, token, seq)
            assert told["acks"][0]["state"] == "counts"
            if seq % 5 == 0:
                assert make_save(dbapp, token, seq)["acks"] == told["acks"]

    run_together([lambda token=token: browser(token) for token in tokens])
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(AnswerSave)) == 8 * 25


def make_save(app: Flask, token: str, seq: int) -> Any:
    body = {"answers": [{"seq": seq, "item": seq % 4 + 1, "response": seq % 3}]}
    answer = Client(app).post("/exams/door/answers", json=body, headers={"X-Attempt": token})
    assert answer.status_code == 200, answer.data
    return answer.json


def test_a_full_disk_acknowledges_nothing_and_room_brings_all_back(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    """SQLite's own limit stands for the end of the disk; it ends with the connection it met."""
    token = started(app, make.room())["token"]
    long = "dài " * 2000
    with app.app_context(), door().lane.connection() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    refused = make.save(app, token, *((n, 1, long) for n in range(1, 4)))
    assert refused.status_code == 503 and refused.json == {"error": "try again"}
    assert "disk is full" in caplog.text and "Traceback" not in caplog.text
    assert db.session.scalar(select(func.count(AnswerSave.seq))) == 0
    db.session.rollback()
    again = make.save(app, token, *((n, 1, long) for n in range(1, 4)))
    assert [ack["state"] for ack in again.json["acks"]] == ["counts"] * 3
    assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
    db.session.rollback()
