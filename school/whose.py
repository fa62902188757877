"""Whose class, school or child a row is: clauses to build rules from."""

from typing import Any

from sqlalchemy import exists, false, or_, select
from sqlalchemy.sql import ColumnElement

from school.classes.models import Enrolment, TeachingAssignment
from school.people.models import GUARDIAN, HOMEROOM_TEACHER, INSPECTOR
from school.units.models import OrgUnit
from school.who import HEADS, OVERSEERS, STUDY, WORK, Who
from suite import clock


def below(column: Any, paths: list[str]) -> ColumnElement[bool]:
    """Units whose path lies at or below one of `paths`."""
    return or_(false(), *(column.startswith(path) for path in paths))


def valid_today(start: Any, end: Any) -> ColumnElement[bool]:
    """Rows whose half-open dates hold today."""
    return valid_on(clock.today(), start, end)


def valid_on(day: Any, start: Any, end: Any) -> ColumnElement[bool]:
    """Rows whose half-open dates hold on a day, or on the day that a parameter will name."""
    return (start <= day) & or_(end.is_(None), end > day)


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
