"""Pausing, going on, more time and the end, for one or all; the statement of saves knows none."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from lms.exams import door, overseeing, pulse, rules, service
from lms.exams.traces import Turn
from suite import clock, jobs
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make_exams as make

moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(0), timedelta(hours=12))


@given(moments, spans, spans, spans)
def test_a_pause_takes_no_time_away(
    at: datetime, left: timedelta, pause: timedelta, more: timedelta
) -> None:
    held = rules.paused(at + left, at)
    assert rules.is_paused(held) and rules.paused(held, at + pause) == held
    assert rules.resumed(held + more, at + pause) == at + pause + left + more
    assert rules.resumed(at + left, at) == at + left


def told(app: Flask, token: str) -> dict[str, object]:
    answer = app.test_client().get("/exams/door/time", headers={"X-Attempt": token})
    found: dict[str, object] = answer.json
    return found


def test_time_stands_still_and_answers_are_kept(dbapp: Flask) -> None:
    room = make.room(minutes=30)
    one, other = room.pupils
    tokens = [make.start(dbapp, room.exam, pupil).json for pupil in (one, other)]
    assert overseeing.pause(room.exam.id, [one.id]) == 1
    assert overseeing.pause(room.exam.id, [one.id]) == 0
    first, second = (told(dbapp, found["token"]) for found in tokens)
    assert first["paused"] is True and first["open"] is True and "paused" not in second
    assert 29 * 60_000 < int(str(first["left"])) <= 30 * 60_000
    assert told(dbapp, tokens[0]["token"])["left"] == first["left"]
    saved = make.save(dbapp, tokens[0]["token"], (1, 1, 0)).json
    assert saved["acks"][0]["state"] == "counts" and saved["paused"] is True
    assert overseeing.extend(room.exam.id, [one.id], 5) == 1
    assert overseeing.resume(room.exam.id, [one.id, other.id]) == 1
    left = int(str(told(dbapp, tokens[0]["token"])["left"]))
    assert 34 * 60_000 < left <= 35 * 60_000
    row = make.attempt_of(tokens[0]["attempt"])
    assert row.accepts_until - row.ends_at == timedelta(seconds=room.exam.grace_seconds)
    actions = [entry.action for entry in db.session.query(AuditEntry)]
    assert actions.count("attempt.pause") == actions.count("attempt.resume") == 1


def beat(app: Flask, token: str) -> int:
    door.door().pulse.clear()
    answer = app.test_client().get("/exams/door/pulse", headers={"X-Attempt": token})
    assert answer.status_code == 200
    return int(answer.json["turn"])


def test_silent_pages_hear_of_it_in_one_statement_for_all(
    dbapp: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = make.room()
    first, second = (make.start(dbapp, room.exam, one).json["token"] for one in room.pupils)
    ids = [pupil.id for pupil in room.pupils]
    assert beat(dbapp, first) == 0
    heard = []
    for change in (overseeing.pause, overseeing.resume):
        assert change(room.exam.id, ids[:1]) == 1
        heard.append(beat(dbapp, first))
    service.extend(room.exam.id, 5)
    heard.append(beat(dbapp, first))
    assert heard == sorted(set(heard)) and heard[0] > 0 and beat(dbapp, second) > 0
    client = dbapp.test_client()
    read: list[object] = []
    plain = pulse._read
    monkeypatch.setattr(pulse, "_read", lambda *told: read.append(told) or plain(*told))
    door.door().pulse.clear()
    for word in (first, second) * 20:
        client.get("/exams/door/pulse", headers={"X-Attempt": word})
    assert 1 <= len(read) < 5  # one answers all for two seconds
    assert client.get("/exams/door/pulse", headers={"X-Attempt": "1.1.1.x"}).status_code == 401
    overseeing.close(room.exam.id, ids[:1])
    assert beat(dbapp, first) > heard[-1]
    before = beat(dbapp, second)
    service.close(room.exam.id)
    assert beat(dbapp, second) > before
    db.session.execute(update(Turn).values(at=clock.now() - timedelta(minutes=5)))
    db.session.commit()
    assert beat(dbapp, first) == 0


def test_a_paused_attempt_can_be_ended_and_is_marked(dbapp: Flask) -> None:
    room = make.room()
    begun = [make.start(dbapp, room.exam, pupil).json for pupil in room.pupils]
    ids = [pupil.id for pupil in room.pupils]
    assert overseeing.pause(room.exam.id, ids) == 2
    assert overseeing.close(room.exam.id, ids[:1]) == 1
    jobs.drain()
    row = make.attempt_of(begun[0]["attempt"])
    assert row.close_reason == "by_teacher" and row.marked_at is not None
    assert row.ends_at == row.closed_at and not rules.is_paused(row.accepts_until)
    assert make.attempt_of(begun[1]["attempt"]).closed_at is None
    assert overseeing.extend(room.exam.id, ids[:1], 5) == 0
    late = make.save(dbapp, begun[0]["token"], (9, 1, 0)).json
    assert late["acks"][0]["state"] == "held"
