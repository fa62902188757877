"""Reading lists of materials: headers, words, faults by place. Without a database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repository.deposit.lists import rules
from repository.deposit.lists.rules import Known, Line, NoList
from repository.deposit.lists.sources import find
from school.roster.sheets import Sheet

KNOWN = Known(
    kinds={"video": "video", "bai tap": "exercise", "text": "text"},
    subjects={"toan": "TOAN", "ngu van": "VAN"},
    licences={"lien ket": "link", "cc by": "cc-by"},
    audiences={"ca truong": "school"},
    languages={"tieng viet": "vi"},
)
HEAD = ["STT", "Nhan đề", "Tác giả", "Loại", "Môn", "Lớp", "Giấy phép", "Tệp", "Liên kết"]


def read(*rows: list[str], head: list[str] = HEAD) -> list[Line]:
    titles = [["TRƯỜNG THCS BA ĐÌNH"], ["DANH SÁCH HỌC LIỆU"], []]
    return rules.read([Sheet("Học liệu", [*titles, head, *rows])], KNOWN)


def test_a_row_says_everything() -> None:
    row = ["1", "Phân số", "Lê Thư; Trần An", "Bài tập", "Toán", "6-7", "CC BY", "Toán/ps.pdf", ""]
    (line,) = read(row)
    assert (line.sheet, line.row, line.file, line.link) == ("Học liệu", 5, "Toán/ps.pdf", "")
    assert line.faults == ()
    assert line.said == {
        "title": "Phân số", "creators": ("Lê Thư", "Trần An"), "kind": "exercise",
        "subject_code": "TOAN", "grades": (6, 7), "licence": "cc-by",
    }  # fmt: skip


def test_english_headers_and_one_column_for_both() -> None:
    lines = read(["A", "https://a.vn/1"], ["", "sach.pdf"], head=["Title", "File or link"])
    assert [(line.file, line.link) for line in lines] == [
        ("", "https://a.vn/1"), ("sach.pdf", "")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("Loại", "Con mèo", "kind"),
        ("Môn", "Tu từ", "subject"),
        ("Lớp", "13", "grades"),
        ("Lớp", "sáu", "grades"),
        ("Giấy phép", "lấy trên mạng", "licence"),
        ("Nhan đề", '=HYPERLINK("http://x")', "formula"),
        ("Nhan đề", "x" * 301, "too_long"),
        ("Liên kết", "javascript:alert(1)", "url_scheme"),
        ("Liên kết", "http://192.168.1.1/", "url_private"),
        ("Tệp", "", "no_content"),
    ],
)
def test_faults_by_row_and_column(column: str, value: str, code: str) -> None:
    row = dict.fromkeys(HEAD, "") | {"Nhan đề": "Bài", "Tệp": "a.pdf"}
    row |= {column: value} | ({"Tệp": ""} if column == "Liên kết" else {})
    (line,) = read(list(row.values()))
    assert line.row == 5
    assert [(one.code, one.value) for one in line.faults] == [(code, value[:80])]
    assert line.faults[0].column == column or code == "no_content"


def test_a_link_needs_a_title_and_a_row_has_one_content() -> None:
    row = ["", "", "", "", "", "", "", "", "https://a.vn/1"]
    assert [one.code for one in read(row)[0].faults] == ["title_missing"]
    row[1], row[7] = "Bài", "a.pdf"
    assert [one.code for one in read(row)[0].faults] == ["two_contents"]


def test_the_same_in_two_rows() -> None:
    row = ["", "Bài", "", "", "", "", "", "", "https://a.vn/1"]
    again = [*row[:8], "HTTPS://A.vn:443/x/../1"]
    assert [[one.code for one in line.faults] for line in read(row, again)] == [[], ["twice"]]


def test_what_is_no_list() -> None:
    for rows, code in (([["Họ tên", "Lớp"], ["An", "6A"]], "no_sheet"), ([HEAD], "no_row")):
        with pytest.raises(NoList) as said:
            rules.read([Sheet("S", rows)], KNOWN)
        assert said.value.code == code
    many = [["Tệp"], *([f"{n}.pdf"] for n in range(50_000))]
    with pytest.raises(NoList) as said:
        rules.read([Sheet("S", many)], KNOWN)
    assert said.value.code == "too_many_rows"


def test_folders_hint() -> None:
    line = rules.of_file("Toán/Lớp 6/Bộ đề 2026/de-1.docx", KNOWN)
    assert line.said == {"subject_code": "TOAN", "grades": (6,), "description": "Bộ đề 2026"}


def test_files_are_found_as_people_name_them() -> None:
    names = dict.fromkeys(["Toán/Bài 1.pdf", "Toán/de.pdf", "Văn/de.pdf"], "")
    assert find("Toán\\Bài 1.pdf", names) == "Toán/Bài 1.pdf"
    assert find("bai 1.PDF", names) == "Toán/Bài 1.pdf"
    assert find("de.pdf", names) is None
    assert find("Văn/de.pdf", names) == "Văn/de.pdf"
    assert find("../../etc/passwd", names) is None


@settings(max_examples=40)
@given(st.lists(st.lists(st.text(max_size=12), max_size=9), max_size=4))
def test_any_cells_are_read_or_refused(rows: list[list[str]]) -> None:
    try:
        lines = read(*rows)
    except NoList:
        return
    for line in lines:
        assert line.faults or bool(line.file) != bool(line.link)
