"""Twelve lists made as real ones are: each a dialect of files and some of the usual faults."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
import xlwt
from openpyxl import Workbook

from suite.oldfonts import TCVN3, VNI
from tests.kit.make_roster import xlsx
from tests.kit.oldtext import encode

HEAD = ["STT", "Mã định danh", "Họ và tên", "Ngày sinh", "Giới tính", "Lớp"]
PUPILS: list[tuple[str, str, date, str, str]] = [
    ("0123456789", "Nguyễn Thị Bình", date(2015, 9, 5), "Nữ", "6A"),
    ("0123456790", "Trần Văn Ẩn", date(2015, 1, 17), "Nam", "6A"),
    ("0123456791", "Đỗ Ánh Dương", date(2014, 12, 30), "Nữ", "6B"),
    ("0123456792", "Lê Hoàng Tống", date(2015, 3, 4), "Nam", "6B"),
]


def _row(n: int, how: str = "%d/%m/%Y") -> list[Any]:
    moet, name, born, gender, in_class = PUPILS[n]
    return [n + 1, moet, name, born.strftime(how), gender, in_class]


def _rows(how: str = "%d/%m/%Y") -> list[list[Any]]:
    return [_row(n, how) for n in range(len(PUPILS))]


def _text(rows: Sequence[Sequence[Any]], mark: str) -> str:
    return "\r\n".join(mark.join(map(str, row)) for row in rows)


def _bytes(save: Callable[[io.BytesIO], object]) -> bytes:
    target = io.BytesIO()
    save(target)
    return target.getvalue()


def old_excel() -> bytes:
    """.xls: a title over merged cells, identifiers as numbers with a format, true dates."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Học sinh")
    sheet.write_merge(0, 0, 0, 5, "TRƯỜNG THCS BỈM SƠN – DANH SÁCH HỌC SINH")
    zeros, day = xlwt.easyxf(num_format_str="0" * 10), xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for column, text in enumerate(HEAD):
        sheet.write(2, column, text)
    for n, (moet, name, born, gender, in_class) in enumerate(PUPILS):
        for column, value in enumerate((n + 1, int(moet), name, born, gender, in_class)):
            styles = {1: (zeros,), 3: (day,)}.get(column, ())
            sheet.write(3 + n, column, value, *styles)
    hidden = book.add_sheet("DM")
    hidden.write(0, 0, "Danh mục")
    hidden.visibility = 1
    return _bytes(book.save)


def html_as_xls() -> bytes:
    """HTML under the name .xls: the class spans the rows of its pupils, two header rows."""
    head = (
        "<tr><th rowspan=2>STT<th rowspan=2>Lớp<th rowspan=2>Họ và tên<th colspan=3>Ngày sinh"
        "<th colspan=2>Cha</tr><tr><th>Ngày<th>Tháng<th>Năm<th>Họ tên<th>SĐT</tr>"
    )
    body = ""
    for n, (_moet, name, born, _gender, in_class) in enumerate(PUPILS):
        span = f"<td rowspan=2>{in_class}" if n % 2 == 0 else ""
        cells = (name, born.day, born.month, born.year, "Ông Nội Nhà", f"09123456{n}8")
        body += f"<tr><td>{n + 1}{span}" + "".join(f"<td>{c}</td>" for c in cells) + "</tr>"
    page = f"<html><head><meta charset=utf-8></head><table>{head}{body}</table></html>"
    return page.encode()


def xml_spreadsheet() -> bytes:
    """Excel's XML of 2003."""
    lines = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row)
        + "</Row>"
        for row in [HEAD, *_rows("%d.%m.%Y")]
    )
    spread = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{spread}" xmlns:ss="{spread}">'
        f'<Worksheet ss:Name="Học sinh"><Table>{lines}</Table></Worksheet></Workbook>'
    ).encode()


def csv_semicolons_1258() -> bytes:
    """CSV in Windows-1258, where tones are signs of their own."""
    import unicodedata

    text = _text([HEAD, *_rows()], ";")
    out = ""
    for c in text:
        parts = unicodedata.normalize("NFD", c)
        tones = "".join(p for p in parts if p in "\u0300\u0301\u0303\u0309\u0323")
        rest = unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones))
        out += rest + tones
    return out.encode("cp1258")


def csv_tabs_utf16() -> bytes:
    """Excel's "Unicode text"."""
    return _text([["DANH SÁCH"], [], HEAD, *_rows()], "\t").encode("utf-16")


