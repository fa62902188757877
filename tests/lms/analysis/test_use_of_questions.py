"""The bank learns from marked exams how hard its questions are; nothing is typed."""

from flask import Flask

from lms.analysis.use import note_use
from lms.bank import queries
from lms.bank.models import Item, ItemUse
from lms.bank.queries import Filters
from lms.exams import service
from lms.exams.papers import places_of
from school.signin.session import who_is
from suite import jobs
from suite.db import db
from tests.kit import make_exams


def run() -> dict[str, int]:
    row = jobs.enqueue("exams.use")
    db.session.flush()
    return note_use(jobs.Context(row)) or {}


def test_facility_is_found_from_answers(dbapp: Flask) -> None:
    room = make_exams.room(pupils=4, questions=3, shuffle_options=False)
    keys = {q.id: q.version.key["right"] for q in room.exam.questions if q.version}
    # The n-th pupil answers the first n questions of the exam rightly, the others wrongly.
    order = [q.id for q in room.exam.questions]
    for n, pupil in enumerate(room.pupils):
        token = make_exams.start(dbapp, room.exam, pupil).get_json()
        attempt = make_exams.attempt_of(token["attempt"]) if "attempt" in token else None
        assert attempt is not None, token
        answers = []
        for place, at in enumerate(places_of(attempt.form), 1):
            right = keys[at.question_id]
            own = right if order.index(at.question_id) < n else (right + 1) % 4
            answers.append((place, place, at.order.index(own)))
        assert make_exams.save(dbapp, token["token"], *answers).status_code == 200
    assert run() == {"exams": 0, "questions": 0}, "not while the exam is open"
    service.close(room.exam.id)
    assert run() == {"exams": 1, "questions": 3}
    db.session.expire_all()
    items = [q.item for q in room.exam.questions]
    assert [item.facility for item in items] == [750, 500, 250]
    assert {(item.uses, item.answers) for item in items} == {(1, 4)}
    assert items[1].discrimination is not None
    assert items[1].discrimination > 500
    who = who_is(room.teacher)
    hard = db.session.execute(queries.find(who, Filters(difficulty="hard"))).all()
    assert [item.id for item, _version in hard] == [items[2].id]
    assert run() == {"exams": 0, "questions": 0}, "nothing is told twice"
    service.remark(room.exam.id)
    assert run() == {"exams": 1, "questions": 3}
    assert db.session.query(ItemUse).count() == 3
    assert db.session.query(Item).filter(Item.answers > 4).count() == 0
