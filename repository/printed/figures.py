"""The figures of a school's library, and how they stand to what the rules ask."""

from dataclasses import dataclass, field

from sqlalchemy import exists, func, select

from repository.catalogue import rules as catalogue
from repository.catalogue.models import Work, WorkFile
from repository.printed import judging, rules, visits
from repository.printed.judging import Verdict
from repository.printed.loan_models import Loan
from repository.printed.models import Copy, PrintTitle
from repository.printed.stock_models import Criterion
from repository.printed.visits import Month
from school.api import (
    TEACHER,
    Enrolment,
    OrgUnit,
    RoleGrant,
    SchoolYear,
    current_year,
    valid_today,
)
from suite import clock
from suite.db import db

ACTIVE = "active"


@dataclass(frozen=True)
class Figures:
    """What the library holds today; loans and visits are those of the school year. None is not
    known."""

    pupils: int
    teachers: int
    copies: dict[str, int]
    titles: dict[str, int]
    digital: int
    loans: dict[str, int]
    months: list[Month]
    since: str = ""
    measures: dict[str, int | None] = field(default_factory=dict)


def figures(unit: OrgUnit) -> Figures:
    """The figures of a unit; eight statements."""
    copies, titles = dict.fromkeys(rules.STOCKS, 0), dict.fromkeys(rules.STOCKS, 0)
    query = (
        select(PrintTitle.stock, func.count(Copy.id), func.count(Copy.work_id.distinct()))
        .join(Copy, Copy.work_id == PrintTitle.work_id)
        .where(Copy.unit_id == unit.id, Copy.state.not_in((rules.GONE, rules.LOST)))
    )
    for stock, number, works in db.session.execute(query.group_by(PrintTitle.stock)):
        copies[stock], titles[stock] = number, works
    pupils, teachers = _pupils(unit), _teachers(unit)
    digital, year = _digital(unit), current_year()
    loans, since = _loans(unit, year), year.name if year else ""
    months = visits.months(unit.id, *visits.span(year))
    for_pupils = sum(copies.values()) - copies[rules.GUIDE]
    measures = {
        "books_per_pupil": judging.share(for_pupils, pupils),
        "guides_per_teacher": judging.share(copies[rules.GUIDE], teachers),
        "digital": digital * 100,
        "titles": sum(titles.values()) * 100,
        "copies": sum(copies.values()) * 100,
        "loans": sum(loans.values()) * 100,
        "visits": sum(one.total for one in months) * 100,
    }
    return Figures(pupils, teachers, copies, titles, digital, loans, months, since, measures)


def judged(unit: OrgUnit, found: Figures) -> list[tuple[Criterion, Verdict]]:
    """Every criterion of today that concerns the unit, with what can be said of it."""
    query = select(Criterion).where(
        valid_today(Criterion.valid_from, Criterion.valid_to),
        Criterion.stage.in_(("", unit.stage or "")),
    )
    rows = db.session.scalars(query.order_by(Criterion.level, Criterion.position))
    return [(row, judging.judge(found.measures.get(row.measure), row.least)) for row in rows]


def _pupils(unit: OrgUnit) -> int:
    query = select(func.count(Enrolment.person_id.distinct())).where(
        Enrolment.school_id == unit.id, Enrolment.is_main, Enrolment.state == ACTIVE,
        valid_today(Enrolment.starts_on, Enrolment.ends_on),
    )  # fmt: skip
    return db.session.scalar(query) or 0


def _teachers(unit: OrgUnit) -> int:
    query = select(func.count(RoleGrant.person_id.distinct())).where(
        RoleGrant.unit_id == unit.id, RoleGrant.role == TEACHER,
        valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
    )  # fmt: skip
    return db.session.scalar(query) or 0


def _digital(unit: OrgUnit) -> int:
    filed = exists(select(WorkFile.id).where(WorkFile.work_id == Work.id))
    query = select(func.count(Work.id)).where(
        Work.unit_id == unit.id, Work.state == catalogue.PUBLISHED, filed
    )
    return db.session.scalar(query) or 0


def _loans(unit: OrgUnit, year: SchoolYear | None) -> dict[str, int]:
    query = select(Loan.role, func.count(Loan.id)).where(Loan.unit_id == unit.id)
    if year is not None:
        query = query.where(Loan.lent_at >= clock.start_of(year.starts_on))
    held = dict.fromkeys(rules.ROLES, 0)
    return held | dict(db.session.execute(query.group_by(Loan.role)).all())
