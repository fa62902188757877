"""Makers for printed books: an accession list as rows and as a workbook."""

import io
from collections.abc import Sequence
from datetime import date

from xlsxwriter import Workbook

from repository.printed import lines, taking
from repository.printed.lines import Ground
from repository.printed.models import Copy
from repository.printed.taking import Outcome
from suite.db import db
from tests.kit.make_library import Town

HEAD = (
    "STT", "Ngày vào sổ", "Số ĐKCB", "Tên sách", "Tác giả", "NXB", "Năm XB", "Giá tiền",
    "Môn loại", "Số lượng", "Loại sách", "Số chứng từ", "Nguồn", "Lớp",
)  # fmt: skip
DAY = date(2026, 9, 5)


def row(title: str = "Tắt đèn", number: str = "", **said: str) -> list[str]:
    """A row of the list; `said` by the names of `columns.NAMES`."""
    at = {"day": "05/09/2026", "author": "Ngô Tất Tố", "publisher": "Văn học", "year": "2020",
          "price": "45.000", "ddc": "895.922", "count": "", "stock": "Tham khảo",
          "document": "HD12", "source": "Mua", "grade": ""} | said  # fmt: skip
    return ["1", at["day"], number, title, at["author"], at["publisher"], at["year"], at["price"],
            at["ddc"], at["count"], at["stock"], at["document"], at["source"],
            at["grade"]]  # fmt: skip


def workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """The list as schools send it: a title above, the header, the rows."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Sổ ĐKCB")
    sheet.write(0, 0, "SỔ ĐĂNG KÝ CÁ BIỆT")
    for at, cells in enumerate((HEAD, *rows), 2):
        for column, cell in enumerate(cells):
            sheet.write_string(at, column, cell)
    book.close()
    return out.getvalue()


def take(here: Town, *rows: Sequence[str], dry: bool = False) -> Outcome:
    """Take rows in, as the librarian does."""
    ground = Ground("reference", date(2026, 11, 1))
    found, faults = lines.read([HEAD, *rows], ground)
    return taking.take(here.school.id, found, here.librarian.id, "so.xlsx", faults=faults, dry=dry)


def copies(here: Town, title: str = "Tắt đèn", number: int = 1) -> list[Copy]:
    """Copies of one title, by their numbers."""
    outcome = take(here, row(title, count=str(number)))
    assert not outcome.faults
    numbers = [str(n) for one in outcome.taken for n in one.fresh]
    rows = db.session.query(Copy).filter(Copy.unit_id == here.school.id, Copy.number.in_(numbers))
    return list(rows.order_by(Copy.serial))
