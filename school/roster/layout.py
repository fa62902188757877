"""How a sheet is laid out: its header, the rows that are data, the class that its title names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from school.roster import headers, repair
from school.roster.headers import Header, Kept
from school.roster.records import Fault
from school.roster.sheets import Sheet
from school.roster.words import GUIDES, PUPILS
from suite.text import fold

_TITLE_CLASS = re.compile(
    r"\b(?:lớp|lop|class)\s*[:.]?\s*(\d{1,2}\s?(?:[A-Za-zĐđ][A-Za-z0-9]{0,4}|[/.]\s?\d{1,2}))(?![\w/])",
    re.IGNORECASE,
)
_SHEET_CLASS = re.compile(
    r"(?:(?:ds|danh sách)\s+)?(?:lớp|lop|class)?\s*"
    r"(\d{1,2}\s?(?:[A-Za-zĐđ][A-Za-z0-9]{0,4}|[/.]\d{1,2}))",
    re.IGNORECASE,
)
# With diacritics, because Tống Công Minh is a pupil; without, where the whole list has none.
_TOTAL = re.compile(
    r"(?:tổng|cộng|sĩ số|tong|cong|si so|total)\s*[:=].*"
    r"|(?:tổng (?:số|cộng)|tong so|tong cong|total)"
    r"(?: (?:học sinh|hs|hoc sinh))?\s*(?:[:=].*|\d.*)?"
    r"|(?:tổng số|danh sách (?:này )?(?:gồm )?có|ấn định danh sách)\b.*|trong đó\s*:.*"
)
_PART = re.compile(r"\d+|(?:nam|nữ|nu|học sinh nữ)\s*[:=]?\s*\d+")
_SIGNED = re.compile(
    r"(?:nguoi lap(?: bieu| bang| danh sach)?|hieu truong|pho hieu truong|thu truong(?: don vi)?"
    r"|giao vien chu nhiem|gvcn|ke toan|xac nhan.*|ky ten.*|thu ky|nguoi kiem tra"
    r"|kt ?\. ?hieu truong|\(?ky,? (?:va )?(?:ghi ro )?.*\)?|ghi chu\s*:.*"
    r"|.*ngay\s+[\d.… ]*\s*thang\s+[\d.… ]*\s*nam\s*[\d.… ]*)"
)
_POSTS = ("role", "homeroom", "head", "teacher")
MOST_CARRIED = 200_000
FEW = 2


@dataclass(frozen=True)
class Layout:
    """A sheet ready to be read. `rows` are its data with their numbers; `notes` what was left out.

    `class_name` is the class that the title or the sheet's name tells, "" where a column does.
    """

    sheet: Sheet
    header: Header | None
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    class_name: str = ""
    notes: list[Fault] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.header.kind if self.header else ""


def layout(sheet: Sheet, kept: Mapping[str, Kept]) -> Layout | None:
    """The layout of a sheet; None for one that is empty or a guide."""
    if not any(sheet.rows) or headers.key(sheet.name) in GUIDES:
        return None
    if sheet.hidden:
        return Layout(sheet, None, notes=[Fault("sheet_hidden", sheet.name)])
    sheet, repairs = repair.unicode_sheet(sheet)
    told = _class_of(sheet)
    header = headers.find(sheet, {"class"} if told else (), kept)
    if header is None or not header.kind:
        code = "sheet_left" if header and header.kept else "sheet_ignored"
        return Layout(sheet, header, notes=[Fault(code, sheet.name)])
    uses_title = header.kind == PUPILS and "class" not in header.fields
    notes = _repair_notes(sheet, header, repairs)
    if uses_title and told:
        notes.append(Fault("class_from_title", sheet.name, 0, "", told))
    rows = _data(sheet, header, notes)
    return Layout(sheet, header, rows, told if uses_title else "", notes)


def _class_of(sheet: Sheet) -> str:
    """The class that stands in a title row, else in the sheet's name."""
    for row in sheet.rows[: headers.LOOK_ROWS]:
        filled = [cell for cell in row if cell]
        if len(filled) > 4:
            break
        for cell in filled:
            if found := _TITLE_CLASS.search(cell):
                return _squeezed(found[1])
    found = _SHEET_CLASS.fullmatch(sheet.name.strip())
    return _squeezed(found[1]) if found else ""


