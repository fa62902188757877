"""Questions on one stimulus: together and in order in every paper, the text pinned and shown."""

import json

from flask import Flask

from lms.bank import service as bank
from lms.bank import stimuli
from lms.bank.rules import Content
from lms.bank.service import About
from lms.exams import choosing, creating, service
from lms.exams.models import Exam, ExamForm
from lms.exams.papers import places_of
from suite.db import db
from tests.kit import make, make_exams
from tests.kit.client import sign_in


def test_they_stay_together_and_in_order_whatever_is_mixed(dbapp: Flask) -> None:
    of = make.school_class()
    teacher = make.teacher(of)
    course = make_exams.course(of)
    stimulus = stimuli.add(of.school_id, "ĐOẠN VĂN CHUNG có $x^2$ <b>", teacher.id)
    about = About(of.school_id, "TOAN", 6)
    alone = [make_exams.question(teacher, f"Riêng {n}") for n in range(5)]
    on = [
        bank.add_item(
            about,
            Content("single_choice", f"Chùm {n}", {"options": ["a", "b", "c"]}, {"right": 0}),
            teacher.id,
            stimulus,
        )
        for n in range(3)
    ]
    uid = creating.create_exam(
        course, course.sections[0].id, "Kiểm tra", 45, teacher.id, form_count=8
    )
    exam = db.session.query(Exam).filter_by(uid=uid).one()
    mixed = [on[2].id, alone[0].id, on[0].id, *(one.id for one in alone[1:]), on[1].id]
    for item_id in mixed:
        choosing.choose(exam.id, [item_id])
    service.prepare(exam.id)
    by_question = {question.id: question.item_id for question in exam.questions}
    starts = set()
    for form in db.session.query(ExamForm).filter_by(exam_id=exam.id):
        order = [by_question[place.question_id] for place in places_of(form)]
        first = order.index(on[0].id)
        assert order[first : first + 3] == [one.id for one in on]
        starts.add(first)
        items = json.loads(form.paper)["items"]
        told = [n for n, one in enumerate(items) if "ĐOẠN VĂN CHUNG" in one["html"]]
        assert told == [first, first + 1, first + 2]
        assert "&lt;b&gt;" in items[first]["html"]
    assert len(starts) > 1, "the cluster itself changes places"
    stimuli.change(stimulus, 1, "ĐOẠN KHÁC", teacher.id)
    db.session.expire_all()
    assert {q.stimulus.text for q in exam.questions if q.stimulus} == {
        "ĐOẠN VĂN CHUNG có $x^2$ <b>"
    }


def test_a_question_drawn_by_chance_brings_those_about_its_text(dbapp: Flask) -> None:
    of = make.school_class()
    teacher = make.teacher(of)
    course = make_exams.course(of)
    about = About(of.school_id, "TOAN", 6)
    texts = {}
    for text in range(6):
        stimulus = stimuli.add(of.school_id, f"ĐOẠN {text}", teacher.id)
        for n in range(3):
            content = Content("single_choice", f"{text}.{n}", {"options": ["a", "b"]}, {"right": 0})
            texts[bank.add_item(about, content, teacher.id, stimulus).id] = text
    uid = creating.create_exam(course, course.sections[0].id, "Kiểm tra", 45, teacher.id)
    exam = db.session.query(Exam).filter_by(uid=uid).one()
    assert choosing.draw(exam.id, 9) == 9
    db.session.expire_all()
    drawn = [texts[question.item_id] for question in exam.questions]
    assert [drawn[n] for n in (0, 3, 6) for _ in range(3)] == drawn, "three texts, each whole"
    assert len(set(drawn)) == 3


def test_its_pages(app: Flask) -> None:
    of = make.school_class()
    teacher, far = make.teacher(of), make.teacher(make.school_class(make.school("Kia"), "6B"))
    client = sign_in(app.test_client(), teacher)
    made = client.post("/bank/stimuli/new", data={"text": "Bảng số liệu"})
    assert made.status_code == 303
    page = made.headers["Location"]
    assert "Bảng số liệu" in client.get(f"/bank/new?stimulus={page.rsplit('/', 1)[1]}").text
    for n in range(2):
        sent = {"subject_code": "TOAN", "stem": f"Hỏi {n}", "right": "0"}
        sent |= {"options-0": "a", "options-1": "b"}
        answer = client.post(f"/bank/new?stimulus={page.rsplit('/', 1)[1]}", data=sent)
        assert (answer.status_code, answer.headers.get("Location")) == (303, page), answer.text
    uids = [item.uid for item in db.session.query(bank.Item).order_by(bank.Item.id)]
    text = client.get(page).text
    assert text.index("Hỏi 0") < text.index("Hỏi 1")
    assert client.post(f"{page}/order", data={"item": uids[1], "action": "up"}).status_code == 303
    text = client.get(page).text
    assert text.index("Hỏi 1") < text.index("Hỏi 0")
    assert client.post(f"{page}/edit", data={"text": "Mới", "number": "7"}).status_code == 409
    assert client.post(f"{page}/edit", data={"text": "", "number": "1"}).status_code == 422
    assert client.post(f"{page}/edit", data={"text": "Mới", "number": "1"}).status_code == 303
    assert client.post(f"{page}/order", data={"item": uids[0], "action": "off"}).status_code == 303
    assert "Hỏi 0" not in client.get(page).text
    theirs = sign_in(app.test_client(), far)
    assert theirs.get(page).status_code == 404
    assert theirs.get(f"/bank/new?stimulus={page.rsplit('/', 1)[1]}").status_code == 404
