"""The list of courses: narrowed, sorted, paged, as a file, with the rights of the page."""

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from lms.courses.service import open_course
from tests.kit import make, make_courses
from tests.kit.client import sign_in
from tests.kit.listed import sheet
from tests.kit.queries import counted

SignedIn = Callable[[Any], FlaskClient]
CARD = re.compile(r'href="/courses/(\d+)"')


def town(classes: int = 2) -> tuple[Any, Any]:
    """A school where each of some classes has a course of maths and one of informatics."""
    first = make.school_class()
    others = [make.school_class(first.school, f"6{chr(66 + n)}") for n in range(classes - 1)]
    for of in (first, *others):
        for code in ("TOAN", "TINHOC"):
            make.teacher(of, subject_code=code)
            open_course(of.id, code, "Chương I")
    far = make_courses.taught(1, make.school("THCS Kia"), "6Z")
    return first.school, far


def test_sorted_and_as_a_file_on_both_databases(dbapp: Flask) -> None:
    school, _far = town()
    client = sign_in(dbapp.test_client(), make.person("Bà Hiệu", "principal", school))
    for sort in ("class", "-class", "-opened", "year", "school", "course", "%27"):
        page = client.get(f"/courses?sort={sort}").text
        file = sheet(client, f"/courses?sort={sort}&format=csv")
        assert len(dict.fromkeys(CARD.findall(page))) == len(file.rows) == 4
        names = file.column("Lớp")
        if sort in ("class", "-class"):
            assert names == sorted(names, reverse=sort == "-class")
            assert file.notes["Xếp theo"].startswith("Lớp, ")
        assert "6Z" not in names and "THCS Kia" not in file.column("Trường")


def test_narrowed_by_class_and_subject_with_or_without_diacritics(signed_in: SignedIn) -> None:
    school, _far = town()
    client = signed_in(make.person("Bà Hiệu", "principal", school))
    for asked, found in (
        ("q=6b", {"6B"}), ("q=tin+hoc+6a", {"6A"}), ("q=TIN+HỌC", {"6A", "6B"}),
        ("subject=TOAN", {"6A", "6B"}), ("q=%25", set()), ("q=6z", set()), ("year=99", set()),
        ("year=x&subject=%27&q=%00", set()),
    ):  # fmt: skip
        file = sheet(client, f"/courses?{asked}&format=csv")
        assert set(file.column("Lớp")) == found, asked
        page = client.get(f"/courses?{asked}").text
        assert len(set(CARD.findall(page))) == len(file.rows), asked
    assert sheet(client, "/courses?subject=TOAN&format=csv").notes["Môn"] == "Toán"
    assert sheet(client, "/courses?q=6b&format=csv").notes["Từ cần tìm"] == "6b"


def test_nobody_downloads_what_they_do_not_see(signed_in: SignedIn) -> None:
    _school, far = town()
    for person in (far.pupils[0], far.teacher):
        assert sheet(signed_in(person), "/courses?format=csv").column("Lớp") == ["6Z"]


def test_many_courses_cost_as_few_statements_as_one(signed_in: SignedIn) -> None:
    school, _far = town(26)
    client = signed_in(make.person("Bà Hiệu", "principal", school))
    for address in ("/courses", "/courses?q=toan&sort=-class&page=2", "/courses?format=csv"):
        client.get(address)
        with counted() as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= 12, (address, len(seen), seen)
    assert len(set(CARD.findall(client.get("/courses").text))) == 48
    assert len(set(CARD.findall(client.get("/courses?page=2").text))) == 4
