"""The organisation tree."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from school.access import Who, scope, valid_today
from school.calendar.service import current_year
from school.classes.models import Enrolment, SchoolClass
from school.people.models import TEACHER, Person, RoleGrant
from school.units import rules, succession
from school.units.models import SCHOOL, OrgUnit
from suite import audit, clock
from suite.db import db
from suite.edits import claim
from suite.text import fold, nfc, numbered_sort_key


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


def tree(who: Who, text: str = "", kind: str = "") -> list[Branch]:
    """The units that `who` may see, the topmost first; `text` narrows by name or code, `kind` to
    units of that kind. What stands above a unit that was found is shown too."""
    query = scope(select(OrgUnit), who).where(valid_today(OrgUnit.valid_from, OrgUnit.valid_to))
    units = list(db.session.scalars(query.order_by(OrgUnit.sort_key)))
    if text.strip() or kind in rules.UNDER:
        units = _found(units, fold(text.strip()), kind)
    branches = {unit.id: Branch(unit) for unit in units}
    tops: list[Branch] = []
    for unit in units:
        above = branches.get(unit.parent_id or 0)
        (above.children if above else tops).append(branches[unit.id])
    return tops


def only_school(who: Who) -> OrgUnit | None:
    """The school at which `who` holds all roles; none: they hold one elsewhere. One statement."""
    held = {grant.unit_id for grant in who.grants}
    if len(held) != 1:
        return None
    query = select(OrgUnit).where(OrgUnit.id.in_(held), OrgUnit.kind == SCHOOL)
    found: OrgUnit | None = db.session.scalar(query)
    return found


def _found(units: list[OrgUnit], key: str, kind: str) -> list[OrgUnit]:
    hits = [u for u in units if key in fold(u.name) or key == u.code.lower()]
    if kind in rules.UNDER:
        hits = [unit for unit in hits if unit.kind == kind]
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
    rules.check_code(code)
    rules.check_name(name)
    if db.session.scalar(select(OrgUnit.id).where(OrgUnit.code == code)):
        raise rules.UnitError(f"code {code} is taken", "taken")
    row = OrgUnit(
        kind=kind,
        code=code,
        name=nfc(name).strip(),
        sort_key=numbered_sort_key(name),
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


def edit_unit(
    unit: OrgUnit,
    version: int,
    *,
    code: str,
    name: str,
    since: date,
    stage: str | None,
    headcount: int | None,
    teacher_headcount: int | None,
) -> None:
    """Change what a unit is; a new name holds from `since` on, the old one before it. Commits.

    Raises rules.UnitError, Conflict.
    """
    unit = claim(OrgUnit, unit.id, version)
    rules.check_code(code)
    if db.session.scalar(select(OrgUnit.id).where(OrgUnit.code == code, OrgUnit.id != unit.id)):
        raise rules.UnitError(f"code {code} is taken", "taken")
    rules.check(unit.kind, rules.UNDER[unit.kind][0], stage)
    if nfc(name).strip() != unit.name:
        succession.renamed(unit, name, since)
    new = {"code": code, "stage": stage, "headcount": headcount}
    new |= {"teacher_headcount": teacher_headcount}
    detail = {key: [getattr(unit, key), value] for key, value in new.items()}
    for key, value in new.items():
        setattr(unit, key, value)
    changed = {key: pair for key, pair in detail.items() if pair[0] != pair[1]}
    audit.record("unit.changed", f"unit:{unit.id}", detail=changed)
    db.session.commit()


def by_code(code: str) -> OrgUnit | None:
    """The unit of a code."""
    return db.session.scalar(select(OrgUnit).where(OrgUnit.code == code))
