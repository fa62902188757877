"""From a format to a matrix, its files, and a paper that was drawn from it."""

import io
from collections import Counter
from decimal import Decimal
from typing import Any

import pypdfium2
from docx import Document
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from lms.bank import service as bank
from lms.bank import stimuli
from lms.bank.models import Item
from lms.bank.rules import Content
from lms.bank.service import About
from lms.blueprints import drawing, presets
from lms.blueprints.models import Blueprint
from lms.exams import service
from lms.exams.models import Exam
from school.people.models import Person
from suite.db import db
from tests.kit import make, make_exams
from tests.kit.client import sign_in
from tests.kit.queries import counted

CONTENTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "single_choice": ({"options": ["a", "b", "c", "d"]}, {"right": 1}),
    "true_false": (
        {"statements": ["m", "n", "p", "q"]},
        {"truths": [True, False, True, False], "table": ["0", "0.1", "0.25", "0.5", "1"]},
    ),
    "short_number": ({}, {"accepted": [{"value": "1,5", "tolerance": "0"}]}),
}


def stock(teacher: Person, number: int, kind: str, level: str, topic: str = "Phân số") -> None:
    """Questions of one cell in the bank."""
    body, key = CONTENTS[kind]
    for n in range(number):
        about = About(teacher.school_id or 0, "TOAN", 6, topic, level)
        stem = f"Câu {kind} {level} {n} với $\\frac{{{n}}}{{2}}$"
        bank.add_item(about, Content(kind, stem, body, key), teacher.id)


def begun(client: Any, preset: str = "cv7991-343") -> str:
    sent = {"title": "Giữa kì 1", "subject_code": "TOAN", "grade": "6", "preset": preset}
    answer = client.post("/blueprints/new", data=sent)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def matrix(**cells: str) -> dict[str, str]:
    sent = {"title": "Giữa kì 1", "minutes": "90", "version": "1", "row-0-topic": "Phân số",
            "row-0-unit": "So sánh", "row-0-asks-know": "Nhận biết được phân số"}  # fmt: skip
    for n, (kind, points) in enumerate(
        [("single_choice", "0,25"), ("true_false", "1"), ("short_number", "0,5")]
    ):
        sent |= {f"part-{n}-kind": kind, f"part-{n}-points": points,
                 f"part-{n}-title": f"Phần {'I' * (n + 1)}"}  # fmt: skip
    return sent | {f"row-0-cell-{name.replace('_', '-')}": value for name, value in cells.items()}


FULL = {"0_know": "12", "1_know": "1", "1_understand": "3", "2_apply": "6"}


def test_a_paper_is_drawn_swapped_and_made(dbapp: Flask) -> None:
    of = make.school_class()
    teacher = make.teacher(of)
    course = make_exams.course(of)
    client = sign_in(dbapp.test_client(), teacher)
    page = begun(client)
    assert client.post(page, data=matrix(**FULL)).status_code == 303
    assert "cần 12 câu, ngân hàng có 0" in client.get(page).text
    drawn = client.post(f"{page}/draw", data={"course": course.id, "title": "Đề 1"})
    assert drawn.headers["Location"] == page, "not before the bank has enough"
    assert db.session.scalar(select(Exam.id)) is None
    stock(teacher, 14, "single_choice", "know")
    stock(teacher, 1, "true_false", "know")
    stock(teacher, 3, "true_false", "understand")
    stock(teacher, 6, "short_number", "apply")
    stock(teacher, 2, "single_choice", "apply")
    with counted() as seen:
        assert "Ma trận đạt" in client.get(page).text
    assert len(seen) <= 16, seen
    drawn = client.post(f"{page}/draw", data={"course": course.id, "title": "Đề 1"})
    paper = drawn.headers["Location"]
    exam = db.session.scalars(select(Exam)).one()
    assert [part.title for part in exam.parts] == ["Phần I", "Phần II", "Phần III"]
    assert Counter(q.part for q in exam.questions) == {1: 12, 2: 4, 3: 6}
    assert sum(q.points for q in exam.questions) == Decimal(10)
    assert {(q.item.kind, q.item.level) for q in exam.questions} == {
        ("single_choice", "know"), ("true_false", "know"), ("true_false", "understand"),
        ("short_number", "apply"),
    }  # fmt: skip
    told = client.get(paper)
    assert told.status_code == 200
    assert told.text.count('class="review"') == 22
    first = exam.questions[0]
    before = {q.item_id for q in exam.questions}
    assert client.post(f"{paper}/swap", data={"question": first.id}).status_code == 303
    db.session.expire_all()
    assert first.item_id not in before
    assert (first.item.kind, first.item.level) == ("single_choice", "know")
    wrong = db.session.scalars(select(Item.id).where(Item.level == "apply")).all()
    now = first.item_id
    client.post(f"{paper}/swap", data={"question": first.id, "item": wrong[-1]})
    db.session.expire_all()
    assert first.item_id == now, "not with a question of another cell"
    listed = client.get(f"{paper}/choose/{first.id}").text
    assert listed.count('name="item"') == 2
    service.prepare(exam.id)
    client.post(f"{paper}/swap", data={"question": first.id})
    db.session.expire_all()
    assert first.item_id == now, "not once the papers are made"


