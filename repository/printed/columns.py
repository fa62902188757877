"""Which column of an accession list holds what, by the names that schools write above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from suite.text import fold

LOOK_ROWS = 20
NAMES: dict[str, tuple[str, ...]] = {
    "entered_on": ("ngay vao so", "ngay nhap", "ngay thang vao so", "ngay dang ky", "ngay"),
    "numbers": (
        "so dang ky ca biet", "so dkcb", "so ca biet", "dkcb", "ma ca biet", "so dang ky",
        "ma xep gia", "accession number",
    ),
    "title": ("ten sach", "nhan de", "ten tai lieu", "ten an pham", "title"),
    "combined": (
        "tac gia va ten sach", "ten tac gia va ten sach", "ten sach tac gia", "nhan de tac gia",
    ),
    "creators": ("tac gia", "ten tac gia", "author", "authors"),
    "publisher": ("nha xuat ban", "nxb", "nha xb", "publisher"),
    "place": ("noi xuat ban", "noi xb", "place"),
    "year": ("nam xuat ban", "nam xb", "nam", "year"),
    "price": ("gia tien", "don gia", "gia", "gia bia", "price"),
    "count": ("so luong", "so ban", "sl", "so cuon", "copies"),
    "ddc": ("mon loai", "ky hieu phan loai", "ki hieu phan loai", "ddc", "phan loai", "chi so ddc"),
    "mark": ("ky hieu tac gia", "ki hieu tac gia", "ma hoa tac gia", "author mark"),
    "stock": ("loai sach", "kho", "kho sach", "loai", "loai tai lieu", "stock"),
    "source": ("nguon", "nguon nhap", "nguon cung cap", "nguon bo sung", "source"),
    "document": ("so chung tu", "chung tu", "so hoa don", "so phieu nhap", "document"),
    "isbn": ("isbn",),
    "subject": ("mon", "mon hoc", "subject"),
    "grades": ("lop", "khoi", "khoi lop", "grade", "grades"),
    "shelf": ("ke", "vi tri", "gia sach", "ke sach", "shelf"),
    "note": ("ghi chu", "phu chu", "note"),
}  # fmt: skip
_FIELD_OF = {name: field for field, names in NAMES.items() for name in names}


@dataclass(frozen=True)
class Head:
    """Where the header stands (row from 1), the column (from 0) and the heading of each field."""

    row: int
    fields: dict[str, int]
    titles: dict[str, str]


def plain(text: str) -> str:
    """A heading without marks, brackets and what is no letter."""
    bare = fold(text.split("(")[0])
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def head_of(rows: Sequence[Sequence[str]]) -> Head | None:
    """The row that names the columns, among the first ones; None where none does."""
    for at, row in enumerate(rows[:LOOK_ROWS]):
        fields: dict[str, int] = {}
        for column, cell in enumerate(row):
            field = _FIELD_OF.get(plain(cell))
            if field:
                fields.setdefault(field, column)
        if len(fields) > 1 and ("title" in fields or "combined" in fields):
            return Head(at + 1, fields, {name: row[column] for name, column in fields.items()})
    return None
