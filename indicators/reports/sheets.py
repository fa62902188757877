"""The coverage page as CSV and Excel: the same integers, with the definitions beside them."""

import csv
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from flask_babel import gettext

from indicators.coverage import texts
from indicators.coverage.lines import Line
from indicators.coverage.page import Page
from indicators.coverage.units import Unit
from indicators.formulas.suppress import Mark
from indicators.register.service import register
from suite import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RISKY = ("=", "+", "-", "@", "\t", "\r")
Row = list[Any]


def headers() -> Row:
    """The heading of the table."""
    return [
        gettext("Level"), gettext("Unit"), gettext("Indicator"), gettext("What is counted"),
        gettext("From"), gettext("To"), gettext("Numerator"), gettext("Denominator"),
        gettext("Percent"), gettext("No answer yet"), gettext("Target"), gettext("Target met"),
        gettext("Note"),
    ]  # fmt: skip


def table(page: Page) -> list[Row]:
    """The unit and all units below it, one figure a row."""
    held = [*page.lines.values(), *([page.reporting] if page.reporting else [])]
    rows = [row_of(page, page.unit, line) for line in held]
    for unit, lines in page.children:
        rows += [row_of(page, unit, line) for line in lines.values()]
    return rows


def row_of(page: Page, unit: Unit, line: Line) -> Row:
    """One figure."""
    period, goal = page.choice.counted, line.goal
    target = f"{goal.sign} {goal.percent}" if goal else ""
    met = "" if goal is None or goal.met is None else gettext("yes") if goal.met else gettext("no")
    return [
        str(texts.LEVELS[unit.level]), texts.unit_name(unit), line.name, str(line.title),
        period.start, period.last_day, line.num, line.den, line.percent, line.unknown,
        target, met, note_of(line),
    ]  # fmt: skip


def note_of(line: Line) -> str:
    """Why a figure is not there."""
    if line.mark is Mark.SMALL:
        return gettext("fewer than 5")
    if line.mark is Mark.HIDDEN:
        return gettext("not shown: few students")
    return gettext("does not apply") if line.mark is Mark.NOT_APPLICABLE else ""


def plain(value: Any) -> Any:
    """Text that a spreadsheet does not take for a formula; dates as people write them."""
    if value is None:
        return ""
    if hasattr(value, "strftime"):
        return clock.show_date(value)
    if isinstance(value, str) and value.startswith(RISKY):
        return "'" + value
    return value


def as_csv(rows: list[Row]) -> bytes:
    """CSV with a byte order mark, so that spreadsheets read Vietnamese."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(headers())
    writer.writerows([plain(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: list[Row], page: Page) -> bytes:
    """A workbook: figures, and every definition in force with its citation."""
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    tenth = book.add_format({"num_format": "0.0"})
    sheet = book.add_worksheet(gettext("Coverage")[:31])
    sheet.write_row(0, 0, headers(), bold)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if hasattr(value, "strftime"):
                sheet.write_datetime(number, column, value, day)
            elif value is not None and column == 8:
                sheet.write_number(number, column, float(value), tenth)
            elif value is not None:
                sheet.write(number, column, value)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(rows), len(headers()) - 1)
    sheet.set_column(0, 3, 24)
    sheet.set_column(4, 12, 14)
    _definitions(book, bold, page)
    book.close()
    return out.getvalue()


def _definitions(book: Any, bold: Any, page: Page) -> None:
    sheet = book.add_worksheet(gettext("Definitions")[:31])
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 2, 60)
    rows: list[Row] = [[gettext("Name"), gettext("Value"), gettext("Legal source")]]
    rows += [[str(texts.TITLES[name]), name, str(texts.NOTES.get(name, ""))] for name in page.lines]
    dated, on = register(), page.choice.last_day
    rows += [[r.name, str(r.value), r.citation] for r in dated.parameters if on in r.valid]
    rows += [
        [
            f"{r.indicator.value} {r.year}",
            f"{r.comparator.value} {r.value} % ({r.label})",
            r.citation,
        ]
        for r in dated.targets
    ]
    rows.append(["SHA-256", dated.sha256, gettext("of all parameters in force")])
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row, bold if number == 0 else None)