def test_bad_input_is_named_and_kept(app: Flask) -> None:
    client = sign_in(app.test_client(), make.teacher(make.school_class()))
    page = begun(client)
    sent = matrix(**{**FULL, "0_know": "mười"}) | {"part-1-points": "11"}
    answer = client.post(page, data=sent)
    assert answer.status_code == 422
    assert 'value="mười"' in answer.text
    assert 'value="11"' in answer.text
    assert "Dòng 1: số câu là số nguyên" in answer.text
    for action in ("check", "more"):
        text = client.post(page, data=matrix(**FULL) | {"action": action}).text
        assert 'value="12"' in text
    assert db.session.scalars(select(Blueprint)).one().rows == []
    assert client.post(page, data=matrix(**FULL)).status_code == 303
    answer = client.post(page, data=matrix(**{"0_know": "7"}))
    assert answer.status_code == 409
    assert 'value="7"' in answer.text
    assert client.post(f"{page}/remove").status_code == 200
    assert client.post(f"{page}/remove", data={"sure": "1"}).status_code == 303
    assert db.session.scalar(select(Blueprint.id)) is None


def test_only_the_own_school_sees_it(app: Flask) -> None:
    page = begun(sign_in(app.test_client(), make.teacher(make.school_class())))
    far = make.teacher(make.school_class(make.school("Kia"), "6B"))
    theirs = sign_in(app.test_client(), far)
    assert theirs.get(page).status_code == 404
    assert theirs.post(page, data=matrix()).status_code == 404
    assert page not in theirs.get("/blueprints").text


def test_matrix_and_specification_on_paper(app: Flask) -> None:
    client = sign_in(app.test_client(), make.teacher(make.school_class()))
    page = begun(client)
    client.post(page, data=matrix(**FULL) | {"row-0-unit": '=1+1 #let x <b> "'})
    pdf = pypdfium2.PdfDocument(client.get(f"{page}/matrix.pdf").data)
    text = pdf[0].get_textpage().get_text_bounded()
    for words in ("MA TRẬN ĐỀ KIỂM TRA", "Nhiều lựa chọn", "Vận dụng", "Phân số", "Tổng số điểm"):
        assert words in text
    assert '=1+1 #let x <b> "' in text, "what a teacher writes is text and no program"
    book = load_workbook(io.BytesIO(client.get(f"{page}/matrix.xlsx").data))
    values = [cell for row in book.active.iter_rows(values_only=True) for cell in row]
    assert {"Tổng số câu", "Phân số", 12, 3, 6, 22, 10} <= set(values)
    assert '=1+1 #let x <b> "' in values
    word = Document(io.BytesIO(client.get(f"{page}/spec.docx").data))
    told = [cell.text for row in word.tables[0].rows for cell in row.cells]
    assert "Biết: Nhận biết được phân số" in told
    assert client.get(f"{page}/spec.pdf").data.startswith(b"%PDF")
    assert client.get(f"{page}/spec.xlsx").status_code == 200
    assert client.get(f"{page}/key.pdf").status_code == 404


def test_formats_are_dated_and_add_up(app: Flask) -> None:
    rows = presets.in_force()
    assert {"cv7991", "tn2025-toan"} <= {row.code for row in rows}
    for row in rows:
        points = [Decimal(one["points"]) for one in presets.parts_of(row)]
        counts = presets.counts_of(row)
        by_part = [n * worth for n, worth in zip(counts, points, strict=True)]
        assert sum(by_part) == 10, row.code
        assert by_part == presets.numbers(row.shares), row.code
        assert row.citation
    assert presets.in_force("TOAN")[0].code == "tn2025-toan"


def test_questions_about_one_text_are_drawn_together(dbapp: Flask) -> None:
    of = make.school_class()
    teacher = make.teacher(of)
    text = stimuli.add(of.school_id, "Đọc đoạn văn sau", teacher.id)
    body, key = CONTENTS["single_choice"]
    on = [
        bank.add_item(
            About(of.school_id, "TOAN", 6, "Phân số", level),
            Content("single_choice", f"Chùm {level}", body, key), teacher.id, text,
        )
        for level in ("apply", "know")
    ]  # fmt: skip
    stock(teacher, 3, "single_choice", "know")
    client = sign_in(dbapp.test_client(), teacher)
    page = begun(client)
    assert client.post(page, data=matrix(**{"0_know": "2", "0_apply": "1"})).status_code == 303
    held = db.session.scalars(select(Blueprint)).one()
    with counted() as seen:
        ids = drawing._drawn(held, drawing.plan_of(held))[0]
    at = ids.index(on[0].id)
    assert ids[at : at + 2] == [one.id for one in on], "in the order of the text"
    assert len(ids) == 3
    assert len(seen) <= 2, seen
