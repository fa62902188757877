"""Another key, voided questions: tried first, applied with a trace, taken back, told."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.bank.models import Item, ItemVersion
from lms.exams import service
from lms.exams.decided import AS_WRITTEN, FULL, NEW_KEY, OUT, Ruling
from lms.exams.models import Attempt, Exam
from lms.grades.models import Mark
from lms.marking import regrading
from lms.marking.models import Change
from lms.marking.regrading import NotPossible
from school.notices.models import Notice
from suite.audit import AuditEntry
from suite.db import db
from suite.jobs import drain
from tests.kit import make_exams as kit
from tests.kit.client import sign_in


def taken(app: Flask, **fields: Any) -> kit.Room:
    """Four questions with keys 1, 2, 3, 0; pupils have 4, 3 (the first wrong: 2) and 0 right."""
    room = kit.room(pupils=3, questions=4, **fields)
    for number, answers in enumerate(({1: 1, 2: 2, 3: 3, 4: 0}, {1: 2, 2: 2, 3: 3, 4: 0}, {1: 0})):
        kit.answer_all(app, room, number, answers)
    service.close(room.exam.id)
    db.session.expire_all()
    return room


def scores(room: kit.Room) -> list[Any]:
    db.session.expire_all()
    query = select(Attempt.score).where(Attempt.exam_id == room.exam.id).order_by(Attempt.id)
    return [None if one is None else f"{one:.2f}" for one in db.session.scalars(query)]


def tried(room: kit.Room, rule: str, key: Any = None, number: int = 0) -> Ruling:
    exam = db.session.get_one(Exam, room.exam.id)
    reason = "Đáp án nhập nhầm"
    return regrading.draft(exam, exam.questions[number], rule, key, reason, room.teacher.id)


def applied(room: kit.Room, rule: str, key: Any = None, number: int = 0) -> Ruling:
    ruling = tried(room, rule, key, number)
    return regrading.apply(room.exam.id, ruling.id, room.teacher.id)


def steps(room: kit.Room, number: int) -> list[tuple[Any, str]]:
    mark = db.session.scalars(
        select(Mark).where(
            Mark.activity_id == room.exam.activity_id, Mark.person_id == room.pupils[number].id
        )
    ).one()
    return [(step.value, step.reason) for step in mark.steps]


def test_a_trial_says_who_changes_and_changes_nothing(dbapp: Flask) -> None:
    room = taken(dbapp)
    assert scores(room) == ["10.00", "7.50", "0.00"]
    ruling = tried(room, NEW_KEY, {"right": 2})
    found = db.session.scalars(select(Change).order_by(Change.attempt_id)).all()
    assert [(one.before, one.after, one.rise) for one in found] == [
        (Decimal("10.00"), Decimal("7.50"), Decimal("-2.50")),
        (Decimal("7.50"), Decimal("10.00"), Decimal("2.50")),
    ]
    counts = regrading.counts_of(room.exam, ruling)
    assert (counts.up, counts.down, counts.same, counts.waiting) == (1, 1, 1, 0)
    assert scores(room) == ["10.00", "7.50", "0.00"]
    regrading.drop(room.exam.id, ruling.id)
    assert db.session.scalars(select(Ruling)).all() == []


def test_applied_marks_get_a_step_and_the_trace_both_keys(dbapp: Flask) -> None:
    room = taken(dbapp)
    pinned = db.session.get_one(Exam, room.exam.id).questions[0].version_id
    applied(room, NEW_KEY, {"right": 2})
    assert scores(room) == ["7.50", "10.00", "0.00"]
    assert steps(room, 0)[-1] == (Decimal("7.50"), "Đáp án nhập nhầm")
    assert len(steps(room, 2)) == 1
    trace = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "exam.regrade")).one()
    assert trace.detail is not None
    assert trace.detail["old"]["key"] == {"right": 1} and trace.detail["key"] == {"right": 2}
    assert db.session.get_one(Exam, room.exam.id).questions[0].version_id == pinned
    assert db.session.get_one(ItemVersion, pinned).key == {"right": 1}


@pytest.mark.parametrize(
    ("rule", "key", "wanted"),
    [
        (NEW_KEY, {"right": 1, "also": [2]}, ["10.00", "10.00", "0.00"]),
        (FULL, None, ["10.00", "10.00", "2.50"]),
        (OUT, None, ["10.00", "10.00", "0.00"]),
    ],
)
def test_every_ruling_and_back(dbapp: Flask, rule: str, key: Any, wanted: list[str]) -> None:
    room = taken(dbapp)
    before = scores(room)
    applied(room, rule, key)
    assert scores(room) == wanted
    service.remark(room.exam.id)
    assert scores(room) == wanted
    with pytest.raises(NotPossible, match="same"):
        tried(room, rule, key)
    db.session.rollback()
    applied(room, AS_WRITTEN)
    assert scores(room) == before


def test_the_trial_and_the_result_agree_over_several_rulings(dbapp: Flask) -> None:
    room = taken(dbapp)
    applied(room, OUT)
    for rule, key, number in ((FULL, None, 1), (NEW_KEY, {"right": 0}, 2), (AS_WRITTEN, None, 0)):
        before = dict(
            db.session.execute(select(Attempt.id, Attempt.score)).all()  # type: ignore[arg-type]
        )
        ruling = tried(room, rule, key, number)
        foreseen = before | {
            one.attempt_id: one.after
            for one in db.session.scalars(select(Change).where(Change.ruling_id == ruling.id))
        }
        regrading.apply(room.exam.id, ruling.id, room.teacher.id)
        db.session.expire_all()
        after = dict(db.session.execute(select(Attempt.id, Attempt.score)).all())  # type: ignore[arg-type]
        assert after == foreseen


def test_a_trial_that_grew_old_is_shown_again(dbapp: Flask) -> None:
    room = taken(dbapp)
    ruling = tried(room, NEW_KEY, {"right": 2})
    applied(room, OUT, number=1)
    with pytest.raises(NotPossible, match="stale"):
        regrading.apply(room.exam.id, ruling.id, room.teacher.id)
    regrading.apply(room.exam.id, ruling.id, room.teacher.id)
    with pytest.raises(NotPossible, match="gone"):
        regrading.apply(room.exam.id, ruling.id, room.teacher.id)


def test_who_has_seen_a_mark_is_told_that_it_changed(dbapp: Flask) -> None:
    room = taken(dbapp)
    service.release(room.exam.id)
    drain()
    applied(room, NEW_KEY, {"right": 2})
    drain()
    told = db.session.scalars(select(Notice).where(Notice.kind == "mark_changed")).all()
    assert len(told) == 2
    for one in told:
        assert set(one.arguments) == {"course", "title"}


def test_the_bank_gets_the_key_as_a_new_version(dbapp: Flask) -> None:
    room = taken(dbapp)
    ruling = applied(room, NEW_KEY, {"right": 2})
    assert regrading.to_bank(ruling, room.teacher.id)
    db.session.expire_all()
    item = db.session.get_one(Item, db.session.get_one(Exam, room.exam.id).questions[0].item_id)
    assert item.current_number == 2 and item.versions[-1].key == {"right": 2}


def test_by_page(app: Flask) -> None:
    room = taken(app)
    base = f"/exams/{room.uid}/regrade"
    client = sign_in(app.test_client(), room.teacher)
    question = db.session.get_one(Exam, room.exam.id).questions[0].id
    assert client.get(base).status_code == 200
    assert client.get(f"{base}/{question}").status_code == 200
    options = {f"options-{n}": str(n + 1) for n in range(4)}
    form = {**options, "right": "2", "rule": "key", "reason": "Nhầm"}
    assert client.post(f"{base}/{question}", data=form | {"reason": ""}).status_code == 422
    changed = form | {"options-0": "khác"}
    assert client.post(f"{base}/{question}", data=changed).status_code == 422
    kept = client.post(f"{base}/{question}", data={**options, "rule": "key", "reason": "Nhầm"})
    assert kept.status_code == 422 and "Nhầm" in kept.data.decode()
    tried_at = client.post(f"{base}/{question}", data=form).location
    page = client.get(tried_at).data.decode()
    assert room.pupils[0].full_name in page and "-2,50" in page
    sheet = client.get(f"{tried_at}?format=csv&sort=rise").data.decode()
    assert sheet.splitlines()[1].endswith(",10.0,7.5,-2.5")
    assert client.post(tried_at, data={"action": "apply"}).status_code == 303
    assert scores(room) == ["7.50", "10.00", "0.00"]
    assert client.post(tried_at, data={"action": "bank"}).status_code == 303
    assert "Nhầm" in client.get(base).data.decode()
    pupil = sign_in(app.test_client(), room.pupils[0])
    assert pupil.get(base).status_code == 403
    service.release(room.exam.id)
    shown = pupil.get(f"/exams/{room.uid}/result").data.decode()
    assert "7,5" in shown
