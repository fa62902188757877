"""Reading rosters: every dialect gives the same records, every fault its place."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from school.roster import cells, headers, rules, sheets, texts, usernames
from school.roster.families import _Families
from school.roster.known import Known
from school.roster.records import Fault, GuardianRow, Place
from school.roster.summing import SUMMED, summed
from tests.kit import make_roster as lists

SUBJECTS = rules.subject_keys({"TOAN": ["Toán", "Mathematics"], "NN1": ["Ngoại ngữ 1", "Foreign"]})
CONTEXT = rules.Context(SUBJECTS, range(6, 10), date(2026, 11, 24))
HEADER, PUPILS = lists.PUPIL_HEADER, lists.PUPILS


def parsed(data: bytes) -> Any:
    return rules.parse(sheets.read(data), CONTEXT)


def faults(rows: list[list[Any]]) -> list[tuple[str, int, str]]:
    found = parsed(lists.xlsx({"Học sinh": rows})).faults
    return [(f.code, f.row, f.column) for f in found]


def test_a_whole_school() -> None:
    roster = parsed(lists.school_book())
    assert roster.faults == []
    assert [(row.name, row.grade, row.homeroom) for row in roster.classes] == [
        ("6A", 6, "GV01"), ("6B", 6, ""),
    ]  # fmt: skip
    assert [p.role for p in roster.people] == ["student"] * 3 + ["teacher", "librarian"]
    first = roster.people[0]
    assert (first.moet, first.birth_date, first.gender) == (
        "0123456789",
        date(2015, 9, 5),
        "female",
    )
    assert [(a.class_name, a.subject) for a in roster.assignments] == [
        ("6A", "TOAN"),
        ("6B", "TOAN"),
    ]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("bom", [True, False])
def test_csv_dialects_are_one(mark: str, bom: bool) -> None:
    roster = parsed(lists.csv_list([["Trường THCS"], HEADER, *PUPILS], mark, bom))
    assert roster.faults == [] and [p.moet for p in roster.people] == [row[1] for row in PUPILS]


def test_english_headers_in_another_order() -> None:
    rows = [["Class", "Gender", "Date of birth", "Full name", "Student ID"],
            ["6A", "F", "2015-09-05", "Nguyễn Thị Bình", "007"]]  # fmt: skip
    person = parsed(lists.xlsx({"Sheet1": rows})).people[0]
    assert (person.school, person.class_name, person.birth_date) == ("007", "6A", date(2015, 9, 5))


def test_family_and_given_name_in_two_columns() -> None:
    rows = [["Họ đệm", "Tên", "Lớp"], ["Nguyễn Thị", "Bình", "Lớp 6A"]]
    person = parsed(lists.xlsx({"HS": rows})).people[0]
    assert (person.full_name, person.class_name) == ("Nguyễn Thị Bình", "6A")


def test_numbers_and_dates_of_excel() -> None:
    data = lists.xlsx(
        {"Học sinh": [HEADER, [1, 123456789, "Trần An", datetime(2015, 1, 17), "nam", "6A"]]}
    )
    book = load_workbook(io.BytesIO(data))
    book.active["B2"].number_format = "0000000000"
    target = io.BytesIO()
    book.save(target)
    person = parsed(target.getvalue()).people[0]
    assert (person.moet, person.birth_date) == ("0123456789", date(2015, 1, 17))


def test_nfd_becomes_nfc() -> None:
    rows = [["Họ và tên", "Lớp"], ["Nguye\u0302\u0303n Bi\u0300nh", "6A"]]
    assert parsed(lists.xlsx({"Học sinh": rows})).people[0].full_name == "Nguyễn Bình"


@pytest.mark.parametrize(
    ("cell", "value", "code", "column"),
    [
        (2, "", "missing", "C (Họ và tên)"),
        (2, "=1+1", "formula", "C (Họ và tên)"),
        (2, "<script>", "name", "C (Họ và tên)"),
        (2, "Lê " + "x" * 130, "too_long", "C (Họ và tên)"),
        (3, "31/02/2015", "date", "D (Ngày sinh)"),
        (3, "5/9", "date", "D (Ngày sinh)"),
        (3, "05/09/2115", "date_range", "D (Ngày sinh)"),
        (4, "Khác gì", "gender", "E (Giới tính)"),
        (5, "", "missing", "F (Lớp)"),
        (5, "6@", "class_name", "F (Lớp)"),
        (1, "12 34", "identifier", "B (Mã định danh)"),
    ],
)
def test_each_fault_names_its_place(cell: int, value: str, code: str, column: str) -> None:
    row = list(PUPILS[0])
    row[cell] = value
    assert faults([["Tiêu đề"], HEADER, list(PUPILS[1]), row]) == [(code, 4, column)]


def test_faults_of_the_header() -> None:
    assert faults([["Họ và tên", "Ngày sinh"], ["A", "05/09/2015"]])[0][0] == "header_missing"
    assert faults([["Họ và tên", "Lớp", "Tên lớp"], ["A", "6A", "6B"]]) == [
        ("header_twice", 1, "C (Tên lớp)")
    ]
    assert parsed(lists.xlsx({"x": [["gì", "đó"]]})).faults[0].code == "no_sheet"
    assert parsed(lists.xlsx({"Học sinh": [HEADER]})).faults[0].code == "no_row"


def test_grades_subjects_and_positions() -> None:
    book = lists.school_book(
        classes=[["Lớp", "Khối"], ["10A", 10], ["chim", ""]],
        assignments=[
            ["Lớp", "Môn", "Giáo viên"],
            ["6A", "Phép thuật", "GV01"],
            ["6A", "Tiếng Anh", ""],
        ],
        teachers=[["Họ và tên", "Chức vụ"], ["Lê Văn Lạ", "Phù thủy"]],
    )
    assert sorted(f.code for f in parsed(book).faults) == [
        "grade",
        "grade_stage",
        "missing",
        "role",
        "subject",
    ]


def test_notes_tell_what_is_left_out() -> None:
    rows = [["Họ và tên", "Lớp", "Số CCCD", "Mã định danh"], ["Trần An", "6A", "001", "123"]]
    notes = parsed(lists.xlsx({"Học sinh": rows, "Khác": [["a"]]})).notes
    assert {n.code for n in notes} == {"column_ignored", "short_code", "sheet_ignored"}


def packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return target.getvalue()


def spoiled(data: bytes) -> bytes:
    """The file with its first compressed bytes turned into nonsense."""
    start = data.index(b"workbook.xml") + len(b"workbook.xml")
    return data[:start] + b"\xff" * 8 + data[start + 8 :]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (packed({"xl/worksheets/sheet1.xml": b"0" * (sheets.MOST_UNPACKED + 1)}), "bomb"),
        (packed({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "bomb"),
        (packed({"xl/styles.xml": b"<!--" + b" " * 9_000 + b"--><!DOCTYPE x>"}), "bomb"),
        (packed({"xl/styles.xml": "<!DOCTYPE x><x/>".encode("utf-16")}), "bomb"),
        (spoiled(packed({"xl/workbook.xml": b"<x>" * 900})), "broken"),
        (packed({"anything": b"no workbook"}), "broken"),
        (packed({f"{n}.xml": b"" for n in range(sheets.MOST_PARTS + 1)}), "bomb"),
        (b"PK\x03\x04 torn", "broken"),
        (b"\xd0\xcf\x11\xe0 old", "broken"),
        (b"<html><table></table></html>", "kind"),
        (b"Ho va ten,Lop\0\1\2", "kind"),
        ("Họ và tên,Lớp\nTrần Ấn,6A".encode("cp1258", "replace") + b"\xff\xfe\x81", "encoding"),
        (b"a," + b"x" * 2000, "long_cell"),
        (b"0" * (sheets.MOST_BYTES + 1), "too_large"),
    ],
)
def test_hostile_and_broken_files(data: bytes, code: str) -> None:
    with pytest.raises(sheets.Unreadable) as caught:
        sheets.read(data)
    assert caught.value.code == code


def test_a_sheet_that_claims_a_million_rows_is_read_quickly() -> None:
    data = lists.xlsx({"Học sinh": [HEADER, PUPILS[0]]})
    book = load_workbook(io.BytesIO(data))
    book.active.cell(1_048_576, 1).value = "x"
    target = io.BytesIO()
    book.save(target)
    assert len(sheets.read(target.getvalue())[0].rows) < 1000


@given(st.permutations(range(len(HEADER))), st.permutations(PUPILS))
@settings(max_examples=30, deadline=None)
def test_any_order_of_rows_and_columns(columns: list[int], rows: list[list[Any]]) -> None:
    table = [[row[c] for c in columns] for row in [HEADER, *rows]]
    people = parsed(lists.csv_list(table)).people
    assert {(p.moet, p.full_name, p.class_name) for p in people} == {
        (r[1], r[2], r[5]) for r in PUPILS
    }


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_value_or_a_named_fault(text: str) -> None:
    for read in (cells.person_name, cells.class_name, cells.identifier, cells.gender, cells.role):
        try:
            read(text)
        except cells.BadCell as bad:
            assert bad.code


def test_user_names() -> None:
    names = usernames.Names(["binhnt1", "binhnt7", "khac", "binhnt99999999999"])
    assert [names.new("Nguyễn Thị Bình"), names.new("Nguyễn Thị Bình")] == ["binhnt8", "binhnt9"]
    assert names.new("Đỗ Ánh Dương") == "duongda1"
    assert usernames.base("李 明") == "user"


def test_header_keys() -> None:
    assert headers.key("Ngày sinh (dd/mm/yyyy) *") == "ngay sinh"
    assert headers.kind_of_name("DS Học sinh") == "pupils"


def test_many_notes_of_a_column_are_one_line() -> None:
    few = [Fault("capitals", "HS", n, "B (Họ tên)", f"AN → An{n}") for n in range(20)]
    assert summed(few) == few
    other = Fault("row_total", "HS", 99, "", "Cộng")
    many = [*few, other, Fault("capitals", "HS", 40, "B (Họ tên)", "EM → Em")]
    line, kept = summed(many)
    assert kept == other
    assert (line.code, line.row, line.value) == ("capitals_many", 0, "21|AN → An0; AN → An1")
    elsewhere = [*few, Fault("capitals", "HS", 40, "C (Cha)", "EM → Em")]
    assert summed(elsewhere) == elsewhere
    assert all(f"{code}_many" in texts.NOTES for code in SUMMED)


def test_a_guardian_of_a_huge_list_is_tied_in_linear_time() -> None:
    families, compared = _Families(Known()), 0

    class Counted(tuple[int, None]):
        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return super().__eq__(other)

        __hash__ = tuple.__hash__

    row = GuardianRow("Lê Thị Mẹ", "mother", "0912345678", "", "", "", "", Place("", 1, {}))
    for number in range(2_000):
        families.take(row, Counted((number, None)), "6A")
    assert [len(one.ties) for one in families.changes] == [2_000]
    assert compared < 20_000
