"""The timetable as a class, a pupil and a teacher see it."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from school.classes.models import SchoolClass
from school.people.models import Person
from school.timetable.models import Lesson, Room
from suite import clock
from suite.db import db
from tests.kit import make
from tests.kit.queries import counted


def lesson(of: SchoolClass, weekday: int, period: int, who: Person | None, **more: Any) -> None:
    fields: dict[str, Any] = {
        "school_id": of.school_id,
        "year_id": of.year_id,
        "class_id": of.id,
        "weekday": weekday,
        "period": period,
        "person_id": who.id if who else None,
        "valid_from": make.YEAR_START,
    }
    db.session.add(Lesson(**fields | more))
    db.session.commit()


def test_a_week_in_its_order(signed_in: Any) -> None:
    of = make.school_class()
    teacher = make.teacher(of, "Cô Dạy Toán")
    room = Room(school_id=of.school_id, code="P12", name="Phòng máy")
    db.session.add(room)
    db.session.commit()
    lesson(of, 3, 2, teacher, subject_code="TOAN", room_id=room.id)
    lesson(of, 1, 1, None, activity="Chào cờ")
    lesson(of, 5, 1, teacher, activity="Cũ", valid_to=clock.today() - timedelta(days=1))
    page = signed_in(make.student(of)).get("/timetable").text
    assert page.index("Chào cờ") < page.index("Cô Dạy Toán") and "Phòng máy" in page
    assert "Cũ" not in page
    mine = signed_in(teacher).get("/timetable").text
    assert "Chào cờ" not in mine and "6A" in mine and "Toán" in mine


def test_a_class_of_another_school_is_not_shown(signed_in: Any) -> None:
    own, far = make.school_class(), make.school_class(make.school("THCS Kia"), "6C")
    lesson(far, 1, 1, None, activity="Chào cờ nơi khác")
    client: FlaskClient = signed_in(make.teacher(own))
    assert client.get(f"/classes/{far.id}/timetable").status_code == 404
    assert "Chưa có thời khóa biểu" in client.get(f"/classes/{own.id}/timetable").text


def test_a_full_week_takes_few_statements(signed_in: Any) -> None:
    of = make.school_class()
    teacher = make.teacher(of)
    for place in range(30):
        lesson(of, place % 6 + 1, place // 6 + 1, teacher, subject_code="TOAN")
    client: FlaskClient = signed_in(make.student(of))
    with counted() as statements:
        client.get(f"/classes/{of.id}/timetable")
    assert len(statements) <= 8, "\n".join(statements)
