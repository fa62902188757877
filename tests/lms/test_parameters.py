"""Questions with parameters: exact values, harmless expressions, another set on every paper."""

import contextlib
import json
import re
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms import parameters
from lms.analysis import answers
from lms.analysis.report import report_of
from lms.bank import service as bank
from lms.bank.models import ItemVersion
from lms.bank.rules import Content
from lms.blueprints.printing import forms_of
from lms.exams import candidates, choosing, marking, service, taking
from lms.exams.door import door
from lms.exams.models import Attempt, ExamForm, Result
from lms.exams.papers import asked, places_of
from lms.parameters import BadExpression, evaluate, filled_text
from suite.db import db
from tests.kit import make_exams as make
from tests.kit.client import sign_in

PARAMS = {"a": {"from": 2, "to": 9, "not": [5]}, "b": {"from": "1,5", "to": 4, "step": "0.5"}}
VALUES = {"a": "7", "b": "2.5"}


@pytest.mark.parametrize(
    ("expression", "value"),
    [("a+b*2", "12"), ("-a", "-7"), ("(a-b)/3:2", "1.50"), ("a**2", "49"), ("a/b", "2.8"),
     ("0,5*a", "3.5"), ("a/3:0", "2"), ("-b/2:1", "-1.3"), ("a*a*a*a", "2401")],
)  # fmt: skip
def test_expressions_are_exact(expression: str, value: str) -> None:
    assert evaluate(expression, VALUES) == Decimal(value)


@pytest.mark.parametrize(
    "expression",
    ["a/0", "a/3", "c", "a.real", "__import__('os')", "a(1)", "a[0]", "a**99", "a**b",
     "a if a else b",
     "a**6**6", "lambda: a", "1_0", "1e9", "a:9", "a:x", "(a/999)**6**6", "[a]", "a<b", "'a'",
     "((((a/997)**6)**6)**6)**6", "a@b", "9" * 40, "", "1or a", "~a", "a//b", "a%b"],
)  # fmt: skip
def test_what_is_no_expression_has_no_value(expression: str) -> None:
    with pytest.raises(BadExpression):
        evaluate(expression, VALUES)


@given(text=st.text(alphabet="ab1.,+-*/() :{}$\\^_x", max_size=30))
def test_no_text_breaks_filling(text: str) -> None:
    with contextlib.suppress(BadExpression):
        filled_text(text, VALUES)


@given(a=st.integers(-99, 99), b=st.integers(1, 64))
def test_division_is_exact_or_refused(a: int, b: int) -> None:
    values = {"a": str(a), "b": str(b)}
    try:
        assert Fraction(evaluate("a/b", values)) == Fraction(a, b)
    except BadExpression:
        rest = Fraction(a, b).denominator
        for prime in (2, 5):
            while rest % prime == 0:
                rest //= prime
        assert rest > 1


def test_formulas_keep_their_braces() -> None:
    told = filled_text("Tính {a} + {b}: $\\frac{a}{b} + x^{2} \\in \\mathbb{N}$, {{1}} {x}", VALUES)
    assert told == "Tính 7 + 2,5: $\\frac{7}{2{,}5} + x^{2} \\in \\mathbb{N}$, {{1}} {x}"


def test_values_are_those_of_the_line() -> None:
    read = parameters.read_lines("a = 2..9 not 5\n\nb = 1,5..4 step 0,5")
    assert read is not None and parameters.usable(read)
    assert parameters.choices(read["b"]) == [Decimal(n) / 2 for n in range(3, 9)]
    assert parameters.read_lines(parameters.written_lines(read)) == read
    for seed in range(30):
        drawn = parameters.draw(PARAMS, Random(seed))
        assert drawn["a"] in "2346789" and Decimal(drawn["b"]) % Decimal("0.5") == 0
    bad = ("a 2..9", "a = 2..9\na = 1..2", "A B = 1..2")
    assert [parameters.read_lines(one) for one in bad] == [None] * 3
    for text in ("a = 9..2", "a = x..2", "a = 1..9 step 0", "a = 0..999999999", "_ = 1..2"):
        assert not parameters.usable(parameters.read_lines(text))


SUM = Content(
    "short_number",
    "Tính ${a} + {b}$",
    {"params": PARAMS},
    {"accepted": [{"value": "{a+b}", "tolerance": "0"}]},
    "Tổng là {a+b}.",
)
PICK = Content(
    "single_choice",
    "Tích của {a} và 3 là",
    {"params": PARAMS, "options": ["{a*3}", "{a+3}", "{a*3+1}"]},
    {"right": 0},
)


def test_the_gate_tries_the_draws(app: Flask) -> None:
    assert bank.problems(SUM) == [] and bank.problems(PICK) == []
    twice = Content(PICK.kind, "x", {**PICK.body, "options": ["{a}", "{a+0}"]}, {"right": 0})
    assert bank.problems(twice) == ["options_same"]
    word = Content(SUM.kind, "x", SUM.body, {"accepted": [{"value": "{a+c}", "tolerance": "0"}]})
    assert bank.problems(word) == ["key_no_number"]
    endless = Content(SUM.kind, "{a/7}", {"params": {"a": {"from": 1, "to": 6}}}, SUM.key)
    assert bank.problems(endless) == ["params_never"]
    assert bank.problems(Content("essay", "x", {"params": PARAMS}, {})) == ["params_wrong"]
    assert bank.problems(Content(SUM.kind, "x", {"params": {}}, SUM.key)) == ["params_wrong"]


