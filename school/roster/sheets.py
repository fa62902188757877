"""Spreadsheets as rows of text, read with limits: a hostile file costs little and harms nothing.

Every cell becomes text as a person sees it: identifiers keep their zeros, dates are dd/mm/yyyy,
a formula stays its own text and is never computed.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

MOST_BYTES = 20 * 2**20
MOST_UNPACKED = 64 * 2**20
MOST_PARTS = 2_000
MOST_ROWS = 60_000
MOST_COLUMNS = 60
MOST_TEXT = 1_000
MOST_EMPTY = 500
OLE = b"\xd0\xcf\x11\xe0"
ZEROS = re.compile(r"0{2,40}")


class Unreadable(Exception):
    """A file that is not read; `code` says why (see school.roster.texts)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet from row 1; a row ends with its last filled cell."""

    name: str
    rows: list[list[str]]


def read(data: bytes) -> list[Sheet]:
    """The sheets of an .xlsx file or the one of a CSV file. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large")
    if data[:4] == OLE:
        raise Unreadable("old_excel")
    if data[:2] == b"PK":
        return _xlsx(data)
    if data[:5].lower().lstrip() in (b"<html", b"<!doc", b"<?xml", b"%pdf-"):
        raise Unreadable("kind")
    return [Sheet("CSV", _csv(data))]


def _csv(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    lines = text.splitlines()[:20]
    mark = max(";,\t", key=lambda m: sum(line.count(m) for line in lines))
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            rows.append(_trimmed([_tidy(cell) for cell in row[:MOST_COLUMNS]]))
            if len(rows) > MOST_ROWS:
                raise Unreadable("too_many_rows")
    except csv.Error:
        raise Unreadable("kind") from None
    return rows


def _decoded(data: bytes) -> str:
    coding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(coding)
    except UnicodeDecodeError:
        raise Unreadable("encoding") from None
    if "\0" in text:
        raise Unreadable("kind")
    return text


def _xlsx(data: bytes) -> list[Sheet]:
    _check_parts(data)
    # Imported here: the command line starts faster without it.
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        return [Sheet(sheet.title, list(_rows(sheet))) for sheet in book.worksheets]
    except Unreadable:
        raise
    except Exception:
        # openpyxl raises whatever its parsers raise on a broken or hostile file.
        raise Unreadable("broken") from None


def _check_parts(data: bytes) -> None:
    """Refuse before parsing: too much unpacked, too many parts, declarations of entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED:
                raise Unreadable("bomb")
            for part in parts:
                if part.flag_bits & 1:
                    raise Unreadable("old_excel")
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
        row = _trimmed([_shown(cell) for cell in cells])
        empty = 0 if row else empty + 1
        if empty > MOST_EMPTY:
            return
        if number > MOST_ROWS:
            raise Unreadable("too_many_rows")
        yield row


def _shown(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        value = int(value)
    if isinstance(value, int) and ZEROS.fullmatch(cell.number_format or ""):
        return str(value).zfill(len(cell.number_format))
    return _tidy(str(value))


def _tidy(text: str) -> str:
    if len(text) > MOST_TEXT:
        raise Unreadable("long_cell")
    return " ".join(text.split())


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row