def csv_tcvn3_1252() -> bytes:
    """A list of the 1990s: .VnTime in Western bytes, commas, header included."""
    rows = [[encode(str(c), TCVN3) for c in row] for row in [HEAD, *_rows()]]
    return _text(rows, ",").encode("cp1252")


def vni_capitals() -> bytes:
    """A workbook in VNI, names in capitals with double and unbreakable spaces."""
    rows = [[encode(str(c), VNI) for c in row] for row in [HEAD, *_rows("%-d/%-m/%y")]]
    for row in rows[1:]:
        row[2] = row[2].upper().replace(" ", "\u00a0  ", 1)
    return xlsx({"Hoc sinh": rows})


def sheet_for_each_class() -> bytes:
    """No class column: the sheet's name tells it, or the title; totals and signatures below."""
    book = Workbook()
    book.remove(book.active)
    for in_class, name in (("6A", "6A"), ("6B", "Trang 2")):
        sheet = book.create_sheet(name)
        sheet.append(["TRƯỜNG THCS"])
        sheet.append([f"DANH SÁCH HỌC SINH LỚP {in_class}" if name != in_class else "DANH SÁCH"])
        sheet.merge_cells("A2:E2")
        # The name stands in two columns under one heading.
        sheet.append(["STT", "Mã định danh", "Họ và tên", None, "Ngày sinh", "Giới tính"])
        sheet.merge_cells("C3:D3")
        for n, one in enumerate(p for p in PUPILS if p[4] == in_class):
            family, given = one[1].rsplit(" ", 1)
            sheet.append(
                [
                    n + 1,
                    one[0],
                    family,
                    given,
                    datetime(one[2].year, one[2].month, one[2].day),
                    one[3],
                ]
            )
        sheet.append([])
        sheet.append([None, "Tổng số: 2", None, None, "Nam: 1", "Nữ: 1"])
        sheet.append([None, None, None, None, "Bỉm Sơn, ngày 5 tháng 9 năm 2026"])
        sheet.append([None, "Người lập biểu", None, None, "Hiệu trưởng"])
        sheet.append([None, "Lê Thị Lập", None, None, "Phạm Văn Trưởng"])
    hidden = book.create_sheet("An")
    hidden.append(["x", "y"])
    hidden.sheet_state = "hidden"
    return _bytes(book.save)


