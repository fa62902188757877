"""The first hour of who sets up an installation, and of who sets up a school."""

from flask import url_for
from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, exists, false, select, true
from sqlalchemy.orm import aliased

from school.access import HEADS, Who, below
from school.calendar.service import current_year
from school.classes.models import Enrolment, SchoolClass
from school.guide import Step, guide, step
from school.people.models import (
    ADMINISTRATOR,
    PRINCIPAL,
    SCHOOL_ADMINISTRATOR,
    STUDENT,
    TEACHER,
    Person,
    RoleGrant,
)
from school.units.models import SCHOOL, OrgUnit

INSTALLATION, OF_SCHOOL = "installation", "school"
guide(INSTALLATION, (ADMINISTRATOR,), lazy_gettext("Your first hour: units, year, lists"))
guide(OF_SCHOOL, (SCHOOL_ADMINISTRATOR, PRINCIPAL), lazy_gettext("Your school's first hour"))


def _school(me: Who) -> int | None:
    """The one school that somebody heads."""
    held = {g.unit_id for g in me.grants if g.role in (SCHOOL_ADMINISTRATOR, PRINCIPAL)}
    return held.pop() if len(held) == 1 else None


def _of_school(me: Who, endpoint: str) -> str | None:
    school = _school(me)
    return url_for(endpoint, unit_id=school) if school else None


def _has_school(me: Who) -> ColumnElement[bool]:
    return exists(
        select(OrgUnit.id).where(OrgUnit.kind == SCHOOL, below(OrgUnit.path, me.paths(*HEADS)))
    )


def _has_year(_me: Who) -> ColumnElement[bool]:
    return true() if current_year() else false()


def _has_list(me: Who) -> ColumnElement[bool]:
    year, unit = current_year(), aliased(OrgUnit)
    return exists(
        select(SchoolClass.id)
        .join(unit, unit.id == SchoolClass.school_id)
        .where(
            SchoolClass.year_id == (year.id if year else 0),
            below(unit.path, me.paths(*HEADS)),
        )
    )


def _signed_in(role: str, me: Who) -> ColumnElement[bool]:
    return exists(
        select(Person.id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.unit_id == (_school(me) or 0),
            RoleGrant.role == role,
            Person.activated_at.is_not(None),
        )
    )


def _has_pupils(me: Who) -> ColumnElement[bool]:
    return exists(select(Enrolment.id).where(Enrolment.school_id == (_school(me) or 0)))


step(
    Step(
        INSTALLATION, 10, lazy_gettext("Add your communes and schools"),
        lazy_gettext("Each school has a code of its own; lists are imported into it."),
        "diagram-3", lambda _me: url_for("units.index"), _has_school,
    )
)  # fmt: skip
step(
    Step(
        INSTALLATION, 20, lazy_gettext("Make the school year"),
        lazy_gettext("Give the first day; weeks, semesters and Tết are filled in for you."),
        "calendar-week", lambda _me: url_for("calendar.index"), _has_year,
    )
)  # fmt: skip
step(
    Step(
        INSTALLATION, 30, lazy_gettext("Import the list of the first school"),
        lazy_gettext("From the school's page: any Excel or CSV list with names and classes."),
        "file-earmark-arrow-up", lambda _me: url_for("units.index"), _has_list,
    )
)  # fmt: skip
step(
    Step(
        OF_SCHOOL, 10, lazy_gettext("Import the lists of your school"),
        lazy_gettext("Use the lists that you have: columns are recognised, faults named by row."),
        "file-earmark-arrow-up", lambda me: _of_school(me, "roster.index"), _has_pupils,
    )
)  # fmt: skip
step(
    Step(
        OF_SCHOOL, 20, lazy_gettext("Hand the teachers their first passwords"),
        lazy_gettext("On the page of a teacher, or on the slips after the import."),
        "person-badge", lambda _me: url_for("people.index", kind="staff"),
        lambda me: _signed_in(TEACHER, me),
    )
)  # fmt: skip
step(
    Step(
        OF_SCHOOL, 30, lazy_gettext("Print the slips or QR cards of the classes"),
        lazy_gettext("Each class has a page to print; homeroom teachers can do it themselves."),
        "printer", lambda _me: url_for("classes.index"), lambda me: _signed_in(STUDENT, me),
    )
)  # fmt: skip
