"""From an address to a unit, and the units that a reader may turn to."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from indicators.coverage.units import CLASS, GRADE, Unit, of_class, of_grade, of_org
from indicators.rollup.rules import Year
from school.api import (
    HOMEROOM_TEACHER,
    OFFICERS,
    OVERSEERS,
    STAFF,
    OrgUnit,
    SchoolClass,
    Who,
    may,
)
from suite.db import db

ANY = "unit"


@dataclass(frozen=True)
class Place:
    """A unit with the units above it, from the top, that the reader may see.

    `who` is the reader; None for a command of the machine's own people.
    """

    unit: Unit
    above: tuple[Unit, ...]
    org: OrgUnit
    who: Who | None = None


def find(ref: str, who: Who | None) -> Place | None:
    """The unit of "school:12", "class:3", "grade:12:6"; None for what is not there to see.

    `who` None asks for no rights: a command of the machine's own people.
    """
    level, _, rest = ref.partition(":")
    number, _, grade = rest.partition(":")
    if not number.isdecimal() or len(number) > 18 or (grade and not grade.isdecimal()):
        return None
    if level == CLASS:
        row = db.session.get(SchoolClass, int(number))
        return None if row is None else _place(row.school_id, who, row=row)
    if level == GRADE and grade:
        return _place(int(number), who, grade=int(grade))
    place = _place(int(number), who)
    return place if place and level in (ANY, place.unit.level) else None


def _place(
    org_id: int, who: Who | None, row: SchoolClass | None = None, grade: int = 0
) -> Place | None:
    own = aliased(OrgUnit)
    query = select(OrgUnit).join(own, own.path.startswith(OrgUnit.path)).where(own.id == org_id)
    orgs = list(db.session.scalars(query.order_by(OrgUnit.path)))
    if not orgs:
        return None
    org, above = orgs[-1], [of_org(row) for row in orgs]
    unit = above[-1]
    if row is not None:
        unit = of_class(row, org.path)
    elif grade:
        unit = of_grade(above[-1], grade)
    else:
        above = above[:-1]
    if who is None:
        return Place(unit, tuple(above), org)
    if not may(who, "coverage.view", unit):
        return None
    return Place(unit, tuple(one for one in above if may(who, "coverage.view", one)), org, who)


def first_of(who: Who, year: Year) -> str | None:
    """Where a reader begins: the unit they head, else their homeroom class, else their school."""
    heads = [g for g in who.grants if g.role in (*OVERSEERS, *OFFICERS)]
    if heads:
        top = min(heads, key=lambda grant: (grant.path.count("/"), grant.path))
        return f"{ANY}:{top.unit_id}"
    own = homeroom(who, year)
    if own is not None:
        return f"{CLASS}:{own.id}"
    staff = [g for g in who.grants if g.role in STAFF]
    return f"school:{staff[0].unit_id}" if staff else None


def homeroom(who: Who, year: Year) -> SchoolClass | None:
    """The class of which somebody is the homeroom teacher today."""
    led = [grant.about for grant in who.grants if grant.role == HOMEROOM_TEACHER]
    if not led:
        return None
    query = select(SchoolClass).where(SchoolClass.id.in_(led), SchoolClass.year_id == year.id)
    return db.session.scalars(query.order_by(SchoolClass.id).limit(1)).first()
