"""The guided first hour: steps done are read from the data, and the guide goes when it is done."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.kit import make, make_courses
from tests.kit.queries import counted

TITLE = "Giờ đầu tiên của giáo viên"


def test_a_teacher_is_led_step_by_step(signed_in: Any) -> None:
    make.year()
    of = make.school_class()
    person = make.teacher(of)
    client: FlaskClient = signed_in(person)
    assert TITLE in client.get("/").text and "0 / 4" in client.get("/").text
    held = make_courses.taught(of=of.school, name="7A")
    mine: FlaskClient = signed_in(held.teacher)
    assert "1 / 4" in mine.get("/").text
    make_courses.activity(held, draft=True)
    assert "2 / 4" in mine.get("/").text
    make_courses.activity(held, "assignment")
    assert TITLE not in mine.get("/").text
    assert "0 / 4" in client.get("/").text  # another teacher's work is not one's own


def test_a_guide_can_be_put_away(signed_in: Any) -> None:
    make.year()
    client: FlaskClient = signed_in(make.teacher(make.school_class()))
    client.post("/guide", data={"away": "teacher", "next": "/"})
    assert TITLE not in client.get("/").text


def test_a_school_begins_with_its_list(signed_in: Any) -> None:
    make.year()
    school = make.school()
    client: FlaskClient = signed_in(make.person("Quản Trị", "school_administrator", school))
    page = client.get("/").text
    assert "0 / 3" in page and f"/units/{school.id}/roster" in page
    make.student(make.school_class(school))
    assert "1 / 3" in client.get("/").text


def test_pupils_have_no_guide_and_a_guide_is_cheap(app: Flask, signed_in: Any) -> None:
    make.year()
    of = make.school_class()
    assert "guide" not in signed_in(make.student(of)).get("/").text
    client: FlaskClient = signed_in(make.person("Thư Viện", "librarian", of.school))
    with counted() as statements:
        assert "Giờ đầu tiên ở thư viện" in client.get("/").text
    assert len(statements) <= 12, "\n".join(statements)
