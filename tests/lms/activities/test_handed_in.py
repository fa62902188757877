"""Who handed in an assignment, as a list and as a file."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.activities.assignment.models import Submission
from lms.grades.marks import give_mark
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make, make_courses
from tests.kit.client import sign_in
from tests.kit.listed import sheet
from tests.kit.queries import counted

SignedIn = Callable[[Any], FlaskClient]
NAME = re.compile(r'<td data-label="[^"]*" class="head"><a[^>]*>([^<]+)</a>')


def handed(pupils: int = 0) -> tuple[make_courses.Taught, str]:
    """Ánh handed in late and has 8.5; Bình handed in; Ý did not; the address of the list."""
    of = make_courses.taught(pupils)
    task = make_courses.activity(of, "assignment", "Bài 1", text="Làm đi")
    for number, name in enumerate(("Lê Ý", "Trần Ánh", "Đỗ Bình")):
        pupil = make.student(of.school_class, name)
        if number:
            at = clock.now() - timedelta(hours=number)
            db.session.add(
                Submission(
                    school_id=of.course.school_id,
                    activity_id=task.id,
                    person_id=pupil.id,
                    text="Của em",
                    number=1,
                    version=1,
                    handed_in_at=at,
                    late=number == 1,
                    created_at=at,
                    changed_at=at,
                )
            )
        if number == 1:
            give_mark(task.id, pupil.id, Decimal("8.50"), "given", "", None)
    db.session.commit()
    return of, f"/courses/assignment/{task.id}/handed-in"


def test_sorted_and_narrowed_on_both_databases(dbapp: Flask) -> None:
    of, address = handed()
    client = sign_in(dbapp.test_client(), of.teacher)
    for asked, found in (
        ("", ["Trần Ánh", "Đỗ Bình", "Lê Ý"]), ("sort=-name", ["Lê Ý", "Đỗ Bình", "Trần Ánh"]),
        ("sort=at", ["Đỗ Bình", "Trần Ánh", "Lê Ý"]),
        ("sort=mark", ["Trần Ánh", "Đỗ Bình", "Lê Ý"]),
        ("sort=state", ["Lê Ý", "Đỗ Bình", "Trần Ánh"]), ("state=to_mark", ["Đỗ Bình"]),
        ("state=%00&sort=%27", ["Trần Ánh", "Đỗ Bình", "Lê Ý"]), ("state=returned", []),
    ):  # fmt: skip
        assert NAME.findall(client.get(f"{address}?{asked}").text) == found, asked
        assert sheet(client, f"{address}?{asked}&format=csv").column("Họ và tên") == found
    file = sheet(client, f"{address}?format=csv")
    assert file.rows[0][-2:] == ["có", "8.5"] and file.rows[2][2:] == ["", "", ""]


def test_for_who_may_see_marks_and_noted(signed_in: SignedIn) -> None:
    of, address = handed(1)
    assert signed_in(of.pupils[0]).get(f"{address}?format=csv").status_code == 403
    far = make.teacher(make.school_class(make.school("THCS Kia"), "6B"))
    assert signed_in(far).get(f"{address}?format=csv").status_code == 404
    head = make.person("Bà Hiệu", "principal", of.school_class.school)
    assert len(sheet(signed_in(head), f"{address}?format=csv").rows) == 4
    things = db.session.scalars(
        select(AuditEntry.thing).where(AuditEntry.action == "names.viewed")
    ).all()
    assert things == [f"activity:{address.split('/')[3]}"]


def test_a_full_class_costs_few_statements(signed_in: SignedIn) -> None:
    of, address = handed(45)
    client = signed_in(of.teacher)
    for more in ("?sort=at", "?format=csv"):
        with counted() as seen:
            assert client.get(address + more).status_code == 200
        assert len(seen) <= 12, (more, len(seen), seen)
