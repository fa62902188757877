"""What a pupil sees of an own closed attempt, and from which moment: every combination."""

import itertools
import re
from dataclasses import asdict
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from lms.exams import candidates, rules, service, showing
from lms.exams.models import Exam
from lms.exams.rules import AT_ONCE, MOMENTS, NEVER, OVER, RELEASED, Moments
from suite import clock
from suite.db import db
from tests.kit import make_exams as make
from tests.kit.client import sign_in

# How far an exam has come, and which moments are reached there.
STAGES = {
    "others_work": {AT_ONCE},
    "over": {AT_ONCE, OVER},
    "released": {AT_ONCE, OVER, RELEASED},
}
STATE_WORD = re.compile(rb'review-head">[^/]*class="state state-')
KEY = re.compile(b"is-right|is-wrong|\xc4\x91\xc3\xa1p \xc3\xa1n \xc4\x91\xc3\xbang")


@pytest.mark.parametrize("stage", STAGES)
def test_the_rule_keeps_every_moment(stage: str) -> None:
    reached = STAGES[stage]
    for one in itertools.starmap(Moments, itertools.product(MOMENTS, repeat=5)):
        found = rules.shown(one, released=stage == "released", over=stage == "over")
        assert found.mark == (one.mark in reached)
        assert found.correctness == (one.correctness in reached)
        assert found.answers == (one.answers in reached or found.correctness)
        assert not found.key or (stage != "others_work" and one.key in reached)
        assert not found.key or found.correctness
        assert not found.solution or (one.solution in reached and found.key)


def test_presets_are_found_again() -> None:
    for name, moments in rules.PRESETS.items():
        assert rules.preset_of(moments) == name
    assert rules.preset_of(Moments(NEVER, NEVER, NEVER, NEVER, NEVER)) is None


def show(room: make.Room, moments: Moments) -> None:
    values = {f"show_{name}": when for name, when in asdict(moments).items()}
    db.session.execute(update(Exam).where(Exam.id == room.exam.id).values(**values))
    db.session.commit()


def expect(room: make.Room, client: FlaskClient, stage: str) -> None:
    """All pages of all combinations of what tells something of the key."""
    reached = STAGES[stage]
    for correctness, key, solution in itertools.product(MOMENTS, repeat=3):
        show(room, Moments(NEVER, NEVER, correctness, key, solution))
        page = client.get(f"/exams/{room.uid}/result").data
        right = key in reached and correctness in reached and stage != "others_work"
        told = (correctness, key, solution)
        assert bool(STATE_WORD.search(page)) == (correctness in reached), told
        assert bool(KEY.search(page)) == right, told
        assert (make.SECRET_SOLUTION.encode() in page) == (right and solution in reached), told
        assert b"exam-score" not in page


def test_no_page_tells_anything_before_its_moment(app: Flask) -> None:
    room = make.room(questions=2, closes_at=clock.now() + timedelta(hours=1))
    client = sign_in(app.test_client(), room.pupils[0])
    mine = make.start(app, room.exam, room.pupils[0]).json
    make.save(app, mine["token"], (1, 1, 0), (2, 2, 1))
    client.post("/exams/hand-in", headers={"X-Attempt": mine["token"]})
    other = make.start(app, room.exam, room.pupils[1]).json
    expect(room, client, "others_work")
    make.end_now(other["attempt"])
    ended = clock.now() - timedelta(seconds=1)
    db.session.execute(update(Exam).where(Exam.id == room.exam.id).values(closes_at=ended))
    db.session.commit()
    expect(room, client, "over")
    service.release(room.exam.id)
    expect(room, client, "released")


def test_the_key_waits_for_an_attempt_that_is_left(app: Flask) -> None:
    """At once, all alone in the exam: the key would help in the next attempt."""
    at_once = dict.fromkeys(("mark", "answers", "correctness", "key", "solution"), AT_ONCE)
    fields = {f"show_{name}": when for name, when in at_once.items()}
    room = make.room(pupils=1, attempts_allowed=2, **fields)
    client = sign_in(app.test_client(), room.pupils[0])
    started = make.start(app, room.exam, room.pupils[0]).json
    make.save(app, started["token"], (1, 1, 0))
    client.post("/exams/hand-in", headers={"X-Attempt": started["token"]})
    page = client.get(f"/exams/{room.uid}/result").data
    assert b"exam-score" in page and STATE_WORD.search(page)
    assert not KEY.search(page) and make.SECRET_SOLUTION.encode() not in page
    service.close(room.exam.id)
    assert KEY.search(client.get(f"/exams/{room.uid}/result").data)


def test_it_is_not_over_while_a_candidate_has_a_later_window(dbapp: Flask) -> None:
    room = make.room(show="after_close", closes_at=clock.now() + timedelta(minutes=1))
    late = candidates.candidate(room.exam, room.pupils[1].id)
    assert late is not None
    late.closes_at = clock.now() + timedelta(hours=2)
    room.exam.closes_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    assert not showing.results_shown(room.exam).mark
    late.closes_at, late.extra_minutes = None, 5
    db.session.commit()
    assert not showing.results_shown(room.exam).mark
    late.extra_minutes = 0
    db.session.commit()
    assert showing.results_shown(room.exam).key


def test_over_waits_for_answers_that_may_still_come(dbapp: Flask) -> None:
    room = make.room(show="after_close", late_minutes=10)
    started = make.start(dbapp, room.exam, room.pupils[0]).json
    room.exam.closes_at = clock.now() - timedelta(minutes=5)
    db.session.commit()
    make.end_now(started["attempt"])
    service.settle(room.exam)
    assert not showing.results_shown(room.exam).key
    assert showing.key_since(room.exam) is None
    room.exam.closes_at = clock.now() - timedelta(minutes=20)
    db.session.commit()
    make.move_end(started["attempt"], -timedelta(minutes=15))
    assert showing.results_shown(room.exam).key
    since = showing.key_since(room.exam)
    assert since is not None and since <= clock.now()
