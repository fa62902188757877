"""Classes are added, renamed, led and closed; pupils move, leave, come back; nothing vanishes."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from school.access import valid_today
from school.classes import changes, rules, stays
from school.classes.models import ACTIVE, LEFT, Enrolment, SchoolClass, TeachingAssignment
from school.classes.rules import ClassError, Stay
from school.people.models import Person, RoleGrant
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from suite.edits import Conflict
from tests.kit import make

SignedIn = Callable[..., Any]
START, OCTOBER, NOVEMBER = make.YEAR_START, date(2026, 10, 5), date(2026, 11, 2)


@pytest.fixture(autouse=True)
def december() -> Any:
    with clock.frozen(clock.start_of(date(2026, 12, 1))):
        yield


def days_held(held: Sequence[Stay], first: date, count: int) -> list[int]:
    days = [first + timedelta(days=n) for n in range(count)]
    return [
        sum(s.starts_on <= day and (s.ends_on is None or day < s.ends_on) for s in held)
        for day in days
    ]


CHANGES = st.tuples(
    st.sampled_from(("move", "leave", "return")), st.integers(0, 60), st.integers(1, 3)
)


@given(st.lists(CHANGES, max_size=12))
def test_any_changes_leave_one_class_a_day_and_the_past_alone(
    wanted: list[tuple[str, int, int]],
) -> None:
    held = [Stay(1, 1, START, None)]
    for number, (kind, day, to) in enumerate(wanted, start=2):
        on = START + timedelta(days=day)
        before = [rules.stay_on(held, START + timedelta(days=n)) for n in range(day)]
        try:
            if kind == "move":
                steps = rules.moved(held, to, on)
            elif kind == "leave":
                steps = rules.left(held, on)
            else:
                steps = rules.returned(held, to, on)
        except ClassError:
            continue
        held = rules.apply(held, steps, on, number)
        assert max(days_held(held, START, 70)) == 1
        now = rules.stay_on(held, on)
        assert (now is None) == (kind == "leave") and (now is None or now.class_id == to)
        after = [rules.stay_on(held, START + timedelta(days=n)) for n in range(day)]
        assert [s and s.class_id for s in after] == [s and s.class_id for s in before]


@pytest.mark.parametrize(
    ("name", "grade", "code"),
    [("  ", 6, "name"), ("x" * 31, 6, "name"), ("5A", 5, "grade"), ("6 a", 6, "taken")],
)
def test_what_is_no_class(name: str, grade: int, code: str) -> None:
    with pytest.raises(ClassError) as caught:
        rules.check_class(name, grade, range(6, 10), {"6a"})
    assert caught.value.code == code


def enrolments(person: Person) -> list[tuple[int, date, date | None, str]]:
    query = select(Enrolment).where(Enrolment.person_id == person.id).order_by(Enrolment.id)
    return [(e.class_id, e.starts_on, e.ends_on, e.state) for e in db.session.scalars(query)]


def last(person: Person) -> int:
    assert person.school_id
    return stays.last_id(person.id, person.school_id)


def test_move_leave_and_return_keep_history(dbapp: Flask) -> None:
    a = make.school_class()
    b = make.school_class(a.school, "6B")
    pupil = make.student(a)
    seen = last(pupil)
    stays.move(pupil, b, OCTOBER, seen)
    with pytest.raises(Conflict):
        stays.move(pupil, a, NOVEMBER, seen)
    db.session.rollback()
    stays.leave(pupil, b, NOVEMBER, "theo gia đình", last(pupil))
    assert pupil.left_on == NOVEMBER
    grants = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == pupil.id)).all()
    assert [g.valid_to for g in grants] == [NOVEMBER]
    with pytest.raises(ClassError, match="day"):
        stays.take_back(pupil, a, OCTOBER, last(pupil))
    db.session.rollback()
    back = date(2026, 11, 16)
    stays.take_back(pupil, a, back, last(pupil))
    assert pupil.left_on is None
    assert enrolments(pupil) == [
        (a.id, START, OCTOBER, ACTIVE),
        (b.id, OCTOBER, NOVEMBER, LEFT),
        (a.id, back, None, ACTIVE),
    ]
    today = select(RoleGrant.role).where(
        RoleGrant.person_id == pupil.id, valid_today(RoleGrant.valid_from, RoleGrant.valid_to)
    )
    assert db.session.scalars(today).all() == ["student"]
    assert [w.person.id for w in stays.were_in(b.id)] == [pupil.id]
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["pupil.moved", "pupil.left", "pupil.returned"]


def test_a_class_is_led_from_a_day_and_closed_when_empty(dbapp: Flask) -> None:
    row = make.school_class()
    first = make.teacher(row, homeroom=True, subject_code=None)
    second = make.teacher(row, "Người Sau")
    pupil = make.student(row)
    other = make.school_class(row.school, "6B")
    changes.lead_class(row, second.id, OCTOBER, 1)
    changes.lead_class(row, second.id, NOVEMBER, 2)
    query = select(TeachingAssignment).where(TeachingAssignment.is_homeroom)
    held = db.session.scalars(query.order_by(TeachingAssignment.id)).all()
    assert [(h.person_id, h.starts_on, h.ends_on) for h in held] == [
        (first.id, START, OCTOBER),
        (second.id, OCTOBER, None),
    ]
    with pytest.raises(ClassError, match="teacher"):
        changes.lead_class(row, pupil.id, NOVEMBER, 2)
    db.session.rollback()
    with pytest.raises(ClassError, match="pupils"):
        changes.close_class(row, NOVEMBER, 2)
    db.session.rollback()
    stays.move(pupil, other, NOVEMBER, last(pupil))
    changes.close_class(row, NOVEMBER, 2)
    assert row.closed_on == NOVEMBER
    assert not db.session.scalar(
        select(TeachingAssignment.id).where(TeachingAssignment.ends_on.is_(None))
    )
    with pytest.raises(ClassError, match="closed"):
        stays.move(pupil, row, date(2026, 11, 20), last(pupil))
    db.session.rollback()
    changes.reopen_class(row, 3)
    assert row.closed_on is None


def test_pages_add_rename_and_show_both(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    client = signed_in(make.person("Hiệu Trưởng", "principal", row.school))
    place = f"/units/{row.school_id}/years/{row.year_id}/classes"
    assert place + "/new" in client.get("/classes").text
    assert client.get(place + "/new").status_code == 200
    twice = client.post(place, data={"name": "6 a", "grade": "6"})
    assert twice.status_code == 422 and 'value="6 a"' in twice.text
    assert client.post(place, data={"name": "6C", "grade": "10"}).status_code == 422
    assert client.post(place, data={"name": "6C", "grade": "6"}).status_code == 303
    made = db.session.scalars(select(SchoolClass).where(SchoolClass.name == "6C")).one()
    edit = f"/classes/{made.id}/edit"
    assert client.get(edit).status_code == 200
    sent = {"name": "6D", "grade": "6", "version": "1"}
    assert client.post(edit, data=sent).status_code == 303
    later = client.post(edit, data=sent | {"name": "6E"})
    assert later.status_code == 409 and "6D" in later.text and 'value="6E"' in later.text
    assert client.post(edit, data=sent | {"name": "6E", "version": "2"}).status_code == 303
    closed = client.post(f"/classes/{made.id}/close", data={"on": "2026-11-02", "version": "3"})
    assert closed.status_code == 303
    assert "02/11/2026" in client.get(f"/classes/{made.id}").text
    assert client.post(f"/classes/{made.id}/reopen", data={"version": "3"}).status_code == 409
    assert client.post(f"/classes/{made.id}/reopen", data={"version": "4"}).status_code == 303


def test_pages_of_a_pupil(app: Flask, signed_in: SignedIn) -> None:
    a = make.school_class()
    b = make.school_class(a.school, "6B")
    pupil = make.student(a, "Trần Văn Chuyển")
    make.teacher(a, homeroom=True)
    client = signed_in(make.person("Hiệu Trưởng", "principal", a.school))
    url = f"/classes/{a.id}/pupils/{pupil.id}"
    assert f'name="stay" type="hidden" value="{last(pupil)}"' in client.get(url).text
    assert url in client.get(f"/classes/{a.id}").text
    sent = {"to": str(b.id), "on": "2026-09-07", "stay": str(last(pupil))}
    assert client.post(url + "/move", data=sent).status_code == 422
    assert client.post(url + "/move", data=sent | {"to": "999999"}).status_code == 422
    assert client.post(url + "/move", data=sent | {"on": "2026-10-05"}).status_code == 303
    assert client.post(url + "/move", data=sent | {"on": "2026-11-02"}).status_code == 409
    here = f"/classes/{b.id}/pupils/{pupil.id}"
    gone = {"away": "2026-11-02", "reason": "chuyển trường", "stay": str(last(pupil))}
    assert client.post(here + "/leave", data=gone | {"away": "2027-01-01"}).status_code == 422
    assert client.post(here + "/leave", data=gone).status_code == 303
    assert "Trần Văn Chuyển" in client.get(f"/classes/{b.id}").text
    back = {"to": str(a.id), "on": "2026-11-20", "stay": str(last(pupil))}
    assert client.post(here + "/return", data=back).status_code == 303
    assert "05/10/2026" in client.get(url).text
    far = make.student(make.school_class(make.school("THCS Kia")))
    assert client.get(f"/classes/{a.id}/pupils/{far.id}").status_code == 404


def test_a_pupil_of_another_school_is_not_taken_back(signed_in: SignedIn) -> None:
    before = make.school_class()
    pupil = make.student(before, "Trần Đã Đi")
    head = make.teacher(before)
    head.grants[0].role = "principal"
    with clock.frozen(clock.start_of(NOVEMBER)):
        stays.leave(pupil, before, NOVEMBER, "", last(pupil))
    seen, there = last(pupil), make.school("THCS Kia")
    pupil.school_id, pupil.left_on = there.id, None
    db.session.commit()
    url = f"/classes/{before.id}/pupils/{pupil.id}"
    sent = {"to": str(before.id), "on": "2026-11-20", "stay": str(seen)}
    assert signed_in(head).post(url + "/return", data=sent).status_code == 404
