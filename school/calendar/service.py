"""School years and their weeks."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from school.calendar.models import Holiday, InstructionalWeek, SchoolYear, Semester
from school.calendar.rules import (
    WEEK,
    CalendarError,
    Free,
    Term,
    YearPlan,
    all_mondays,
    check_holiday,
    copied,
    default_year,
    name_of,
)
from suite import audit, clock
from suite.db import db
from suite.edits import claim
from suite.text import nfc


@dataclass(frozen=True)
class Week:
    """A week of a year as the page shows it; `number` counts instructional weeks from 1."""

    monday: date
    semester: int
    number: int | None
    holidays: tuple[str, ...] = ()

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


def current_year(on: date | None = None) -> SchoolYear | None:
    """The year that holds a day (today), else the last one that began before it, else the next."""
    day = on or clock.today()
    begun = select(SchoolYear).where(SchoolYear.starts_on <= day)
    return db.session.scalar(
        begun.order_by(SchoolYear.starts_on.desc()).limit(1)
    ) or db.session.scalar(select(SchoolYear).order_by(SchoolYear.starts_on).limit(1))


def years() -> list[SchoolYear]:
    """All years with their semesters and weeks, the newest first."""
    query = select(SchoolYear).options(
        selectinload(SchoolYear.semesters),
        selectinload(SchoolYear.weeks),
        selectinload(SchoolYear.holidays),
    )
    return list(db.session.scalars(query.order_by(SchoolYear.starts_on.desc())))


def make_year(plan: YearPlan) -> tuple[SchoolYear, bool]:
    """Keep a year; the same plan again changes nothing. Commits.

    Returns the year and whether it is new. Raises CalendarError("overlap") when another year
    holds one of its days or the same name stands with other days.
    """
    for other in years():
        if other.name == plan.name and _same(other, plan):
            return other, False
        if other.name == plan.name or (
            other.starts_on < plan.ends_on and plan.starts_on < other.ends_on
        ):
            raise CalendarError("overlap")
    row = SchoolYear(name=plan.name, starts_on=plan.starts_on, ends_on=plan.ends_on)
    row.semesters = [
        Semester(number=t.number, starts_on=t.starts_on, ends_on=t.ends_on) for t in plan.semesters
    ]
    row.weeks = [InstructionalWeek(monday=monday) for monday in plan.mondays]
    row.holidays = [
        Holiday(name=h.name, starts_on=h.starts_on, ends_on=h.ends_on, follows_tet=h.follows_tet)
        for h in plan.holidays
    ]
    db.session.add(row)
    db.session.flush()
    audit.record("year.made", f"year:{row.id}", detail={"name": plan.name})
    db.session.commit()
    return row, True


def next_year(start: date) -> YearPlan:
    """The year that begins on a day: copied from the one before it, else the default one.

    Raises CalendarError.
    """
    query = select(SchoolYear).where(SchoolYear.starts_on < start)
    last = db.session.scalar(query.order_by(SchoolYear.starts_on.desc()).limit(1))
    name = name_of(start)
    if last is None or last.name == name or len(last.semesters) != 2 or len(last.weeks) < 2:
        return default_year(name, start)
    return copied(plan_of(last), name, start)


def plan_of(row: SchoolYear) -> YearPlan:
    """A year as the rules see it."""
    terms = tuple(Term(s.number, s.starts_on, s.ends_on) for s in row.semesters)
    free = tuple(Free(h.name, h.starts_on, h.ends_on, h.follows_tet) for h in row.holidays)
    mondays = tuple(week.monday for week in row.weeks)
    return YearPlan(row.name, row.starts_on, row.ends_on, terms, mondays, free)


def _same(row: SchoolYear, plan: YearPlan) -> bool:
    held = tuple((s.number, s.starts_on, s.ends_on) for s in row.semesters)
    wanted = tuple((t.number, t.starts_on, t.ends_on) for t in plan.semesters)
    return (row.starts_on, row.ends_on, held) == (plan.starts_on, plan.ends_on, wanted)


def weeks(year: SchoolYear) -> list[Week]:
    """Every week of a year in order, marked or not."""
    marked = {week.monday for week in year.weeks}
    found, number = [], 0
    for monday in all_mondays(year.starts_on, year.ends_on):
        number += monday in marked
        semester = next((s.number for s in year.semesters if s.starts_on <= monday < s.ends_on), 0)
        free = tuple(
            h.name for h in year.holidays if h.starts_on < monday + WEEK and monday < h.ends_on
        )
        found.append(Week(monday, semester, number if monday in marked else None, free))
    return found


def mark_week(year: SchoolYear, monday: date, instructional: bool) -> None:
    """Say whether a week counts. Commits. Raises CalendarError("weeks") for a week outside."""
    if monday not in all_mondays(year.starts_on, year.ends_on):
        raise CalendarError("weeks")
    kept = next((week for week in year.weeks if week.monday == monday), None)
    if instructional and kept is None:
        year.weeks.append(InstructionalWeek(monday=monday))
    elif not instructional and kept is not None:
        year.weeks.remove(kept)
    else:
        return
    detail = {"monday": monday.isoformat(), "instructional": instructional}
    audit.record("year.week_marked", f"year:{year.id}", detail=detail)
    db.session.commit()


def put_holiday(year: SchoolYear, free: Free, row: Holiday | None, version: int) -> Holiday:
    """Add a holiday, or change `row` as its editor saw it. Commits.

    Raises CalendarError, Conflict.
    """
    free = Free(" ".join(nfc(free.name).split()), free.starts_on, free.ends_on, free.follows_tet)
    check_holiday(free, year.starts_on, year.ends_on)
    if row is None:
        row = Holiday(year_id=year.id)
        db.session.add(row)
    else:
        claim(Holiday, row.id, version)
    row.name, row.starts_on, row.ends_on = free.name, free.starts_on, free.ends_on
    row.follows_tet = free.follows_tet
    detail = {"name": row.name, "from": row.starts_on.isoformat(), "to": row.ends_on.isoformat()}
    audit.record("year.holiday_kept", f"year:{year.id}", detail=detail)
    db.session.commit()
    return row


def put_back_holiday(year: SchoolYear, free: Free) -> Holiday:
    """Put a holiday back that was removed. Commits.

    Raises CalendarError: "twice" when one of this name stands in these days by now.
    """
    year = db.session.get_one(SchoolYear, year.id, with_for_update=True, populate_existing=True)
    for other in year.holidays:
        apart = other.ends_on <= free.starts_on or free.ends_on <= other.starts_on
        if other.name == free.name and not apart:
            raise CalendarError("twice")
    return put_holiday(year, free, None, 0)


def remove_holiday(year: SchoolYear, row: Holiday, version: int) -> Free:
    """Take a holiday away; what it was. Commits. Raises Conflict."""
    claim(Holiday, row.id, version)
    gone = Free(row.name, row.starts_on, row.ends_on, row.follows_tet)
    detail = {"name": row.name, "from": row.starts_on.isoformat(), "to": row.ends_on.isoformat()}
    audit.record("year.holiday_removed", f"year:{year.id}", detail=detail)
    db.session.delete(row)
    db.session.commit()
    return gone
