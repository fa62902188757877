"""Units that have figures, and the schools below them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from school.api import OrgUnit, SchoolClass
from school.units.models import SCHOOL
from suite.db import db

CLASS, GRADE = "class", "grade"


@dataclass(frozen=True)
class Unit:
    """A class, a grade of a school, a school, a commune or a province."""

    level: str
    id: int
    name: str
    school_id: int | None
    path: str
    grade: int = 0

    @property
    def ref(self) -> str:
        """How an address names it: "class:12", "grade:3:6"."""
        return f"{self.level}:{self.id}" + (f":{self.grade}" if self.level == GRADE else "")


def key_of(unit: Unit) -> tuple[str, int, int]:
    """Where figures keep a unit."""
    return unit.level, unit.id, unit.grade if unit.level == GRADE else 0


def of_org(row: OrgUnit) -> Unit:
    """A school, commune or province."""
    return Unit(row.kind, row.id, row.name, row.id if row.kind == SCHOOL else None, row.path)


def of_class(row: SchoolClass, path: str) -> Unit:
    """A class."""
    return Unit(CLASS, row.id, row.name, row.school_id, path, row.grade)


def of_grade(school: Unit, grade: int) -> Unit:
    """A grade of a school."""
    return Unit(GRADE, school.id, str(grade), school.id, school.path, grade)


def schools_below(path: str, day: date) -> list[OrgUnit]:
    """The schools at or below a unit that exist on a day, by name."""
    query = select(OrgUnit).where(
        OrgUnit.kind == SCHOOL,
        OrgUnit.path.startswith(path),
        OrgUnit.valid_from <= day,
        or_(OrgUnit.valid_to.is_(None), OrgUnit.valid_to > day),
    )
    return list(db.session.scalars(query.order_by(OrgUnit.sort_key, OrgUnit.id)))


def classes_of(school_ids: Sequence[int], year_id: int) -> list[SchoolClass]:
    """The classes of schools in a year, by grade and name."""
    query = select(SchoolClass).where(
        SchoolClass.school_id.in_(school_ids), SchoolClass.year_id == year_id
    )
    order = (SchoolClass.grade, SchoolClass.sort_key, SchoolClass.id)
    return list(db.session.scalars(query.order_by(*order)))
