"""The short forms: who may answer, what is kept, and that it reaches the figures."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from indicators.conditions.models import AttestationRow
from indicators.coverage import check, tally
from indicators.coverage.rules import I1S, I1T, Count
from indicators.formulas.periods import week_of
from indicators.rollup.years import years
from school.people.models import Person
from suite import clock
from suite.db import db
from tests.kit import make
from tests.kit import make_indicators as counting

START = make.YEAR_START
SignedIn = Callable[[Person], FlaskClient]


def post(client: FlaskClient, path: str, status: int, **fields: str) -> str:
    with clock.frozen(counting.at(START)):
        answer = client.post(path, data={name.replace("_", "-"): v for name, v in fields.items()})
    assert answer.status_code == status, answer.get_data(as_text=True)[:1000]
    return answer.get_data(as_text=True)


def kept() -> list[tuple[str, str, str]]:
    rows = db.session.scalars(select(AttestationRow).order_by(AttestationRow.id))
    return [(row.condition, row.answer, row.source) for row in rows]


def test_the_homeroom_teacher_fills_the_table(app: Flask, signed_in: SignedIn) -> None:
    of = make.school_class()
    one, two = make.student(of), make.student(of)
    homeroom = signed_in(make.teacher(of, homeroom=True))
    path = f"/coverage/conditions/class/{of.id}"
    filled = post(homeroom, path, 200, fill="yes", **{f"device_{one.id}": "no"})
    assert filled.count("checked") == 4
    assert f'id="device-{one.id}-no" name="device-{one.id}" value="no" checked' in filled
    assert kept() == []
    answers = {f"device_{one.id}": "shared", f"line_{one.id}": "yes", f"line_{two.id}": ""}
    post(homeroom, path, 303, **answers)
    assert kept() == [("device", "shared", "homeroom"), ("line", "yes", "homeroom")]
    post(homeroom, path, 303, **answers)
    assert len(kept()) == 2
    post(homeroom, path, 200, **{f"device_{two.id}": "perhaps"})
    post(homeroom, path, 200, **{f"line_{two.id}": "shared"})
    assert len(kept()) == 2


def test_others_may_not_answer_for_a_class(app: Flask, signed_in: SignedIn) -> None:
    of, other = make.school_class(), make.school_class(make.school("Khác"))
    pupil, foreign = make.student(of), make.student(other)
    path = f"/coverage/conditions/class/{of.id}"
    post(signed_in(make.teacher(of)), path, 403)
    post(signed_in(make.teacher(other, homeroom=True)), path, 404)
    post(signed_in(pupil), path, 404)
    homeroom = signed_in(make.teacher(of, homeroom=True))
    post(homeroom, path, 303, **{f"device_{foreign.id}": "yes"})
    assert kept() == []


def test_a_pupil_answers_for_oneself_alone(app: Flask, signed_in: SignedIn) -> None:
    of = make.school_class()
    one, two = make.student(of), make.student(of)
    client = signed_in(one)
    with clock.frozen(counting.at(START)):
        assert "/coverage/conditions/mine" in client.get("/").get_data(as_text=True)
        assert client.get("/coverage/conditions/mine").status_code == 200
    fields = {f"device_{one.id}": "yes", f"line_{one.id}": "no", f"device_{two.id}": "no"}
    post(client, "/coverage/conditions/mine", 303, **fields)
    assert kept() == [("device", "yes", "self"), ("line", "no", "self")]
    with clock.frozen(counting.at(START)):
        assert "/coverage/conditions/mine" not in client.get("/").get_data(as_text=True)
    # The homeroom teacher's word stands over the pupil's own, even when it is the same.
    homeroom = signed_in(make.teacher(of, homeroom=True))
    answers = {f"device_{one.id}": "yes", f"line_{one.id}": "yes"}
    post(homeroom, f"/coverage/conditions/class/{of.id}", 303, **answers)
    assert kept()[2:] == [("device", "yes", "homeroom"), ("line", "yes", "homeroom")]


def test_answers_and_sign_ins_make_i1(dbapp: Flask) -> None:
    of = make.school_class()
    pupils = [make.student(of) for _ in range(3)]
    client = dbapp.test_client()
    from tests.kit.client import sign_in

    teacher = make.teacher(of, homeroom=True)
    sign_in(client, teacher)
    yes = {f"{what}_{p.id}": "yes" for p in pupils[:2] for what in ("device", "line")}
    post(client, f"/coverage/conditions/class/{of.id}", 303, **yes)
    counting.signed_in_on(pupils[0], START)
    counting.signed_in_on(pupils[2], START)
    counting.counted(START)
    with clock.frozen(counting.at(START)):
        (year,) = years()
        school = tally.read_school(of.school, year)
        found = tally.of_school(school, week_of(START))
        assert check.check().agrees
    # One met; one without a sign-in; one signed in, of whom nobody has said anything.
    assert found["class", of.id, 0][I1S] == Count(1, 3, 1)
    assert found["school", of.school_id, 0][I1T] == Count(0, 1, 0)
    assert db.session.scalar(select(func.count()).select_from(AttestationRow)) == 4
