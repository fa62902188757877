"""What was read, by work, class, grade and node.

Readers are those of a unit and the units below it. Works are those that the asker may see, whoever
read them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, extract, func, select
from sqlalchemy.orm import joinedload

from repository.catalogue.models import Alignment, Work
from repository.counting.models import CountDay
from repository.counting.rules import Tally
from repository.merging.queries import counted_as
from school.api import CurriculumNode, OrgUnit, SchoolClass, Who, below, scope
from suite import clock
from suite.db import db
from suite.text import sort_key

NUMBERS = ("total_investigations", "unique_investigations", "total_requests", "unique_requests")
SUMS = tuple(func.sum(getattr(CountDay, name)).label(name) for name in (*NUMBERS, "links"))
OF = counted_as(CountDay.work_id)
# The kinds that are titles of their own to COUNTER, which its title report is about.
BOOK, JOURNAL = "Book", "Journal"
TITLES = {
    "etextbook": BOOK, "textbook": BOOK, "text": BOOK, "book": BOOK, "guide": BOOK,
    "children": BOOK, "programme": BOOK, "reference": "Reference_Work", "journal": JOURNAL,
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Whose reading is asked for, over which whole months, and who asks. Below `least` numbers of
    classes and topics are hidden, below `hides` those of works. `titles` leaves all works out that
    are no titles of their own."""

    unit: OrgUnit
    first: date
    last: date
    me: Who
    least: int
    hides: int
    titles: bool = False

    @property
    def when(self) -> ColumnElement[bool]:
        """The days of the period, of readers of the unit."""
        units = select(OrgUnit.id).where(below(OrgUnit.path, [self.unit.path]))
        days = CountDay.day.between(self.first, self.last)
        return days & CountDay.unit_id.in_(units)


def period(first: str, last: str) -> tuple[date, date]:
    """Whole months from "2026-09" to "2026-11"; empty: the last twelve. Raises ValueError."""
    today = clock.today()
    end = date.fromisoformat(f"{last}-01") if last else today.replace(day=1)
    start = date.fromisoformat(f"{first}-01") if first else (end - timedelta(days=334))
    start = start.replace(day=1)
    if not start <= end or (end - start).days > 366 * 3:
        raise ValueError("the months stand the wrong way round, or are more than three years")
    return start, (end + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def by_work(wanted: Wanted) -> Select[Any]:
    """(work, its five sums), of works that the asker may see."""
    sums = select(OF.label("work_id"), *SUMS).where(wanted.when).group_by(OF).subquery()
    query: Select[Any] = scope(select(Work), wanted.me).join(sums, sums.c.work_id == Work.id)
    if wanted.titles:
        query = query.where(Work.kind.in_(TITLES))
    return query.add_columns(*(sums.c[name] for name in (*NUMBERS, "links")))


def total(wanted: Wanted) -> Tally:
    """Everything that the asker's list holds, added up (one statement)."""
    rows = by_work(wanted).subquery()
    sums = [func.coalesce(func.sum(rows.c[name]), 0) for name in (*NUMBERS, "links")]
    return Tally(*map(int, db.session.execute(select(*sums)).one()))


def by_class(wanted: Wanted) -> list[tuple[SchoolClass, Tally]]:
    """The classes of a school that read, by grade and name (one statement)."""
    query = (
        select(SchoolClass, *SUMS)
        .join(CountDay, CountDay.class_id == SchoolClass.id)
        .where(wanted.when, SchoolClass.school_id == wanted.unit.id)
        .group_by(SchoolClass.id)
    )
    order = (SchoolClass.grade, SchoolClass.sort_key, SchoolClass.id)
    rows = db.session.execute(query.order_by(*order))
    return [(row[0], Tally(*map(int, row[1:]))) for row in rows]


def by_grade(rows: Iterable[tuple[SchoolClass, Tally]]) -> dict[int, Tally]:
    """The same by grade."""
    found: defaultdict[int, Tally] = defaultdict(Tally)
    for row, tally in rows:
        found[row.grade] += tally
    return dict(found)


def by_node(wanted: Wanted, subject: str, grade: int) -> list[tuple[CurriculumNode, Tally]]:
    """Reading of works that two people tied to nodes of a subject × grade; a work of two nodes
    stands at both (one statement)."""
    seen = scope(select(Work.id), wanted.me)
    query = (
        select(CurriculumNode, *SUMS)
        .join(Alignment, Alignment.node_id == CurriculumNode.id)
        .join(CountDay, Alignment.work_id == OF)
        .where(
            wanted.when,
            Alignment.confirmed_at.is_not(None),
            Alignment.work_id.in_(seen),
            CurriculumNode.subject_code == subject,
            CurriculumNode.grade == grade,
        )
        .group_by(CurriculumNode.id)
    )
    rows = db.session.execute(query.order_by(CurriculumNode.code))
    return [(row[0], Tally(*map(int, row[1:]))) for row in rows]


def fields(wanted: Wanted) -> list[tuple[str, int]]:
    """The subjects × grades of which something that the asker may see was read (one statement)."""
    seen = scope(select(Work.id), wanted.me)
    query = (
        select(CurriculumNode.subject_code, CurriculumNode.grade)
        .distinct()
        .join(Alignment, Alignment.node_id == CurriculumNode.id)
        .join(CountDay, Alignment.work_id == OF)
        .where(wanted.when, Alignment.confirmed_at.is_not(None), Alignment.work_id.in_(seen))
    )
    order = (CurriculumNode.subject_code, CurriculumNode.grade)
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(*order))]


def monthly(wanted: Wanted) -> list[tuple[Work, dict[date, Tally]]]:
    """The months of every work that the asker may see, by title, each with its unit (two
    statements)."""
    year, month = extract("year", CountDay.day), extract("month", CountDay.day)
    query = select(OF, year, month, *SUMS).where(wanted.when)
    found: defaultdict[int, dict[date, Tally]] = defaultdict(dict)
    for row in db.session.execute(query.group_by(OF, year, month)):
        found[row[0]][date(int(row[1]), int(row[2]), 1)] = Tally(*map(int, row[3:]))
    read = select(OF).where(wanted.when)
    works = scope(select(Work), wanted.me).where(Work.id.in_(read)).options(joinedload(Work.unit))
    rows = sorted(db.session.scalars(works), key=lambda work: (sort_key(work.title), work.id))
    return [(work, found[work.id]) for work in rows]
