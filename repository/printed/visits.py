"""Counting visits, correcting them, and their sums by month and school year."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import extract, func, select, update
from sqlalchemy.orm import joinedload

from repository.printed.rules import Refused
from repository.printed.visit_models import Visit
from school.api import SchoolYear
from suite import audit, clock
from suite.db import db

MOST = 2_000
"""The most visitors of one entry."""


@dataclass(frozen=True)
class Month:
    """The visits of a month: single visitors, and those who came with their class."""

    year: int
    month: int
    single: int
    with_class: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.single + self.with_class


def tap(unit_id: int, by: int) -> int:
    """One more visitor now; how many came today. Commits."""
    now = clock.now()
    hour = now.astimezone(clock.VN).hour
    today = Visit.unit_id == unit_id, Visit.on == clock.today(), Visit.class_id.is_(None)
    row = db.session.scalar(select(Visit.id).where(*today, Visit.hour == hour).limit(1))
    if row is None:
        db.session.add(_entry(unit_id, clock.today(), hour, None, 1, by))
    else:
        _add(row, 1)
    db.session.commit()
    return day_total(unit_id, clock.today())


def untap(unit_id: int, day: date) -> bool:
    """Take one single visitor of a day's latest entry away; whether there was one. Commits."""
    held = Visit.unit_id == unit_id, Visit.on == day, Visit.class_id.is_(None), Visit.number > 0
    row = db.session.scalar(select(Visit.id).where(*held).order_by(Visit.id.desc()).limit(1))
    if row is not None:
        _add(row, -1)
    db.session.commit()
    return row is not None


def count(
    unit_id: int, day: date, number: int, by: int, *, hour: int | None, class_id: int | None
) -> Visit:
    """Enter a group of visitors. Commits. Raises Refused: day_to_come, bad_visitors(most),
    bad_hour."""
    if day > clock.today():
        raise Refused("day_to_come")
    if not 1 <= number <= MOST:
        raise Refused("bad_visitors", most=MOST)
    if hour is not None and not 0 <= hour <= 23:
        raise Refused("bad_hour")
    row = _entry(unit_id, day, hour, class_id, number, by)
    db.session.add(row)
    db.session.commit()
    return row


def correct(row: Visit, number: int) -> None:
    """Say how many it was; none takes the entry away. Commits. Raises Refused("bad_visitors")."""
    if not 0 <= number <= MOST:
        raise Refused("bad_visitors", most=MOST)
    about = {"day": row.on.isoformat(), "before": row.number, "now": number}
    audit.record("print.visits_corrected", f"unit:{row.unit_id}", detail=about)
    if number:
        row.number = number
    else:
        db.session.delete(row)
    db.session.commit()


def of_day(unit_id: int, day: date) -> list[Visit]:
    """The entries of a day by hour; one statement."""
    query = select(Visit).where(Visit.unit_id == unit_id, Visit.on == day, Visit.number > 0)
    query = query.options(joinedload(Visit.school_class))
    return list(db.session.scalars(query.order_by(Visit.hour.asc().nulls_last(), Visit.id)))


def day_total(unit_id: int, day: date) -> int:
    """All visits of a day."""
    query = select(func.sum(Visit.number)).where(Visit.unit_id == unit_id, Visit.on == day)
    return db.session.scalar(query) or 0


def months(unit_id: int, first: date, last: date) -> list[Month]:
    """The months between two days that had visits, in order; one statement."""
    year, month = extract("year", Visit.on), extract("month", Visit.on)
    alone = func.coalesce(func.sum(Visit.number).filter(Visit.class_id.is_(None)), 0)
    query = (
        select(year, month, func.sum(Visit.number), alone)
        .where(Visit.unit_id == unit_id, Visit.on.between(first, last))
        .group_by(year, month)
        .order_by(year, month)
    )
    return [
        Month(int(y), int(m), int(single), int(total) - int(single))
        for y, m, total, single in db.session.execute(query)
    ]


def years(unit_id: int) -> list[tuple[SchoolYear, int]]:
    """The school years that had visits with their sums, the newest first; one statement."""
    query = (
        select(SchoolYear, func.sum(Visit.number))
        .join(Visit, Visit.on.between(SchoolYear.starts_on, SchoolYear.ends_on))
        .where(Visit.unit_id == unit_id)
        .group_by(SchoolYear.id)
        .order_by(SchoolYear.starts_on.desc())
    )
    return [(row, int(total)) for row, total in db.session.execute(query)]


def span(year: SchoolYear | None) -> tuple[date, date]:
    """A school year up to today, without one the calendar year."""
    today = clock.today()
    return (year.starts_on if year else date(today.year, 1, 1)), today


def _entry(
    unit_id: int, day: date, hour: int | None, class_id: int | None, number: int, by: int
) -> Visit:
    return Visit(unit_id=unit_id, on=day, hour=hour, class_id=class_id, number=number,
                 made_at=clock.now(), made_by=by)  # fmt: skip


def _add(visit_id: int, by: int) -> None:
    # Two who take the last one back at once do not make it less than none.
    held = Visit.id == visit_id, Visit.number + by >= 0
    query = update(Visit).where(*held).values(number=Visit.number + by)
    db.session.execute(query, execution_options={"synchronize_session": False})
