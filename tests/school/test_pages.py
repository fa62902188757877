"""The school's pages: order, search, who sees names, traces, number of statements."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, func, insert, select

from school.classes.models import Enrolment, SchoolClass
from school.people.models import Person, RoleGrant
from suite.audit import AuditEntry
from suite.db import db
from suite.text import fold, name_sort_key
from tests.kit import make
from tests.kit.client import SURE

SignedIn = Callable[..., Any]


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, text: str, *_more: Any) -> None:
        if not text.startswith(("BEGIN", "PRAGMA")):
            seen.append(text)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def crowd(of: SchoolClass, count: int) -> None:
    names = [f"Nguyễn Văn {chr(65 + n % 26)}{'ình' if n % 2 else 'ương'}" for n in range(count)]
    rows = [
        {"school_id": of.school_id, "full_name": name, "sort_key": name_sort_key(name),
         "search_key": fold(name), "username": f"dong{n}"}
        for n, name in enumerate(names)
    ]  # fmt: skip
    ids = db.session.scalars(insert(Person).returning(Person.id), rows).all()
    start = {"starts_on": make.YEAR_START, "school_id": of.school_id, "class_id": of.id}
    db.session.execute(insert(Enrolment), [start | {"person_id": i} for i in ids])
    role = {"role": "student", "unit_id": of.school_id, "valid_from": make.YEAR_START}
    db.session.execute(insert(RoleGrant), [role | {"person_id": i} for i in ids])
    db.session.commit()


def trace(action: str) -> list[str]:
    query = select(AuditEntry.thing).where(AuditEntry.action == action)
    return list(db.session.scalars(query.order_by(AuditEntry.id)))


@pytest.mark.parametrize("count", [45, 2000])
def test_lists_take_few_statements(app: Flask, signed_in: SignedIn, count: int) -> None:
    row = make.school_class()
    crowd(row, count)
    make.teacher(row, homeroom=True)
    client = signed_in(make.person("Hiệu Trưởng", "principal", row.school))
    for url in (
        "/classes",
        f"/classes/{row.id}",
        "/people?q=binh",
        "/people",
        "/units?q=th",
        f"/units/{row.school_id}",
    ):
        with statements() as seen:
            assert client.get(url).status_code == 200
        assert len(seen) <= 12, (url, seen)


def test_names_in_vietnamese_order_and_found_without_diacritics(
    app: Flask, signed_in: SignedIn
) -> None:
    row = make.school_class()
    for name in ("Trần Văn Đức", "Lê Thị Ánh", "Phạm Văn An", "Đỗ Dũng"):
        make.student(row, name)
    client = signed_in(make.teacher(row))
    page = client.get(f"/classes/{row.id}").text
    places = [page.index(name) for name in ("Phạm Văn An", "Lê Thị Ánh", "Đỗ Dũng", "Trần Văn Đức")]
    assert places == sorted(places)
    found = client.get(f"/classes/{row.id}?q=duc").text
    assert "Trần Văn Đức" in found and "Đỗ Dũng" not in found
    assert "Đỗ Dũng" in client.get("/people?q=do+dung").text


def test_a_view_of_names_is_noted_once(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    pupil, teacher = make.student(row), make.teacher(row)
    client = signed_in(teacher)
    client.get(f"/classes/{row.id}")
    client.get(f"/people/{pupil.id}")
    client.get("/people")
    client.get("/people/me")
    assert trace("names.viewed") == [f"class:{row.id}", f"person:{pupil.id}", "people"]
    actors = db.session.scalars(
        select(AuditEntry.actor_id).where(AuditEntry.action == "names.viewed")
    )
    assert set(actors) == {teacher.id}


def test_those_who_do_not_teach_a_class_see_no_names(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    other = make.school_class(row.school, "6B")
    make.student(row, "Tên Riêng Tư")
    for person in (
        make.student(row, "Chính Em"),
        make.teacher(other),
        make.person("TT", "librarian", row.school),
    ):
        page = signed_in(person).get(f"/classes/{row.id}")
        assert page.status_code == 200 and "Tên Riêng Tư" not in page.text
    assert trace("names.viewed") == []


def test_homeroom_teacher_resets_a_pupil_but_nobody_above(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    pupil, homeroom = make.student(row), make.teacher(row, "Chủ Nhiệm", homeroom=True)
    principal = make.person("Hiệu Trưởng", "principal", row.school)
    admin = make.person("Quản Trị", "administrator", row.school)
    page = signed_in(homeroom).post(f"/people/{pupil.id}/first-password", data=SURE)
    assert page.status_code == 200 and pupil.username in page.text
    for actor, person, status in (
        (principal, homeroom, 200),
        (principal, admin, 403),
        (admin, principal, 200),
        (admin, admin, 403),
    ):
        for sent in ({}, SURE):
            answer = signed_in(actor).post(f"/people/{person.id}/first-password", data=sent)
            assert answer.status_code == status
    assert trace("password.reset") == [f"person:{p.id}" for p in (pupil, homeroom, principal)]
    db.session.refresh(pupil)
    assert pupil.must_change_password and pupil.session_epoch == 2


def test_slips_for_those_who_never_signed_in(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    new, old = make.student(row, "Em Mới"), make.student(row, "Em Cũ")
    app.test_client().post("/signin", data={"username": old.username, "password": "mật khẩu thử 1"})
    client = signed_in(make.teacher(row, homeroom=True))
    page = client.post(f"/classes/{row.id}/first-passwords", data=SURE).text
    assert new.username in page and old.username not in page
    assert trace("password.slips") == [f"class:{row.id}"]


def test_details_are_for_the_head_the_homeroom_and_oneself(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    pupil = make.student(row)
    seen = {
        who: "Tên đăng nhập" in signed_in(person).get(f"/people/{pupil.id}").text
        for who, person in {
            "self": pupil,
            "homeroom": make.teacher(row, homeroom=True),
            "teacher": make.teacher(row),
            "head": make.person("HT", "principal", row.school),
        }.items()
    }
    assert seen == {"self": True, "homeroom": True, "teacher": False, "head": True}


def test_units_are_found_and_counted(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    make.student(row)
    make.teacher(row)
    client = signed_in(make.person("Cán Bộ", "commune_officer", row.school.parent))
    assert "THCS Thử Nghiệm" in client.get("/units?q=thu+nghiem").text
    assert "THCS Thử Nghiệm" not in client.get("/units?q=khac").text
    page = client.get(f"/units/{row.school_id}").text
    assert "Nguyễn Thị Bình" not in page
    assert db.session.scalar(select(func.count(AuditEntry.id))) == 0


def test_first_units_and_people_from_the_shell(app: Flask) -> None:
    runner = app.test_cli_runner()
    base = ["school", "add-unit"]
    assert runner.invoke(args=[*base, "31", "Tỉnh", "--kind", "province"]).exit_code == 0
    assert runner.invoke(args=[*base, "9", "Trường", "--kind", "school"]).exit_code == 1
    assert runner.invoke(args=[*base, "31", "Tỉnh", "--kind", "province"]).exit_code == 1
    args = ["school", "add-person", "Lê Quản Trị", "--role", "administrator", "--unit", "31"]
    line = runner.invoke(args=args).output
    words = line.split()
    data = {"username": words[2], "password": words[5]}
    assert app.test_client().post("/signin", data=data).status_code == 303
