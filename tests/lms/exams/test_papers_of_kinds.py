"""Papers of questions of several kinds: what must move moves, what must stay stays."""

import json

from flask import Flask

from lms.bank import service as bank
from lms.bank.rules import Content
from lms.exams import choosing, service
from lms.exams.models import ExamForm
from lms.exams.papers import places_of
from suite.db import db
from tests.kit import make_exams as make

ORDER = Content(
    "ordering",
    "Xếp",
    {"items": [f"mục {n}" for n in range(8)]},
    {"order": list(range(8)), "rule": "all"},
)
FIXED = Content(
    "single_choice",
    "Chọn",
    {"options": ["p", "q", "r", "s", "t", "Cả A, B, C"], "fixed": [5]},
    {"right": 5},
)


def forms_of(room: make.Room) -> list[ExamForm]:
    service.unprepare(room.exam.id)
    about = bank.About(room.exam.school_id, "TOAN", 6)
    ids = [bank.add_item(about, one, room.teacher.id).id for one in (ORDER, FIXED)]
    choosing.choose(room.exam.id, ids)
    service.prepare(room.exam.id)
    return db.session.query(ExamForm).filter_by(exam_id=room.exam.id).all()


def test_an_order_that_is_the_answer_is_mixed_even_where_nothing_else_is(app: Flask) -> None:
    room = make.room(questions=1, form_count=8, shuffle_options=False, shuffle_questions=False)
    forms = forms_of(room)
    orders = [[place.order for place in places_of(form)] for form in forms]
    assert {json.dumps(one[2]) for one in orders} == {"[0, 1, 2, 3, 4, 5]"}
    assert len({json.dumps(one[1]) for one in orders}) > 4
    for form in forms:
        order = places_of(form)[1].order
        html = json.loads(form.paper)["items"][1]["html"]
        assert [html.index(f"mục {index}<") for index in order] == sorted(
            html.index(f"mục {n}<") for n in range(8)
        )


def test_a_fixed_option_keeps_its_place_on_every_paper(app: Flask) -> None:
    forms = forms_of(make.room(questions=1, form_count=8))
    found = [place.order for form in forms for place in places_of(form) if len(place.order) == 6]
    assert len(found) == 8 and {order[5] for order in found} == {5}
    assert len({tuple(order) for order in found}) > 4
