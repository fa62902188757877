"""Tables of HTML that were saved as .xls, and Excel's XML Spreadsheet 2003."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from school.roster.separated import decoded
from school.roster.sheets import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    Range,
    Sheet,
    Unreadable,
    tidy,
    trimmed,
)

SPREADSHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_SIGNS = re.compile(r"<(html|!doctype|table|head|body|meta|\?xml|workbook|\w+:workbook|!--)", re.I)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.I)
_FIXED_ZEROS = re.compile(r'mso-number-format:\s*["\'\\]*(0{2,40})\b')
MOST_DEPTH = 200


def is_markup(data: bytes) -> bool:
    """Whether bytes begin as HTML or XML, in any coding that Excel writes."""
    start = data[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return bool(_SIGNS.match(start.decode("latin-1")))


def read(data: bytes) -> list[Sheet]:
    """The tables of a page, or the sheets of an XML workbook. Raises Unreadable."""
    text = _text(data)
    if "<!ENTITY" in text:
        raise Unreadable("bomb")
    spreadsheet = "urn:schemas-microsoft-com:office:spreadsheet" in text[:4000]
    try:
        return _spreadsheet(text) if spreadsheet else _page(text)
    except (etree.LxmlError, ValueError, AssertionError):
        raise Unreadable("broken") from None


def _text(data: bytes) -> str:
    told = _CHARSET.search(data[:2000])
    if told and told[1].lower() not in (b"utf-8", b"unicode", b"utf-16"):
        try:
            return data.decode(told[1].decode())
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(data)


def _page(text: str) -> list[Sheet]:
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
    # A declaration of another coding inside a text that is already decoded is left out.
    root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text), parser=parser)
    tables = [t for t in root.iter("table") if not any(True for _ in t.iterdescendants("table"))]
    found = []
    for number, table in enumerate(tables[:MOST_SHEETS], 1):
        rows, merged = _table(table)
        if any(rows):
            found.append(
                Sheet(f"HTML {number}" if len(tables) > 1 else "HTML", rows, False, merged)
            )
    if not found:
        raise Unreadable("kind")
    return found


def _table(table: Any) -> tuple[list[list[str]], list[Range]]:
    rows: list[list[str]] = []
    merged: list[Range] = []
    busy: dict[int, int] = {}
    for number, line in enumerate(table.iter("tr")):
        if number >= MOST_ROWS:
            raise Unreadable("too_many_rows")
        row, column = [""] * MOST_COLUMNS, 0
        for cell in line.iterchildren("td", "th"):
            while busy.get(column, 0) > number:
                column += 1
            if column >= MOST_COLUMNS:
                break
            wide, high = (
                _span(cell, "colspan", MOST_COLUMNS - column),
                _span(cell, "rowspan", MOST_ROWS),
            )
            row[column] = _cell(cell)
            if wide > 1 or high > 1:
                merged.append((number, column, number + high - 1, column + wide - 1))
            busy.update(dict.fromkeys(range(column, column + wide), number + high))
            column += wide
        rows.append(trimmed(row))
    return rows, merged


def _span(cell: Any, name: str, most: int) -> int:
    told = (cell.get(name) or "").strip()
    return max(1, min(int(told), most)) if told.isdecimal() and len(told) < 6 else 1


def _cell(cell: Any) -> str:
    text = tidy(" ".join(cell.itertext()))
    zeros = _FIXED_ZEROS.search(cell.get("style") or "")
    return text.zfill(len(zeros[1])) if zeros and text.isdecimal() else text


def _spreadsheet(text: str) -> list[Sheet]:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    root = etree.fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text).encode(), parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("bomb")
    found = []
    for sheet in list(root.iter(f"{SPREADSHEET}Worksheet"))[:MOST_SHEETS]:
        rows, merged = _xml_rows(sheet)
        hidden = sheet.findtext(".//{urn:schemas-microsoft-com:office:excel}Visible") is not None
        found.append(Sheet(sheet.get(f"{SPREADSHEET}Name", ""), rows, hidden, merged))
    return found


def _xml_rows(sheet: Any) -> tuple[list[list[str]], list[Range]]:
    rows: list[list[str]] = []
    merged: list[Range] = []
    for line in sheet.iter(f"{SPREADSHEET}Row"):
        at = _number(line, "Index", len(rows) + 1)
        if at > MOST_ROWS:
            raise Unreadable("too_many_rows")
        rows += [[] for _ in range(at - 1 - len(rows))]
        row = [""] * MOST_COLUMNS
        for column, cell in _xml_cells(line):
            row[column] = _xml_value(cell)
            wide, high = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
            if wide or high:
                merged.append((len(rows), column, len(rows) + high, column + wide))
        rows.append(trimmed(row))
    return rows, merged


def _xml_cells(line: Any) -> Iterator[tuple[int, Any]]:
    column = 0
    for cell in line.iterchildren(f"{SPREADSHEET}Cell"):
        column = _number(cell, "Index", column + 1) - 1
        if not 0 <= column < MOST_COLUMNS:
            return
        yield column, cell
        column += 1 + _number(cell, "MergeAcross", 0)


def _xml_value(cell: Any) -> str:
    data = cell.find(f"{SPREADSHEET}Data")
    if data is None:
        return ""
    text = tidy("".join(data.itertext()))
    return text[:10] if data.get(f"{SPREADSHEET}Type") == "DateTime" else text


def _number(element: Any, name: str, absent: int) -> int:
    told = element.get(f"{SPREADSHEET}{name}") or ""
    return int(told) if told.isdecimal() and len(told) < 7 else absent
