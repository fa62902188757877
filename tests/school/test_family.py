"""Guardians: what they see of the own child, and that they see nothing of any other."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask, g, url_for
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from indicators.formulas.qualify import EventSource
from indicators.ledger.models import Event
from indicators.ledger.sources import NUMBERS
from indicators.usage import record
from lms import api
from repository.reading.events import ResourceUsed
from school.access import NOBODY
from school.family import service
from school.family.rules import MOST_GUARDIANS, LinkError, check_link
from school.people.models import Contact, Guardianship, Person
from school.people.standing import who_is
from suite import clock, events, jobs
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make, make_courses
from tests.kit.queries import counted


def _class_with_work() -> tuple[make_courses.Taught, Person, Person]:
    """Two pupils with one task each way: the first has a mark, the second another one."""
    of = make_courses.taught(pupils=2)
    make.teacher(of.school_class, "Cô Chủ Nhiệm", None, homeroom=True)
    soon = clock.now() + timedelta(days=2)
    make_courses.activity(of, "assignment", "Bài sắp nộp", due_at=soon, **_task())
    make_courses.activity(of, "assignment", "Bài nháp", draft=True, due_at=soon, **_task())
    past = clock.now() - timedelta(days=2)
    done = make_courses.activity(of, "assignment", "Bài đã trả", due_at=past, **_task())
    for pupil, value, words in zip(
        of.pupils, ("8.5", "3.25"), ("Làm tốt", "Lời riêng của bạn"), strict=True
    ):
        teacher = of.teacher.id
        mark = api.give_mark(
            done.id, pupil.id, Decimal(value), api.GIVEN, "chấm", teacher, words, release=True
        )
        assert mark.released_at
    db.session.commit()
    return of, of.pupils[0], of.pupils[1]


def _task() -> dict[str, Any]:
    return {"text": "Làm bài", "max_files": 3}


def test_the_own_child_and_nothing_of_a_classmate(signed_in: Any) -> None:
    of, child, other = _class_with_work()
    client: FlaskClient = signed_in(make.guardian(child))
    page = client.get(f"/children/{child.id}").text
    assert "Bài sắp nộp" in page and "Bài đã trả" in page and "8,5" in page and "Làm tốt" in page
    assert "Cô Chủ Nhiệm" in page and "Bài nháp" not in page
    for url in (
        "/",
        "/children",
        f"/children/{child.id}",
        "/classes",
        f"/classes/{of.school_class.id}",
    ):
        text = client.get(url).text
        assert other.full_name not in text and "3,25" not in text and "Lời riêng" not in text
    for url in (f"/children/{other.id}", f"/people/{other.id}", f"/courses/{of.course.id}/grades"):
        assert client.get(url).status_code in (403, 404)


def test_first_page_of_a_guardian_of_two(signed_in: Any) -> None:
    _of, child, other = _class_with_work()
    parent = make.guardian(child)
    db.session.add(
        Guardianship(
            guardian_id=parent.id, pupil_id=other.id, relation="mother", valid_from=make.YEAR_START
        )
    )
    db.session.commit()
    client: FlaskClient = signed_in(parent)
    with counted() as seen:
        page = client.get("/").text
    assert child.full_name in page and other.full_name in page and "1 việc cần làm" in page
    assert len(seen) <= 12, seen
    with counted() as seen:
        client.get(f"/children/{child.id}")
    assert len(seen) <= 20, seen


def test_a_pupil_and_a_teacher_have_no_page_of_children(signed_in: Any) -> None:
    of, child, _other = _class_with_work()
    for person in (child, of.teacher):
        client: FlaskClient = signed_in(person)
        assert client.get("/children").status_code == 403
        assert client.get(f"/children/{child.id}").status_code == 403


def test_days_of_learning_by_week_come_from_the_ledger(app: Flask) -> None:
    of, child, other = _class_with_work()
    for person, days in ((child, 2), (other, 1)):
        for n in range(days):
            record(
                "assignment_submitted",
                person_id=person.id,
                school_id=of.school_class.school_id,
                class_id=of.school_class.id,
                object_ref=f"activity:{n}",
                at=clock.now() - timedelta(days=7 * n),
            )
    db.session.commit()
    weeks = service.presence(child.id)
    assert weeks is not None and [week.days for week in weeks] == [1, 1, 0, 0, 0, 0]
    assert all(week.monday.weekday() == 0 for week in weeks)


def test_what_a_guardian_looks_at_never_counts(signed_in: Any) -> None:
    _of, child, _other = _class_with_work()
    client: FlaskClient = signed_in(make.guardian(child))
    jobs.drain()
    before = db.session.scalar(select(func.count(Event.id)))
    for url in ("/", "/children", f"/children/{child.id}", f"/people/{child.id}"):
        assert client.get(url).status_code == 200
    kind = api.activity_kinds()["assignment"]
    with client.application.test_request_context():
        urls = [
            url_for(kind.view_endpoint, activity_id=activity.id)
            for activity in db.session.scalars(select(api.Activity))
        ]
    assert len(urls) == 3
    for url in urls:
        assert client.get(url).status_code in (403, 404)
    jobs.drain()
    assert db.session.scalar(select(func.count(Event.id))) == before
    assert db.session.scalar(select(func.count(api.Visit.id))) == 0


def test_what_a_teacher_reads_as_a_parent_never_counts(signed_in: Any) -> None:
    of, child, _other = _class_with_work()
    parent = of.teacher
    jobs.drain()
    db.session.execute(delete(Event))
    db.session.add(
        Guardianship(
            guardian_id=parent.id, pupil_id=child.id, relation="mother", valid_from=make.YEAR_START
        )
    )
    db.session.commit()
    client: FlaskClient = signed_in(parent)
    for face in ("work", "family"):
        client.post("/face", data={"face": face})
        with client:
            client.get("/")
            assert g.as_parent == (face == "family")
    with client.application.test_request_context():
        g.as_parent = True
        events.publish(ResourceUsed("w1", parent.id, of.course.school_id, clock.now(), 600, "key"))
        db.session.commit()
    jobs.drain()
    assert list(db.session.scalars(select(Event.source))) == [NUMBERS[EventSource.IMPERSONATED]]


def _links() -> list[tuple[int, bool]]:
    rows = db.session.scalars(select(Guardianship).order_by(Guardianship.id))
    return [(row.pupil_id, row.valid_to is None) for row in rows]


def test_the_homeroom_teacher_makes_and_ends_a_link(signed_in: Any) -> None:
    of = make.school_class()
    pupil = make.student(of)
    client: FlaskClient = signed_in(make.teacher(of, "Chủ Nhiệm", homeroom=True))
    data = {"new-full_name": "Trần Thị Mẹ", "new-relation": "mother", "new-phone": "0912 345 678"}
    page = client.post(f"/people/{pupil.id}/guardians/new", data=data)
    parent = db.session.scalars(select(Person).where(Person.full_name == "Trần Thị Mẹ")).one()
    assert page.status_code == 200 and parent.username in page.text and "metrtr" not in page.text
    assert parent.must_change_password and parent.school_id is None
    assert db.session.scalars(select(Contact.value)).all() == ["0912 345 678"]
    assert "Trần Thị Mẹ" in client.get(f"/people/{pupil.id}").text
    assert client.post(f"/people/{pupil.id}/guardians/new", data=data).status_code == 422
    row = db.session.scalars(select(Guardianship)).one()
    assert client.post(f"/people/{pupil.id}/guardians/{row.id}/end").status_code == 303
    assert _links() == [(pupil.id, False)]
    assert who_is(parent).grants == ()
    assert client.post(f"/people/{pupil.id}/guardians/{row.id}/end").status_code == 404
    told = db.session.scalars(
        select(AuditEntry.action)
        .where(AuditEntry.action.startswith("guardian."))
        .order_by(AuditEntry.id)
    )
    assert list(told) == ["guardian.linked", "guardian.ended"]


def test_one_account_for_two_children(signed_in: Any) -> None:
    of = make.school_class()
    one, two = make.student(of, "Con Lớn"), make.student(of, "Con Nhỏ")
    parent = make.guardian(one)
    client: FlaskClient = signed_in(make.person("Hiệu Trưởng", "principal", of.school))
    url = f"/people/{two.id}/guardians/link"
    good = {"username": parent.username.upper(), "relation": "father"}
    assert client.post(url, data=good).status_code == 303
    assert {g.about for g in who_is(parent).grants} == {one.id, two.id}
    for username, words in (
        (parent.username, "đã là phụ huynh"),
        (one.username, "tài khoản của học sinh"),
        ("khongcoai", "Không có tài khoản"),
        ("", "tên đăng nhập"),
    ):
        page = client.post(url, data={"username": username, "relation": "father"})
        assert page.status_code == 422 and words in page.text, username
    assert (
        client.post(url, data={"username": parent.username, "relation": "king"}).status_code == 422
    )


def test_nobody_makes_themselves_a_guardian(signed_in: Any) -> None:
    of = make.school_class()
    pupil = make.student(of)
    homeroom = make.teacher(of, "Chủ Nhiệm", homeroom=True)
    head = make.person("Hiệu Trưởng", "principal", of.school)
    for person in (homeroom, head):
        data = {"username": person.username, "relation": "father"}
        answer = signed_in(person).post(f"/people/{pupil.id}/guardians/link", data=data)
        assert answer.status_code == 422 and "tự nhận mình" in answer.text
    assert _links() == []


def test_a_colleague_is_linked_by_the_heads(signed_in: Any) -> None:
    of = make.school_class()
    pupil = make.student(of)
    homeroom = make.teacher(of, "Chủ Nhiệm", homeroom=True)
    data = {"username": make.teacher(of, "Bạn Thân").username, "relation": "father"}
    address = f"/people/{pupil.id}/guardians/link"
    answer = signed_in(homeroom).post(address, data=data)
    assert answer.status_code == 422 and "làm việc trong trường" in answer.text
    assert _links() == []
    head = make.person("Hiệu Trưởng", "principal", of.school)
    assert signed_in(head).post(address, data=data).status_code == 303
    far = make.person("Cô Trường Khác", "teacher", make.school("THCS Kia"))
    sent = {"username": far.username, "relation": "mother"}
    assert signed_in(homeroom).post(address, data=sent).status_code == 303


def test_who_acts_for_the_homeroom_teacher_does_not_link_themselves(signed_in: Any) -> None:
    of = make.school_class()
    pupil, homeroom = make.student(of), make.teacher(of, "Chủ Nhiệm", homeroom=True)
    office = make.person("Quản Trị", "school_administrator", of.school)
    client: FlaskClient = signed_in(office)
    client.post(f"/people/{homeroom.id}/support", data={"reason": "xem giúp danh sách"})
    data = {"username": office.username, "relation": "father"}
    answer = client.post(f"/people/{pupil.id}/guardians/link", data=data)
    assert answer.status_code == 422 and _links() == []


def test_nobody_else_links(signed_in: Any) -> None:
    of = make.school_class()
    pupil, far = make.student(of), make.student(make.school_class(make.school("THCS Kia"), "6C"))
    parent = make.guardian(pupil)
    data = {"username": parent.username, "relation": "father"}
    for person, status in ((make.teacher(of), 403), (parent, 403), (pupil, 403)):
        client: FlaskClient = signed_in(person)
        assert client.get(f"/people/{pupil.id}/guardians").status_code == status
        assert client.post(f"/people/{pupil.id}/guardians/link", data=data).status_code == status
    head: FlaskClient = signed_in(make.person("Hiệu Trưởng", "principal", of.school))
    assert head.get(f"/people/{far.id}/guardians").status_code == 404
    assert head.get(f"/people/{parent.id}/guardians").status_code == 403


@given(
    st.none() | st.integers(1, 9),
    st.integers(1, 9),
    st.lists(st.integers(1, 9), max_size=8, unique=True),
    st.booleans(),
)
def test_who_may_become_a_guardian(
    guardian: int | None, pupil: int, linked: list[int], is_pupil: bool
) -> None:
    refused = guardian == pupil or guardian in linked or is_pupil or len(linked) >= MOST_GUARDIANS
    roles = ["student"] if is_pupil else ["teacher"]
    if not refused:
        check_link(guardian, pupil, roles, linked)
        return
    with pytest.raises(LinkError):
        check_link(guardian, pupil, roles, linked)


def test_links_on_both_databases(dbapp: Flask) -> None:
    of = make.school_class()
    pupil = make.student(of)
    slip = service.link_new(pupil, "Nguyễn Văn  Cha", "father")
    assert slip.full_name == "Nguyễn Văn Cha"
    row = service.guardians_of(pupil.id)[0]
    with pytest.raises(LinkError):
        service.link_known(pupil, slip.username, "father", NOBODY)
    child = service.children_of(who_is(row.guardian))
    assert [(one.person.id, one.class_name) for one in child] == [(pupil.id, "6A")]
    service.end(row)
    assert service.guardians_of(pupil.id) == []


def test_a_pupils_page_takes_few_statements(signed_in: Any) -> None:
    of = make.school_class()
    pupil = make.student(of)
    client: FlaskClient = signed_in(make.person("Hiệu Trưởng", "principal", of.school))
    numbers = []
    for name in ("Một", "Hai"):
        make.guardian(pupil, f"Phụ Huynh {name}")
        with counted() as seen:
            assert f"Phụ Huynh {name}" in client.get(f"/people/{pupil.id}").text
        numbers.append(len(seen))
    assert numbers[0] == numbers[1] <= 19, numbers