def test_every_paper_has_its_own_numbers_and_is_marked_by_them(dbapp: Flask) -> None:
    room = make.room(pupils=3, questions=1, show="at_once", form_count=6)
    service.unprepare(room.exam.id)
    about = bank.About(room.exam.school_id, "TOAN", 6)
    ids = [bank.add_item(about, one, room.teacher.id).id for one in (SUM, PICK)]
    choosing.choose(room.exam.id, ids)
    service.prepare(room.exam.id)
    forms = db.session.query(ExamForm).filter_by(exam_id=room.exam.id).all()
    assert len({json.dumps([one.values for one in places_of(form)]) for form in forms}) > 1
    assert not any(re.search(r"\{a|params", form.paper) for form in forms)
    questions = {one.id: one for one in marking.questions_of(room.exam.id)}
    for pupil in room.pupils:
        started = make.start(dbapp, room.exam, pupil).json
        attempt = make.attempt_of(started["attempt"])
        for place, where in enumerate(places_of(attempt.form), 1):
            told = asked(questions[where.question_id], where.values)
            if "accepted" in told.key:
                make.save(dbapp, started["token"], (place, place, told.key["accepted"][0]["value"]))
            else:
                make.save(
                    dbapp, started["token"], (place, place, where.order.index(told.key["right"]))
                )
        client = dbapp.test_client()
        client.post("/exams/hand-in", headers={"X-Attempt": started["token"]})
    service.close(room.exam.id)
    assert {one.score for one in db.session.query(Attempt)} == {Decimal(10)}
    rows = report_of(room.exam).items
    assert [row.parts[0].ways[0].count for row in rows if "Tích" in row.stem] == [3]
    page = sign_in(dbapp.test_client(), room.pupils[0]).get(f"/exams/{room.uid}/result").text
    assert "Tổng là {" not in page and "Tổng là" in page


def test_the_editor_keeps_parameters_and_names_bad_ones(app: Flask) -> None:
    teacher = sign_in(app.test_client(), make.room(pupils=1).teacher)
    form = {"subject_code": "TOAN", "grade": "", "topic": "", "stem": "Tính {a}+1", "solution": "",
            "value-0": "{a+1}", "params": "a = 2..9 not 5"}  # fmt: skip
    bad = teacher.post("/bank/new?kind=short_number", data={**form, "params": "a 2"})
    assert bad.status_code == 422 and "a 2</textarea>" in bad.text and "field-error" in bad.text
    made = teacher.post("/bank/new?kind=short_number", data=form)
    assert made.status_code == 303, made.text
    version = db.session.query(ItemVersion).order_by(ItemVersion.id.desc()).first()
    assert version is not None and version.body["params"]["a"]["not"] == ["5"]
    page = teacher.get(made.location).text
    assert "Ví dụ" in page and "{a" not in page.split("<article")[1].split("</article>")[0]
    assert "a = 2..9 not 5</textarea>" in teacher.get(f"{made.location}/edit").text


def test_every_attempt_has_its_own_numbers(dbapp: Flask) -> None:
    room = make.room(pupils=2, questions=1, form_count=1, attempts_allowed=3)
    service.unprepare(room.exam.id)
    wide = {"a": {"from": 100, "to": 900}, "b": {"from": 100, "to": 900}}
    content = Content(SUM.kind, SUM.stem, {"params": wide}, SUM.key)
    about = bank.About(room.exam.school_id, "TOAN", 6)
    choosing.choose(room.exam.id, [bank.add_item(about, content, room.teacher.id).id])
    service.prepare(room.exam.id)
    exam, seen = room.exam, []
    for pupil, number in ((0, 1), (0, 2), (0, 3), (1, 1)):
        person = room.pupils[pupil].id
        words = {taking.entry_for(exam, person, number) for _ in range(2)}
        db.session.commit()
        forms = {door().signer.read_entry(word or "", 0).form_id for word in words}  # type: ignore[union-attr]
        assert len(forms) == 1  # the same paper however often the page is opened
        started = dbapp.test_client().post(
            "/exams/door/start", json={"device": "device0001"}, headers={"X-Entry": words.pop()}
        )
        attempt = make.attempt_of(started.json["attempt"])
        assert {attempt.form_id} == forms and attempt.number == number
        (where,) = [one for one in places_of(attempt.form) if one.values]
        assert where.values["a"] in started.get_data(as_text=True)
        seen.append(tuple(where.values.items()))
        place = [one.values for one in places_of(attempt.form)].index(where.values) + 1
        total = str(int(where.values["a"]) + int(where.values["b"]))
        make.save(dbapp, started.json["token"], (1, place, total))
        dbapp.test_client().post("/exams/hand-in", headers={"X-Attempt": started.json["token"]})
    assert len(set(seen)) == 4
    service.close(exam.id)
    states = [one.state for one in db.session.query(Result).filter(Result.state == "right")]
    assert len(states) == 4
    assert [form.number for form in forms_of(exam.id)] == [1]
    assert report_of(exam).items and candidates.form_ids(exam) == [forms_of(exam.id)[0].id]
    assert {taker.form for taker in answers.answers_of(exam, every=True).takers} == {1}
