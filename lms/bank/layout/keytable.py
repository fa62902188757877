"""Reads a key table: `1.A 2.B`, a row of numbers over a row of letters, `Câu 1: B` lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lms.bank.layout.model import Evidence, Line, Note
from lms.bank.layout.patterns import KEY_SECTION, SOLUTION, is_part

_PAIR = re.compile(
    r"(?:Câu\s*)?(?P<number>\d{1,3})\s*[.)\-–:/]?\s*(?P<letter>[A-H])(?![A-Za-zÀ-ỹ0-9])"
    r"\s*[.,;|]?\s*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^(?:Câu\s*)?(\d{1,3})[.:)]?$", re.IGNORECASE)
_LETTER = re.compile(r"^([A-Ha-h])[.)]?$")
_LABEL = re.compile(r"^(?:Câu(?: hỏi| số)?|Đáp án|ĐA|Đ/A|Đ\.?A\.?|Số câu|Key)\s*[:.]?$", re.I)
_ENTRY = re.compile(
    r"^\s*(?:(?:Câu|Bài|Question)\s*)?(?P<number>\d{1,3})\s*[.):\-–\t ]\s*"
    r"(?:(?:Đáp án|Chọn(?:\s+đáp án)?)\s*:?\s*)?(?-i:(?P<letter>[A-H]))"
    r"(?:\s*[.)]?\s*$|\s*[.:;,)\-–]\s*(?P<text>\S.*)$)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"^\s*(?:Câu\s*)?(?P<number>\d{1,3})(?P<letters>(?:\s*[\t ,;/]\s*[A-H]){2,})\s*$"
)


@dataclass
class KeyTable:
    """Keys by (part heading, number); `solutions` where the section explains them."""

    keys: dict[tuple[str, int], list[Evidence]] = field(default_factory=dict)
    solutions: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def add(self, part: str, number: int, letter: str, line: int) -> None:
        evidence = Evidence("table", letter.upper(), line)
        self.keys.setdefault((part, number), []).append(evidence)


def is_pair_row(text: str, least: int = 1) -> bool:
    """Whether the line is nothing but number-letter pairs, at least `least` of them.

    Two lines (numbers, letters) joined by a line feed count as pairs too.
    """
    if "\n" in text:
        numbers, letters = text.split("\n", 1)
        return bool(_zip_rows(numbers, letters))
    body = _strip_label(text)
    pairs = list(_PAIR.finditer(body))
    if len(pairs) < least or not pairs:
        return False
    return not _PAIR.sub("", body).strip(" \t|.,;")


def is_number_row(text: str) -> bool:
    """Whether the line is a row of question numbers."""
    labelled = bool(_LABEL.match(text.split("\t")[0].strip())) and "\t" in text
    return len(_numbers(text)) >= (1 if labelled else 2)


def is_label_row(text: str) -> bool:
    """Whether the line is the head of a key table: `Câu` beside `Đáp án`."""
    cells = [cell.strip() for cell in text.split("\t") if cell.strip()]
    return len(cells) >= 2 and all(_LABEL.match(cell) for cell in cells)


def is_entry(text: str) -> bool:
    """Whether the line gives one number and its key, perhaps with an explanation."""
    return bool(_ENTRY.match(text))


def _strip_label(text: str) -> str:
    return re.sub(r"^\s*(?:Đáp án|ĐA)\s*:?\s*(?=\d)", "", text, flags=re.IGNORECASE)


def _cells(text: str) -> list[str]:
    cells = [cell.strip() for cell in re.split(r"[\t|]", text) if cell.strip()]
    if len(cells) < 2:
        cells = text.split()
    if cells and _LABEL.match(cells[0]):
        cells = cells[1:]
    return cells


def _numbers(text: str) -> list[int]:
    found = [_NUMBER.match(cell) for cell in _cells(text)]
    return [int(match[1]) for match in found if match] if found and all(found) else []


def _zip_rows(numbers: str, letters: str) -> list[tuple[int, str]]:
    row = _numbers(numbers)
    found = [_LETTER.match(cell) for cell in _cells(letters)]
    given = [match[1].upper() for match in found if match]
    if not row or len(given) != len(found) or len(given) != len(row):
        return []
    return list(zip(row, given, strict=True))


def read_key_table(lines: list[tuple[str, Line]]) -> KeyTable:
    """Keys of a key section; each line comes with the part heading it stands under."""
    table = KeyTable()
    pending: tuple[str, Line] | None = None
    current: tuple[str, int] | None = None
    for part, line in lines:
        text = line.text.strip()
        if pending is not None:
            pairs = _zip_rows(pending[1].text, text)
            for number, letter in pairs:
                table.add(part, number, letter, line.number)
            if not pairs:
                _unreadable(table, pending[1])
            pending = None
            if pairs:
                continue
        if is_part(text) or KEY_SECTION.match(text) or is_label_row(text):
            current = None
        elif is_number_row(text):
            pending, current = (part, line), None
        else:
            current = _read_line(table, part, line, text, current)
    if pending is not None:
        _unreadable(table, pending[1])
    return table


def _read_line(
    table: KeyTable, part: str, line: Line, text: str, current: tuple[str, int] | None
) -> tuple[str, int] | None:
    """Take one line that is no row of numbers; gives the entry that later text belongs to."""
    if is_pair_row(text):
        found: tuple[str, int] | None = None
        for pair in _PAIR.finditer(_strip_label(text)):
            found = (part, int(pair["number"]))
            table.add(part, int(pair["number"]), pair["letter"], line.number)
        return found
    if several := _SEVERAL.match(text):
        for letter in re.findall(r"[A-H]", several["letters"]):
            table.add(part, int(several["number"]), letter, line.number)
        return None
    if entry := _ENTRY.match(text):
        found = (part, int(entry["number"]))
        table.add(part, int(entry["number"]), entry["letter"], line.number)
        if entry["text"]:
            table.solutions.setdefault(found, []).append(entry["text"].strip())
        return found
    if current and not re.match(r"^(?:Câu|Bài|Question)\s*\d", text, re.IGNORECASE):
        if body := SOLUTION.sub("", text).strip():
            table.solutions.setdefault(current, []).append(body)
        return current
    _unreadable(table, line)
    return None


def _unreadable(table: KeyTable, line: Line) -> None:
    params: dict[str, str | int] = {"text": line.text.strip()[:120]}
    table.notes.append(Note("key_table_unreadable", line.number, params))
