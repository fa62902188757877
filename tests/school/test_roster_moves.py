"""Pupils who come from another school or leave: the same person, history kept."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import select

from lms.courses import outline
from lms.courses.models import Course, Visit
from school.calendar.models import SchoolYear
from school.classes.models import Enrolment, SchoolClass
from school.people import service as people
from school.people.models import Person, PersonIdentifier, RoleGrant
from school.roster import undo
from school.roster.known import Option
from school.roster.service import Outcome
from school.roster.texts import text_of
from school.units.models import OrgUnit
from suite import clock, jobs
from suite.db import db
from tests.kit import make
from tests.kit import make_roster as lists
from tests.school.test_roster_undo import Rows, book, everything, ready, refused, run

DAY = make.YEAR_START + timedelta(days=60)
BINH = "Nguyễn Thị Bình"


def pupils(*rows: Rows) -> dict[str, Rows]:
    return {"Học sinh": [lists.PUPIL_HEADER, *rows]}


def places(name: str) -> list[tuple[str, str, str, bool]]:
    rows = db.session.execute(
        select(OrgUnit.name, SchoolClass.name, Enrolment.state, Enrolment.ends_on)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .join(OrgUnit, OrgUnit.id == Enrolment.school_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Person.full_name == name)
        .order_by(Enrolment.id)
    )
    return [(school, in_class, state, ends is None) for school, in_class, state, ends in rows]


def two_schools() -> tuple[OrgUnit, OrgUnit, SchoolYear]:
    unit, year = ready()
    assert run(unit, year, book()).faults == []
    return unit, make.school("THCS Kia", unit.parent), year


def codes(outcome: Outcome) -> list[tuple[str, int]]:
    return [(fault.code, fault.row) for fault in outcome.faults]


def complete(unit: OrgUnit, year: SchoolYear) -> Outcome:
    with clock.frozen(clock.start_of(DAY + timedelta(days=1))):
        return run(unit, year, pupils(*lists.PUPILS[1:]), option=Option(DAY))


def test_who_is_not_in_a_complete_list_leaves(dbapp: Flask) -> None:
    unit, _, year = two_schools()
    before = everything()
    stays = run(unit, year, pupils(*lists.PUPILS[1:]))
    assert (stays.counts["pupils_absent"], stays.counts["pupils_leave"]) == (1, 0)
    assert everything() == before
    outcome = complete(unit, year)
    assert outcome.leavers == [f"{BINH} (6A)"] and outcome.counts["pupils_leave"] == 1
    assert places(BINH) == [(unit.name, "6A", "left", False)]
    gone = db.session.scalars(select(Person).where(Person.full_name == BINH)).one()
    assert gone.left_on == DAY
    again = complete(unit, year)
    assert again.counts["pupils_leave"] == 0 and again.counts["pupils_absent"] == 0
    back = run(unit, year, pupils(lists.PUPILS[0]))
    assert back.counts["pupils_moved"] == 1 and len(places(BINH)) == 2
    assert gone.left_on is None
    undo.undo(unit.id, back.import_id or 0, None)
    undo.undo(unit.id, outcome.import_id or 0, None)
    assert everything() == before


def test_a_released_pupil_goes_on_in_the_new_school(dbapp: Flask) -> None:
    unit, other, year = two_schools()
    row = [*lists.PUPILS[0][:5], "7K"]
    assert codes(run(other, year, pupils(row))) == [("elsewhere", 2)]
    complete(unit, year)
    before = everything()
    with clock.frozen(clock.start_of(DAY + timedelta(days=9))):
        outcome = run(other, year, pupils(row))
        assert outcome.faults == [] and outcome.counts["pupils_come"] == 1
        assert outcome.counts["pupils_new"] == 0
    assert places(BINH) == [(unit.name, "6A", "left", False), (other.name, "7K", "active", True)]
    person = db.session.scalars(select(Person).where(Person.full_name == BINH)).one()
    assert (person.school_id, person.left_on) == (other.id, None)
    roles = db.session.execute(
        select(RoleGrant.unit_id, RoleGrant.valid_to.is_(None)).where(
            RoleGrant.person_id == person.id
        )
    ).all()
    assert {tuple(one) for one in roles} == {(unit.id, False), (other.id, True)}
    assert run(other, year, pupils(row)).counts["pupils_same"] == 1
    undo.undo(other.id, outcome.import_id or 0, None)
    assert everything() == before


def test_a_former_pupil_who_works_elsewhere_is_not_taken_over(dbapp: Flask) -> None:
    unit, far, year = two_schools()
    complete(unit, year)
    grown = db.session.scalars(select(Person).where(Person.full_name == BINH)).one()
    grown.left_on = None
    people.grant(grown, "teacher", unit.id, since=DAY)
    db.session.commit()
    with clock.frozen(clock.start_of(DAY + timedelta(days=2))):
        outcome = run(far, year, pupils(lists.PUPILS[0]))
    assert codes(outcome) == [("elsewhere", 2)]
    assert db.session.get_one(Person, grown.id).school_id == unit.id


def test_who_heads_both_schools_moves_at_once(dbapp: Flask) -> None:
    unit, other, year = two_schools()
    assert unit.parent is not None
    paths = Option(paths=(unit.parent.path,))
    row = [*lists.PUPILS[0][:5], "7K"]
    outcome = run(other, year, pupils(row), option=paths)
    assert outcome.faults == [] and outcome.counts["pupils_come"] == 1
    assert places(BINH)[0] == (unit.name, "6A", "left", False)
    numbers = db.session.scalars(
        select(PersonIdentifier.valid_to).where(PersonIdentifier.value == "0123456789")
    )
    assert list(numbers) == [None]


def test_a_number_of_somebody_else_is_no_move(app: Flask) -> None:
    unit, other, year = two_schools()
    assert unit.parent is not None
    paths = Option(paths=(unit.parent.path,))
    rows = [[1, "0123456789", "Hà Lạc", "01/01/2015", "", "7K"]]
    assert codes(run(other, year, pupils(*rows), option=paths)) == [("elsewhere", 2)]
    staff: Rows = [["Mã định danh", "Họ và tên", "Chức vụ"], ["0123456789", BINH, "Giáo viên"]]
    outcome = run(other, year, {"Giáo viên": staff}, option=paths)
    assert codes(outcome) == [("elsewhere", 2)]


def test_the_fault_does_not_tell_whom_a_number_of_another_school_names(app: Flask) -> None:
    _, other, year = two_schools()
    told = []
    for name, born in ((BINH, lists.PUPILS[0][3]), ("Hà Lạc", "01/01/2015")):
        fault = run(other, year, pupils([1, "0123456789", name, born, "", "7K"])).faults[0]
        told.append((fault.code, str(text_of(fault))))
    assert told[0] == told[1]


def test_a_day_on_which_nobody_can_leave(app: Flask) -> None:
    unit, _, year = two_schools()
    with clock.frozen(clock.start_of(DAY)):
        outcome = run(unit, year, pupils(*lists.PUPILS[1:]), option=Option(DAY + timedelta(days=1)))
    assert codes(outcome) == [("leave_day", 0)]


def test_a_move_is_not_undone_under_work(dbapp: Flask) -> None:
    unit, _, year = two_schools()
    moved = run(unit, year, pupils([*lists.PUPILS[0][:5], "6B"]))
    jobs.drain()
    in_class = select(SchoolClass.id).where(SchoolClass.name == "6B").scalar_subquery()
    course = db.session.scalars(select(Course).where(Course.class_id == in_class)).one()
    section = outline.new_section(course, "Chương 1")
    activity = outline.new_activity(course.id, section.id, "page", "Bài 1", {}, clock.now())
    person, now = db.session.scalars(select(Person).where(Person.full_name == BINH)).one(), None
    now = clock.now()
    db.session.add(
        Visit(
            school_id=unit.id, activity_id=activity.id, person_id=person.id, first_at=now,
            last_at=now, day=clock.today(), handed_in_at=now,
        )
    )  # fmt: skip
    db.session.commit()
    assert refused(unit, moved.import_id) == [(BINH, "đã nộp bài trong lớp này")]


def test_the_page_names_who_would_leave(app: Flask, signed_in: Callable[..., Any]) -> None:
    unit, _, _ = two_schools()
    client = signed_in(make.person("Lý Thị Quản", "school_administrator", unit))
    url = f"/units/{unit.id}/roster"
    data = lists.xlsx(pupils(*lists.PUPILS[1:]))
    form = {"complete": "1", "leave_on": clock.today().isoformat()}
    page = client.post(url, data=form | {"file": (BytesIO(data), "ds.xlsx")})
    assert page.status_code == 200 and f"{BINH} (6A)" in page.text
    token = page.text.split('name="token" value="')[1].split('"')[0]
    assert client.post(f"{url}/confirm", data=form | {"token": token}).status_code == 200
    assert places(BINH) == [(unit.name, "6A", "left", False)]
    bad = client.post(url, data={"complete": "1", "leave_on": "x", "file": (BytesIO(data), "d")})
    assert bad.status_code == 422
