"""Numbers, ranges, readers' numbers, lists and counts, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repository.printed import lines, rules
from repository.printed.lines import Ground
from repository.printed.rules import Number, Refused
from tests.kit.make_print import HEAD, row

GROUND = Ground("reference", date(2026, 11, 1), {"toan": "TOAN"})
SERIALS = st.integers(1, 9_999_000)


@given(st.sampled_from(["SGK", "TK", "GV"]), SERIALS)
def test_a_number_reads_as_it_is_written(series: str, serial: int) -> None:
    number = Number(series, serial)
    assert rules.number_of(str(number)) == number
    assert rules.number_of(f"{series.lower()}.{serial}") == number
    assert rules.number_of(str(serial), series) == number


@given(SERIALS, st.integers(0, 400))
def test_a_range_holds_every_number(first: int, more: int) -> None:
    wanted = [Number("TK", n) for n in range(first, first + more + 1)]
    for text in (f"TK-{first} - TK-{first + more}", f"tk.{first}–{first + more}"):
        assert rules.numbers_of(text, "SGK") == wanted
    if more:
        assert rules.numbers_of(f"{first}-{first + more}", "TK") == wanted


@pytest.mark.parametrize(
    ("text", "code"),
    [("TK-5 - TK-1", "bad_range"), ("TK-1 - GV-9", "bad_range"), ("TK-0", "bad_number"),
     ("TK-1 - TK-9999", "long_range"), ("TK1, TK-00001", "number_twice"), ("x=1", "bad_number")],
)  # fmt: skip
def test_numbers_that_are_none(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.numbers_of(text, "TK")
    assert refused.value.code == code


@given(st.integers(1, 10**11), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_nobody_else(person_id: int, at: int, more: int) -> None:
    number = rules.borrower_number(person_id)
    assert rules.borrower_of(number.lower()) == person_id
    digits = str(person_id)
    at %= len(digits)
    other = digits[:at] + str((int(digits[at]) + more) % 10) + digits[at + 1 :]
    with pytest.raises(Refused):
        rules.borrower_of(f"DG{other}-{number[-1]}")
    assert rules.borrower_of("TK-00001") is None


def test_a_list_as_schools_write_it() -> None:
    table = [
        ["SỔ ĐĂNG KÝ CÁ BIỆT"],
        [],
        list(HEAD),
        [str(n) for n in range(1, 15)],
        row("Tắt đèn", "TK-1 – TK-3"),
        row("Chí Phèo", "", author='"', count="2", stock="SGK", price="1.250.000đ", grade="6-9"),
        ["", "", "", "Cộng", "", "", "", "1.295.000"],
    ]
    found, faults = lines.read(table, GROUND)
    assert faults == []
    assert [(one.row, one.title, one.count, one.stock) for one in found] == [
        (5, "Tắt đèn", 3, "reference"), (6, "Chí Phèo", 2, "textbook"),
    ]  # fmt: skip
    assert found[1].creators == ("Ngô Tất Tố",) and found[1].price == 1_250_000
    assert found[1].grades == (6, 7, 8, 9) and found[0].entered_on == date(2026, 9, 5)


@pytest.mark.parametrize(
    ("said", "code", "column"),
    [
        ({"title": ""}, "no_title", "Tên sách"),
        ({"day": "31/02/2026"}, "bad_day", "Ngày vào sổ"),
        ({"day": "01/01/2030"}, "day_to_come", "Ngày vào sổ"),
        ({"price": "=1+1"}, "formula", "Giá tiền"),
        ({"price": "nhiều"}, "bad_price", "Giá tiền"),
        ({"year": "20"}, "bad_year", "Năm XB"),
        ({"count": "0"}, "bad_count", "Số lượng"),
        ({"number": "TK-1", "count": "2"}, "count_differs", "Số lượng"),
        ({"stock": "Kết quả tốt nghiệp"}, "personal_record", "Loại sách"),
        ({"stock": "Học bạ"}, "personal_record", "Loại sách"),
        ({"title": "Kết quả xét tốt nghiệp lớp 9A"}, "personal_record", "Tên sách"),
        ({"stock": "tem"}, "bad_stock", "Loại sách"),
        ({"grade": "13"}, "bad_grade", "Lớp"),
    ],
)
def test_faults_stand_at_row_and_column(said: dict[str, str], code: str, column: str) -> None:
    found, faults = lines.read([HEAD, row("Trước"), row(**said)], GROUND)
    assert [one.title for one in found] == ["Trước"]
    assert [(one.code, one.row, one.column) for one in faults] == [(code, 3, column)]


def test_a_sheet_that_is_no_list() -> None:
    assert lines.read([["Họ tên", "Lớp"], ["An", "6A"]], GROUND)[1][0].code == "no_header"
    assert lines.read([HEAD], GROUND)[1][0].code == "no_rows"


def test_a_count_names_each_copy_once() -> None:
    expected = [(1, rules.SHELF), (2, rules.SHELF), (3, rules.LOAN), (4, rules.DAMAGED)]
    found = rules.counted(expected, [(1, rules.SHELF), (8, rules.SHELF), (9, rules.GONE)])
    assert set(found.seen) == {1} and set(found.missing) == {2, 4}
    assert set(found.elsewhere) == {8} and set(found.gone) == {9} and set(found.lent) == {3}
