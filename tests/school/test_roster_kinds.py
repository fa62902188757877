"""Guardians, subject groups, rooms, timetables, dated teaching: written once, with faults."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from school.calendar.models import SchoolYear
from school.classes.models import SchoolClass, TeachingAssignment
from school.curriculum.service import load_programme
from school.groups.models import GroupMember, SubjectGroup
from school.people.models import Contact, Guardianship, Person
from school.roster import service, undo
from school.roster.finding import _shortened
from school.roster.service import Outcome
from school.roster.sheets import Sheet
from school.roster.teams import group_key
from school.roster.timetables import room_key
from school.timetable.models import Lesson, Room
from school.units.models import OrgUnit
from suite import clock
from suite.db import db
from tests.kit import make
from tests.kit import make_roster as lists
from tests.school.test_roster_undo import Rows, everything

GUARDIANS: Rows = [
    ["Họ tên phụ huynh", "Quan hệ", "SĐT", "Email", "Học sinh", "Lớp"],
    ["Nguyễn Văn Cha", "Bố", "0912345678", "cha@example.com", "Nguyễn Thị Bình", "6A"],
    ["Nguyễn Văn Cha", "Bố", "0912345678", "", "Đỗ Ánh Dương", "6B"],
    ["Lê Thị Mẹ", "Mẹ", "0912345678", "", "Nguyễn Thị Bình", "6A"],
]
STAFF: Rows = [
    ["Mã giáo viên", "Họ và tên", "Chức vụ", "Tổ"],
    ["GV01", "Phạm Thị Cô", "Giáo viên", "Toán - Tin"],
    ["GV02", "Lê Văn Sách", "Giáo viên", "Văn"],
]
GROUPS: Rows = [["Tổ chuyên môn", "Tổ trưởng"], ["Tổ Toán – Tin", "GV01"], ["Văn", ""]]
ROOMS: Rows = [["Mã phòng", "Tên phòng", "Số chỗ", "Loại"], ["P201", "Tin 1", 40, "Máy tính"]]
LESSONS: Rows = [
    ["Lớp", "Thứ", "Tiết", "Môn", "Giáo viên", "Phòng"],
    ["6A", "Thứ 2", 1, "Chào cờ", "", ""],
    ["6A", "Thứ 2", 2, "Toán", "P.T.Cô", "201"],
    ["6B", "Thứ 3", 3, "Toán", "GV01", "P.201"],
]


def ready() -> tuple[OrgUnit, SchoolYear]:
    year = make.year()
    load_programme()
    return make.school(), year


def run(unit: OrgUnit, year: SchoolYear, sheets: dict[str, Rows], **more: Any) -> Outcome:
    held = [Sheet(name, [[str(c) for c in row] for row in rows]) for name, rows in sheets.items()]
    return service.run(unit, year, held, dry_run=False, passwords=False, **more)


def book(**changed: Rows) -> dict[str, Rows]:
    held: dict[str, Rows] = {
        "Lớp": lists.CLASSES,
        "Học sinh": [lists.PUPIL_HEADER, *lists.PUPILS],
        "Giáo viên": STAFF,
        "Phân công": lists.ASSIGNMENTS,
        "Phụ huynh": GUARDIANS,
        "Tổ chuyên môn": GROUPS,
        "Phòng học": ROOMS,
        "Thời khóa biểu": LESSONS,
    }
    return held | changed


def only(sheet: str, rows: Rows) -> dict[str, Rows]:
    return {sheet: rows}


def codes(outcome: Outcome) -> list[tuple[str, str, int]]:
    return [(f.code, f.sheet, f.row) for f in outcome.faults]


def ties() -> set[tuple[str, str, str]]:
    rows = db.session.scalars(select(Guardianship).where(Guardianship.valid_to.is_(None)))
    return {(row.guardian.full_name, row.pupil.full_name, row.relation) for row in rows}


def lessons() -> set[tuple[str, int, int, str, str, str]]:
    rows = db.session.scalars(select(Lesson).where(Lesson.valid_to.is_(None)))
    return {
        (
            row.school_class.name, row.weekday, row.period, row.subject_code or row.activity,
            row.person.full_name if row.person else "", row.room.code if row.room else "",
        )
        for row in rows
    }  # fmt: skip


def test_everything_goes_in_once_and_out_again(dbapp: Flask) -> None:
    unit, year = ready()
    before = everything()
    outcome = run(unit, year, book())
    assert outcome.faults == []
    told = {name: n for name, n in outcome.counts.items() if n}
    assert told == {
        "classes_new": 2, "pupils_new": 3, "staff_new": 2, "teaching_new": 3, "guardians_new": 2,
        "groups_new": 2, "members_new": 2, "rooms_new": 1, "lessons_new": 3,
    }  # fmt: skip
    assert ties() == {
        ("Nguyễn Văn Cha", "Nguyễn Thị Bình", "father"),
        ("Nguyễn Văn Cha", "Đỗ Ánh Dương", "father"),
        ("Lê Thị Mẹ", "Nguyễn Thị Bình", "mother"),
    }
    contacts = db.session.scalars(select(Contact.value).order_by(Contact.value)).all()
    assert contacts == ["0912345678", "0912345678", "cha@example.com"]
    assert lessons() == {
        ("6A", 1, 1, "Chào cờ", "", ""), ("6A", 1, 2, "TOAN", "Phạm Thị Cô", "P201"),
        ("6B", 2, 3, "TOAN", "Phạm Thị Cô", "P201"),
    }  # fmt: skip
    room = db.session.scalars(select(Room)).one()
    assert (room.name, room.seats, room.kind) == ("Tin 1", 40, "Máy tính")
    heads = db.session.scalars(select(GroupMember).where(GroupMember.is_head)).all()
    assert [one.person.full_name for one in heads] == ["Phạm Thị Cô"]
    held = everything()
    again = run(unit, year, book())
    assert {name: n for name, n in again.counts.items() if n} == {
        "pupils_same": 3, "staff_same": 2, "guardians_same": 2,
    }  # fmt: skip
    assert everything() == held
    undo.undo(unit.id, again.import_id or 0, None)
    undo.undo(unit.id, outcome.import_id or 0, None)
    assert everything() == before


def test_a_guardian_gets_another_number_and_another_child(dbapp: Flask) -> None:
    unit, year = ready()
    run(unit, year, book())
    rows = [
        GUARDIANS[0],
        ["NGUYỄN VĂN CHA", "Bố", "0987654321", "", "Nguyễn Thị Bình", "6A"],
        ["Nguyễn Văn Cha", "Bố", "0987654321", "", "Trần Văn An", "6A"],
    ]
    outcome = run(unit, year, only("Phụ huynh", rows))
    assert outcome.counts["guardians_changed"] == 1 and outcome.counts["guardians_new"] == 0
    assert ("Nguyễn Văn Cha", "Trần Văn An", "father") in ties() and len(ties()) == 4
    ended = db.session.scalars(select(Contact).where(Contact.valid_to.is_not(None))).all()
    assert [one.value for one in ended] == ["0912345678"]
    assert len(db.session.scalars(select(Person).where(Person.full_name.like("%Cha"))).all()) == 1


def test_parents_beside_their_children_are_one_account_for_siblings(dbapp: Flask) -> None:
    unit, year = ready()
    head = ["Họ và tên", "Ngày sinh", "Lớp", "Họ tên cha", "SĐT cha", "Họ tên mẹ"]
    rows = [
        head,
        ["Trần An", "01/02/2015", "6A", "Trần Văn Bố", "0912345678", "Lê Thị Mẹ"],
        ["Trần Em", "03/04/2015", "6A", "Trần Văn Bố", "0912 345 678", "Lê Thị Mẹ"],
    ]
    outcome = run(unit, year, only("Học sinh", rows))
    assert outcome.faults == []
    # The mother has no number: nothing says that the two are one.
    assert outcome.counts["guardians_new"] == 3 and len(ties()) == 4
    again = run(unit, year, only("Học sinh", rows))
    assert again.counts["guardians_same"] == 3 and again.counts["guardians_new"] == 0


def test_a_new_timetable_ends_the_old(dbapp: Flask) -> None:
    unit, year = ready()
    run(unit, year, book())
    day = make.YEAR_START + timedelta(days=100)
    with clock.frozen(clock.start_of(day)):
        rows = [LESSONS[0], ["6A", "Thứ 4", 1, "Toán", "Cô", "305"], LESSONS[1]]
        outcome = run(unit, year, only("Thời khóa biểu", rows))
    assert (outcome.counts["lessons_new"], outcome.counts["lessons_ended"]) == (1, 1)
    assert outcome.counts["rooms_new"] == 1
    assert ("6A", 3, 1, "TOAN", "Phạm Thị Cô", "305") in lessons() and len(lessons()) == 3
    ended = db.session.scalars(select(Lesson).where(Lesson.valid_to.is_not(None))).one()
    assert (ended.valid_from, ended.valid_to, ended.period) == (make.YEAR_START, day, 2)


def test_a_new_head_and_a_teacher_who_changes_groups(dbapp: Flask) -> None:
    unit, year = ready()
    run(unit, year, book())
    rows = [GROUPS[0], ["Toán - Tin", "GV02"]]
    outcome = run(unit, year, only("Tổ chuyên môn", rows))
    assert outcome.faults == [] and outcome.counts["groups_new"] == 0
    now = db.session.scalars(
        select(GroupMember).where(GroupMember.ends_on.is_(None)).order_by(GroupMember.id)
    ).all()
    assert {(m.person.full_name, group_key(m.group.name), m.is_head) for m in now} == {
        ("Phạm Thị Cô", "toan - tin", False), ("Lê Văn Sách", "toan - tin", True),
    }  # fmt: skip
    assert db.session.scalars(select(SubjectGroup.valid_to)).all() == [None, None]


def test_days_of_teaching(dbapp: Flask) -> None:
    unit, year = ready()
    run(unit, year, book())
    head = ["Lớp", "Môn", "Giáo viên", "Từ ngày", "Đến ngày"]
    rows: Rows = [
        head,
        ["6A", "Toán", "GV01", "07/09/2026", "31/12/2026"],
        ["6A", "Toán", "GV02", "01/01/2027", ""],
        ["6A", "Tin học", "GV02", "", "31/10/2026"],
    ]
    outcome = run(unit, year, only("Phân công", rows))
    counts = outcome.counts
    assert (counts["teaching_new"], counts["teaching_changed"], counts["teaching_ended"]) == (
        2, 1, 0,
    )  # fmt: skip
    held = everything()
    again = run(unit, year, only("Phân công", rows))
    assert not any(n for name, n in again.counts.items() if name.startswith("teaching"))
    assert everything() == held
    in_class = db.session.scalars(select(SchoolClass.id).where(SchoolClass.name == "6A")).one()
    found = db.session.scalars(
        select(TeachingAssignment)
        .where(TeachingAssignment.class_id == in_class, TeachingAssignment.subject_code == "TOAN")
        .order_by(TeachingAssignment.starts_on)
    ).all()
    assert [(one.starts_on, one.ends_on) for one in found] == [
        (date(2026, 9, 7), date(2027, 1, 1)), (date(2027, 1, 1), None),
    ]  # fmt: skip
    undo.undo(unit.id, outcome.import_id or 0, None)
    ends = db.session.scalars(select(TeachingAssignment.ends_on)).all()
    assert ends == [None] * 3


def test_each_fault_in_its_place(app: Flask) -> None:
    unit, year = ready()
    book_with_faults = book(
        **{
            "Phụ huynh": [*GUARDIANS, ["Ai Đó", "Mẹ", "", "", "Lạ Hoắc", "6A"]],
            "Tổ chuyên môn": [*GROUPS, ["Tổ Hóa", "Không Ai"], ["toán-tin", "GV01"]],
            "Giáo viên": [*STAFF, ["GV03", "Vũ Văn Lạ", "Giáo viên", "Tổ Sử"]],
            "Phòng học": [*ROOMS, ["201", "", "", ""]],
            "Thời khóa biểu": [
                *LESSONS,
                ["9X", "Thứ 2", 1, "Toán", "", ""],
                ["6A", "Thứ 5", 1, "Toán", "Ai Vậy", "999"],
            ],
        }
    )
    before = everything()
    outcome = run(unit, year, book_with_faults)
    assert sorted(codes(outcome)) == [
        ("class_unknown", "Thời khóa biểu", 5), ("group_unknown", "Giáo viên", 4),
        ("pupil_unknown", "Phụ huynh", 5), ("room_unknown", "Thời khóa biểu", 6),
        ("teacher_unknown", "Tổ chuyên môn", 4), ("twice", "Phòng học", 3),
        ("twice", "Tổ chuyên môn", 5),
    ]  # fmt: skip
    assert [(n.code, n.row, n.value) for n in outcome.notes] == [("lesson_teacher", 6, "Ai Vậy")]
    assert everything() == before


@pytest.mark.parametrize(
    ("one", "other"), [("P.201", "201"), ("Phòng 201", "p201"), ("A101", "a101")]
)
def test_rooms_that_are_one(one: str, other: str) -> None:
    assert room_key(one) == room_key(other)


def test_initials_of_a_name() -> None:
    assert {"co", "tco", "ptco", "pco"} <= set(_shortened("Phạm Thị Cô"))
