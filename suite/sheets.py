"""Cells and files that spreadsheets open without running anything in them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

BOM = "\ufeff"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(text: str) -> str:
    """A text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def cell(value: Any) -> Any:
    """A value as a cell: numbers stay, days are dd/mm/yyyy, text is made safe, None is empty."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    return safe_cell(str(value))


def csv_lines(
    head: Sequence[Any], rows: Iterable[Sequence[Any]], *, tabs: bool = False
) -> Iterator[str]:
    """A CSV file line by line, with a byte order mark so that Excel reads its letters; with tabs
    in place of commas it has none."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, "excel-tab" if tabs else "excel")
    writer.writerow([cell(value) for value in head])
    yield out.getvalue() if tabs else BOM + out.getvalue()
    for row in rows:
        out.seek(0)
        out.truncate()
        writer.writerow([cell(value) for value in row])
        yield out.getvalue()
