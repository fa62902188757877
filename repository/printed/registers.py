"""The two registers: by copy (đăng ký cá biệt) and by what came and went (đăng ký tổng quát)."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext, lazy_gettext
from sqlalchemy import Select, extract, func, select
from sqlalchemy.orm import joinedload

from repository.catalogue.models import Work
from repository.printed import rules
from repository.printed.models import Batch, Copy, PrintTitle
from repository.printed.texts import STATES, STOCKS
from suite import clock
from suite.db import db
from suite.lists import Column, Listing, wants_csv
from suite.text import fold

PER_PAGE = 50
STOCK_CODES = tuple(rules.STOCKS)


@dataclass(frozen=True)
class Line:
    """A copy with what the register says of its title."""

    copy: Copy
    title: PrintTitle


def _c(key: str, label: Any, value: Callable[[Line], Any], sort: Sequence[Any] = ()) -> Column:
    return Column(key, label, value, sort)


COLUMNS = (
    _c("day", lazy_gettext("Entered on"), lambda one: one.copy.entered_on, (Copy.entered_on,)),
    _c("number", lazy_gettext("Accession number"), lambda one: one.copy.number,
       (Copy.series, Copy.serial)),
    _c("creators", lazy_gettext("Authors"), lambda one: ", ".join(one.copy.work.creators)),
    _c("title", lazy_gettext("Title of the book"), lambda one: one.copy.work.title, (Work.title,)),
    _c("publisher", lazy_gettext("Publisher"), lambda one: one.title.publisher),
    _c("year", lazy_gettext("Year"), lambda one: one.title.year, (PrintTitle.year,)),
    _c("price", lazy_gettext("Price"), lambda one: one.copy.price, (Copy.price,)),
    _c("ddc", lazy_gettext("Class number"), lambda one: one.title.ddc, (PrintTitle.ddc,)),
    _c("mark", lazy_gettext("Author mark"), lambda one: one.title.mark),
    _c("stock", lazy_gettext("Kind of book"), lambda one: str(STOCKS[one.title.stock])),
    _c("source", lazy_gettext("Source of the books"), lambda one: one.copy.batch.source),
    _c("document", lazy_gettext("Voucher"), lambda one: one.copy.batch.document),
    _c("shelf", lazy_gettext("Shelf"), lambda one: one.copy.shelf, (Copy.shelf,)),
    _c("state", lazy_gettext("State"), lambda one: str(STATES[one.copy.state]), (Copy.state,)),
    _c("out", lazy_gettext("Written off"), lambda one: _out(one.copy)),
    _c("note", lazy_gettext("Note"), lambda one: one.copy.note),
)  # fmt: skip


# What the page shows; the file has all.
ON_PAGE = tuple(
    one
    for key in ("number", "title", "stock", "ddc", "price", "day", "state")
    for one in COLUMNS
    if one.key == key
)


def _out(copy: Copy) -> str:
    if copy.out is None:
        return ""
    return f"{copy.out.document}, {clock.show_date(copy.out.on)}"


@dataclass(frozen=True)
class Asked:
    """What the register is narrowed to; empty values do not narrow."""

    text: str = ""
    stock: str = ""
    state: str = ""


def copies_query(unit_id: int, asked: Asked) -> Select[Any]:
    """The copies of a unit with their titles, in the order of the register."""
    query: Any = (
        select(Copy, PrintTitle)
        .join(PrintTitle, PrintTitle.work_id == Copy.work_id)
        .join(Work, Work.id == Copy.work_id)
        .where(Copy.unit_id == unit_id)
        .options(joinedload(Copy.work), joinedload(Copy.batch), joinedload(Copy.out))
        .order_by(Copy.series, Copy.serial)
    )
    if asked.stock in STOCKS:
        query = query.where(PrintTitle.stock == asked.stock)
    if asked.state in STATES:
        query = query.where(Copy.state == asked.state)
    if asked.text:
        words = PrintTitle.search_key.contains(fold(asked.text), autoescape=True)
        number = Copy.number.contains(fold(asked.text).upper(), autoescape=True)
        query = query.where(words | number)
    return query


def listing(unit_id: int, asked: Asked, per_page: int = PER_PAGE) -> Listing:
    """The accession register."""
    return Listing(
        copies_query(unit_id, asked),
        COLUMNS if wants_csv() else ON_PAGE,
        (Copy.series, Copy.serial),
        dress=lambda rows: [Line(copy, title) for copy, title in rows],
        scalars=False,
        per_page=per_page,
        usual="number",
        filters=(
            (gettext("Looked for"), asked.text),
            (gettext("Kind of book"), str(STOCKS.get(asked.stock, ""))),
            (gettext("State"), str(STATES.get(asked.state, ""))),
        ),
    )


@dataclass
class Sum:
    """Copies and their value in đồng, by kind of stock."""

    copies: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STOCK_CODES, 0))
    titles: int = 0
    value: int = 0

    @property
    def total(self) -> int:
        """All copies."""
        return sum(self.copies.values())

    def add(self, stock: str, copies: int, value: int, titles: int = 0) -> None:
        """Add copies of a stock."""
        self.copies[stock] += copies
        self.value += value
        self.titles += titles

    def __add__(self, other: "Sum") -> "Sum":
        both = {code: self.copies[code] + other.copies[code] for code in STOCK_CODES}
        return Sum(both, self.titles + other.titles, self.value + other.value)

    def __sub__(self, other: "Sum") -> "Sum":
        left = {code: self.copies[code] - other.copies[code] for code in STOCK_CODES}
        return Sum(left, 0, self.value - other.value)


def batches(unit_id: int, direction: str) -> list[tuple[Batch, Sum]]:
    """The lines of a part of the general register with their sums; two statements."""
    key: Any = Copy.batch_id if direction == "in" else Copy.out_id
    query = (
        select(
            key, PrintTitle.stock, func.count(), func.coalesce(func.sum(Copy.price), 0),
            func.count(Copy.work_id.distinct()),
        )
        .join(PrintTitle, PrintTitle.work_id == Copy.work_id)
        .where(Copy.unit_id == unit_id, key.is_not(None))
        .group_by(key, PrintTitle.stock)
    )  # fmt: skip
    sums: dict[int, Sum] = defaultdict(Sum)
    for batch_id, stock, copies, value, titles in db.session.execute(query):
        sums[batch_id].add(stock, copies, int(value), titles)
    rows = db.session.scalars(
        select(Batch)
        .where(Batch.unit_id == unit_id, Batch.direction == direction)
        .order_by(Batch.on, Batch.number)
    )
    return [(row, sums[row.id]) for row in rows]


@dataclass(frozen=True)
class Year:
    """A line of the third part: what stood, came, went and stands."""

    year: int
    before: Sum
    came: Sum
    went: Sum

    @property
    def stands(self) -> Sum:
        """What stands at the end of the year."""
        return self.before + self.came - self.went


def balance(unit_id: int) -> list[Year]:
    """The third part of the general register, by calendar year; two statements."""
    came = _by_year(unit_id, Copy.entered_on, False)
    went = _by_year(unit_id, Batch.on, True)
    years = {*came, *went}
    found: list[Year] = []
    before = Sum()
    for year in range(min(years), clock.today().year + 1) if years else ():
        if year not in years and year != clock.today().year:
            continue
        line = Year(year, before, came.get(year, Sum()), went.get(year, Sum()))
        found.append(line)
        before = line.stands
    return found


def _by_year(unit_id: int, day: Any, out: bool) -> dict[int, Sum]:
    year: Any = extract("year", day)
    query = select(year, PrintTitle.stock, func.count(), func.coalesce(func.sum(Copy.price), 0))
    query = query.select_from(Copy).join(PrintTitle, PrintTitle.work_id == Copy.work_id)
    if out:
        query = query.join(Batch, Batch.id == Copy.out_id)
    query = query.where(Copy.unit_id == unit_id).group_by(year, PrintTitle.stock)
    found: dict[int, Sum] = defaultdict(Sum)
    for at, stock, copies, value in db.session.execute(query):
        found[int(at)].add(stock, copies, int(value))
    return found
