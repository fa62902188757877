"""A course from its opening to what pupils and strangers see of it."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from lms.courses.models import Activity, Course, Section
from suite.db import db
from tests.kit import make, make_courses

SignedIn = Callable[[Any], FlaskClient]


def test_a_teacher_opens_a_course_once(signed_in: SignedIn) -> None:
    of = make.school_class()
    teacher = make.teacher(of)
    client = signed_in(teacher)
    assert "Mở khóa học" in client.get("/courses").text
    data = {"class_id": of.id, "subject_code": "TOAN"}
    first = client.post("/courses/open", data=data)
    again = client.post("/courses/open", data=data)
    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    assert len(db.session.scalars(select(Course)).all()) == 1
    assert client.get(first.location).status_code == 200
    assert "Mở khóa học" not in client.get("/courses").text


def test_nobody_opens_a_course_of_others(signed_in: SignedIn) -> None:
    of = make.school_class()
    teacher = make.teacher(of)
    other = make.school_class(of.school, "6B")
    data = {"class_id": other.id, "subject_code": "TOAN"}
    assert signed_in(teacher).post("/courses/open", data=data).status_code == 404
    pupil = make.student(of)
    data = {"class_id": of.id, "subject_code": "TOAN"}
    assert signed_in(pupil).post("/courses/open", data=data).status_code == 404


def test_sections_and_activities_are_arranged(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    a = make_courses.activity(of, title="Bài 1")
    b = make_courses.activity(of, title="Bài 2")
    client = signed_in(of.teacher)
    here = f"/courses/{of.course.id}"
    assert client.post(f"{here}/sections", data={"title": "Chương II"}).status_code == 303
    assert client.post(f"{here}/sections", data={"title": " "}).status_code == 422
    assert client.post(f"/courses/activities/{b.id}/move", data={"step": "up"}).status_code == 303
    order = [row.title for row in db.session.scalars(select(Activity).order_by(Activity.position))]
    assert order == ["Bài 2", "Bài 1"]
    last = db.session.scalars(select(Section).order_by(Section.id.desc())).first()
    assert last is not None
    client.post(f"/courses/sections/{last.id}/move", data={"step": "up"})
    page = client.get(here + "?arrange=1").text
    assert page.index("Chương II") < page.index('Chương I"')
    assert client.post(f"/courses/sections/{of.section.id}/remove").status_code == 303
    client.post(f"/courses/sections/{last.id}/remove")
    left = db.session.scalars(select(Section.title)).all()
    assert left == ["Chương I"]
    assert a.id != b.id


def test_two_rename_a_section_and_the_later_one_sees_both(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    client, address = signed_in(of.teacher), f"/courses/sections/{of.section.id}"
    assert client.post(address, data={"title": "Số tự nhiên", "version": "1"}).status_code == 303
    answer = client.post(address, data={"title": "Phân số", "version": "1"})
    assert answer.status_code == 409
    assert "Số tự nhiên" in answer.text and "Phân số" in answer.text
    assert client.post(address, data={"title": "Phân số", "version": "2"}).status_code == 303
    db.session.refresh(of.section)
    assert of.section.title == "Phân số"


def test_pupils_see_what_is_published(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    shown = make_courses.activity(of, title="Bài đã đăng")
    draft = make_courses.activity(of, title="Bài còn nháp", draft=True)
    pupil, teacher = signed_in(of.pupils[0]), signed_in(of.teacher)
    page = pupil.get(f"/courses/{of.course.id}").text
    assert "Bài đã đăng" in page and "Bài còn nháp" not in page
    assert pupil.get(f"/courses/page/{shown.id}").status_code == 200
    assert pupil.get(f"/courses/page/{draft.id}").status_code == 404
    data = {"visible": "1", "version": str(draft.version)}
    assert pupil.post(f"/courses/activities/{shown.id}/visible", data=data).status_code == 403
    assert pupil.post(f"/courses/activities/{draft.id}/visible", data=data).status_code == 404
    assert teacher.post(f"/courses/activities/{draft.id}/visible", data=data).status_code == 303
    assert pupil.get(f"/courses/page/{draft.id}").status_code == 200


def test_rights_by_role(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of, draft=True)
    school = of.school_class.school
    homeroom = make.teacher(of.school_class, "Chủ Nhiệm", None, homeroom=True)
    colleague = make.teacher(of.school_class, "Dạy Tin", "TINHOC")
    principal = make.person("Hiệu Trưởng", "principal", school)
    elsewhere = make.person("Hiệu Trưởng Khác", "principal", make.school("Trường khác"))
    other_class = make.student(make.school_class(school, "6B"))
    page, edit = f"/courses/page/{one.id}", f"/courses/page/{one.id}/edit"
    for person, sees, may_edit in (
        (of.teacher, 200, 200),
        (homeroom, 200, 403),
        (principal, 200, 403),
        (colleague, 404, 404),
        (elsewhere, 404, 404),
        (other_class, 404, 404),
        (of.pupils[0], 404, 404),
    ):
        client = signed_in(person)
        assert client.get(page).status_code == sees, person.full_name
        assert client.get(edit).status_code == may_edit, person.full_name
    assert signed_in(other_class).get(f"/courses/{of.course.id}").status_code == 404
    assert "Toán 6A" not in signed_in(elsewhere).get("/courses").text
    assert "Toán 6A" in signed_in(principal).get("/courses").text


def test_a_kind_that_is_gone_leaves_its_title(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    make_courses.activity(of, kind="vanished", title="Trò chơi cũ")
    for person in (of.teacher, of.pupils[0]):
        page = signed_in(person).get(f"/courses/{of.course.id}").text
        assert "Trò chơi cũ" in page
        assert "chưa được cài" in page
    assert signed_in(of.teacher).get("/").status_code == 200
    assert signed_in(of.pupils[0]).get("/").status_code == 200
