"""Spreadsheets as rows of text, read with limits: a hostile file costs little and harms nothing.

Every cell becomes text as a person sees it: identifiers keep their zeros, text stays as typed, a
formula stays its own text and is never computed. True dates become yyyy-mm-dd, so that they cannot
be taken for dates that somebody typed.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

MOST_BYTES = 20 * 2**20
MOST_UNPACKED = 64 * 2**20
MOST_PARTS = 2_000
MOST_ROWS = 60_000
MOST_COLUMNS = 100
MOST_SHEETS = 200
MOST_TEXT = 1_000
MOST_EMPTY = 500
OLE = b"\xd0\xcf\x11\xe0"
ZEROS = re.compile(r"0{2,40}")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 0."""


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
    hidden: bool = False
    merged: list[Range] = field(default_factory=list)


def read(data: bytes) -> list[Sheet]:
    """The sheets of a list: .xlsx, .xls (also HTML or XML under that name) or CSV.

    Raises Unreadable.
    """
    # Imported here: each brings a parser that most commands do without.
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large")
    if data[:4] == OLE:
        from school.roster import apart

        return apart.read(data)
    if data[:2] == b"PK":
        from school.roster import workbook

        return workbook.read(data)
    if data[:5] == b"%PDF-":
        raise Unreadable("kind")
    from school.roster import markup, separated

    if markup.is_markup(data):
        return markup.read(data)
    return [Sheet("CSV", separated.read(data))]


def shown(value: object, number_format: str = "") -> str:
    """The text of a value as a spreadsheet holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        value = int(value)
    if isinstance(value, int) and ZEROS.fullmatch(number_format):
        return str(value).zfill(len(number_format))
    return tidy(str(value))


def tidy(text: str) -> str:
    """Single spaces, nothing invisible. Raises Unreadable for a text of more than MOST_TEXT."""
    if len(text) > MOST_TEXT:
        raise Unreadable("long_cell")
    return " ".join(text.translate(_INVISIBLE).split())


def trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row
