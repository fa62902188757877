"""The first page for those who look after schools."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from suite import clock
from suite.db import db
from tests.kit import make

SignedIn = Callable[..., Any]


def test_a_school_without_classes_is_told_to_those_above_it(
    app: Flask, signed_in: SignedIn
) -> None:
    full = make.school_class()
    commune = full.school.parent
    empty = make.school("THCS Chưa Có Lớp", commune)
    officer = make.person("Cán Bộ", "commune_officer", commune)
    head = make.person("Quản Trị", "administrator", commune)
    page = signed_in(officer).get("/").text
    assert "THCS Chưa Có Lớp" in page and f"/units/{empty.id}" in page
    assert f"/units/{empty.id}/roster" not in page
    assert f"/units/{empty.id}/roster" in signed_in(head).get("/").text


def test_accounts_never_used_are_counted_and_listed(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    used, fresh = make.student(row, "Lê Đã Vào"), make.student(row, "Lê Chưa Vào")
    principal = make.person("Hiệu Trưởng", "principal", row.school)
    for person in (used, principal):
        person.activated_at = clock.now()
    db.session.commit()
    client = signed_in(principal)
    assert "kind=never" in client.get("/").text
    listed = client.get("/people?kind=never").text
    assert fresh.full_name in listed and used.full_name not in listed


def test_pupils_are_told_nothing_of_it(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    make.school("THCS Chưa Có Lớp", row.school.parent)
    page = signed_in(make.student(row)).get("/").text
    assert "Chưa Có Lớp" not in page and "kind=never" not in page


def test_officers_have_no_way_to_a_list_that_is_empty_for_them(
    app: Flask, signed_in: SignedIn
) -> None:
    row = make.school_class()
    officer = make.person("Cán Bộ", "commune_officer", row.school.parent)
    assert 'href="/classes"' not in signed_in(officer).get("/units").text
    assert 'href="/classes"' in signed_in(make.teacher(row)).get("/").text
