"""Rosters as files: workbooks and CSV made from rows."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

PUPIL_HEADER = ["STT", "Mã định danh", "Họ và tên", "Ngày sinh", "Giới tính", "Lớp"]
PUPILS = [
    [1, "0123456789", "Nguyễn Thị Bình", "05/09/2015", "Nữ", "6A"],
    [2, "0123456790", "Trần Văn An", "17/01/2015", "Nam", "6A"],
    [3, "0123456791", "Đỗ Ánh Dương", "30/12/2014", "Nữ", "6B"],
]
TEACHERS = [["Mã giáo viên", "Họ và tên", "Chức vụ"], ["GV01", "Phạm Thị Cô", "Giáo viên"],
            ["GV02", "Lê Văn Sách", "Cán bộ thư viện"]]  # fmt: skip
CLASSES = [["Lớp", "Khối", "GVCN"], ["6A", 6, "GV01"], ["6B", 6, ""]]
ASSIGNMENTS = [["Lớp", "Môn", "Giáo viên"], ["6A, 6B", "Toán", "Phạm Thị Cô"]]


def xlsx(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook of the given sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def school_book(**changed: Sequence[Sequence[Any]]) -> bytes:
    """A whole school: four sheets, two classes, three pupils, two members of staff."""
    sheets = {
        "Phân công": ASSIGNMENTS,
        "Học sinh": [["DANH SÁCH HỌC SINH"], [], PUPIL_HEADER, *PUPILS],
        "Giáo viên": TEACHERS,
        "Lớp": CLASSES,
    }
    names = {
        "assignments": "Phân công",
        "pupils": "Học sinh",
        "teachers": "Giáo viên",
        "classes": "Lớp",
    }
    return xlsx(sheets | {names[key]: rows for key, rows in changed.items()})


def csv_list(rows: Sequence[Sequence[Any]], mark: str = ",", bom: bool = False) -> bytes:
    """Rows as CSV."""
    text = "\n".join(mark.join(map(str, row)) for row in rows)
    return text.encode("utf-8-sig" if bom else "utf-8")
