"""Reading school years out of the calendar."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from indicators.formulas import periods
from indicators.rollup.rules import Year
from school.api import SchoolYear
from suite.db import db


def years() -> list[Year]:
    """Every school year, oldest first (three statements)."""
    query = (
        select(SchoolYear)
        .order_by(SchoolYear.starts_on)
        .options(selectinload(SchoolYear.semesters), selectinload(SchoolYear.weeks))
    )
    return [year_of(row) for row in db.session.scalars(query)]


def year_of(row: SchoolYear) -> Year:
    """One school year."""
    return Year(
        row.id,
        row.name,
        periods.school_year(row.starts_on, row.ends_on),
        tuple(periods.semester(s.starts_on, s.ends_on) for s in row.semesters),
        tuple(sorted(week.monday for week in row.weeks)),
    )


def year_on(day: date, found: list[Year] | None = None) -> Year | None:
    """The year that holds a day, else the last one begun, else the first to come."""
    rows = years() if found is None else found
    holding = [year for year in rows if day in year.period]
    before = [year for year in rows if year.period.start <= day]
    return next(iter(holding or before[-1:] or rows[:1]), None)