def _squeezed(text: str) -> str:
    return text.replace(" ", "")


def _repair_notes(sheet: Sheet, header: Header, repairs: Sequence[repair.Repair]) -> list[Fault]:
    """What was converted in the columns that are read, each cell with before and after."""
    read = {*header.fields.values(), *header.grid}
    return [
        Fault(
            one.code,
            sheet.name,
            one.row + 1,
            heading(header, one.column),
            f"{one.before} → {one.after}",
        )
        for one in repairs
        if one.row >= header.row and one.column in read
    ]


def letter(column: int) -> str:
    """The letter of a column counted from 0."""
    return chr(65 + column) if column < 26 else chr(64 + column // 26) + chr(65 + column % 26)


def heading(header: Header, column: int) -> str:
    """ "C (Ngày sinh)", the letter alone where nothing heads the column."""
    label = header.labels[column] if column < len(header.labels) else ""
    return f"{letter(column)} ({label})" if label else letter(column)


def _data(sheet: Sheet, header: Header, notes: list[Fault]) -> list[tuple[int, list[str]]]:
    """The rows below the header, merged cells filled; totals and signatures noted and left out."""
    rows = _carried(sheet, header)
    foot = _Foot(header)
    found: list[tuple[int, list[str]]] = []
    for number, row in enumerate(rows[header.row :], header.row + 1):
        if not any(sheet.rows[number - 1]):
            continue
        code = foot.code(row)
        if code:
            text = " | ".join(cell for cell in row if cell)
            notes.append(Fault(code, sheet.name, number, "", text[:80]))
        elif foot.filled(row):
            found.append((number, row))
    return found


class _Foot:
    """Tells rows of data from repeated headers, totals and signatures."""

    def __init__(self, header: Header) -> None:
        self.columns = [*header.fields.values(), *header.grid]
        self.head = [headers.key(label) for label in header.labels]
        self.posts = {header.fields[name] for name in _POSTS if name in header.fields}
        self.birth = header.fields.get("birth_date", -1)
        self.signed = False

    def filled(self, row: Sequence[str]) -> int:
        """In how many of the columns that are read something stands."""
        return sum(1 for c in self.columns if c < len(row) and row[c])

    def code(self, row: Sequence[str]) -> str:
        """The code of the note for a row that is no data; "" for data."""
        cells = [cell.casefold() for cell in row if cell]
        filled = self.filled(row)
        few = filled <= FEW
        # "ngày 5 tháng 9 năm 2014" beside a name is a birth date, alone the line of a signature.
        others = self.posts | ({self.birth} if filled > 1 else set())
        if len(cells) > 1 and [headers.key(cell) for cell in row] == self.head[: len(row)]:
            return "row_header"
        if any(_TOTAL.fullmatch(c) for c in cells[:2]) and (few or all(map(_part, cells))):
            return "row_total"
        if few and any(_signs(c) for n, c in enumerate(row) if c and n not in others):
            self.signed = True
            return "row_signature"
        if self.signed and few and not any(c.isdigit() for cell in cells for c in cell):
            return "row_signature"
        return ""


def _part(cell: str) -> bool:
    return bool(_TOTAL.fullmatch(cell) or _PART.fullmatch(cell))


def _signs(cell: str) -> bool:
    return bool(_SIGNED.fullmatch(" ".join(fold(cell).split())))


def _carried(sheet: Sheet, header: Header) -> list[list[str]]:
    """The rows with the value of a cell that is merged over several rows in each of them."""
    rows, left_over = [list(row) for row in sheet.rows], MOST_CARRIED
    for top, left, bottom, _right in sheet.merged:
        bottom = min(bottom, len(rows) - 1)
        if top < header.row or bottom <= top or left >= len(rows[top]) or not rows[top][left]:
            continue
        left_over -= bottom - top
        if left_over < 0:
            break
        for row in rows[top + 1 : bottom + 1]:
            row += [""] * (left + 1 - len(row))
            row[left] = row[left] or rows[top][left]
    return rows
