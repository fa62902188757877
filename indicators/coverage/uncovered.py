"""Who is not covered, by name, for those who teach or head them; each view is logged."""

from dataclasses import dataclass

from sqlalchemy import select

from indicators.coverage import tally
from indicators.coverage.units import CLASS, GRADE, Unit
from indicators.formulas.conditions import Readiness
from indicators.formulas.periods import ReportPeriod
from indicators.formulas.qualify import Who
from indicators.formulas.use import PersonUse
from indicators.rollup.rules import Year
from school.api import OrgUnit, Person, SchoolClass
from suite.db import db


@dataclass(frozen=True)
class Missing:
    """A pupil who is not regular: weeks used of those needed, and the conditions."""

    person_id: int
    full_name: str
    class_name: str
    weeks_used: int
    use: PersonUse
    ready: Readiness


def uncovered(org: OrgUnit, unit: Unit, year: Year, period: ReportPeriod) -> list[Missing]:
    """The pupils of a class, grade or school who are not regular over a period, by class."""
    school = tally.read_school(org, year, teachers=False)
    over = tally.frame_of(year, period, Who.LEARNER)
    if not over.weeks:
        return []
    rows = tally.judged(school, period, Who.LEARNER)
    chosen = [row for row in school.classes.values() if _holds(unit, row)]
    short = [(row, one) for row in chosen for one in rows.get(row.id, ()) if not one.use.regular]
    names = _names([one.person.person_id for _, one in short])
    order = {row.id: place for place, row in enumerate(chosen)}
    found = []
    for row, one in short:
        used = over.grid.weeks_of(one.person.days.events, over.params.days_per_week)
        enrolled = over.grid.weeks_of(one.person.days.enrolled & ~one.person.days.suspended)
        weeks = (used & enrolled & over.instructional).bit_count()
        name, key = names[one.person.person_id]
        made = Missing(one.person.person_id, name, row.name, weeks, one.use, one.ready)
        found.append((order[row.id], key, made))
    return [made for *_, made in sorted(found, key=lambda held: (held[0], held[1]))]


def _holds(unit: Unit, row: SchoolClass) -> bool:
    if unit.level == CLASS:
        return row.id == unit.id
    return unit.level != GRADE or row.grade == unit.grade


def _names(ids: list[int]) -> dict[int, tuple[str, str]]:
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(ids), 500):
        query = select(Person.id, Person.full_name, Person.sort_key)
        rows = db.session.execute(query.where(Person.id.in_(ids[start : start + 500])))
        found.update({person_id: (name, key) for person_id, name, key in rows})
    return found
