"""More than one attempt: when the next may begin, on which paper, and which one counts."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from lms.exams import candidates, rules, service, taking
from lms.exams.door import door
from lms.exams.models import Attempt
from lms.grades.marks import give_mark
from lms.grades.models import Mark
from suite.db import db
from tests.kit import make_exams as make
from tests.kit.client import sign_in
from tests.lms.exams.test_exam_marking import answer_rightly

SCORES = st.lists(st.decimals(min_value=0, max_value=10, places=2), min_size=1, max_size=6)


@given(SCORES)
def test_what_counts_lies_between_the_attempts(scores: list[Decimal]) -> None:
    best, last, first, mean = (
        rules.counting(scores, how) for how in ("best", "last", "first", "mean")
    )
    assert (best, last, first) == (max(scores), scores[-1], scores[0])
    assert min(scores) <= mean <= best
    assert abs(mean * len(scores) - sum(scores)) * 200 <= len(scores)


@given(st.lists(st.integers(1, 99), min_size=1, max_size=6, unique=True), st.data())
def test_each_attempt_has_another_paper_where_there_is_one(
    forms: list[int], data: st.DataObject
) -> None:
    first = data.draw(st.sampled_from(forms))
    got = [rules.form_of_attempt(forms, first, number) for number in range(1, len(forms) + 1)]
    assert got[0] == first and sorted(got) == sorted(forms)


def attempt(app: Flask, room: make.Room, number: int, right: int) -> Any:
    """Take the exam once and hand it in."""
    word = taking.entry_for(room.exam, room.pupils[0].id, number) or ""
    db.session.commit()
    wish = {"device": "device0001"}
    found = app.test_client().post("/exams/door/start", json=wish, headers={"X-Entry": word}).json
    if "token" in found:
        answer_rightly(app, room, found["token"], right)
        granted = door().signer.read_attempt(found["token"])
        assert granted and taking.hand_in(granted) == "handed_in"
        service.settle(room.exam)
    return found


def value(room: make.Room) -> Decimal | None:
    db.session.rollback()
    return db.session.scalars(select(Mark.value)).one()


@pytest.mark.parametrize(
    ("how", "marks"),
    [
        ("best", ("2.50", "7.50", "7.50")),
        ("last", ("2.50", "7.50", "5.00")),
        ("first", ("2.50", "2.50", "2.50")),
        ("mean", ("2.50", "5.00", "5.00")),
    ],
)
def test_the_gradebook_follows(dbapp: Flask, how: str, marks: tuple[str, ...]) -> None:
    room = make.room(pupils=1, attempts_allowed=3, attempts_counted=how)
    papers = set()
    for number, (right, expected) in enumerate(zip((1, 3, 2), marks, strict=True), 1):
        found = attempt(dbapp, room, number, right)
        papers.add(make.attempt_of(found["attempt"]).form_id)
        assert value(room) == Decimal(expected)
    assert len(papers) == 3
    assert attempt(dbapp, room, 4, 1) == {"refused": "finished"}


def test_the_next_begins_only_after_the_earlier_one(dbapp: Flask) -> None:
    room = make.room(pupils=1, attempts_allowed=2)
    first = make.start(dbapp, room.exam, room.pupils[0]).json
    assert (
        taking.attempts_left(room.exam, room.pupils[0].id, make.attempt_of(first["attempt"])) == 0
    )
    assert attempt(dbapp, room, 2, 1) == {"refused": "gone"}
    make.end_now(first["attempt"])
    second = attempt(dbapp, room, 2, 1)
    assert second["open"] and second["attempt"] != first["attempt"]
    db.session.rollback()
    assert db.session.scalar(select(func.count(Attempt.id))) == 2


def test_marking_again_counts_every_attempt_before_it_gives_a_mark(dbapp: Flask) -> None:
    room = make.room(pupils=1, attempts_allowed=2, attempts_counted="last")
    attempt(dbapp, room, 1, 4)
    attempt(dbapp, room, 2, 1)
    before = db.session.scalars(select(Mark.version)).one()
    service.remark(room.exam.id)
    db.session.rollback()
    assert db.session.scalars(select(Mark.version)).one() == before
    assert value(room) == Decimal("2.50")


def test_marking_again_leaves_what_a_teacher_gave_for_several_attempts(dbapp: Flask) -> None:
    room = make.room(pupils=1, attempts_allowed=2)
    attempt(dbapp, room, 1, 4)
    attempt(dbapp, room, 2, 1)
    pupil, teacher = room.pupils[0].id, room.teacher.id
    give_mark(room.exam.activity_id, pupil, Decimal(9), "given", "sửa điểm", teacher)
    for question in room.exam.questions:
        assert question.version is not None
        question.version.key = {"right": 1}
    db.session.commit()
    assert service.remark(room.exam.id) == 2
    assert value(room) == Decimal(9)


def test_a_pupil_begins_again_from_the_result_page(app: Flask) -> None:
    room = make.room(pupils=1, attempts_allowed=2, show="at_once")
    client = sign_in(app.test_client(), room.pupils[0])
    attempt(app, room, 1, 1)
    page = client.get(f"/exams/{room.uid}/result").data.decode()
    assert f"/exams/{room.uid}?again=1" in page
    again = client.get(f"/exams/{room.uid}?again=1").data.decode()
    assert 'id="exam-start-form"' in again and "lần 2 trên 2" in again
    attempt(app, room, 2, 3)
    page = client.get(f"/exams/{room.uid}/result?attempt=1").data.decode()
    assert "Lần làm 1: 2,5" in page and "again=1" not in page
    assert '<p class="exam-score">7,5</p>' in page
    assert client.get(f"/exams/{room.uid}?again=1").status_code == 303
    one = candidates.candidate(room.exam, room.pupils[0].id)
    assert one is not None


def test_the_board_shows_the_newest_attempt_and_the_mark_that_counts(app: Flask) -> None:
    room = make.room(pupils=1, attempts_allowed=2)
    attempt(app, room, 1, 4)
    attempt(app, room, 2, 1)
    client = sign_in(app.test_client(), room.teacher)
    table = client.get(f"/exams/{room.uid}/results.csv").data.decode("utf-8-sig").splitlines()
    assert table[1].endswith(",10")
    page = client.get(f"/exams/{room.uid}/board").data.decode()
    assert "2 lần" in page
