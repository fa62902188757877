"""Who may do what, and what each may list: one place to ask, answered at query time.

Rooms register their rules here: `@permission("course.edit")` decides for one thing,
`@scoper(Course)` narrows a select to what a person may see, and `@reasons(Person)` does the same
by named reasons, so that somebody can be told why. `may` and `scope` refuse with KeyError what
nobody registered, so that a forgotten rule is found by the first test.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import g
from sqlalchemy import Select, and_, exists, false, literal, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from school.calendar.models import SchoolYear
from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.people.models import (
    ADMINISTRATOR,
    COMMUNE_OFFICER,
    GUARDIAN,
    HOMEROOM_TEACHER,
    INSPECTOR,
    LIBRARIAN,
    PRINCIPAL,
    PROVINCE_OFFICER,
    SCHOOL_ADMINISTRATOR,
    STUDENT,
    SUBJECT_HEAD,
    TEACHER,
    VICE_PRINCIPAL,
    Guardianship,
    Person,
)
from school.units.models import OrgUnit
from suite import clock, web
from suite.db import db

HEADS = (VICE_PRINCIPAL, PRINCIPAL, SCHOOL_ADMINISTRATOR, ADMINISTRATOR)
STAFF = (TEACHER, HOMEROOM_TEACHER, SUBJECT_HEAD, LIBRARIAN, *HEADS)
OFFICERS = (COMMUNE_OFFICER, PROVINCE_OFFICER)
OVERSEERS = (*HEADS, INSPECTOR)

# The faces of a person who is several: one is shown and acts at a time.
WORK, OVERSIGHT, STUDY, FAMILY = "work", "oversight", "study", "family"
FACES = (WORK, OVERSIGHT, STUDY, FAMILY)
_FACE_OF = {STUDENT: STUDY, GUARDIAN: FAMILY} | dict.fromkeys(
    (INSPECTOR, *OFFICERS, ADMINISTRATOR), OVERSIGHT
)


@dataclass(frozen=True)
class Grant:
    """A role that is valid today; `path` is that of its unit. `about` is the id of the class of a
    homeroom teacher, the group of a subject head, the pupil of a guardian; else 0."""

    role: str
    unit_id: int
    path: str
    about: int = 0

    @property
    def face(self) -> str:
        """The face to which the role belongs."""
        return _FACE_OF.get(self.role, WORK)


@dataclass(frozen=True)
class Who:
    """Somebody as the rules see them; signed out is `NOBODY`.

    `face` is the one in which the person acts; "" is all of them at once.
    """

    person_id: int | None
    school_id: int | None
    grants: tuple[Grant, ...]
    face: str = ""

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

    @property
    def faces(self) -> list[str]:
        """The faces that the grants make, the usual one first."""
        held = {grant.face for grant in self.grants}
        return [face for face in FACES if face in held]

    def acting(self, face: str) -> "Who":
        """The same person in one face alone; in the first one for a face that is not held."""
        faces = self.faces
        if not faces:
            return self
        chosen = face if face in faces else faces[0]
        grants = tuple(grant for grant in self.grants if grant.face == chosen)
        return replace(self, grants=grants, face=chosen)

    def wears(self, face: str) -> bool:
        """Whether the person acts in a face."""
        return self.face in ("", face)


NOBODY = Who(None, None, ())

Rule = Callable[[Who, Any], bool]
Scoper = Callable[[Select[Any], Who], Select[Any]]
Reasons = Callable[[Who], Mapping[str, ColumnElement[bool]]]
_rules: dict[str, Rule] = {}
_scopers: dict[type[Any], Scoper] = {}
_reasons: dict[type[Any], Reasons] = {}


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


def reasons(model: type[Any]) -> Callable[[Reasons], Reasons]:
    """Register for which reasons a row of `model` is seen; any one of them is enough."""

    def register(held: Reasons) -> Reasons:
        _reasons[model] = held
        _scopers[model] = lambda query, who: query.where(or_(false(), *held(who).values()))
        return held

    return register


@dataclass(frozen=True)
class Explainable:
    """A kind of thing of which somebody may ask who sees it and why.

    `title` is the column by which it is shown and found (`search`: by folded text, where there is
    such a column); `class_id` the column of the class to which it belongs. Its model has reasons
    and a `school_id`.
    """

    name: str
    label: Any
    model: type[Any]
    title: Any
    search: Any = None
    class_id: Any = None


_explainable: dict[str, Explainable] = {}


def explainable(kind: Explainable) -> None:
    """Let a kind of thing be asked about on the page of rights."""
    _explainable[kind.name] = kind


def explainables() -> Mapping[str, Explainable]:
    """The kinds of things that can be asked about, by name."""
    return _explainable


def reasons_of(who: Who, model: type[Any]) -> Mapping[str, ColumnElement[bool]]:
    """The named reasons for which `who` sees rows of a model, as clauses. Raises KeyError."""
    return _reasons[model](who)


def why_all(
    whos: Sequence[Who], model: type[Any], row_id: int, batch: int = 50
) -> dict[int | None, list[str]]:
    """As `why` for many people, by their id; a statement for each `batch` of them."""
    found: dict[int | None, list[str]] = {}
    for start in range(0, len(whos), batch):
        parts, names = [], list[str]()
        for who in whos[start : start + batch]:
            held = reasons_of(who, model)
            names = list(held)
            columns = [clause.label(name) for name, clause in held.items()]
            parts.append(
                select(literal(who.person_id).label("person"), *columns).where(model.id == row_id)
            )
        for row in db.session.execute(union_all(*parts)):
            found[row[0]] = [name for name, holds in zip(names, row[1:], strict=True) if holds]
    return found


def why(who: Who, model: type[Any], row_id: int) -> list[str]:
    """The names of the reasons for which `who` sees a row; none: it is not seen. One statement.

    Raises KeyError for a model whose reasons are not named.
    """
    held = _reasons[model](who)
    columns = [clause.label(name) for name, clause in held.items()]
    row = db.session.execute(select(*columns).where(model.id == row_id)).first()
    return [name for name, holds in zip(held, row or (), strict=False) if holds]


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
    return or_(false(), *(column.startswith(path) for path in paths))


def valid_today(start: Any, end: Any) -> ColumnElement[bool]:
    """Rows whose half-open dates hold today."""
    today = clock.today()
    return (start <= today) & or_(end.is_(None), end > today)


def teaches(who: Who, class_column: Any) -> ColumnElement[bool]:
    """Whether `who` teaches in the class today (any subject, or its homeroom)."""
    if not who.wears(WORK):
        return false()
    return exists(
        select(TeachingAssignment.id).where(
            TeachingAssignment.class_id == class_column,
            TeachingAssignment.person_id == who.person_id,
            valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
        )
    )


def leads(who: Who, class_column: Any) -> ColumnElement[bool]:
    """Whether `who` is the homeroom teacher of the class today."""
    ids = [grant.about for grant in who.grants if grant.role == HOMEROOM_TEACHER]
    return class_column.in_(ids) if ids else false()


def enrolled(who: Who, class_column: Any) -> ColumnElement[bool]:
    """Whether `who` is a pupil of the class today."""
    if not who.wears(STUDY):
        return false()
    return exists(
        select(Enrolment.id).where(
            Enrolment.class_id == class_column,
            Enrolment.person_id == who.person_id,
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
        )
    )


def children(who: Who) -> list[int]:
    """The ids of the pupils whose guardian `who` is today."""
    return sorted({grant.about for grant in who.grants if grant.role == GUARDIAN})


def _child_in(who: Who, class_column: Any) -> ColumnElement[bool]:
    ids = children(who)
    if not ids:
        return false()
    return exists(
        select(Enrolment.id).where(
            Enrolment.class_id == class_column,
            Enrolment.person_id.in_(ids),
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
        )
    )


def _schools_below(school_column: Any, paths: list[str]) -> ColumnElement[bool]:
    if not paths:
        return false()
    return school_column.in_(select(OrgUnit.id).where(below(OrgUnit.path, paths)))


def heads_school(who: Who, school_column: Any) -> ColumnElement[bool]:
    """Whether `who` heads or administers the school or a unit above it."""
    return _schools_below(school_column, who.paths(*HEADS))


def inspects_school(who: Who, school_column: Any) -> ColumnElement[bool]:
    """Whether `who` inspects the school or a unit above it: reads what its heads read."""
    return _schools_below(school_column, who.paths(INSPECTOR))


def oversees_school(who: Who, school_column: Any) -> ColumnElement[bool]:
    """Whether `who` heads or inspects the school: for what may be read, never for what is done."""
    return _schools_below(school_column, who.paths(*OVERSEERS))


@reasons(OrgUnit)
def _units(who: Who) -> dict[str, ColumnElement[bool]]:
    """Everyone sees the units above and at their own; heads and officers those below too."""
    own = [grant.path for grant in who.grants]
    ids = {int(part) for path in own for part in path.split("/") if part}
    return {
        "belongs": OrgUnit.id.in_(ids),
        "heads": below(OrgUnit.path, who.paths(*HEADS)),
        "inspects": below(OrgUnit.path, who.paths(INSPECTOR)),
        "officer": below(OrgUnit.path, who.paths(*OFFICERS)),
    }


@reasons(SchoolClass)
def _classes(who: Who) -> dict[str, ColumnElement[bool]]:
    staff = [grant.unit_id for grant in who.grants if grant.role in STAFF]
    return {
        "staff": SchoolClass.school_id.in_(staff),
        "heads": heads_school(who, SchoolClass.school_id),
        "inspects": inspects_school(who, SchoolClass.school_id),
        "studies": enrolled(who, SchoolClass.id),
        "guards": _child_in(who, SchoolClass.id),
    }


@reasons(Person)
def _people(who: Who) -> dict[str, ColumnElement[bool]]:
    """Heads see their school; teachers those they teach; guardians their own child."""
    return {
        "self": Person.id == who.person_id,
        "heads": heads_school(who, Person.school_id),
        "heads_guardian": _guardian_of_school(who),
        "inspects": inspects_school(who, Person.school_id),
        "teaches": _taught(who) if who.wears(WORK) else false(),
        "leads_guardian": _guardian_of_class(who),
        "guards": Person.id.in_(children(who)),
    }


def _taught(who: Who) -> ColumnElement[bool]:
    """People whom `who` teaches: the pupil was in a class while `who` taught there, and both last
    still, or the school year of that class does.

    So the marks of a pupil who changed the class in winter can be given until the year ends; then
    the page of a former pupil is closed, and a teacher who came later never saw it.
    """
    today, row = clock.today(), TeachingAssignment
    last = valid_today(Enrolment.starts_on, Enrolment.ends_on)
    last &= valid_today(row.starts_on, row.ends_on)
    met = and_(
        Enrolment.starts_on <= today,
        row.starts_on <= today,
        or_(row.ends_on.is_(None), Enrolment.starts_on < row.ends_on),
        or_(Enrolment.ends_on.is_(None), row.starts_on < Enrolment.ends_on),
    )
    return exists(
        select(Enrolment.id)
        .join(row, row.class_id == Enrolment.class_id)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .join(SchoolYear, SchoolYear.id == SchoolClass.year_id)
        .where(
            Enrolment.person_id == Person.id,
            row.person_id == who.person_id,
            met,
            or_(last, SchoolYear.ends_on > today),
        )
    )


def _guardian_of_school(who: Who) -> ColumnElement[bool]:
    """People who are guardians of a pupil of a school that `who` heads."""
    if not who.paths(*HEADS):
        return false()
    pupil = aliased(Person)
    return Person.id.in_(
        select(Guardianship.guardian_id)
        .join(pupil, pupil.id == Guardianship.pupil_id)
        .where(
            heads_school(who, pupil.school_id),
            valid_today(Guardianship.valid_from, Guardianship.valid_to),
        )
    )


def _guardian_of_class(who: Who) -> ColumnElement[bool]:
    """People who are guardians of a pupil whose homeroom teacher `who` is."""
    ids = [grant.about for grant in who.grants if grant.role == HOMEROOM_TEACHER]
    if not ids:
        return false()
    pupil = select(Enrolment.person_id).where(
        Enrolment.class_id.in_(ids), valid_today(Enrolment.starts_on, Enrolment.ends_on)
    )
    return Person.id.in_(
        select(Guardianship.guardian_id).where(
            Guardianship.pupil_id.in_(pupil),
            valid_today(Guardianship.valid_from, Guardianship.valid_to),
        )
    )
