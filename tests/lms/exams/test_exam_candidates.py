"""Candidates: who may start, from where, from when and for how long; parts keep their questions."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.exams import candidates, papers, rules, service
from lms.exams.models import Candidate, ExamForm, ExamPart
from suite import clock
from suite.db import db
from tests.kit import make_exams as make


def change(room: make.Room, number: int = 0, **fields: Any) -> Candidate:
    found = candidates.candidate(room.exam, room.pupils[number].id)
    assert found is not None
    for name, value in fields.items():
        setattr(found, name, value)
    db.session.commit()
    return found


def test_making_the_papers_seats_the_class_with_papers_in_turn(dbapp: Flask) -> None:
    room = make.room(pupils=5, form_count=2)
    rows = db.session.query(Candidate).order_by(Candidate.id).all()
    assert [row.person_id for row in rows] == [pupil.id for pupil in room.pupils]
    first, second = candidates.form_ids(room.exam)
    assert [row.form_id for row in rows] == [first, second, first, second, first]
    service.unprepare(room.exam.id)
    db.session.rollback()
    assert {row.form_id for row in db.session.query(Candidate)} == {None}
    assert db.session.query(ExamForm).count() == 0


def test_who_joins_the_class_later_gets_a_seat_and_a_paper(dbapp: Flask) -> None:
    room = make.room()
    late = make.make.student(room.school_class, "Trần Đến Muộn")
    assert candidates.candidate(room.exam, late.id) is None
    assert make.start(dbapp, room.exam, late).status_code == 200


def test_more_time_counts_beyond_the_end_for_all(dbapp: Flask) -> None:
    closes = clock.now() + timedelta(minutes=30)
    room = make.room(minutes=45, closes_at=closes)
    change(room, extra_minutes=10)
    first = make.start(dbapp, room.exam, room.pupils[0]).json
    other = make.start(dbapp, room.exam, room.pupils[1]).json
    ends = [make.attempt_of(found["attempt"]).ends_at for found in (first, other)]
    assert abs(ends[0] - ends[1] - timedelta(minutes=10)) < timedelta(seconds=1)


def test_an_own_window_stands_in_place_of_the_exams(dbapp: Flask) -> None:
    room = make.room(opens_at=clock.now() + timedelta(hours=1))
    change(room, opens_at=clock.now() - timedelta(minutes=1))
    assert make.start(dbapp, room.exam, room.pupils[0]).status_code == 200
    assert make.start(dbapp, room.exam, room.pupils[1]).json == {"refused": "not_open"}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"waits": True}, "waits"),
        ({"networks": "10.0.0.0/8 192.168.1.0/24"}, "wrong_place"),
        ({"access_code": "phong1"}, "wrong_code"),
    ],
)
def test_the_door_says_why_a_candidate_cannot_start(
    dbapp: Flask, fields: dict[str, Any], why: str
) -> None:
    room = make.room(access_code="" if why != "wrong_code" else "all")
    change(room, **fields)
    assert make.start(dbapp, room.exam, room.pupils[0], code="all").json == {"refused": why}
    change(room, networks="127.0.0.0/8", waits=False, access_code="")
    assert make.start(dbapp, room.exam, room.pupils[0], code="all").status_code == 200


@given(st.ip_addresses(), st.integers(0, 32))
def test_an_address_lies_in_its_own_network(address: Any, bits: int) -> None:
    length = bits if address.version == 4 else bits * 4
    assert rules.from_here(f"203.0.113.0/32 {address}/{length}", str(address))
    assert rules.from_here("", str(address))
    assert not rules.from_here(f"{address}/{length}", "nothing")


def test_ipv4_inside_ipv6_is_the_same_address() -> None:
    assert rules.from_here("192.168.1.0/24", "::ffff:192.168.1.9")
    assert not rules.from_here("192.168.1.0/24", "::ffff:192.168.2.9")


def test_questions_never_leave_their_part(dbapp: Flask) -> None:
    room = make.room(pupils=1, questions=6, form_count=8)
    service.unprepare(room.exam.id)
    db.session.rollback()
    for number, minutes in ((1, 10), (2, None)):
        title = f"Phần {number}"
        room.exam.parts.append(ExamPart(number=number, title=title, minutes=minutes))
    for question in room.exam.questions[:2]:
        question.part = 2
    db.session.commit()
    service.prepare(room.exam.id)
    second = {question.id for question in room.exam.questions if question.part == 2}
    for form in db.session.query(ExamForm):
        places = [place.question_id for place in papers.places_of(form)]
        assert set(places[4:]) == second
        assert json.loads(form.paper)["parts"] == [
            {"title": "Phần 1", "note": "", "minutes": 10, "first": 1},
            {"title": "Phần 2", "note": "", "minutes": None, "first": 5},
        ]
