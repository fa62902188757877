"""From the rows of an accession list to lines, with every fault at its row and column. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from repository.catalogue import numbers
from repository.catalogue.rules import is_personal
from repository.printed import rules
from repository.printed.columns import Head, head_of
from repository.printed.rules import STOCKS, Number, Refused
from suite.text import fold, nfc

T = TypeVar("T")
MOST_LINES, MOST_COPIES, MOST_PRICE, FIRST_YEAR = 20_000, 500, 100_000_000, 1800
_DITTO = {'"', "''", "”", "nt", "-nt-", "như trên"}
_STOCK_WORDS = {
    rules.TEXTBOOK: ("sgk", "sach giao khoa", "giao khoa"),
    rules.GUIDE: ("gv", "sgv", "nv", "snv", "sach giao vien", "sach nghiep vu", "nghiep vu"),
    rules.REFERENCE: ("tk", "stk", "sach tham khao", "tham khao"),
    rules.CHILDREN: ("tn", "stn", "sach thieu nhi", "thieu nhi", "truyen", "truyen thieu nhi"),
}
_STOCK_OF = {word: stock for stock, words in _STOCK_WORDS.items() for word in words}
# Personal records are no stock of a library, whatever a list calls them.
_PERSONAL = ("tot nghiep", "hoc ba", "van bang", "bang diem", "so diem")


@dataclass(frozen=True)
class Line:
    """What a row says. `numbers` are given accession numbers; where there are none, `count`
    copies get the next ones. `price` in đồng."""

    row: int
    title: str
    stock: str
    entered_on: date
    count: int = 1
    numbers: tuple[Number, ...] = ()
    creators: tuple[str, ...] = ()
    publisher: str = ""
    place: str = ""
    year: int | None = None
    price: int | None = None
    ddc: str = ""
    mark: str = ""
    source: str = ""
    document: str = ""
    isbn: str = ""
    subject: str | None = None
    grades: tuple[int, ...] = ()
    shelf: str = ""
    note: str = ""
    language: str = "vi"
    description: str = ""
    series: str = ""
    extent: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """By what the title is known again."""
        return rules.title_key(self.title, self.creators, self.publisher, self.year)


@dataclass(frozen=True)
class Fault:
    """What is wrong and where; `row` from 1, 0 for the whole file. In a file of MARC records it is
    the number of the record, and `column` its field."""

    code: str
    row: int = 0
    column: str = ""
    value: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    of_record: bool = False


@dataclass(frozen=True)
class Ground:
    """What a list is read for: the stock and paper (voucher, source) of rows that name none,
    subjects by folded name, today."""

    stock: str
    today: date
    subjects: Mapping[str, str] = field(default_factory=dict)
    document: str = ""
    source: str = ""


def read(rows: Sequence[Sequence[str]], ground: Ground) -> tuple[list[Line], list[Fault]]:
    """The lines of a sheet, and its faults."""
    head = head_of(rows)
    if head is None:
        return [], [Fault("no_header")]
    lines: list[Line] = []
    faults: list[Fault] = []
    above: Sequence[str] = ()
    for at, cells in enumerate(rows[head.row :], head.row + 1):
        row = _filled(cells, above, head)
        reader = _Reader(at, row, head, ground)
        if reader.is_empty():
            continue
        above = row
        if len(lines) == MOST_LINES:
            return [], [Fault("too_many_rows", at, params={"most": MOST_LINES})]
        line = reader.line()
        faults += reader.faults
        if line is not None:
            lines.append(line)
    if not lines and not faults:
        faults.append(Fault("no_rows"))
    return lines, faults


def read_row(
    at: int, row: Sequence[str], head: Head, ground: Ground
) -> tuple[Line | None, list[Fault]]:
    """One row of a list whose columns are known: its line, or its faults."""
    reader = _Reader(at, list(row), head, ground)
    return reader.line(), reader.faults


def _filled(cells: Sequence[str], above: Sequence[str], head: Head) -> list[str]:
    """The row with its ditto marks replaced by what stands above."""
    width = max(head.fields.values()) + 1
    row = [nfc(cell).strip() for cell in cells] + [""] * (width - len(cells))
    return [
        above[at] if cell.lower() in _DITTO and at < len(above) else cell
        for at, cell in enumerate(row)
    ]


class _Reader:
    """Reads one row."""

    def __init__(self, at: int, row: list[str], head: Head, ground: Ground) -> None:
        self.at, self.row, self.head, self.ground = at, row, head, ground
        self.faults: list[Fault] = []

    def is_empty(self) -> bool:
        """Whether nothing is said: empty, the numbers of columns, a sum."""
        said = [self.row[at] for at in self.head.fields.values() if self.row[at]]
        title = fold(self.text("title") or self.text("combined"))
        summed = title.startswith(("cong", "tong cong", "tong so")) and not self.text("numbers")
        numbered = title.isdecimal() and all(cell.isdecimal() for cell in said)
        return not said or numbered or (summed and len(said) <= 3)

    def line(self) -> Line | None:
        """What the row says; None where it has faults."""
        title, creators = self.names()
        stock = self.get("stock", self.stock, self.ground.stock)
        none: tuple[Number, ...] = ()
        numbers = self.get("numbers", lambda t: tuple(rules.numbers_of(t, STOCKS[stock])), none)
        if numbers and not self.text("stock"):
            stock = _by_letters(numbers[0].series, stock)
        count = self.get("count", _count, len(numbers) or 1)
        if numbers and count != len(numbers):
            self.fault("count_differs", "count", numbers=len(numbers), count=count)
        no_grades: tuple[int, ...] = ()
        found = Line(
            row=self.at, title=title, creators=creators, stock=stock, numbers=numbers, count=count,
            entered_on=self.get("entered_on", self.day, self.ground.today),
            year=self.get("year", self.year, None), price=self.get("price", price_of, None),
            subject=self.get("subject", self.subject, None),
            grades=self.get("grades", _grades, no_grades), isbn=self.get("isbn", _isbn, ""),
            publisher=self.short("publisher", 120), place=self.short("place", 60),
            ddc=self.short("ddc", 20), mark=self.short("mark", 20),
            source=self.short("source", 200) or self.ground.source,
            document=self.short("document", 60) or self.ground.document,
            shelf=self.short("shelf", 40), note=self.short("note", 200),
        )  # fmt: skip
        return None if self.faults else found

    def names(self) -> tuple[str, tuple[str, ...]]:
        """Title and authors, also where one column holds both as "title / authors"."""
        people, before = self.short("creators", 600), len(self.faults)
        title = self.short("title", 300)
        if not title:
            title, _, both = self.short("combined", 300).partition(" / ")
            people = people or both
        if not title and len(self.faults) == before:
            self.fault("no_title", "title" if "title" in self.head.fields else "combined")
        creators = tuple(one.strip()[:200] for one in re.split(r"[;,]", people) if one.strip())
        if is_personal(title):
            self.fault("personal_record", "title" if "title" in self.head.fields else "combined")
        return title.strip(), creators[:20]

    def text(self, name: str) -> str:
        at = self.head.fields.get(name)
        return self.row[at] if at is not None else ""

    def short(self, name: str, most: int) -> str:
        """A text of at most so many letters."""
        return self.get(name, lambda text: _short(text, most), "")

    def get(self, name: str, reader: Callable[[str], T], blank: T) -> T:
        """The value of a cell, `blank` for an empty one or after noting its fault."""
        text = self.text(name)
        if not text:
            return blank
        try:
            if text.startswith("="):
                raise Refused("formula")
            return reader(text)
        except Refused as refused:
            self.fault(refused.code, name, **refused.params)
            return blank

    def fault(self, code: str, name: str, **params: str | int) -> None:
        column = self.head.titles.get(name, "")
        self.faults.append(Fault(code, self.at, column, self.text(name)[:80], params))

    def stock(self, text: str) -> str:
        folded = " ".join(fold(text).split())
        if any(word in folded for word in _PERSONAL):
            raise Refused("personal_record")
        if folded not in _STOCK_OF:
            raise Refused("bad_stock")
        return _STOCK_OF[folded]

    def day(self, text: str) -> date:
        found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
        try:
            if found:
                day, month, year = map(int, found.groups())
                given = date(year, month, day)
            else:
                given = date.fromisoformat(text[:10])
        except ValueError:
            raise Refused("bad_day") from None
        if given > self.ground.today:
            raise Refused("day_to_come")
        if given.year < FIRST_YEAR:
            raise Refused("bad_day")
        return given

    def year(self, text: str) -> int:
        if not re.fullmatch(r"\d{4}", text, re.ASCII):
            raise Refused("bad_year")
        if not FIRST_YEAR <= int(text) <= self.ground.today.year + 1:
            raise Refused("bad_year")
        return int(text)

    def subject(self, text: str) -> str:
        found = self.ground.subjects.get(" ".join(fold(text).split()))
        if found is None:
            raise Refused("bad_subject")
        return found


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise Refused("too_long", most=most)
    return text


def _by_letters(series: str, other: str) -> str:
    """The stock whose numbers begin so."""
    return next((stock for stock, letters in STOCKS.items() if letters == series), other)


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not 1 <= int(text) <= MOST_COPIES:
        raise Refused("bad_count", most=MOST_COPIES)
    return int(text)


def price_of(text: str) -> int:
    """A price in đồng as people write it. Raises Refused("bad_price")."""
    bare = re.sub(r"[.,\s](?=\d{3}(?!\d))", "", fold(text))
    found = re.fullmatch(r"(\d{1,10})([.,]0{1,2})?\s*(d|dong|vnd)?", bare, re.ASCII)
    if not found or int(found.group(1)) > MOST_PRICE:
        raise Refused("bad_price")
    return int(found.group(1))


def _grades(text: str) -> tuple[int, ...]:
    bare = re.sub(r"(lop|khoi)", "", fold(text))
    found: set[int] = set()
    for part in re.split(r"[,;]", bare):
        span = re.fullmatch(r"\s*(\d{1,2})(?:\s*-\s*(\d{1,2}))?\s*", part, re.ASCII)
        if not span:
            raise Refused("bad_grade")
        found |= set(range(int(span.group(1)), int(span.group(2) or span.group(1)) + 1))
    if not found or not found <= set(range(1, 13)):
        raise Refused("bad_grade")
    return tuple(sorted(found))


def _isbn(text: str) -> str:
    try:
        return numbers.isbn13(text)
    except numbers.Unfit:
        raise Refused("bad_isbn") from None
