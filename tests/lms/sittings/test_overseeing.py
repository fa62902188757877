"""Pausing, going on, more time and the end, for one or all; the statement of saves knows none."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.exams import overseeing, rules
from suite import jobs
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
