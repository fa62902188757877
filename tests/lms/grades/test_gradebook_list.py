"""The gradebook sorted by name and by mark, and the same rows as a file."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from lms.grades.marks import give_mark
from suite.db import db
from tests.kit import make, make_courses
from tests.kit.client import sign_in
from tests.kit.listed import sheet
from tests.kit.queries import counted

SignedIn = Callable[[Any], FlaskClient]
NAME = re.compile(r'<th scope="row" class="book-name">([^<]+)<')
NAMES = ("Lê Ý", "Trần Ánh", "Đỗ Bình", "Hồ Ân")


def marked() -> tuple[make_courses.Taught, int]:
    """Four pupils: 10, 9.5, excused, and none; the id of the activity."""
    of = make_courses.taught(0)
    one = make_courses.activity(of, "assignment", "Bài 1")
    pupils = [make.student(of.school_class, name) for name in NAMES]
    give_mark(one.id, pupils[0].id, Decimal(10), "given", "", None)
    give_mark(one.id, pupils[1].id, Decimal("9.50"), "given", "", None)
    give_mark(one.id, pupils[2].id, None, "excused", "", None)
    db.session.commit()
    return of, one.id


def test_by_given_name_and_by_mark_on_both_databases(dbapp: Flask) -> None:
    of, one = marked()
    client = sign_in(dbapp.test_client(), of.teacher)
    names = ["Trần Ánh", "Hồ Ân", "Đỗ Bình", "Lê Ý"]
    for sort, order in (
        ("", names),
        ("-name", names[::-1]),
        (f"a{one}", ["Trần Ánh", "Lê Ý", "Hồ Ân", "Đỗ Bình"]),
        (f"-a{one}", ["Lê Ý", "Trần Ánh", "Hồ Ân", "Đỗ Bình"]),
        ("a0", names),
    ):
        address = f"/courses/{of.course.id}/gradebook?sort={sort}"
        page = client.get(address).text
        assert NAME.findall(page) == order, sort
        assert page.count("aria-sort=") == 1
        file = sheet(client, f"{address}&format=csv")
        assert file.column("Họ và tên") == order
        assert [names[int(number) - 1] for number in file.column("STT")] == order
    assert file.head == ["STT", "Họ và tên", "Bài 1"]
    assert dict(zip(file.column("Họ và tên"), file.column("Bài 1"), strict=True)) == {
        "Lê Ý": "10", "Trần Ánh": "9.5", "Đỗ Bình": "miễn", "Hồ Ân": "",
    }  # fmt: skip


def test_the_file_runs_nothing_and_is_for_who_sees_the_page(signed_in: SignedIn) -> None:
    of = make_courses.taught(1)
    make_courses.activity(of, "assignment", '=HYPERLINK("http://evil")')
    make.student(of.school_class, "+Cường Đô")
    address = f"/courses/{of.course.id}/gradebook?format=csv"
    file = sheet(signed_in(of.teacher), address)
    assert file.head[2] == '\'=HYPERLINK("http://evil")'
    assert "'+Cường Đô" in file.column("Họ và tên")
    assert signed_in(of.pupils[0]).get(address).status_code == 403
    far = make.teacher(make.school_class(make.school("THCS Kia"), "6B"))
    assert signed_in(far).get(address).status_code == 404


def test_a_full_class_costs_few_statements(signed_in: SignedIn) -> None:
    of = make_courses.taught(45)
    for number in range(8):
        make_courses.activity(of, "assignment", f"Bài {number}")
    client = signed_in(of.teacher)
    for more, most in (("?sort=-name", 12), ("?format=csv", 13)):
        with counted() as seen:
            assert client.get(f"/courses/{of.course.id}/gradebook{more}").status_code == 200
        assert len(seen) <= most, (more, len(seen), seen)
