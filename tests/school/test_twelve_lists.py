"""Twelve lists made as real ones are, read and imported and compared row by row."""

import io
import time
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.curriculum.service import load_programme
from school.people.models import Person, PersonIdentifier, RoleGrant
from school.roster import rules, service, sheets, texts
from school.roster.records import Roster
from suite.db import db
from tests.kit import make, makelists
from tests.kit.make_roster import xlsx

SUBJECTS = rules.subject_keys(
    {"TOAN": ["Toán"], "NGUVAN": ["Ngữ văn"], "TINHOC": ["Tin học"], "NN1": ["Ngoại ngữ 1"]}
)
CONTEXT = rules.Context(SUBJECTS, range(6, 10), date(2026, 11, 24))
WITHOUT_NUMBERS = {"html_as_xls"}


def parsed(data: bytes) -> Roster:
    return rules.parse(sheets.read(data), CONTEXT)


@pytest.mark.parametrize("name", makelists.PUPIL_LISTS)
def test_pupils_come_out_as_meant(name: str) -> None:
    roster = parsed(makelists.PUPIL_LISTS[name]())
    assert roster.faults == []
    numbers = name not in WITHOUT_NUMBERS
    assert [(p.moet, p.full_name, p.birth_date, p.class_name) for p in roster.people] == [
        (moet if numbers else "", full_name, born, in_class)
        for moet, full_name, born, _gender, in_class in makelists.PUPILS
    ]
    if numbers:
        assert [p.gender for p in roster.people] == ["female", "male", "female", "male"]


@pytest.mark.parametrize("name", makelists.PUPIL_LISTS)
def test_pupils_go_into_the_school(app: Flask, name: str) -> None:
    year, unit = make.year(), make.school()
    load_programme()
    data = makelists.PUPIL_LISTS[name]()
    assert service.run_file(unit, year, data, dry_run=True, passwords=False).faults == []
    done = service.run_file(unit, year, data, dry_run=False, passwords=False)
    assert done.counts["pupils_new"] == 4 and done.new_classes == ["6A", "6B"]
    rows = db.session.execute(
        select(Person.full_name, Person.birth_date, SchoolClass.name)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .order_by(Person.id)
    ).all()
    assert [tuple(row) for row in rows] == [(p[1], p[2], p[4]) for p in makelists.PUPILS]
    again = service.run_file(unit, year, data, dry_run=False, passwords=False)
    assert again.counts["pupils_same"] == 4 and not again.counts["pupils_new"]


def test_what_is_left_out_is_said() -> None:
    notes = parsed(makelists.sheet_for_each_class()).notes
    assert [(n.code, n.sheet, n.row) for n in notes] == [
        ("class_from_title", "6A", 0), ("row_total", "6A", 7), ("row_signature", "6A", 8),
        ("row_signature", "6A", 9), ("row_signature", "6A", 10),
        ("class_from_title", "Trang 2", 0), ("row_total", "Trang 2", 7),
        ("row_signature", "Trang 2", 8), ("row_signature", "Trang 2", 9),
        ("row_signature", "Trang 2", 10), ("sheet_hidden", "An", 0),
    ]  # fmt: skip
    assert ("sheet_hidden", "DM") in [
        (n.code, n.sheet) for n in parsed(makelists.old_excel()).notes
    ]


def test_conversions_are_shown_with_before_and_after() -> None:
    notes = parsed(makelists.csv_tcvn3_1252()).notes
    assert "NguyÔn ThÞ B×nh → Nguyễn Thị Bình" in [n.value for n in notes if n.code == "font_tcvn3"]
    notes = parsed(makelists.vni_capitals()).notes
    assert "NGUYỄN THỊ BÌNH → Nguyễn Thị Bình" in [n.value for n in notes if n.code == "capitals"]
    assert any(n.code == "font_vni" and n.value.endswith("ĐỖ ÁNH DƯƠNG") for n in notes)
    notes = parsed(makelists.merged_class_american()).notes
    assert [(n.code, n.column) for n in notes] == [("dates_mdy", "C (Date of birth)")]


def test_guardians_beside_their_children() -> None:
    guardians = parsed(makelists.html_as_xls()).guardians
    assert [(g.full_name, g.relation, g.phone, g.pupil_name) for g in guardians] == [
        ("Ông Nội Nhà", "father", f"09123456{n}8", p[1]) for n, p in enumerate(makelists.PUPILS)
    ]


def test_staff_groups_rooms_and_duties() -> None:
    roster = parsed(makelists.staff_book())
    assert roster.faults == []
    assert [(p.school, p.role, p.group) for p in roster.people] == [
        ("GV01", "teacher", "Toán – Tin"), ("GV02", "principal", "Văn"),
    ]  # fmt: skip
    assert [(g.name, g.head) for g in roster.groups] == [("Toán – Tin", "GV01")]
    assert [(r.code, r.name, r.seats, r.kind) for r in roster.rooms] == [
        ("P201", "Tin 1", 40, "Máy tính")
    ]
    days = date(2026, 9, 5), date(2026, 12, 31)
    held = roster.assignments
    assert {(a.teacher, a.starts_on, a.ends_on) for a in held} == {("GV01", *days)}
    assert [(a.subject, a.class_name) for a in held] == [
        ("TOAN", "6A"), ("TOAN", "6B"), ("TINHOC", "7A"),
    ]  # fmt: skip


