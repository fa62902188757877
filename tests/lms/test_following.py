"""When a school ends in the middle of a year, courses go on in the class that continues."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.bank.models import Item
from lms.courses.door import pupils_of
from lms.courses.models import Activity, Course, Followed
from lms.courses.permissions import standing
from lms.exams import choosing
from lms.exams.decided import Ruling
from lms.exams.models import Attempt, Exam, ExamForm, ExamPage
from lms.following_exams import OF_EXAM, OF_ROOM
from lms.grades.models import Mark
from lms.marking import planning
from lms.marking.planning import Wish
from lms.papers.models import PaperSheet
from lms.roster import open_courses
from lms.sittings import telling, watching
from lms.sittings.models import ExamRoom, Sitting
from school.api import RosterImported
from school.classes.models import SchoolClass
from school.people.standing import who_is
from school.units.models import OrgUnit
from school.units.succession import Decisions, succeed
from school.units.undoing import undo
from suite import clock, jobs
from suite.db import Model, db
from tests.kit import make, make_exams, make_sittings
from tests.kit import make_courses as courses

ONE = Decimal("1.00")
TODAY = date(2027, 1, 18)
ON = date(2027, 1, 11)


@pytest.fixture(autouse=True)
def january() -> Any:
    with clock.frozen(clock.start_of(TODAY)):
        yield


def marked(activity: Activity, pupil_id: int) -> Mark:
    row = Mark(
        school_id=activity.school_id, activity_id=activity.id, person_id=pupil_id,
        state="given", value=Decimal("8.50"), changed_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row


def delivered() -> None:
    jobs.drain(["events"])
    db.session.expire_all()


def merge(olds: list[OrgUnit], new: OrgUnit) -> int:
    outcome = succeed(olds, [(new, ONE)], ON, dry_run=False)
    assert outcome.faults == [] and outcome.change_id
    delivered()
    return outcome.change_id


def begun(room: make_exams.Room) -> Attempt:
    form = db.session.scalars(select(ExamForm).where(ExamForm.exam_id == room.exam.id)).first()
    assert form is not None
    end = clock.now() + timedelta(minutes=45)
    row = Attempt(
        school_id=room.exam.school_id, exam_id=room.exam.id, person_id=room.pupils[0].id,
        form_id=form.id, started_at=clock.now(), ends_at=end, accepts_until=end,
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row


def class_at(school: OrgUnit, name: str = "6A") -> SchoolClass:
    query = select(SchoolClass).where(SchoolClass.school_id == school.id, SchoolClass.name == name)
    return db.session.scalars(query).one()


def test_course_marks_and_teacher_go_on(dbapp: Flask) -> None:
    held = courses.taught(2)
    old = held.school_class.school
    new = make.unit("school", "THCS Mới", old.parent, stage="lower_secondary")
    page = courses.activity(held)
    mark = marked(page, held.pupils[0].id)
    merge([old], new)
    course = db.session.get_one(Course, held.course.id)
    assert (course.school_id, course.class_id) == (new.id, class_at(new).id)
    assert [one.id for one in pupils_of(course)] == [one.id for one in held.pupils]
    assert db.session.get_one(Activity, page.id).school_id == new.id
    assert db.session.get_one(Mark, mark.id).school_id == old.id  # where it was given
    assert standing(who_is(held.teacher), course.id).edits
    assert standing(who_is(held.pupils[0]), course.id).studies
    head = make.person("Cô Hiệu", "principal", new)
    assert standing(who_is(head), course.id).staff
    assert db.session.scalars(select(Course.id)).all() == [course.id]


def test_two_classes_of_one_name_keep_their_courses_apart(dbapp: Flask) -> None:
    commune = make.commune()
    pair = [courses.taught(1, make.school(f"THCS {n}", commune)) for n in "AB"]
    new = make.unit("school", "THCS Mới", commune, stage="lower_secondary")
    assert {one.course.title for one in pair} == {"Toán 6A"}
    merge([one.school_class.school for one in pair], new)
    titles = {c.title: c.school_class.name for c in db.session.scalars(select(Course))}
    assert titles == {"Toán 6A": "6A", "Toán 6A-2": "6A-2"}


def test_an_exam_that_nobody_took_follows_with_its_papers(dbapp: Flask) -> None:
    room = make_exams.room()
    old = db.session.get_one(OrgUnit, room.course.school_id)
    new = make.unit("school", "THCS Mới", old.parent, stage="lower_secondary")
    exam = db.session.get_one(Exam, room.exam.id)
    merge([old], new)
    assert db.session.get_one(Exam, exam.id).school_id == new.id
    forms = db.session.scalars(select(ExamForm.school_id).where(ExamForm.exam_id == exam.id))
    assert set(forms) == {new.id}
    assert {one.school_id for one in db.session.scalars(select(Item))} == {new.id}


def test_an_exam_that_nobody_took_follows_with_all_that_was_arranged(dbapp: Flask) -> None:
    of = make_sittings.held(1, prepared=False)
    old, exam_id = db.session.get_one(OrgUnit, of.school.id), of.exam.id
    exam = db.session.get_one(Exam, exam_id)
    wish = Wish(False, False, Decimal("0.5"), Decimal("0.25"), None, None, None)
    planning.keep_plan(exam, wish, 0)
    ruling = {"rule": "full", "key": None, "old": {}, "reason": "x", "made_by": of.head.id}
    question = choosing.lines(exam)[0].question_id
    db.session.add(Ruling(school_id=old.id, exam_id=exam_id, question_id=question,
                          made_at=clock.now(), **ruling))  # fmt: skip
    watching.note(of.rooms[0], None, clock.now(), "Mất điện", of.head.id)
    telling.publish(exam_id, of.head.id)
    at = {"school_id": old.id, "exam_id": exam_id}
    pages = {"number": 1, "sha256": "a", "small_sha256": "b", "width": 1, "height": 1}
    db.session.add(ExamPage(small_width=1, words="", **pages, **at))
    sheet = {"typed": "1A", "options": 4, "preset": "same", "typed_by": of.head.id}
    db.session.add(PaperSheet(typed_at=clock.now(), **sheet, **at))
    new = make.unit("school", "THCS Mới", old.parent, stage="lower_secondary")
    change_id = merge([old], new)
    moved = (*OF_EXAM, *OF_ROOM, ExamRoom, Exam)
    schools = {one.__name__: set(db.session.scalars(select(one.school_id))) for one in moved}
    empty = {"CodeTry", "Outage", "Marker", "ExamForm"}
    assert schools == {name: set() if name in empty else {new.id} for name in schools}
    assert undo(change_id, dry_run=False).built == []
    delivered()
    assert {one.school_id for one in db.session.scalars(select(Sitting))} == {old.id}


def test_no_table_of_an_exam_is_forgotten(app: Flask) -> None:
    """Tables that name school and exam follow, but for those that only a taken exam has."""
    follows = {one.__tablename__ for one in OF_EXAM}
    taken = {"lms_exam_attempt", "lms_attempt_rescue", "lms_marking_request"}
    tables = Model.metadata.tables.values()
    both = {one.name for one in tables if {"school_id", "exam_id"} <= set(one.columns.keys())}
    assert both == follows | taken


def test_an_exam_under_way_finds_its_markers_in_the_new_school(dbapp: Flask) -> None:
    room = make_exams.room()
    old = db.session.get_one(OrgUnit, room.course.school_id)
    new = make.unit("school", "THCS Mới", old.parent, stage="lower_secondary")
    begun(room)
    merge([old], new)
    other = make.teacher(make.school_class(new, "9C"), "Cô Chấm")
    found = planning.eligible(db.session.get_one(Exam, room.exam.id))
    assert [one.id for one in found] == [other.id]


def test_an_exam_under_way_keeps_its_school(dbapp: Flask) -> None:
    room = make_exams.room()
    old = db.session.get_one(OrgUnit, room.course.school_id)
    new = make.unit("school", "THCS Mới", old.parent, stage="lower_secondary")
    attempt = begun(room)
    merge([old], new)
    assert db.session.get_one(Exam, room.exam.id).school_id == old.id
    assert db.session.get_one(Attempt, attempt.id).school_id == old.id
    assert db.session.get_one(Course, room.course.id).school_id == new.id


def test_a_course_opened_meanwhile_gives_way_only_while_empty(dbapp: Flask) -> None:
    held = courses.taught(1)
    old = held.school_class.school
    new = make.unit("school", "THCS Mới", old.parent, stage="lower_secondary")
    outcome = succeed([old], [(new, ONE)], ON, dry_run=False)
    open_courses(RosterImported(new.id, held.school_class.year_id, clock.now()))
    db.session.commit()
    assert outcome.change_id and len(db.session.scalars(select(Course)).all()) == 2
    delivered()
    assert db.session.scalars(select(Course.id)).all() == [held.course.id]


def test_questions_go_with_their_author(dbapp: Flask) -> None:
    commune = make.commune()
    old = make.school("THCS Chung", commune)
    east = make.unit("school", "THCS Đông", commune, stage="lower_secondary")
    west = make.unit("school", "THCS Tây", commune, stage="lower_secondary")
    six, seven = courses.taught(1, old), courses.taught(1, old, "7A")
    gone = make.person("Cô Xưa", "teacher", make.school("Khác", commune))
    items = [make_exams.question(one.teacher) for one in (six, seven)]
    left = make_exams.question(gone)
    left.school_id = old.id
    db.session.commit()
    decided = Decisions(
        {},
        {six.school_class.id: east.id, seven.school_class.id: west.id},
        {six.teacher.id: east.id, seven.teacher.id: west.id},
    )
    shares = [(east, Decimal("0.40")), (west, Decimal("0.60"))]
    outcome = succeed([old], shares, ON, decided=decided, dry_run=False)
    assert outcome.faults == [] and outcome.change_id
    delivered()
    homes = [db.session.get_one(Item, one.id).school_id for one in (*items, left)]
    assert homes == [east.id, west.id, west.id]
    assert undo(outcome.change_id, dry_run=False).built == []
    delivered()
    assert {one.school_id for one in db.session.scalars(select(Item))} == {old.id}


def test_undone_the_course_is_back_with_all_that_was_in_it(dbapp: Flask) -> None:
    held = courses.taught(2)
    old = held.school_class.school
    new = make.unit("school", "THCS Mới", old.parent, stage="lower_secondary")
    page = courses.activity(held)
    mark = marked(page, held.pupils[0].id)
    change_id = merge([old], new)
    assert undo(change_id, dry_run=False).built == []
    delivered()
    course = db.session.get_one(Course, held.course.id)
    assert (course.school_id, course.class_id) == (old.id, held.school_class.id)
    assert course.title == "Toán 6A"
    assert db.session.get_one(Activity, page.id).school_id == old.id
    assert db.session.get_one(Mark, mark.id).value == Decimal("8.50")
    assert db.session.scalars(select(Followed)).all() == []
    assert standing(who_is(held.teacher), course.id).edits


@pytest.mark.parametrize("work", ["activity", "mark"])
def test_work_that_came_later_stops_the_undo(dbapp: Flask, work: str) -> None:
    held = courses.taught(1)
    old = held.school_class.school
    new = make.unit("school", "THCS Mới", old.parent, stage="lower_secondary")
    page = courses.activity(held)
    change_id = merge([old], new)
    with clock.frozen(clock.start_of(date(2027, 1, 19))):
        if work == "mark":
            marked(page, held.pupils[0].id)
        else:
            courses.activity(held, title="Bài sau")
        assert [one.name for one in undo(change_id, dry_run=False).built] == ["6A"]
    assert db.session.get_one(Course, held.course.id).school_id == new.id


def test_undone_before_the_news_came(dbapp: Flask) -> None:
    held = courses.taught(1)
    old = held.school_class.school
    new = make.unit("school", "THCS Mới", old.parent, stage="lower_secondary")
    outcome = succeed([old], [(new, ONE)], ON, dry_run=False)
    assert outcome.change_id and undo(outcome.change_id, dry_run=False).built == []
    delivered()
    assert db.session.get_one(Course, held.course.id).class_id == held.school_class.id
