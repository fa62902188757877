"""Who sees a thing and why: the answer is that of the scope, for everybody and nobody else."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.courses.models import Course
from school import access
from school.classes.models import SchoolClass
from school.people.models import Guardianship, Person
from school.people.standing import who_is
from school.rights import candidates, service
from school.rights.permissions import office_of
from school.rights.texts import REASONS
from suite.db import db
from tests.access.scene import Scene, build
from tests.kit import make
from tests.kit.queries import counted


@pytest.fixture
def scene(app: Flask) -> Scene:
    return build()


def _row(scene: Scene, name: str) -> Any:
    if name == "course":
        return db.session.scalars(select(Course)).first()
    return {
        "person": scene.classmate,
        "guardian": scene.people["gua"],
        "teacher": scene.people["tea"],
        "class": scene.own_class,
    }[name]


@pytest.mark.parametrize("name", ["person", "guardian", "teacher", "class", "course"])
def test_everybody_who_sees_it_is_named_with_the_reasons_of_the_scope(
    scene: Scene, name: str
) -> None:
    kind = access.explainables().get(name) or access.explainables()["person"]
    row = _row(scene, name)
    office = office_of(who_is(scene.people["adm"]))
    answer = service.who_sees(kind, row, office)
    told = {one.person.id: list(one.reasons) for one in answer.seers if one.person}
    wanted = {}
    for person in db.session.scalars(select(Person)):
        who = who_is(person)
        seen = access.scope(select(kind.model).where(kind.model.id == row.id), who)
        if db.session.scalar(seen) is not None:
            wanted[person.id] = access.why(who, kind.model, row.id)
    assert answer.total == answer.tried
    assert told == {key: value for key, value in wanted.items() if key in told}
    hidden = [one for one in answer.seers if one.person is None]
    assert len(told) + len(hidden) == len(wanted) > 1
    assert all(one.evidence or one.reasons == ["self"] for one in answer.seers)


def test_every_reason_has_words(scene: Scene) -> None:
    who = who_is(scene.people["adm"])
    for kind in access.explainables().values():
        assert set(access.reasons_of(who, kind.model)) <= set(REASONS)


def test_the_page_names_people_and_the_days_behind(signed_in: Any) -> None:
    of = make.school_class()
    pupil, teacher = make.student(of, "Trò Được Hỏi"), make.teacher(of, "Cô Dạy Toán")
    make.student(of, "Bạn Không Liên Quan")
    client: FlaskClient = signed_in(make.person("Quản Trị", "school_administrator", of.school))
    assert "Trò Được Hỏi" in client.get("/rights/why?kind=person&q=tro+duoc").text
    with counted() as seen:
        page = client.get(f"/rights/why?kind=person&id={pupil.id}").text
    assert len(seen) <= 20, len(seen)
    assert "Cô Dạy Toán" in page and "dạy lớp của học sinh này" in page and "07/09/2026" in page
    assert "Bạn Không Liên Quan" not in page
    reverse = client.get(f"/rights/person/{teacher.id}").text
    assert "Giáo viên" in reverse and "dạy lớp của học sinh này" in reverse


def test_statements_do_not_grow_with_people(signed_in: Any) -> None:
    of = make.school_class()
    client: FlaskClient = signed_in(make.person("Quản Trị", "school_administrator", of.school))
    numbers = []
    for size in (2, 30):
        for n in range(size):
            make.student(of, f"Trò {n}")
        with counted() as seen:
            assert client.get(f"/rights/why?kind=class&id={of.id}").status_code == 200
        numbers.append(len(seen))
    assert numbers[0] == numbers[1] <= 20


def test_more_than_the_most_is_said(signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    of = make.school_class()
    for n in range(6):
        make.student(of, f"Trò {n}")
    monkeypatch.setattr(candidates, "MOST", 3)
    client: FlaskClient = signed_in(make.person("Quản Trị", "school_administrator", of.school))
    assert "Mới xét 3 người đầu trong 7" in client.get(f"/rights/why?kind=class&id={of.id}").text


def test_an_administrator_asks_about_the_own_school_alone(signed_in: Any) -> None:
    own, far = make.school_class(), make.school_class(make.school("THCS Kia"), "6C")
    stranger = make.student(far, "Xa Lạ")
    admin = make.person("Quản Trị", "school_administrator", own.school)
    make.subject()
    make.assign(admin, far)
    client: FlaskClient = signed_in(admin)
    assert client.get(f"/people/{stranger.id}").status_code == 200
    for url in (f"/rights/why?kind=person&id={stranger.id}", f"/rights/why?kind=class&id={far.id}",
                f"/rights/person/{stranger.id}"):  # fmt: skip
        assert client.get(url).status_code == 404
    assert "Xa Lạ" not in client.get("/rights/why?kind=person&q=xa").text
    for junk in ("kind=x", "kind=person&id=x", "id=99999", "q=%25", "kind=class&q=%00"):
        assert client.get(f"/rights/why?{junk}").status_code in (200, 404)


def test_names_above_the_office_are_not_told(signed_in: Any) -> None:
    of = make.school_class()
    make.person("Người Cấp Trên", "administrator", of.school.parent)
    client: FlaskClient = signed_in(make.person("Quản Trị", "school_administrator", of.school))
    page = client.get(f"/rights/why?kind=class&id={of.id}").text
    assert "Người Cấp Trên" not in page and "không được xem tên" in page


def test_on_both_databases(dbapp: Flask) -> None:
    of = make.school_class()
    pupil = make.student(of)
    parent = make.guardian(pupil)
    office = office_of(who_is(make.person("Quản Trị", "school_administrator", of.school)))
    answer = service.who_sees(access.explainables()["class"], of, office)
    found = {one.person.id: one for one in answer.seers if one.person}
    assert found[parent.id].reasons == ["guards"] and found[pupil.id].reasons == ["studies"]
    assert [(e.role, e.since) for e in found[parent.id].evidence] == [("guardian", make.YEAR_START)]
    assert isinstance(of, SchoolClass) and db.session.scalars(select(Guardianship)).one()
    sights = {one.kind.name: dict(one.counts) for one in service.sees(who_is(parent))}
    assert sights == {"person": {"self": 1, "guards": 1}, "class": {"guards": 1}, "course": {}}
