"""Excel workbooks (.xlsx)."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from school.roster.sheets import (
    MOST_COLUMNS,
    MOST_EMPTY,
    MOST_PARTS,
    MOST_ROWS,
    MOST_SHEETS,
    MOST_UNPACKED,
    Range,
    Sheet,
    Unreadable,
    shown,
    trimmed,
)

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
MOST_MERGED = 20_000


def read(data: bytes) -> list[Sheet]:
    """The sheets of a workbook. Raises Unreadable."""
    _check_parts(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return [_sheet(sheet, packed) for sheet in book.worksheets[:MOST_SHEETS]]
    except Unreadable:
        raise
    except Exception:
        # openpyxl raises whatever its parsers raise on a broken or hostile file.
        raise Unreadable("broken") from None


def _sheet(sheet: Any, packed: zipfile.ZipFile) -> Sheet:
    rows = list(_rows(sheet))
    # A sheet that is read in passing does not know its merged cells: they stand after its rows.
    found = _MERGED.findall(packed.read(sheet._worksheet_path))[:MOST_MERGED]
    hidden = sheet.sheet_state != "visible"
    return Sheet(sheet.title, rows, hidden, [_range(ref.decode()) for ref in found])


def _range(ref: str) -> Range:
    left, top, right, bottom = range_boundaries(ref)
    return int(top or 1) - 1, int(left or 1) - 1, int(bottom or 1) - 1, int(right or 1) - 1


def _check_parts(data: bytes) -> None:
    """Refuse before parsing: too much unpacked, too many parts, declarations of entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED:
                raise Unreadable("bomb")
            for part in parts:
                if part.flag_bits & 1:
                    raise Unreadable("password")
                if part.filename.endswith((".xml", ".rels")):
                    # Whole, and in any coding: a declaration may hide behind a long comment.
                    text = packed.read(part).replace(b"\0", b"")
                    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                        raise Unreadable("bomb")
    except Unreadable:
        raise
    except Exception:
        # zipfile raises whatever its parts raise on a broken or hostile file.
        raise Unreadable("broken") from None


def _rows(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()
    empty = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        row = trimmed([_cell(cell) for cell in cells])
        empty = 0 if row else empty + 1
        if empty > MOST_EMPTY:
            return
        if number > MOST_ROWS:
            raise Unreadable("too_many_rows")
        yield row


def _cell(cell: Any) -> str:
    value = cell.value
    return "" if value is None else shown(value, cell.number_format or "")
