"""Marking: exact hundredths, the counted answers, releases, regrades, one event an attempt."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lms.bank.models import ItemVersion
from lms.exams import held, rules, service, taking
from lms.exams.door import door
from lms.exams.models import Attempt, Exam, ExamForm
from lms.grades.marks import give_mark
from lms.grades.models import Mark
from suite.db import db
from suite.jobs import Job, drain, plan
from tests.kit import make_exams as make
from tests.kit.client import sign_in

POINTS = st.decimals(min_value=0, max_value=10, places=2)


@given(st.lists(st.tuples(POINTS, POINTS), min_size=1, max_size=60))
def test_a_score_is_exact_and_half_up(pairs: list[tuple[Decimal, Decimal]]) -> None:
    earned = [min(a, b) for a, b in pairs]
    possible = [max(a, b) for a, b in pairs]
    found = rules.score(earned, possible)
    assert Decimal(0) <= found <= Decimal(10)
    total = sum(possible)
    if total:
        exact = sum(earned) * 1000 / total
        assert found * 100 == exact.quantize(Decimal(1), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("right", "of", "score"), [(1, 3, "3.33"), (2, 3, "6.67"), (1, 8, "1.25"), (7, 16, "4.38")]
)
def test_scores_known_by_heart(right: int, of: int, score: str) -> None:
    one = [Decimal(1)] * of
    earned = [Decimal(1)] * right + [Decimal(0)] * (of - right)
    assert rules.score(earned, one) == Decimal(score)


def answer_rightly(app: Flask, room: make.Room, token: str, number: int) -> None:
    """Answer the first `number` places of the paper rightly."""
    who = door().signer.read_attempt(token)
    assert who is not None
    attempt = db.session.get_one(Attempt, who.attempt_id)
    form = db.session.get_one(ExamForm, attempt.form_id)
    keys = {q.id: q.version.key["right"] for q in room.exam.questions if q.version}
    answers = [
        (place, place, order.index(keys[question_id]))
        for place, (question_id, order) in enumerate(form.places, 1)
    ][:number]
    told = make.save(app, token, *answers).json
    assert {ack["state"] for ack in told["acks"]} == {"counts"}


def mark_of(room: make.Room, number: int) -> Any:
    db.session.rollback()
    return db.session.scalars(
        select(Mark).where(
            Mark.activity_id == room.exam.activity_id, Mark.person_id == room.pupils[number].id
        )
    ).one_or_none()


def test_time_over_counts_what_was_saved(dbapp: Flask) -> None:
    room = make.room(questions=4)
    found = make.start(dbapp, room.exam, room.pupils[0]).json
    answer_rightly(dbapp, room, found["token"], 3)
    assert service.settle(room.exam) == 0
    make.end_now(found["attempt"])
    assert service.settle(room.exam) == 1
    assert make.attempt_of(found["attempt"]).score == Decimal("7.50")
    mark = mark_of(room, 0)
    assert (mark.value, mark.released_at) == (Decimal("7.50"), None)
    assert mark_of(room, 1) is None
    service.close(room.exam.id)
    service.release(room.exam.id)
    assert mark_of(room, 0).released_at is not None


def test_handing_in_is_marked_by_the_worker(dbapp: Flask) -> None:
    room = make.room(questions=4)
    found = make.start(dbapp, room.exam, room.pupils[0]).json
    answer_rightly(dbapp, room, found["token"], 4)
    granted = door().signer.read_attempt(found["token"])
    assert granted and taking.hand_in(granted) == "handed_in"
    drain()
    assert mark_of(room, 0).value == Decimal("10.00")
    drain()
    names = db.session.scalars(select(Job.name).where(Job.name.contains("attempt_submitted")))
    assert len(list(names)) <= 1


def test_marking_again_after_a_wrong_key_keeps_the_steps(dbapp: Flask) -> None:
    room = make.room(questions=4)
    found = make.start(dbapp, room.exam, room.pupils[0]).json
    answer_rightly(dbapp, room, found["token"], 4)
    service.close(room.exam.id)
    assert mark_of(room, 0).value == Decimal("10.00")
    exam = db.session.get_one(Exam, room.exam.id)
    version = db.session.get_one(ItemVersion, exam.questions[0].version_id)
    version.key = {"right": (version.key["right"] + 1) % 4}
    db.session.commit()
    assert service.remark(room.exam.id) == 1
    mark = mark_of(room, 0)
    assert mark.value == Decimal("7.50")
    assert [step.value for step in mark.steps] == [Decimal("10.00"), Decimal("7.50")]


def test_marking_again_leaves_what_a_teacher_gave_in_the_gradebook(dbapp: Flask) -> None:
    room = make.room(pupils=3)
    for number in range(3):
        make.answer_all(dbapp, room, number, {1: 1})
    service.close(room.exam.id)
    activity, teacher = room.exam.activity_id, room.teacher.id
    give_mark(activity, room.pupils[0].id, Decimal(7), "given", "sửa điểm", teacher)
    give_mark(activity, room.pupils[1].id, None, "excused", "ốm", teacher)
    for question in room.exam.questions:
        assert question.version is not None
        question.version.key = {"right": 1}  # from now on everybody has a quarter more or less
    db.session.commit()
    assert service.remark(room.exam.id) == 3
    found = [mark_of(room, number) for number in range(3)]
    assert [(one.state, one.value) for one in found[:2]] == [("given", 7), ("excused", None)]
    attempt = db.session.scalars(
        select(Attempt).where(Attempt.person_id == room.pupils[2].id)
    ).one()
    assert found[2].value == attempt.score


def test_an_edit_in_the_bank_does_not_reach_a_ready_exam(app: Flask) -> None:
    room = make.room(questions=2)
    question = room.exam.questions[0]
    item, pinned = question.item, question.version_id
    item.current_number = 2
    db.session.add(
        ItemVersion(
            item_id=item.id,
            number=2,
            stem="khác",
            body={"options": ["x", "y"]},
            key={"right": 0},
            created_at=room.exam.created_at,
            author_id=room.teacher.id,
        )
    )
    db.session.commit()
    found = make.start(app, room.exam, room.pupils[0]).json
    assert "khác" not in str(found["paper"])
    db.session.expire_all()
    assert db.session.get_one(Exam, room.exam.id).questions[0].version_id == pinned


def test_extending_opens_time_and_is_refused_once_the_key_is_out(dbapp: Flask) -> None:
    room = make.room(minutes=5, show="after_close")
    found = make.start(dbapp, room.exam, room.pupils[0]).json
    before = make.attempt_of(found["attempt"]).ends_at
    assert service.extend(room.exam.id, 10) == 1
    after = make.attempt_of(found["attempt"])
    assert (after.ends_at - before).total_seconds() == 600
    assert (after.accepts_until - after.ends_at).total_seconds() == room.exam.grace_seconds
    service.close(room.exam.id)
    with pytest.raises(service.NotPossible, match="shown"):
        service.extend(room.exam.id, 10)


def test_papers_go_back_only_while_nobody_has_started(dbapp: Flask) -> None:
    room = make.room()
    service.unprepare(room.exam.id)
    service.prepare(room.exam.id)
    make.start(dbapp, room.exam, room.pupils[0])
    with pytest.raises(service.NotPossible, match="started"):
        service.unprepare(room.exam.id)


def test_points_by_question(dbapp: Flask) -> None:
    room = make.room(questions=4, points_policy="per_question")
    for number, question in enumerate(room.exam.questions, 1):
        question.points = Decimal(number)
    db.session.commit()
    found = make.start(dbapp, room.exam, room.pupils[0]).json
    answer_rightly(dbapp, room, found["token"], 4)
    service.close(room.exam.id)
    assert mark_of(room, 0).value == Decimal("10.00")


def test_a_late_answer_counts_by_decision_only(dbapp: Flask) -> None:
    room = make.room(questions=4)
    found = make.start(dbapp, room.exam, room.pupils[0]).json
    answer_rightly(dbapp, room, found["token"], 3)
    make.end_now(found["attempt"])
    attempt = make.attempt_of(found["attempt"])
    question_id, order = attempt.form.places[3]
    keys = {q.id: q.version.key["right"] for q in room.exam.questions if q.version}
    late = make.save(dbapp, found["token"], (9, 4, order.index(keys[question_id]))).json
    assert late["acks"][0]["why"] == "late"
    service.settle(room.exam)
    assert mark_of(room, 0).value == Decimal("7.50")
    client = sign_in(dbapp.test_client(), room.teacher)
    page = client.get(f"/exams/{room.uid}/board").data.decode()
    assert "exam-held" in page
    wish = {"attempt": str(attempt.id), "why": "2", "accepted": "1"}
    assert client.post(f"/exams/{room.uid}/held", data=wish).status_code == 303
    assert mark_of(room, 0).value == Decimal("10.00")
    assert client.post(f"/exams/{room.uid}/held", data=wish).status_code == 404
    assert "exam-held" not in client.get(f"/exams/{room.uid}/board").data.decode()


def test_an_old_answer_never_replaces_a_newer_one(dbapp: Flask) -> None:
    room = make.room(questions=4)
    found = make.start(dbapp, room.exam, room.pupils[0]).json
    taken = taking.take_over(room.exam, room.pupils[0].id, "device0002")
    assert taken is not None
    answer_rightly(dbapp, room, taken.token, 4)
    make.save(dbapp, found["token"], (50, 1, 0), (51, 1, 1), (52, 1, 2))
    attempt = make.attempt_of(found["attempt"])
    attempt_id = attempt.id
    service.close(room.exam.id)
    assert held.decide(room.exam.id, attempt_id, 1, True, room.teacher.id) == 3
    assert mark_of(room, 0).value == Decimal("10.00")


def test_an_attempt_that_nobody_looks_at_is_swept_and_marked(dbapp: Flask) -> None:
    here = make.room(pupils=1)
    told = make.start(dbapp, here.exam, here.pupils[0]).json
    make.save(dbapp, told["token"], (1, 1, 0))
    make.end_now(told["attempt"])
    plan()
    drain()
    attempt = make.attempt_of(told["attempt"])
    assert attempt.marked_at is not None and attempt.score is not None
    assert attempt.close_reason == "time_over"
