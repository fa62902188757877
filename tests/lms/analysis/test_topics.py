"""Results by topic, and practice of what is weak."""

import pytest
from flask import Flask

from lms.analysis import topics
from lms.bank.models import Item
from lms.exams import service
from lms.exams.models import AT_HOME, DRAFT, Exam
from suite.db import db
from tests.kit import make_exams as kit
from tests.kit.client import sign_in


def taken(app: Flask) -> kit.Room:
    """Two topics of two questions: the first pupil fails the second topic, the other neither."""
    room = kit.room(pupils=2, questions=4)
    for number, question in enumerate(db.session.get_one(Exam, room.exam.id).questions):
        question.item.topic = "Phân số" if number < 2 else "Số thập phân"
    db.session.commit()
    kit.answer_all(app, room, 0, {1: 1, 2: 2, 3: 0, 4: 1})
    kit.answer_all(app, room, 1, {1: 1, 2: 2, 3: 3, 4: 1})
    service.settle(room.exam)
    db.session.expire_all()
    return room


def test_shares_of_the_class_and_of_a_pupil(dbapp: Flask) -> None:
    room = taken(dbapp)
    found = topics.topics_of(db.session.get_one(Exam, room.exam.id))
    assert [(one.name, one.questions, one.share) for one in found.topics] == [
        ("Phân số", 2, 1.0),
        ("Số thập phân", 2, 0.25),
    ]
    first, second = (one.id for one in room.pupils)
    assert found.topics[1].by == {first: 0.0, second: 0.5}
    assert topics.weak(found.topics) == ["Số thập phân"]
    assert topics.weak(found.topics, second) == []


def test_practice_takes_other_questions_of_the_topic(app: Flask) -> None:
    room = taken(app)
    exam = db.session.get_one(Exam, room.exam.id)
    with pytest.raises(ValueError, match="no other question"):
        topics.practice(exam, ["Số thập phân"], 5, "Luyện tập", room.teacher.id)
    fresh = kit.question(room.teacher, "Câu mới về số thập phân").id
    db.session.get_one(Item, fresh).topic = "Số thập phân"
    db.session.commit()
    client = sign_in(app.test_client(), room.teacher)
    base = f"/exams/{room.uid}/topics"
    page = client.get(base).data.decode()
    assert "Số thập phân" in page and "25 %" in page
    assert (
        room.pupils[0].full_name in client.get(f"{base}?person={room.pupils[0].id}").data.decode()
    )
    made_at = client.post(base, data={"topic": "Số thập phân", "count": "5"}).location
    made = db.session.query(Exam).filter_by(uid=made_at.split("/")[-2]).one()
    assert (made.state, made.mode) == (DRAFT, AT_HOME)
    assert [one.item_id for one in made.questions] == [fresh]
    assert client.post(base, data={}).status_code == 303
    pupil = sign_in(app.test_client(), room.pupils[0])
    assert pupil.get(base).status_code == 403