def merged_class_american() -> bytes:
    """The class merged over its pupils; serial numbers for dates are m/d/y throughout."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("Students")
    sheet.write_row(0, 0, ["Class", "Full name", "Date of birth", "Gender", "MOET ID"])
    for n, (moet, name, born, gender, _class) in enumerate(PUPILS):
        sheet.write_row(n + 1, 1, [name, f"{born.month}/{born.day}/{born.year}", gender, moet])
    sheet.merge_range(1, 0, 2, 0, "6A")
    sheet.merge_range(3, 0, 4, 0, "6B")
    book.close()
    return target.getvalue()


def staff_book() -> bytes:
    """Teachers, groups, rooms and duties in words, with days."""
    return xlsx(
        {
            "Giáo viên": [
                ["STT", "Mã GV", "Họ tên", "Chức vụ", "Tổ chuyên môn"],
                [1, "GV01", "Phạm Thị Cô", "Giáo viên", "Toán – Tin"],
                [2, "GV02", "Lê Văn Sách", "Hiệu trưởng", "Văn"],
            ],
            "Lớp": [["Lớp", "Khối"], ["6A", 6], ["6B", 6], ["7A", 7]],
            "Tổ chuyên môn": [["Tên tổ", "Tổ trưởng"], ["Toán – Tin", "GV01"]],
            "Phòng": [
                ["Mã phòng", "Tên phòng", "Số chỗ", "Loại"],
                ["P201", "Tin 1", 40, "Máy tính"],
            ],
            "PCGD": [
                ["Giáo viên", "Phân công", "Từ ngày", "Đến ngày"],
                ["GV01", "Toán 6A, B; Tin học 7A", "05/09/2026", "31/12/2026"],
            ],
        }
    )


def timetable_book() -> bytes:
    """The grid of a whole school, and the same hour written in rows; guardians beside."""
    return xlsx(
        {
            "TKB": [
                ["THỜI KHÓA BIỂU"],
                ["Thứ", "Tiết", "6A", "6B"],
                ["2", 1, "Chào cờ", "Chào cờ"],
                ["", 2, "Toán - P.T.Cô", "Ngữ văn - L.V.Sách - P.201"],
            ],
            "Tiết rời": [
                ["Lớp", "Thứ", "Tiết", "Môn", "Giáo viên", "Phòng"],
                ["7A", "Thứ Ba", "3", "Toán", "GV01", "P201"],
            ],
            "Phụ huynh": [
                ["Họ tên phụ huynh", "Quan hệ", "SĐT", "Email", "Họ tên học sinh", "Lớp"],
                ["Nguyễn Văn Cha", "Bố", 912345678, "cha@truong.vn", "Nguyễn Thị Bình", "6A"],
            ],
            "Môn theo lớp": [["Môn", "6A", "6B"], ["Toán", "GV01", "GV02"]],
        }
    )


FAULTS: list[tuple[str, str, int, str]] = [
    ("name", "Học sinh", 5, "C (Họ và tên)"),
    ("date_order", "Học sinh", 6, "D (Ngày sinh)"),
    ("gender", "Học sinh", 7, "E (Giới tính)"),
    ("class_name", "Học sinh", 8, "F (Lớp)"),
    ("identifier", "Học sinh", 9, "B (Mã định danh)"),
    ("phone", "Học sinh", 10, "H (SĐT mẹ)"),
    ("formula", "Học sinh", 11, "C (Họ và tên)"),
    ("duty", "Phân công", 2, "B (Phân công)"),
    ("days_order", "Phân công", 3, "D (Đến ngày)"),
    ("period", "TKB", 2, "B (Tiết)"),
    ("weekday", "TKB", 3, "A (Thứ)"),
    ("seats", "Phòng", 2, "B (Số chỗ)"),
    ("role", "Giáo viên", 2, "B (Chức vụ)"),
]
NOTES: list[tuple[str, str, int]] = [
    ("row_total", "Học sinh", 12),
    ("zeros_lost", "Học sinh", 3),
    ("year_only", "Học sinh", 4),
    ("sheet_ignored", "Linh tinh", 0),
]


def planted_faults() -> bytes:
    """Each kind of fault once, in its place."""
    good = [1, "0123456789", "Nguyễn Thị Bình", "25/09/2015", "Nữ", "6A", "Lê Mẹ", "0912345678"]

    def but(n: int, **cells: Any) -> list[Any]:
        row = [*good]
        row[0], row[1] = n, f"01234567{n:02}"
        for column, value in cells.items():
            row["ABCDEFGH".index(column)] = value
        return row

    return xlsx(
        {
            "Học sinh": [
                [*HEAD, "Họ tên mẹ", "SĐT mẹ"],
                but(1),
                but(2, B="123456789", C="Trần Hai"),
                but(3, D="2014", C="Trần Ba"),
                but(4, C="<b>x</b>"),
                but(5, D="09/25/2015", C="Trần Năm"),
                but(6, E="không", C="Trần Sáu"),
                but(7, F="6@", C="Trần Bảy"),
                but(8, B="12 34", C="Trần Tám"),
                but(9, H="12", C="Trần Chín"),
                but(10, C="=A1"),
                ["", "Tổng số: 10"],
            ],
            "Phân công": [
                ["Giáo viên", "Phân công", "Từ ngày", "Đến ngày"],
                ["GV01", "dạy tất cả", "", ""],
                ["GV01", "Toán 6A", "05/09/2026", "01/09/2026"],
            ],
            "TKB": [
                ["Thứ", "Tiết", "6A", "6B"],
                ["2", "x", "Toán", "Toán"],
                ["9", "1", "Toán", ""],
            ],
            "Phòng": [["Mã phòng", "Số chỗ"], ["P1", "nhiều"]],
            "Giáo viên": [["Họ và tên", "Chức vụ"], ["Lê Lạ", "Phù thủy"]],
            "Linh tinh": [["gì đó", "khác"], ["a", "b"]],
        }
    )


def with_password() -> bytes:
    """An .xls whose stream begins as that of a workbook with a password."""
    data = bytearray(old_excel())
    at = data.index(b"\x09\x08\x10\x00") + 20
    data[at : at + 2] = b"\x2f\x00"
    return bytes(data)


PUPIL_LISTS: dict[str, Callable[[], bytes]] = {
    "old_excel": old_excel,
    "html_as_xls": html_as_xls,
    "xml_spreadsheet": xml_spreadsheet,
    "csv_semicolons_1258": csv_semicolons_1258,
    "csv_tabs_utf16": csv_tabs_utf16,
    "csv_tcvn3_1252": csv_tcvn3_1252,
    "vni_capitals": vni_capitals,
    "sheet_for_each_class": sheet_for_each_class,
    "merged_class_american": merged_class_american,
}
