"""An assignment's whole way: set, handed in, marked, returned, seen."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from lms.activities.assignment.models import File, Submission
from lms.courses.models import Activity
from lms.grades.models import Mark
from suite import clock
from suite.db import db
from tests.kit import make_courses, samplefiles
from tests.kit.listed import sheet
from tests.kit.queries import counted

SignedIn = Callable[[Any], FlaskClient]


def homework(of: make_courses.Taught, **more: Any) -> Activity:
    return make_courses.activity(of, "assignment", "Bài tập 1", text="Tính $1+1$", **more)


def answer(client: FlaskClient, one: Activity, text: str, **more: Any) -> Any:
    data = {"text": text, **more}
    return client.post(f"/courses/assignment/{one.id}", data=data)


def judge(client: FlaskClient, one: Activity, person: int, mark: str, **more: str) -> Any:
    data = {"mark": mark, "comment": "", "mark_version": "0", "work_version": "0", **more}
    return client.post(f"/courses/assignment/{one.id}/marking/{person}", data=data)


def test_the_way_of_an_assignment(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    teacher, pupil = signed_in(of.teacher), signed_in(of.pupils[0])
    data = {
        "title": "Bài tập tuần 1",
        "section_id": str(of.section.id),
        "text": "Làm bài 1.5",
        "visible": "now",
        "due_at": "2099-01-01T07:00",
        "places": "1",
    }
    saved = teacher.post(f"/courses/assignment/new/{of.course.id}", data=data)
    assert saved.status_code == 303
    one = db.session.scalars(select(Activity)).one()
    assert "07:00" in pupil.get(saved.location).text
    assert "hạn 01/01/2099" in pupil.get("/").text
    assert answer(pupil, one, "").status_code == 422
    photo = (io.BytesIO(samplefiles.png()), "ảnh bài làm.png")
    assert answer(pupil, one, "Em làm", action="draft", files=photo).status_code == 303
    assert "1 bài cần chấm" not in teacher.get("/").text
    assert answer(pupil, one, "Em làm xong").status_code == 303
    assert "1 bài cần chấm" in teacher.get("/").text
    page = teacher.get(f"/courses/assignment/{one.id}/marking").text
    assert "Em làm xong" in page and "ảnh bài làm.png" in page
    work = db.session.scalars(select(Submission)).one()
    assert work.number == 1 and not work.late
    version = str(work.version)
    done = judge(teacher, one, of.pupils[0].id, "8,25", work_version=version, comment="Tốt")
    assert done.status_code == 303
    assert "8,3" not in pupil.get(saved.location).text
    assert answer(pupil, one, "Sửa lại").status_code == 422
    assert teacher.post(f"/courses/assignment/{one.id}/return").status_code == 303
    page = pupil.get(saved.location).text
    assert "8,3" in page and "Tốt" in page
    assert "đã trả bài" in pupil.get("/").text
    beat = {"beat": "1", "seconds": "0"}
    assert pupil.post(f"/courses/activities/{one.id}/visit", data=beat).status_code == 204
    assert "đã trả bài" not in pupil.get("/").text
    assert "8,3 điểm" in pupil.get(f"/courses/{of.course.id}").text
    assert "8,3" in pupil.get("/courses/marks").text


def test_empty_excused_and_zero_are_three_things(signed_in: SignedIn) -> None:
    of = make_courses.taught(3)
    one = homework(of)
    teacher = signed_in(of.teacher)
    ids = [pupil.id for pupil in of.pupils]
    assert judge(teacher, one, ids[0], "0").status_code == 303
    assert judge(teacher, one, ids[1], "", excused="y").status_code == 303
    assert judge(teacher, one, ids[2], "", comment="Chưa nộp").status_code == 303
    found = {m.person_id: (m.state, m.value) for m in db.session.scalars(select(Mark))}
    assert found[ids[0]] == ("given", 0)
    assert found[ids[1]] == ("excused", None)
    assert found[ids[2]] == ("empty", None)
    for bad in ("11", "-1", "tám", "8,5,5", "1e1", "٨"):
        assert judge(teacher, one, ids[2], bad, mark_version="1").status_code == 422
    assert judge(teacher, one, ids[2], "9", mark_version="1", excused="y").status_code == 422
    book = teacher.get(f"/courses/{of.course.id}/gradebook").text
    assert ">0<" in book.replace("\n", "") and "miễn" in book
    file = sheet(teacher, f"/courses/{of.course.id}/gradebook?format=csv")
    assert sorted(row[-1] for row in file.rows) == ["", "0", "miễn"]


def test_two_markers_notice_each_other(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    one, pupil = homework(of), of.pupils[0].id
    teacher = signed_in(of.teacher)
    assert judge(teacher, one, pupil, "7", comment="Của thầy An").status_code == 303
    second = judge(teacher, one, pupil, "9,5", comment="Của cô Bình")
    assert second.status_code == 409
    assert "Của thầy An" in second.text and "Của cô Bình" in second.text
    assert 'value="9,5"' in second.text
    assert judge(teacher, one, pupil, "9,5", mark_version="1").status_code == 303
    mark = db.session.scalars(select(Mark)).one()
    assert mark.value is not None and str(mark.value) in ("9.5", "9.50")
    assert len(mark.steps) == 2
    page = teacher.get(f"/courses/{of.course.id}/marks/{mark.id}").text
    assert "9,5" in page and of.teacher.full_name in page


def test_work_handed_in_while_marking_is_shown_first(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    one = homework(of)
    teacher, pupil = signed_in(of.teacher), signed_in(of.pupils[0])
    answer(pupil, one, "Bản đầu")
    answer(pupil, one, "Bản sửa")
    late = judge(teacher, one, of.pupils[0].id, "5", work_version="1")
    assert late.status_code == 409 and "Bản sửa" in late.text
    assert judge(teacher, one, of.pupils[0].id, "5", work_version="2").status_code == 303


def test_a_returned_mark_changes_only_with_a_reason(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    one, pupil = homework(of), of.pupils[0].id
    teacher = signed_in(of.teacher)
    assert judge(teacher, one, pupil, "7", action="return").status_code == 303
    assert judge(teacher, one, pupil, "8", mark_version="1").status_code == 422
    better = judge(teacher, one, pupil, "8", mark_version="1", reason="Cộng nhầm")
    assert better.status_code == 303
    mark = db.session.scalars(select(Mark)).one()
    page = teacher.get(f"/courses/{of.course.id}/marks/{mark.id}").text
    assert "Cộng nhầm" in page


def test_late_work_is_taken_and_says_so(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    one = homework(of, due_at=clock.now() - timedelta(minutes=1))
    pupil = signed_in(of.pupils[0])
    assert "quá hạn" in pupil.get(f"/courses/{of.course.id}").text
    assert answer(pupil, one, "Xin lỗi thầy").status_code == 303
    assert db.session.scalars(select(Submission)).one().late
    assert "nộp muộn" in signed_in(of.teacher).get(f"/courses/assignment/{one.id}/marking").text


def test_who_may_do_what(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    one = homework(of)
    pupil, mate = signed_in(of.pupils[0]), signed_in(of.pupils[1])
    teacher = signed_in(of.teacher)
    answer(pupil, one, "Bài", files=(io.BytesIO(samplefiles.PDF), "bai.pdf"))
    file = db.session.scalars(select(File)).one()
    address = f"/courses/assignment/files/{file.id}"
    assert mate.get(address).status_code == 404
    assert pupil.get(address, buffered=True).status_code == 200
    assert teacher.get(address, buffered=True).status_code == 200
    assert pupil.get(f"/courses/assignment/{one.id}/marking").status_code == 403
    assert judge(pupil, one, of.pupils[0].id, "10").status_code == 403
    assert answer(teacher, one, "Tôi").status_code == 403
    stranger = make_courses.taught(name="6B", of=of.school_class.school)
    for person in (stranger.teacher, stranger.pupils[0]):
        client = signed_in(person)
        assert client.get(f"/courses/assignment/{one.id}").status_code == 404
        assert client.get(address).status_code == 404
        assert client.get(f"/courses/{of.course.id}/gradebook").status_code == 404
    assert pupil.get(f"/courses/{of.course.id}/gradebook").status_code == 403
    assert judge(teacher, one, stranger.pupils[0].id, "5").status_code == 404


def test_a_draft_file_is_not_for_the_teacher(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    one = homework(of)
    file = (io.BytesIO(samplefiles.PDF), "nhap.pdf")
    answer(signed_in(of.pupils[0]), one, "", action="draft", files=file)
    row = db.session.scalars(select(File)).one()
    assert signed_in(of.teacher).get(f"/courses/assignment/files/{row.id}").status_code == 404


def test_pages_of_a_full_class_take_few_statements(signed_in: SignedIn) -> None:
    of = make_courses.taught(45)
    many = [homework(of) for _ in range(8)]
    for pupil in of.pupils[:6]:
        answer(signed_in(pupil), many[0], "Bài của em")
    judge(signed_in(of.teacher), many[0], of.pupils[0].id, "8", work_version="1")
    pages = (
        (of.teacher, f"/courses/assignment/{many[0].id}/marking"),
        (of.teacher, f"/courses/assignment/{many[0].id}"),
        (of.teacher, f"/courses/{of.course.id}"),
        (of.teacher, f"/courses/{of.course.id}?arrange=1"),
        (of.teacher, f"/courses/{of.course.id}/gradebook"),
        (of.teacher, "/courses"),
        (of.teacher, "/"),
        (of.pupils[0], f"/courses/{of.course.id}"),
        (of.pupils[0], f"/courses/assignment/{many[0].id}"),
        (of.pupils[0], "/courses/marks"),
        (of.pupils[0], "/courses"),
        (of.pupils[0], "/"),
    )
    for person, address in pages:
        client = signed_in(person)
        with counted() as statements:
            assert client.get(address).status_code == 200
        assert len(statements) <= 12, (address, len(statements))
