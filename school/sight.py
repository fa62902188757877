"""Who sees which units, classes and people, each for named reasons."""

from typing import Any

from sqlalchemy import and_, exists, false, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from school.asking import reasons
from school.calendar.models import SchoolYear
from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.people.models import HOMEROOM_TEACHER, INSPECTOR, Guardianship, Person
from school.units.models import OrgUnit
from school.who import HEADS, OFFICERS, STAFF, WORK, Who
from school.whose import (
    below,
    children,
    enrolled,
    heads_school,
    inspects_school,
    valid_today,
)
from suite import clock


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
