"""Points by hand: the score waits for them, they survive re-marking, and no marker's is lost."""

from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.exams import service
from lms.exams.models import Attempt, ExamQuestion, Result
from lms.grades.models import Mark
from lms.marking import hand, planning, queue
from lms.marking.hand import Given
from lms.marking.models import FIRST, SECOND, THIRD, Comment, HandStep
from lms.marking.planning import BadPlan, Wish
from suite import edits
from suite.db import db
from tests.kit import make, queries
from tests.kit import make_exams as kit
from tests.kit.client import sign_in

NAMES = count(1)
RUBRIC = [{"text": "Mở bài", "share": "0.25"}, {"text": "Thân bài", "share": "0.75"}]


def written(app: Flask, room: kit.Room, number: int = 0, text: str = "Quê em đẹp lắm") -> Attempt:
    """One pupil answers the choice rightly and writes the essay; marked by the machine."""
    attempt = kit.answer_all(app, room, number, {1: 1, 2: text})
    service.settle(room.exam)
    db.session.expire_all()
    return db.session.get_one(Attempt, attempt.id)


def room_of(pupils: int = 2, **fields: Any) -> kit.Room:
    return kit.room(pupils=pupils, questions=1, essays=1, **fields)


def essay(room: kit.Room) -> ExamQuestion:
    return queue.hand_questions(room.exam)[0]


def mark(room: kit.Room, attempt: Attempt, points: str, place: int = FIRST, **how: Any) -> Any:
    wanted = Given(Decimal(points), None, how.get("comment", ""), how.get("seen", 0))
    actor = how.get("actor", room.teacher.id)
    return hand.give(room.exam, essay(room), attempt.id, place, wanted, actor)


def book(room: kit.Room, number: int = 0) -> Mark | None:
    db.session.expire_all()
    return db.session.scalar(
        select(Mark).where(
            Mark.activity_id == room.exam.activity_id, Mark.person_id == room.pupils[number].id
        )
    )


def two_markers(room: kit.Room, **more: Any) -> tuple[Any, Any]:
    other = make.school_class(room.school_class.school, f"6B{next(NAMES)}")
    second, third = make.teacher(other), make.teacher(other)
    wish = {
        "blind": True, "two_markers": True, "most_apart": Decimal("0.25"),
        "step": Decimal("0.05"), "second": second.id, "third": third.id, "requests_until": None,
    }  # fmt: skip
    planning.keep_plan(room.exam, Wish(**(wish | more)), 0)
    return second, third


