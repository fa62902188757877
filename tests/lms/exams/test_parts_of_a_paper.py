"""Parts with a time of their own: when each was open, and what came too late for it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from lms.exams import held, marking, overseeing, parting, service
from lms.exams.models import PART_OVER, AnswerSave, ExamPart
from lms.exams.traces import Turn
from suite.db import db
from tests.kit import make_exams as make

START = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
ZERO = timedelta(0)
MINUTES = st.lists(st.one_of(st.none(), st.integers(1, 40)), min_size=1, max_size=5)


@given(MINUTES, st.dictionaries(st.integers(2, 5), st.integers(0, 90)), st.integers(1, 120))
def test_parts_end_one_after_the_other(
    minutes: list[int | None], left: dict[int, int], total: int
) -> None:
    end = START + timedelta(minutes=total)
    entered = {number: START + timedelta(minutes=at) for number, at in left.items()}
    found = parting.ends(minutes, START, end, entered)
    assert found == sorted(found) and all(START <= one <= end for one in found)
    opened = START
    for own, closed in zip(minutes, found, strict=True):
        assert own is None or closed - opened <= timedelta(minutes=own)
        opened = closed


def test_leaving_a_part_gives_the_rest_of_its_time_away() -> None:
    end = START + timedelta(minutes=50)
    entered = {2: START + timedelta(minutes=10)}
    told = parting.ends([20, 30], START, end, entered)
    assert told == [START + timedelta(minutes=10), START + timedelta(minutes=40)]
    assert parting.stretch(50, START, end + timedelta(minutes=10)) == pytest.approx(1.2)
    assert parting.stretch(50, START, START + timedelta(minutes=5)) == 1.0


def moment(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def test_a_pause_and_more_time_are_given_to_the_part_that_is_open() -> None:
    told = [("paused", moment(4), None), ("resumed", moment(9), None), ("more", moment(20), 180)]
    given = parting.gifts(told, moment(60))
    assert [one.length for one in given] == [timedelta(minutes=5), timedelta(minutes=3)]
    end = moment(40 + 5 + 3)
    assert parting.stretch(40, START, end, given) == 1.0
    assert parting.stretch(40, START, end + timedelta(minutes=10), given) == pytest.approx(1.25)
    found = parting.ends([10, 20, None], START, end, {}, 1.0, given)
    assert found == [moment(15), moment(38), end]
    begun = {2: moment(6)}  # while the time stood still: the rest of the pause is the new part's
    assert parting.ends([10, 20], START, end, begun, 1.0, given) == [moment(6), moment(32)]
    assert parting.gifts([told[0]], moment(7)) == [parting.Gift(moment(4), moment(7), pause=True)]
    assert parting.gifts([told[0], ("paused", moment(5), None), told[1]], moment(60)) == given[:1]


@given(st.integers(0, 30), st.integers(1, 60), st.integers(1, 60))
def test_however_long_a_pause_no_part_loses_time(at_minute: int, pause: int, later: int) -> None:
    told = [("paused", moment(at_minute), None), ("resumed", moment(at_minute + pause), None)]
    given = parting.gifts(told, moment(at_minute + pause + later))
    plain = parting.ends([10, 20], START, moment(30), {})
    moved = parting.ends([10, 20], START, moment(30 + pause), {}, 1.0, given)
    for before, after in zip(plain, moved, strict=True):
        assert after - before == (timedelta(minutes=pause) if moment(at_minute) < before else ZERO)


def parted(**fields: Any) -> make.Room:
    """An exam of 40 minutes: two questions in 10 minutes, then two in the rest."""
    room = make.room(pupils=1, questions=4, minutes=40, form_count=1, **fields)
    service.unprepare(room.exam.id)
    db.session.rollback()
    for number, minutes in ((1, 10), (2, None)):
        room.exam.parts.append(ExamPart(number=number, title=f"Phần {number}", minutes=minutes))
    for question in room.exam.questions[2:]:
        question.part = 2
    db.session.commit()
    service.prepare(room.exam.id)
    return room


def at(app: Flask, found: dict[str, Any], seq: int, item: int, minute: float, ago: int = 0) -> None:
    """Save an answer as if it had come in that minute of the attempt."""
    row = {"seq": seq, "item": item, "response": 1} | ({"ago": ago * 60_000} if ago else {})
    sent = app.test_client().post(
        "/exams/door/answers", json={"answers": [row]}, headers={"X-Attempt": found["token"]}
    )
    assert sent.json["acks"][0]["state"] == "counts"
    attempt = make.attempt_of(found["attempt"])
    db.session.execute(
        update(AnswerSave)
        .where(AnswerSave.attempt_id == attempt.id, AnswerSave.seq == seq)
        .values(received_at=attempt.started_at + timedelta(minutes=minute))
    )
    db.session.commit()


def begun(app: Flask, room: make.Room, minutes_ago: int = 30) -> dict[str, Any]:
    found: dict[str, Any] = make.start(app, room.exam, room.pupils[0]).json
    row = make.attempt_of(found["attempt"])
    row.started_at -= timedelta(minutes=minutes_ago)
    row.ends_at -= timedelta(minutes=minutes_ago)
    row.accepts_until -= timedelta(minutes=minutes_ago)
    db.session.commit()
    return found


def counted(found: dict[str, Any]) -> set[int]:
    attempt = make.attempt_of(found["attempt"])
    return set(marking.answers_of([attempt])[attempt.id])


def test_what_comes_after_its_part_is_kept_apart_for_a_person(dbapp: Flask) -> None:
    room = parted()
    found = begun(dbapp, room)
    at(dbapp, found, 1, 1, 9)
    at(dbapp, found, 2, 3, 12)
    at(dbapp, found, 3, 2, 15)
    service.close(room.exam.id)
    assert counted(found) == {1, 3}
    line = held.undecided(room.exam)[0]
    assert (line.why, line.count) == (PART_OVER, 1)
    service.remark(room.exam.id)
    assert counted(found) == {1, 3}
    assert held.decide(room.exam.id, line.attempt_id, PART_OVER, True, room.teacher.id) == 1
    assert counted(found) == {1, 2, 3} and held.undecided(room.exam) == []
    service.remark(room.exam.id)
    assert counted(found) == {1, 2, 3}


def test_an_answer_that_waited_counts_when_it_was_given_in_time(dbapp: Flask) -> None:
    """Offline from minute 8 to 30: one answer says 21 minutes, one 10; the part ended at 10."""
    room = parted()
    found = begun(dbapp, room)
    at(dbapp, found, 1, 3, 8)
    at(dbapp, found, 2, 1, 30, ago=21)
    at(dbapp, found, 3, 2, 30, ago=10)
    service.close(room.exam.id)
    assert counted(found) == {1, 3}


def test_going_on_closes_a_part_at_once(dbapp: Flask) -> None:
    room = parted()
    found = begun(dbapp, room, minutes_ago=5)
    client, headers = dbapp.test_client(), {"X-Attempt": found["token"]}
    for _ in range(2):
        sent = client.post("/exams/door/part", json={"part": 2}, headers=headers, csrf=False)
        assert sent.status_code == 200
    here = client.get("/exams/door/sitting", headers=headers).json
    assert list(here["entered"]) == ["2"] and here["entered"]["2"] < 60_000
    assert 5 * 60_000 <= here["began"] < 7 * 60_000
    at(dbapp, found, 1, 1, 6)
    at(dbapp, found, 2, 3, 6)
    service.close(room.exam.id)
    assert counted(found) == {3}
    for body in ({"part": 1}, {"part": "2"}, {}, []):
        bad = client.post("/exams/door/part", json=body, headers=headers, csrf=False)
        assert bad.status_code == 400


def test_without_times_of_their_own_parts_close_nothing(dbapp: Flask) -> None:
    room = parted()
    found = begun(dbapp, room)
    db.session.execute(update(ExamPart).values(minutes=None))
    db.session.commit()
    at(dbapp, found, 1, 1, 29)
    service.close(room.exam.id)
    assert counted(found) == {1}


def shift_turns(minutes: dict[str, float], start: datetime) -> None:
    for turn in db.session.query(Turn):
        turn.at = start + timedelta(minutes=minutes[turn.kind])
    db.session.commit()


def test_a_pause_stops_the_clock_of_a_part_and_more_time_reaches_it(dbapp: Flask) -> None:
    """Ten minutes for the first part; paused from minute 4 to 24, two more at minute 25."""
    room = parted()
    found, people = begun(dbapp, room), [room.pupils[0].id]
    assert overseeing.pause(room.exam.id, people) == overseeing.resume(room.exam.id, people) == 1
    assert overseeing.extend(room.exam.id, people, 2) == 1
    attempt = make.attempt_of(found["attempt"])
    attempt.ends_at += timedelta(minutes=20)
    attempt.accepts_until += timedelta(minutes=20)
    shift_turns({"paused": 4, "resumed": 24, "more": 25}, attempt.started_at)
    here = dbapp.test_client().get("/exams/door/sitting", headers={"X-Attempt": found["token"]})
    (began, over, pause), (_, _, more) = here.json["given"]
    assert (began - over, pause, more) == (20 * 60_000, True, False)
    at(dbapp, found, 1, 1, 31.5)
    at(dbapp, found, 2, 2, 33)
    at(dbapp, found, 3, 3, 33)
    service.close(room.exam.id)
    assert counted(found) == {1, 3}


def test_ended_in_a_pause_a_part_keeps_its_longer_time(dbapp: Flask) -> None:
    """A quarter more time is 12 minutes and a half for the first part, whoever ends it how."""
    for end in ("one", "all"):
        room = parted()
        found = begun(dbapp, room, minutes_ago=0)
        make.move_end(found["attempt"], timedelta(minutes=10))
        attempt = make.attempt_of(found["attempt"])
        attempt.started_at -= timedelta(minutes=30)
        attempt.ends_at -= timedelta(minutes=30)
        db.session.commit()
        at(dbapp, found, 1, 1, 12)
        at(dbapp, found, 2, 2, 13)
        overseeing.pause(room.exam.id, [room.pupils[0].id])
        if end == "one":
            overseeing.close(room.exam.id, [room.pupils[0].id])
        service.close(room.exam.id)
        assert counted(found) == {1}
