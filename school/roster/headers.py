"""Which sheet is which, and which column holds what: by Vietnamese or English names."""
# ruff: noqa: E501 (lists of words)

import re
from collections.abc import Sequence
from dataclasses import dataclass

from suite.text import fold

CLASSES, PUPILS, TEACHERS, ASSIGNMENTS = "classes", "pupils", "teachers", "assignments"
KINDS = (CLASSES, PUPILS, TEACHERS, ASSIGNMENTS)
LOOK_ROWS = 20

SHEET_NAMES = {
    CLASSES: {"lop", "lop hoc", "danh sach lop", "ds lop", "classes", "class"},
    PUPILS: {"hoc sinh", "danh sach hoc sinh", "ds hoc sinh", "hs", "pupils", "students"},
    TEACHERS: {"giao vien", "danh sach giao vien", "ds giao vien", "gv", "can bo giao vien", "teachers", "staff"},
    ASSIGNMENTS: {"phan cong", "phan cong giang day", "pcgd", "assignments", "teaching"},
}  # fmt: skip
GUIDES = {"huong dan", "guide", "readme"}

_NAME = {
    "ho va ten",
    "ho ten",
    "ten hoc sinh",
    "ho va ten hoc sinh",
    "ho ten hoc sinh",
    "full name",
    "name",
}
_PERSON = {
    "full_name": _NAME | {"ho va ten giao vien", "ho ten giao vien", "ten giao vien"},
    "family": {"ho dem", "ho va dem", "ho va ten dem", "ho", "family name", "last name", "surname"},
    "given": {"ten", "given name", "first name"},
    "birth_date": {"ngay sinh", "ngay thang nam sinh", "birth date", "date of birth", "dob"},
    "gender": {"gioi tinh", "gender", "sex", "phai"},
    "moet": {"ma dinh danh", "ma dinh danh bo gd&dt", "ma dinh danh bo gddt", "ma moet", "ma dinh danh moet", "ma csdl", "ma dinh danh csdl", "moet id", "moet code"},
}  # fmt: skip
_CLASS = {"lop", "ten lop", "lop hoc", "class", "class name"}
COLUMNS: dict[str, dict[str, set[str]]] = {
    CLASSES: {
        "class": _CLASS,
        "grade": {"khoi", "khoi lop", "grade"},
        "homeroom": {"gvcn", "giao vien chu nhiem", "chu nhiem", "homeroom teacher", "homeroom"},
    },
    PUPILS: _PERSON
    | {
        "class": _CLASS,
        "school": {"ma hoc sinh", "ma hs", "mhs", "so the", "student id", "student code", "pupil code"},
    },
    TEACHERS: _PERSON
    | {
        "school": {"ma giao vien", "ma gv", "mgv", "ma can bo", "ma vien chuc", "teacher code", "teacher id", "staff code"},
        "role": {"chuc vu", "vai tro", "chuc danh", "nhiem vu", "role", "position"},
    },
    ASSIGNMENTS: {
        "class": _CLASS,
        "subject": {"mon", "mon hoc", "mon day", "ten mon", "subject"},
        "teacher": {"giao vien", "ma giao vien", "ma gv", "ten giao vien", "ho va ten giao vien", "giao vien day", "teacher", "teacher code"},
    },
}  # fmt: skip
_WHO = (("full_name",), ("family", "given"))
REQUIRED: dict[str, tuple[tuple[tuple[str, ...], ...], ...]] = {
    CLASSES: ((("class",),),),
    PUPILS: (_WHO, (("class",),)),
    TEACHERS: (_WHO,),
    ASSIGNMENTS: ((("class",),), (("subject",),), (("teacher",),)),
}
SERIAL = {"stt", "so tt", "tt", "no", "#"}
_PARENTHESES = re.compile(r"\([^)]*\)|\*")


@dataclass(frozen=True)
class Header:
    """Where the header of a sheet stands (row from 1) and the column (from 0) of each field."""

    kind: str
    row: int
    fields: dict[str, int]
    twice: tuple[int, ...]
    ignored: tuple[int, ...]

    @property
    def missing(self) -> list[str]:
        """Fields without which the sheet cannot be read, the usual one of each choice."""
        return [
            choices[0][0]
            for choices in REQUIRED[self.kind]
            if not any(all(f in self.fields for f in choice) for choice in choices)
        ]


def key(text: str) -> str:
    """A header as it is compared: folded, without what stands in parentheses."""
    return " ".join(re.sub(r"[.:/_-]", " ", _PARENTHESES.sub(" ", fold(text))).split())


def kind_of_name(sheet_name: str) -> str | None:
    """The kind that a sheet's name tells."""
    name = key(sheet_name)
    return next((kind for kind in KINDS if name in SHEET_NAMES[kind]), None)


def find(sheet_name: str, rows: Sequence[Sequence[str]]) -> Header | None:
    """The header of a sheet: the first of its rows that names all that its kind needs.

    The kind is the one that the sheet's name tells, else the first one that fits. Where no row is
    complete, the row that names most (two at least), so that what is missing can be told.
    """
    told = kind_of_name(sheet_name)
    kinds = (told,) if told else (ASSIGNMENTS, PUPILS, CLASSES, TEACHERS)
    best: Header | None = None
    for kind in kinds:
        for number, row in enumerate(rows[:LOOK_ROWS], 1):
            header = _header(kind, number, row)
            if len(header.fields) < (1 if kind == CLASSES else 2):
                continue
            if not header.missing and (told or _plausible(header)):
                return header
            if best is None or len(header.fields) > len(best.fields):
                best = header
    return best


def _plausible(header: Header) -> bool:
    """A sheet without a telling name is one of classes only when it also names the grade."""
    return header.kind != CLASSES or "grade" in header.fields


def _header(kind: str, number: int, row: Sequence[str]) -> Header:
    fields: dict[str, int] = {}
    twice, ignored = [], []
    for column, text in enumerate(row):
        name = key(text)
        found = next((f for f, names in COLUMNS[kind].items() if name in names), None)
        if found is None:
            if name and name not in SERIAL:
                ignored.append(column)
        elif found in fields:
            twice.append(column)
        else:
            fields[found] = column
    return Header(kind, number, fields, tuple(twice), tuple(ignored))
