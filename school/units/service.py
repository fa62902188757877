"""The organisation tree."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from school.access import Who, scope, valid_today
from school.calendar.service import current_year
from school.classes.models import Enrolment, SchoolClass
from school.people.models import TEACHER, Person, RoleGrant
from school.units import rules
from school.units.models import OrgUnit
from suite import audit, clock
from suite.db import db
from suite.text import fold, nfc, sort_key


@dataclass
class Branch:
    """A unit and what stands below it, in Vietnamese order."""

    unit: OrgUnit
    children: list["Branch"] = field(default_factory=list)


@dataclass(frozen=True)
class Counts:
    """What a school holds today."""

    classes: int
    pupils: int
    teachers: int


def tree(who: Who, text: str = "") -> list[Branch]:
    """The units that `who` may see, the topmost first; `text` narrows by name or code."""
    query = scope(select(OrgUnit), who).where(valid_today(OrgUnit.valid_from, OrgUnit.valid_to))
    units = list(db.session.scalars(query.order_by(OrgUnit.sort_key)))
    if text.strip():
        units = _found(units, fold(text.strip()))
    branches = {unit.id: Branch(unit) for unit in units}
    tops: list[Branch] = []
    for unit in units:
        above = branches.get(unit.parent_id or 0)
        (above.children if above else tops).append(branches[unit.id])
    return tops


def _found(units: list[OrgUnit], key: str) -> list[OrgUnit]:
    hits = [u for u in units if key in fold(u.name) or key == u.code.lower()]
    wanted = {int(part) for unit in hits for part in unit.path.split("/") if part}
    return [unit for unit in units if unit.id in wanted]


def counts(unit: OrgUnit) -> Counts:
    """Classes, pupils and teachers at or below a unit in the current year."""
    inside = select(OrgUnit.id).where(OrgUnit.path.startswith(unit.path))
    year = current_year()
    classes = select(func.count(SchoolClass.id)).where(
        SchoolClass.school_id.in_(inside), SchoolClass.year_id == (year.id if year else 0)
    )
    pupils = select(func.count(func.distinct(Enrolment.person_id))).where(
        Enrolment.school_id.in_(inside), valid_today(Enrolment.starts_on, Enrolment.ends_on)
    )
    teachers = (
        select(func.count(func.distinct(RoleGrant.person_id)))
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role == TEACHER,
            RoleGrant.unit_id.in_(inside),
            Person.left_on.is_(None),
            valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
        )
    )
    return Counts(*(db.session.scalar(query) or 0 for query in (classes, pupils, teachers)))


def add_unit(
    kind: str,
    code: str,
    name: str,
    *,
    parent: OrgUnit | None = None,
    stage: str | None = None,
    since: date | None = None,
) -> OrgUnit:
    """Add a unit to the tree, valid from today unless told. Commits. Raises rules.UnitError."""
    rules.check(kind, parent.kind if parent else None, stage)
    if db.session.scalar(select(OrgUnit.id).where(OrgUnit.code == code)):
        raise rules.UnitError(f"code {code} is taken")
    row = OrgUnit(
        kind=kind,
        code=code,
        name=nfc(name).strip(),
        sort_key=sort_key(name),
        parent_id=parent.id if parent else None,
        path="",
        stage=stage,
        valid_from=since or clock.today(),
    )
    db.session.add(row)
    db.session.flush()
    row.path = f"{parent.path if parent else '/'}{row.id}/"
    audit.record("unit.added", f"unit:{row.id}")
    db.session.commit()
    return row


def by_code(code: str) -> OrgUnit | None:
    """The unit of a code."""
    return db.session.scalar(select(OrgUnit).where(OrgUnit.code == code))