def test_timetables_guardians_and_a_matrix_of_teachers() -> None:
    roster = parsed(makelists.timetable_book())
    assert roster.faults == []
    assert [
        (t.class_name, t.weekday, t.period, t.subject, t.activity, t.teacher, t.room)
        for t in roster.timetable
    ] == [
        ("6A", 1, 1, None, "Chào cờ", "", ""), ("6B", 1, 1, None, "Chào cờ", "", ""),
        ("6A", 1, 2, "TOAN", "", "P.T.Cô", ""), ("6B", 1, 2, "NGUVAN", "", "L.V.Sách", "201"),
        ("7A", 2, 3, "TOAN", "", "GV01", "P201"),
    ]  # fmt: skip
    one = roster.guardians[0]
    assert (one.full_name, one.relation, one.phone) == ("Nguyễn Văn Cha", "father", "0912345678")
    assert (one.pupil_name, one.class_name) == ("Nguyễn Thị Bình", "6A")
    assert [(a.subject, a.class_name, a.teacher) for a in roster.assignments] == [
        ("TOAN", "6A", "GV01"), ("TOAN", "6B", "GV02"),
    ]  # fmt: skip


def test_every_planted_fault_is_found_in_its_place() -> None:
    roster = parsed(makelists.planted_faults())
    assert [(f.code, f.sheet, f.row, f.column) for f in roster.faults] == makelists.FAULTS
    notes = {(n.code, n.sheet, n.row) for n in roster.notes}
    assert notes == set(makelists.NOTES)


def test_a_password_is_said_plainly() -> None:
    with pytest.raises(sheets.Unreadable) as caught:
        sheets.read(makelists.with_password())
    assert caught.value.code == "password"


@given(st.integers(0, 10**6), st.integers(1, 255))
@settings(max_examples=25, deadline=None)
def test_a_damaged_old_file_is_refused_or_read(at: int, flip: int) -> None:
    data = bytearray(makelists.old_excel())
    data[at % len(data)] ^= flip
    try:
        sheets.read(bytes(data))
    except sheets.Unreadable as error:
        assert error.code in texts.FAULTS


SCHOOL: dict[str, list[list[Any]]] = {
    "Học sinh": [makelists.HEAD, *makelists._rows()],
    "Giáo viên": [["Mã GV", "Họ tên", "Chức vụ"], ["GV01", "Phạm Cô", ""], ["GV02", "Lê Thầy", ""]],
    "Lớp": [["Lớp", "Khối", "GVCN"], ["6A", 6, "GV01"], ["6B", 6, "GV02"]],
    "PCGD": [["Lớp", "Môn", "Giáo viên"], ["6A", "Toán", "GV01"], ["6B", "Toán", "GV02"]],
}


def state() -> set[tuple[Any, ...]]:
    pupils = db.session.execute(
        select(Person.full_name, Person.birth_date, Person.gender, SchoolClass.name)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
    )
    teaching = db.session.execute(
        select(
            SchoolClass.name, SchoolClass.grade, TeachingAssignment.subject_code, Person.full_name
        )
        .join(TeachingAssignment, TeachingAssignment.class_id == SchoolClass.id)
        .join(Person, Person.id == TeachingAssignment.person_id)
    )
    return {tuple(row) for row in [*pupils, *teaching]}


def test_any_order_of_sheets_rows_and_columns_gives_the_same_school(app: Flask) -> None:
    year = make.year()
    load_programme()
    seen: list[set[tuple[Any, ...]]] = []
    order = st.tuples(st.permutations(list(SCHOOL)), st.randoms(use_true_random=False))

    @given(order)
    @settings(max_examples=12, deadline=None)
    def check(drawn: Any) -> None:
        names, dice = drawn
        book = {}
        for name in names:
            head, *rows = SCHOOL[name]
            columns = dice.sample(range(len(head)), len(head))
            mixed = dice.sample(rows, len(rows))
            book[name] = [[row[c] for c in columns] for row in [head, *mixed]]
        unit = db.session.merge(make.school())
        outcome = service.run_file(unit, year, xlsx(book), dry_run=False, passwords=False)
        assert outcome.faults == []
        seen.append(state())
        _clear()

    check()
    assert len(seen) > 1 and all(one == seen[0] for one in seen) and len(seen[0]) == 8


def _clear() -> None:
    for model in (TeachingAssignment, Enrolment, SchoolClass, RoleGrant, PersonIdentifier, Person):
        db.session.execute(delete(model))
    db.session.commit()


def far_apart() -> bytes:
    """Two cells that a reader of .xls would keep a gigabyte for."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("6A")
    sheet.write(0, 0, "x")
    sheet.write(59_000, 255, "y")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (far_apart(), "bomb"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "bomb"),
        (b'<html><table><tr><td><img src="http://127.0.0.1:9/x"></table></html>', "kind"),
        (b"<html><table>" + b"<tr><td>a</td></tr>" * 60_001 + b"</table>", "too_many_rows"),
    ],
)
def test_hostile_dialects(data: bytes, code: str) -> None:
    with pytest.raises(sheets.Unreadable) as caught:
        sheets.read(data)
    assert caught.value.code == code


def test_cells_merged_without_end_cost_little() -> None:
    line = "<tr>" + '<td rowspan="99999" colspan="99">Lớp</td>' * 60 + "</tr>"
    page = f"<html><meta charset=utf-8><table>{line * 3000}</table></html>".encode()
    start = time.process_time()
    assert parsed(page).faults
    assert time.process_time() - start < 20
