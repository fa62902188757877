"""Giving roles: nobody gives one wider than the own or above the own unit; nothing is deleted."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from school.classes.models import Enrolment
from school.people import granting
from school.people.granting import NewPerson
from school.people.models import DERIVED, ROLES, Person, RoleGrant
from school.people.rules import GIVERS, GRANTED_AT, WIDTH, GrantError, check_giver, gives, overlap
from school.people.standing import who_is
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make

PATHS = ("/1/", "/1/2/", "/1/2/3/", "/1/2/4/", "/1/20/", "/5/")
held = st.lists(st.tuples(st.sampled_from(ROLES), st.sampled_from(PATHS)), max_size=4)


def test_the_widths_are_those_of_all_given_roles() -> None:
    assert set(WIDTH) == set(GRANTED_AT)
    assert [r for r in WIDTH if r != "librarian"] == [
        r for r in ROLES if r not in DERIVED and r != "librarian"
    ]


@given(held, st.sampled_from([*ROLES, "king"]), st.sampled_from(PATHS))
def test_nobody_gives_a_wider_role_or_above(
    mine: list[tuple[str, str]], role: str, path: str
) -> None:
    covering = [own for own, at in mine if path.startswith(at) and own in GIVERS]
    fits = role in WIDTH and any(WIDTH.index(role) <= WIDTH.index(own) for own in covering)
    assert gives(mine, role, path) == fits
    if not fits:
        with pytest.raises(GrantError):
            check_giver(mine, role, path)


@given(held, held, st.sampled_from(ROLES), st.sampled_from(PATHS))
def test_what_was_given_makes_nobody_give_more_than_the_giver(
    mine: list[tuple[str, str]], theirs: list[tuple[str, str]], role: str, path: str
) -> None:
    """A chain of grants never reaches further than who began it."""
    if not gives(mine, role, path):
        return
    for other in ROLES:
        for at in PATHS:
            if gives([(role, path)], other, at):
                assert gives(mine, other, at)


days = st.integers(0, 30).map(lambda n: make.YEAR_START + timedelta(days=n))
spans = st.tuples(days, st.none() | days).filter(lambda s: s[1] is None or s[0] < s[1])


@given(spans, spans)
def test_spans_overlap_when_they_share_a_day(a: Any, b: Any) -> None:
    def held_on(span: Any) -> set[Any]:
        start, end = span
        return {
            day
            for n in range(62)
            if (day := make.YEAR_START + timedelta(days=n)) >= start and (end is None or day < end)
        }

    assert overlap(a, b) == bool(held_on(a) & held_on(b)) == overlap(b, a)


def _form(unit: Any, role: str = "librarian", **more: Any) -> dict[str, Any]:
    today = clock.today().isoformat()
    return {"role": role, "unit_id": unit.id, "since": today, "last_day": "", **more}


def test_a_principal_gives_and_ends_a_role(signed_in: Any) -> None:
    of = make.school_class()
    teacher = make.teacher(of)
    client: FlaskClient = signed_in(make.person("Hiệu Trưởng", "principal", of.school))
    url = f"/people/{teacher.id}/roles"
    assert client.post(url, data=_form(of.school)).status_code == 303
    assert {g.role for g in who_is(teacher).grants} == {"teacher", "librarian"}
    again = client.post(url, data=_form(of.school))
    assert again.status_code == 422 and "đã giữ vai trò" in again.text
    row = db.session.scalars(select(RoleGrant).where(RoleGrant.role == "librarian")).one()
    assert client.post(f"{url}/{row.id}/end").status_code == 303
    assert {g.role for g in who_is(teacher).grants} == {"teacher"}
    assert client.post(f"{url}/{row.id}/end").status_code == 303
    assert len(db.session.scalars(select(RoleGrant).where(RoleGrant.id == row.id)).all()) == 1
    assert "đã kết thúc" in client.get(url).text
    query = select(AuditEntry).where(AuditEntry.action.startswith("grant."))
    told = [
        (row.action, row.thing, (row.detail or {})["role"]) for row in db.session.scalars(query)
    ]
    assert sorted(told) == [
        ("grant.ended", f"person:{teacher.id}", "librarian"),
        ("grant.given", f"person:{teacher.id}", "librarian"),
    ]


def test_a_principal_reaches_no_further(signed_in: Any) -> None:
    own, far = make.school(), make.school("THCS Kia")
    teacher = make.teacher(make.school_class(own))
    stranger = make.teacher(make.school_class(far))
    office = make.person("Văn Phòng", "school_administrator", own)
    head = make.person("Hiệu Trưởng", "principal", own)
    client: FlaskClient = signed_in(head)
    before = db.session.scalars(select(RoleGrant.id)).all()
    for role, unit in (("school_administrator", own), ("teacher", far), ("inspector", own)):
        page = client.post(f"/people/{teacher.id}/roles", data=_form(unit, role))
        assert page.status_code == 422, role
    assert client.post(f"/people/{stranger.id}/roles", data=_form(own)).status_code == 404
    assert client.post(f"/people/{head.id}/roles", data=_form(own)).status_code == 422
    theirs = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == office.id)).one()
    assert client.post(f"/people/{office.id}/roles/{theirs.id}/end").status_code == 403
    mine = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == head.id)).one()
    assert client.post(f"/people/{head.id}/roles/{mine.id}/end").status_code == 403
    assert client.post(f"/people/{teacher.id}/roles/{mine.id}/end").status_code == 404
    assert db.session.scalars(select(RoleGrant.id)).all() == before
    assert theirs.valid_to is None and mine.valid_to is None


def test_an_inspector_has_a_last_day(signed_in: Any) -> None:
    own = make.school()
    person = make.teacher(make.school_class(own))
    client: FlaskClient = signed_in(make.person("Quản Trị", "administrator", own.parent))
    url = f"/people/{person.id}/roles"
    page = client.post(url, data=_form(own, "inspector"))
    assert page.status_code == 422 and "phải có ngày cuối cùng" in page.text
    last = clock.today().isoformat()
    assert client.post(url, data=_form(own, "inspector", last_day=last)).status_code == 303
    row = db.session.scalars(select(RoleGrant).where(RoleGrant.role == "inspector")).one()
    assert row.valid_to == clock.today() + timedelta(days=1)
    early = (clock.today() - timedelta(days=3)).isoformat()
    page = client.post(url, data=_form(own, "librarian", last_day=early))
    assert page.status_code == 422 and "trước ngày bắt đầu" in page.text


def test_one_pupil_is_added_without_a_list(signed_in: Any) -> None:
    of = make.school_class()
    client: FlaskClient = signed_in(make.person("Hiệu Trưởng", "principal", of.school))
    assert client.get("/people/new").status_code == 200
    data = {"full_name": "Trần  Thị Mới", "birth_date": "2015-03-04", "gender": "female",
            "role": "student", "class_id": of.id, "last_day": ""}  # fmt: skip
    page = client.post(f"/people/new?unit={of.school_id}", data=data)
    row = db.session.scalars(select(Person).where(Person.full_name == "Trần Thị Mới")).one()
    assert page.status_code == 200 and row.username in page.text
    enrolled = db.session.scalars(select(Enrolment).where(Enrolment.person_id == row.id)).one()
    assert enrolled.class_id == of.id and enrolled.starts_on == clock.today()
    assert {g.role for g in who_is(row).grants} == {"student"}
    page = client.post("/people/new", data=data | {"full_name": "Tran thi moi"})
    assert page.status_code == 422 and "trùng tên" in page.text and "Tran thi moi" in page.text
    assert client.post("/people/new", data=data | {"again": "y"}).status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"class_id": 0}, "chọn lớp"),
        ({"role": "teacher"}, "Chỉ học sinh"),
        ({"birth_date": "2999-01-01"}, "không thể là ngày sinh"),
        ({"birth_date": "0001-01-01"}, "không thể là ngày sinh"),
        ({"full_name": " "}, "ghi họ và tên"),
        ({"full_name": "x" * 500}, "120 chữ"),
        ({"role": "administrator"}, ""),
        ({"class_id": 999999}, ""),
    ],
)
def test_a_faulty_form_adds_nobody(signed_in: Any, change: dict[str, Any], words: str) -> None:
    of = make.school_class()
    client: FlaskClient = signed_in(make.person("Hiệu Trưởng", "principal", of.school))
    data = {"full_name": "Trần Mới", "birth_date": "2015-03-04", "gender": "",
            "role": "student", "class_id": of.id, "last_day": ""}  # fmt: skip
    page = client.post("/people/new", data=data | change)
    assert page.status_code == 422 and words in page.text
    assert len(db.session.scalars(select(Person)).all()) == 1


def test_nobody_is_added_elsewhere(signed_in: Any) -> None:
    own, far = make.school_class(), make.school_class(make.school("THCS Kia"), "6C")
    client: FlaskClient = signed_in(make.person("Hiệu Trưởng", "principal", own.school))
    assert client.get(f"/people/new?unit={far.school_id}").status_code == 404
    teacher: FlaskClient = signed_in(make.teacher(own))
    assert teacher.get("/people/new").status_code == 403


def test_adding_and_granting_on_both_databases(dbapp: Flask) -> None:
    of = make.school_class()
    giver = who_is(make.person("Quản Trị", "school_administrator", of.school))
    person, slip = granting.add_person(
        giver, of.school, NewPerson("Lê Văn Thư", "librarian", None, None, None, None)
    )
    assert slip.username == person.username
    with pytest.raises(GrantError, match="held"):
        granting.give(giver, person, "librarian", of.school, clock.today(), None)
    granting.end(giver, granting.history(person.id)[0], clock.today())
    granting.give(giver, person, "librarian", of.school, clock.today(), None)
    assert [row.valid_to for row in granting.history(person.id)] == [None, clock.today()]
    with pytest.raises(GrantError, match="wider"):
        granting.add_person(
            giver, of.school, NewPerson("A B", "inspector", until=clock.today() + timedelta(days=2))
        )


def test_an_officer_is_not_absorbed_by_a_school(app: Flask) -> None:
    school = make.school()
    principal = who_is(make.person("Hiệu Trưởng", "principal", school))
    officer = make.person("Cán Bộ", "commune_officer", school.parent)
    granting.give(principal, officer, "librarian", school, clock.today(), None)
    assert officer.school_id is None
    newcomer = make.person("Người Mới")
    granting.give(principal, newcomer, "librarian", school, clock.today(), None)
    assert newcomer.school_id == school.id
