"""Who may do what, and what each may list: one place to ask, answered at query time.

Rooms register their rules here: `@permission("course.edit")` decides for one thing,
`@scoper(Course)` narrows a select to what a person may see. `may` and `scope` refuse with
KeyError what nobody registered, so that a forgotten rule is found by the first test.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g
from sqlalchemy import Select, exists, or_, select
from sqlalchemy.sql import ColumnElement

from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.people.models import (
    ADMINISTRATOR,
    COMMUNE_OFFICER,
    LIBRARIAN,
    PRINCIPAL,
    TEACHER,
    Person,
)
from school.units.models import OrgUnit
from suite import clock, web

STAFF = (TEACHER, LIBRARIAN, PRINCIPAL, ADMINISTRATOR)
HEADS = (PRINCIPAL, ADMINISTRATOR)


@dataclass(frozen=True)
class Grant:
    """A role that is valid today; `path` is that of its unit."""

    role: str
    unit_id: int
    path: str


@dataclass(frozen=True)
class Who:
    """Somebody as the rules see them; signed out is `NOBODY`."""

    person_id: int | None
    school_id: int | None
    grants: tuple[Grant, ...]

    def has(self, *roles: str) -> bool:
        """Whether one of the roles is held anywhere."""
        return any(grant.role in roles for grant in self.grants)

    def holds(self, path: str, *roles: str) -> bool:
        """Whether one of the roles is held at the unit of `path` or above it."""
        return any(g.role in roles and path.startswith(g.path) for g in self.grants)

    def at(self, unit_id: int | None, *roles: str) -> bool:
        """Whether one of the roles is held at this very unit."""
        return any(grant.role in roles and grant.unit_id == unit_id for grant in self.grants)

    def paths(self, *roles: str) -> list[str]:
        """The units at which one of the roles is held."""
        return sorted({grant.path for grant in self.grants if grant.role in roles})


NOBODY = Who(None, None, ())

Rule = Callable[[Who, Any], bool]
Scoper = Callable[[Select[Any], Who], Select[Any]]
_rules: dict[str, Rule] = {}
_scopers: dict[type[Any], Scoper] = {}


def permission(action: str) -> Callable[[Rule], Rule]:
    """Register the rule of an action."""

    def register(rule: Rule) -> Rule:
        _rules[action] = rule
        return rule

    return register


def scoper(model: type[Any]) -> Callable[[Scoper], Scoper]:
    """Register how a select of `model` is narrowed."""

    def register(narrow: Scoper) -> Scoper:
        _scopers[model] = narrow
        return narrow

    return register


def may(who: Who, action: str, thing: Any = None) -> bool:
    """Whether `who` may do `action` to `thing`. Raises KeyError for an unknown action."""
    return _rules[action](who, thing)


def scope(query: Select[Any], who: Who) -> Select[Any]:
    """The part of `query` that `who` may see, by its first entity. Raises KeyError."""
    model = query.column_descriptions[0]["entity"]
    return _scopers[model](query, who)


def who() -> Who:
    """Who asks in the present request."""
    found: Who = g.get("who", NOBODY)
    return found


def require(action: str, thing: Any = None) -> None:
    """Go on only if the present person may; 404 signed out of sight, 403 otherwise."""
    if not may(who(), action, thing):
        web.forbidden()


def below(column: Any, paths: list[str]) -> ColumnElement[bool]:
    """Units whose path lies at or below one of `paths`."""
    return or_(False, *(column.startswith(path) for path in paths))


def valid_today(start: Any, end: Any) -> ColumnElement[bool]:
    """Rows whose half-open dates hold today."""
    today = clock.today()
    return (start <= today) & or_(end.is_(None), end > today)


def teaches(who: Who, class_column: Any) -> ColumnElement[bool]:
    """Whether `who` teaches in the class today (any subject, or its homeroom)."""
    return exists(
        select(TeachingAssignment.id).where(
            TeachingAssignment.class_id == class_column,
            TeachingAssignment.person_id == who.person_id,
            valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
        )
    )


def enrolled(who: Who, class_column: Any) -> ColumnElement[bool]:
    """Whether `who` is a pupil of the class today."""
    return exists(
        select(Enrolment.id).where(
            Enrolment.class_id == class_column,
            Enrolment.person_id == who.person_id,
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
        )
    )


def heads_school(who: Who, school_column: Any) -> ColumnElement[bool]:
    """Whether `who` is principal or administrator of the school or of a unit above it."""
    paths = who.paths(*HEADS)
    return school_column.in_(select(OrgUnit.id).where(below(OrgUnit.path, paths)))


@scoper(OrgUnit)
def _units(query: Select[Any], who: Who) -> Select[Any]:
    """Everyone sees the units above and at their own; heads and officers those below too."""
    own = [grant.path for grant in who.grants]
    ids = {int(part) for path in own for part in path.split("/") if part}
    paths = who.paths(*HEADS, COMMUNE_OFFICER)
    return query.where(or_(OrgUnit.id.in_(ids), below(OrgUnit.path, paths)))


@scoper(SchoolClass)
def _classes(query: Select[Any], who: Who) -> Select[Any]:
    staff = [grant.unit_id for grant in who.grants if grant.role in STAFF]
    return query.where(
        or_(
            SchoolClass.school_id.in_(staff),
            heads_school(who, SchoolClass.school_id),
            enrolled(who, SchoolClass.id),
        )
    )


@scoper(Person)
def _people(query: Select[Any], who: Who) -> Select[Any]:
    """Heads see their school; teachers those they teach; all see themselves."""
    taught = exists(
        select(Enrolment.id).where(
            Enrolment.person_id == Person.id, teaches(who, Enrolment.class_id)
        )
    )
    return query.where(or_(Person.id == who.person_id, heads_school(who, Person.school_id), taught))
