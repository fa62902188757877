"""The registers as Excel workbooks; texts never become formulas."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from xlsxwriter import Workbook

from repository.printed.models import Batch
from repository.printed.registers import COLUMNS, Line, Sum, Year
from repository.printed.texts import STOCKS

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATE = (
    "Ngày vào sổ", "Số ĐKCB", "Tên sách", "Tác giả", "Nhà xuất bản", "Nơi xuất bản", "Năm XB",
    "Giá tiền", "Số lượng", "Loại sách", "Môn loại", "Ký hiệu tác giả", "Số chứng từ", "Nguồn",
    "ISBN", "Môn học", "Khối lớp", "Kệ", "Ghi chú",
)  # fmt: skip
_SAMPLE = (
    "05/09/2026", "", "Tắt đèn", "Ngô Tất Tố", "Văn học", "Hà Nội", "2020", "45000", "5",
    "Tham khảo", "895.922", "NG-T", "HD12", "Mua", "", "", "6-9", "A1", "",
)  # fmt: skip
Table = tuple[str, Sequence[Any], Iterable[Sequence[Any]]]


def workbook(*tables: Table) -> bytes:
    """One sheet for each table: its name, its head, its rows."""
    out = io.BytesIO()
    book = Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "border": 1, "text_wrap": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, head, rows in tables:
        sheet = book.add_worksheet(name[:31])
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_column(0, len(head) - 1, 14)
        for column, title in enumerate(head):
            sheet.write_string(0, column, str(title), bold)
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _write(sheet, at, column, value, day)
    book.close()
    return out.getvalue()


def _write(sheet: Any, at: int, column: int, value: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(at, column, value, day)
    elif isinstance(value, int):
        sheet.write_number(at, column, value)
    else:
        sheet.write_string(at, column, str(value))


def template() -> bytes:
    """The list to fill in, with one row as an example."""
    return workbook(("Sổ ĐKCB", TEMPLATE, [_SAMPLE]))


def accessions(lines: Iterable[Line]) -> bytes:
    """The accession register."""
    rows = ([column.value(line) for column in COLUMNS] for line in lines)
    return workbook((gettext("Accession register"), [one.label for one in COLUMNS], rows))


def general(
    came: Sequence[tuple[Batch, Sum]], went: Sequence[tuple[Batch, Sum]], years: Sequence[Year]
) -> bytes:
    """The general register in its three parts."""
    stocks = [str(label) for label in STOCKS.values()]
    head = [
        gettext("No."), gettext("Day"), gettext("Source of the books"),
        gettext("Voucher"), gettext("Titles"),
        gettext("Copies"), *stocks, gettext("Value"),
    ]  # fmt: skip
    flow = [gettext("Year"), *(f"{part}: {stock}" for part in parts() for stock in (*stocks, "∑"))]
    return workbook(
        (gettext("What came in"), head, [_line(*one) for one in came]),
        (gettext("What went out"), head, [_line(*one) for one in went]),
        (gettext("What stands"), flow, [_year(one) for one in years]),
    )


def parts() -> list[str]:
    """The parts of a line of the balance in words."""
    return [gettext("Before"), gettext("Came"), gettext("Went"), gettext("Stands")]


def _line(batch: Batch, total: Sum) -> list[Any]:
    return [
        batch.number, batch.on, batch.source, batch.document, total.titles, total.total,
        *total.copies.values(), total.value,
    ]  # fmt: skip


def _year(one: Year) -> list[Any]:
    cells: list[Any] = [one.year]
    for part in (one.before, one.came, one.went, one.stands):
        cells += [*part.copies.values(), part.total]
    return cells
