"""Units that have figures, and the schools below them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from school.api import OrgUnit, SchoolClass
from school.units.history import Placed, placed_on
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


def of_placed(row: Placed) -> Unit:
    """A school, commune or province under its name of some day; its path is that of today."""
    return replace(of_org(row.unit), name=row.name)


def schools_on(day: date) -> dict[int, frozenset[int]]:
    """The ids of the schools that stood at or below each unit on a day (one statement)."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row in placed_on(day):
        if row.unit.kind == SCHOOL:
            for part in filter(None, row.path.split("/")):
                found[int(part)].add(row.unit.id)
    return {unit_id: frozenset(schools) for unit_id, schools in found.items()}


def classes_of(school_ids: Sequence[int], year_id: int) -> list[SchoolClass]:
    """The classes of schools in a year, by grade and name."""
    query = select(SchoolClass).where(
        SchoolClass.school_id.in_(school_ids), SchoolClass.year_id == year_id
    )
    order = (SchoolClass.grade, SchoolClass.sort_key, SchoolClass.id)
    return list(db.session.scalars(query.order_by(*order)))
