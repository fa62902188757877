"""Papers alike on the page: for the teacher and the heads only, looked at with a note."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from lms.analysis import alike
from lms.exams import service
from lms.exams.models import Attempt, Exam
from school.people.models import PRINCIPAL
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make
from tests.kit import make_exams as kit
from tests.kit.client import sign_in

PUPILS, QUESTIONS = 20, 20


def taken(app: Flask) -> kit.Room:
    """Pupil 7 has the paper of pupil 6; the others are wrong here and there, each otherwise."""
    room = kit.room(pupils=PUPILS, questions=QUESTIONS)
    for number in range(PUPILS):
        hand = 6 if number == 7 else number
        answers: dict[int, Any] = {
            question: (question + (1 + (hand * question + hand // 3) % 3 if wrong else 0)) % 4
            for question in range(1, QUESTIONS + 1)
            for wrong in [(hand * 7 + question * 3) % 5 < 3]
        }
        kit.answer_all(app, room, number, answers)
    service.settle(room.exam)
    db.session.expire_all()
    return room


def test_the_copied_paper_is_shown_beside_the_other(app: Flask) -> None:
    room = taken(app)
    exam = db.session.get_one(Exam, room.exam.id)
    found = alike.look(exam)
    assert found.enough and found.places == QUESTIONS and found.pairs == 190
    names = {room.pupils[6].full_name, room.pupils[7].full_name}
    assert [{one.full_name for one in pair.people} for pair in found.found] == [names]
    teacher = sign_in(app.test_client(), room.teacher)
    base = f"/exams/{room.uid}/alike"
    listed = teacher.get(base).data.decode()
    assert all(name in listed for name in names)
    one = found.found[0]
    both = f"{base}/{one.first.attempt_id}/{one.second.attempt_id}"
    page = teacher.get(both).data.decode()
    assert page.count('class="alike-same"') == one.pair.same
    assert teacher.get(f"{base}/{one.first.attempt_id}/99999").status_code == 404
    notes = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.startswith("exam.alike"))
    )
    assert sorted(notes) == ["exam.alike", "exam.alike_pair"]
    head = make.person("Phạm Thị Hiệu Trưởng", PRINCIPAL, room.school_class.school)
    assert sign_in(app.test_client(), head).get(base).status_code == 200
    pupil = sign_in(app.test_client(), room.pupils[6])
    assert pupil.get(base).status_code == 403 and pupil.get(both).status_code == 403
    other = kit.room(pupils=1, questions=1)
    stranger = db.session.scalars(select(Attempt.id).limit(1)).one()
    mine = sign_in(app.test_client(), other.teacher)
    assert mine.get(f"/exams/{other.uid}/alike/{stranger}/{stranger + 1}").status_code == 404
    assert "ít nhất 20" in mine.get(f"/exams/{other.uid}/alike").data.decode()