def test_two_make_the_first_plan_in_one_moment(
    dbapp: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = room_of()
    wish = Wish(False, False, planning.APART, planning.STEP, None, None, None)
    asked = planning.plan_of
    unseen = [asked(room.exam)]
    planning.keep_plan(room.exam, wish, 0)
    monkeypatch.setattr(planning, "plan_of", lambda exam: unseen.pop() if unseen else asked(exam))
    with pytest.raises(edits.Conflict):
        planning.keep_plan(room.exam, wish, 0)
    db.session.rollback()
    assert asked(room.exam).version == 1


def test_the_score_waits_for_the_person_and_is_exact(dbapp: Flask) -> None:
    room = room_of()
    attempt = written(dbapp, room)
    assert attempt.score is None and book(room) is None
    mark(room, attempt, "0.75", comment="Viết hay")
    db.session.expire_all()
    assert db.session.get_one(Attempt, attempt.id).score == Decimal("8.75")
    found = book(room)
    assert found is not None and found.value == Decimal("8.75")
    assert [step.actor_id for step in found.steps] == [room.teacher.id]


def test_marks_by_hand_stay_through_marking_again(dbapp: Flask) -> None:
    room = room_of()
    attempt = written(dbapp, room)
    mark(room, attempt, "0.5")
    service.close(room.exam.id)
    assert service.remark(room.exam.id) == 1
    db.session.expire_all()
    assert db.session.get_one(Attempt, attempt.id).score == Decimal("7.50")
    result = db.session.scalars(
        select(Result).where(Result.attempt_id == attempt.id, Result.question_id == essay(room).id)
    ).one()
    assert (result.state, result.points) == ("partly", Decimal("0.5"))


def test_an_empty_answer_needs_nobody(dbapp: Flask) -> None:
    room = room_of()
    attempt = kit.answer_all(dbapp, room, 0, {1: 1})
    service.settle(room.exam)
    db.session.expire_all()
    assert db.session.get_one(Attempt, attempt.id).score == Decimal("5.00")
    with pytest.raises(hand.NotToMark):
        mark(room, attempt, "1")


def test_a_second_window_never_overwrites_unseen(dbapp: Flask) -> None:
    room = room_of()
    attempt = written(dbapp, room)
    mark(room, attempt, "0.5")
    mark(room, attempt, "0.5")  # the same again, its answer lost on the way
    with pytest.raises(edits.Conflict) as told:
        mark(room, attempt, "0.25")
    assert told.value.current.points == Decimal("0.5")
    db.session.rollback()
    mark(room, attempt, "0.25", seen=1)
    steps = db.session.scalars(select(HandStep).order_by(HandStep.id)).all()
    assert [step.points for step in steps] == [Decimal("0.5"), Decimal("0.25")]
    for points in ("-0.01", "1.01"):
        with pytest.raises(hand.BadPoints):
            mark(room, attempt, points, seen=2)


def test_two_markers_the_mean_or_a_third(dbapp: Flask) -> None:
    room = room_of()
    second, third = two_markers(room)
    near, far = written(dbapp, room, 0), written(dbapp, room, 1)
    mark(room, near, "0.5")
    mark(room, near, "0.7", SECOND, actor=second.id)
    mark(room, far, "0.2", comment="một")
    with pytest.raises(hand.NotToMark):
        mark(room, far, "0.5", THIRD, actor=third.id)
    mark(room, far, "0.9", SECOND, actor=second.id, comment="hai")
    db.session.expire_all()
    assert db.session.get_one(Attempt, near.id).score == Decimal("8.00")
    assert db.session.get_one(Attempt, far.id).score is None
    waiting = queue.progress(queue.sheet_of(room.exam), planning.plan_of(room.exam))[0]
    assert (waiting.total, waiting.done, waiting.apart) == (2, 1, 1)
    mark(room, far, "0.6", THIRD, actor=third.id, comment="ba")
    db.session.expire_all()
    assert db.session.get_one(Attempt, far.id).score == Decimal("8.00")
    # The first comes nearer: the mean counts now, whatever the third said.
    mark(room, far, "0.8", seen=1)
    db.session.expire_all()
    assert db.session.get_one(Attempt, far.id).score == Decimal("9.25")


def test_the_rule_stays_once_an_answer_is_marked(dbapp: Flask) -> None:
    room = room_of()
    attempt = written(dbapp, room)
    mark(room, attempt, "0.5")
    with pytest.raises(BadPlan, match="begun"):
        two_markers(room)
    db.session.rollback()
    two_markers(room, two_markers=False, most_apart=planning.APART, step=planning.STEP)
    assert planning.plan_of(room.exam).blind


def test_the_second_marker_sees_this_queue_and_nothing_else(app: Flask) -> None:
    room = room_of(rubric=RUBRIC)
    second, third = two_markers(room)
    attempt = written(app, room)
    mark(room, attempt, "0.4", comment="bí mật của người một")
    base, question = f"/exams/{room.uid}/marking", essay(room).id
    client = sign_in(app.test_client(), second)
    page = client.get(f"{base}/{question}").data.decode()
    assert "Quê em đẹp lắm" in page and room.pupils[0].full_name not in page
    assert "bí mật" not in page and "0,4" not in page
    assert client.get(f"/exams/{room.uid}/board").status_code == 404
    form = {"answer": attempt.id, "version": "0", "row-0": "0,2", "row-1": "0.5", "comment": "ổn"}
    assert client.post(f"{base}/{question}", data=form | {"row-0": "0.3"}).status_code == 422
    saved = client.post(f"{base}/{question}", data=form, headers={"X-Autosave": "1"})
    assert saved.json["version"] == 1 and saved.json["points"] == "0,7"
    assert "bí mật" in client.get(f"{base}/{question}?answer={attempt.id}").data.decode()
    other = sign_in(app.test_client(), third)
    assert "bí mật" in other.get(f"{base}/{question}").data.decode()
    stranger = sign_in(app.test_client(), make.teacher(make.school_class()))
    assert stranger.get(base).status_code == 404
    pupil = sign_in(app.test_client(), room.pupils[0])
    assert pupil.get(base).status_code == 403
    assert pupil.post(f"{base}/{question}", data=form).status_code == 403


def test_a_teacher_marks_by_page_with_ready_comments(app: Flask) -> None:
    room = room_of()
    first, last = written(app, room, 0), written(app, room, 1, "Bài hai")
    base, question = f"/exams/{room.uid}/marking", essay(room).id
    client = sign_in(app.test_client(), room.teacher)
    assert room.pupils[0].full_name in client.get(f"{base}/{question}").data.decode()
    form = {"answer": first.id, "version": "0", "points": "0,5", "comment": "Cần dẫn chứng"}
    form |= {"keep": "shared", "action": "next"}
    onward = client.post(f"{base}/{question}", data=form)
    assert onward.status_code == 303 and f"answer={last.id}" in onward.location
    again = client.post(f"{base}/{question}", data=form | {"points": "0,25"})
    assert again.status_code == 409 and "0,5" in again.data.decode()
    comment = client.get(onward.location).data.decode()
    assert "Cần dẫn chứng" in comment
    ready = db.session.scalars(select(Comment)).all()
    form = {
        "answer": last.id,
        "version": "0",
        "points": "1",
        "ready": ready[0].id,
        "action": "next",
    }
    done = client.post(f"{base}/{question}", data=form)
    assert done.location.endswith("/marking")
    service.close(room.exam.id)
    service.release(room.exam.id)
    page = sign_in(app.test_client(), room.pupils[1]).get(f"/exams/{room.uid}/result")
    assert "Cần dẫn chứng" in page.data.decode()
    assert client.post(f"{base}/comments/{ready[0].id}/drop").status_code == 303


def test_the_queue_does_not_ask_for_each_answer(app: Flask) -> None:
    room = room_of(pupils=8)
    for number in range(8):
        written(app, room, number)
    client = sign_in(app.test_client(), room.teacher)
    question = essay(room).id
    client.get(f"/exams/{room.uid}/marking/{question}")
    with queries.counted() as seen:
        client.get(f"/exams/{room.uid}/marking")
    assert len(seen) <= 12, seen
    with queries.counted() as seen:
        client.get(f"/exams/{room.uid}/marking/{question}")
    assert len(seen) <= 12, seen
