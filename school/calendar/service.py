"""School years and their weeks."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from school.calendar.models import InstructionalWeek, SchoolYear, Semester
from school.calendar.rules import CalendarError, YearPlan, all_mondays
from suite import audit, clock
from suite.db import db


@dataclass(frozen=True)
class Week:
    """A week of a year as the page shows it; `number` counts instructional weeks from 1."""

    monday: date
    semester: int
    number: int | None


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
        selectinload(SchoolYear.semesters), selectinload(SchoolYear.weeks)
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
    db.session.add(row)
    db.session.flush()
    audit.record("year.made", f"year:{row.id}", detail={"name": plan.name})
    db.session.commit()
    return row, True


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
        found.append(Week(monday, semester, number if monday in marked else None))
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
