"""The printed books of the demonstration town: a small library whose desk is at work.

Titles are those of real books; numbers, prices and papers are invented. Everything goes the way
that the librarian takes: a list, the desk, a class set, a stock-taking, a write-off.
"""

import csv
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from repository.catalogue.models import Work
from repository.demo import FOLDER, LIBRARIAN, TEACHER
from repository.printed import lending, lines, queue, readers, sets, stocktaking, taking, visits
from repository.printed.grounds import ground
from repository.printed.models import Copy
from repository.printed.readers import Reader
from repository.printed.rules import LOAN, SHELF
from repository.printed.stock_models import Stocktake
from school.api import OrgUnit, Person, SchoolClass
from suite import clock, demo
from suite.db import db

LIST, PUPIL = "so-dang-ky.csv", "hocsinh"
# How many days ago the books of a voucher came in.
CAME = {"HĐ 0118": 400, "HĐ 0273": 210, "BB 03": 45}
SET, SET_CLASS, SET_DAYS = "Toán 6 – Tập một", "6A", 180
# Title, place on the list of class 7A, how many days ago: the first one is overdue.
LENT = (
    ("Hoàng tử bé", 3, 20), ("Tuổi thơ dữ dội", 8, 9), ("Kính vạn hoa – Tập 1", 15, 4),
    ("Lược sử thời gian", 21, 2),
)  # fmt: skip
WAITED, MINE, WORN = "Tôi thấy hoa vàng trên cỏ xanh", "Truyện Kiều", "Từ điển tiếng Việt"


@demo.step(45)
def build() -> None:
    """Some 170 copies: lent, overdue, waited for, counted once, one written off."""
    keeper, teacher, pupil = (_person(name) for name in (LIBRARIAN, TEACHER, PUPIL))
    unit = db.session.get_one(OrgUnit, keeper.school_id)
    with (FOLDER / LIST).open(encoding="utf-8", newline="") as source:
        _take_in(unit, list(csv.reader(source)), keeper.id)
    with _ago(30):
        stocktaking.write_off(
            _copies(WORN)[1:], "QĐ 21/QĐ-THCS", clock.today(), "Rách nát, mất trang", keeper.id
        )
    with _ago(25):
        _count(unit, keeper.id)
    _visits(unit, keeper.id)
    _lend(unit, keeper.id, readers.reader(unit, teacher.id), readers.reader(unit, pupil.id))


def _person(name: str) -> Person:
    return db.session.scalars(select(Person).where(Person.username == name)).one()


def _ago(days: int) -> AbstractContextManager[None]:
    return clock.frozen(clock.moved(timedelta(days=-days)))


def _copies(title: str) -> list[Copy]:
    """The copies of a title, by their numbers."""
    query = select(Copy).join(Work, Work.id == Copy.work_id).where(Work.title == title)
    return list(db.session.scalars(query.options(joinedload(Copy.work)).order_by(Copy.serial)))


def _take_in(unit: OrgUnit, rows: Sequence[list[str]], keeper: int) -> None:
    """The list with a day for each voucher."""
    came = {
        paper: clock.show_date(clock.today() - timedelta(days=days)) for paper, days in CAME.items()
    }
    dated = [["Ngày vào sổ", *rows[0]], *([came[row[0]], *row] for row in rows[1:])]
    found, faults = lines.read(dated, ground())
    outcome = taking.take(unit.id, found, keeper, LIST, faults=faults)
    if outcome.faults:
        raise RuntimeError(f"{LIST}: {outcome.faults}")


def _count(unit: OrgUnit, keeper: int) -> None:
    """The young readers' books were counted: one was missing, one stood on the wrong shelf."""
    count: Stocktake = stocktaking.begin(unit.id, "Kiểm kê sách thiếu nhi", "TN", "", keeper)
    query = select(Copy.number).where(Copy.unit_id == unit.id, Copy.series == "TN")
    numbers = list(db.session.scalars(query.order_by(Copy.serial)))
    for number in (*numbers[:-1], _copies("Số đỏ")[0].number):
        stocktaking.scan(count, unit, number)
    stocktaking.close(count, keeper, lose=True)


def _visits(unit: OrgUnit, keeper: int) -> None:
    """Readers of the weekdays of three weeks, and two classes that came together."""
    classes = _classes(unit)
    for back in range(1, 22):
        day = clock.today() - timedelta(days=back)
        if day.weekday() < 5:
            visits.count(unit.id, day, 8 + back * 5 % 13, keeper, hour=9, class_id=None)
    for at, held in enumerate(classes[:2], 1):
        day = clock.today() - timedelta(days=7 * at)
        visits.count(unit.id, day, 29, keeper, hour=14, class_id=held.id)


def _lend(unit: OrgUnit, keeper: int, teacher: Reader, pupil: Reader) -> None:
    """A set to a class, books to readers, one that came back, one that somebody waits for."""
    held = {row.name: row for row in _classes(unit)}
    pupils = readers.of_class(held[SET_CLASS])
    copies = _copies(SET)[: len(pupils)]
    with _ago(40):
        sets.lend(copies, pupils, None, keeper, clock.today() + timedelta(days=SET_DAYS))
    others = readers.of_class(held["7A"])
    for title, place, days in LENT:
        with _ago(days):
            lending.lend(_free(title), others[place], keeper)
    with _ago(6):
        lending.lend(_free(WAITED), teacher, keeper)
        lending.lend(_free(MINE), pupil, keeper)
        lending.lend(_free("Dế Mèn phiêu lưu ký"), others[0], keeper)
    lending.take_back(next(copy for copy in _copies("Dế Mèn phiêu lưu ký") if copy.state == LOAN))
    queue.ask(_copies(WAITED)[0].work, pupil.person_id)


def _classes(unit: OrgUnit) -> list[SchoolClass]:
    query = select(SchoolClass).where(SchoolClass.school_id == unit.id)
    return list(db.session.scalars(query))


def _free(title: str) -> Copy:
    return next(copy for copy in _copies(title) if copy.state == SHELF)
