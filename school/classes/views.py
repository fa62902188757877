"""Classes: the list and one class."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from school.access import HEADS, OFFICERS, may, require, scope, who
from school.calendar.models import SchoolYear
from school.calendar.service import current_year
from school.classes import permissions, service, stays  # noqa: F401 (rules register)
from school.classes.models import SchoolClass
from school.people import permissions as _people  # noqa: F401 (rules register)
from school.people import service as people
from school.people.models import HOMEROOM_TEACHER
from school.units import service as units
from school.units.models import SCHOOL, OrgUnit
from suite import web
from suite.db import db
from suite.lists import Column, Listing, wants_csv
from suite.navigation import nav
from suite.settings import current_settings
from suite.sure import unsure

blueprint = Blueprint("classes", __name__, url_prefix="/classes")


def _belongs() -> bool:
    """Officers see figures, never classes: the list would be empty for them."""
    return any(grant.role not in OFFICERS for grant in who().grants)


nav(
    lazy_gettext("Classes"),
    "classes.index",
    "easel",
    show=lambda: may(who(), "classes.list") and _belongs(),
    near=lambda: who().has(*HEADS, HOMEROOM_TEACHER),
    order=60,
    prefix="/classes",
)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The classes that one may see, of a year."""
    require("classes.list")
    asked = request.args.get("year", type=int)
    year = db.session.get(SchoolYear, asked) if asked else current_year()
    text, school_id = request.args.get("q", "").strip(), request.args.get("school", type=int)
    query = service.classes_query(who(), year.id if year else 0, school_id, text)
    one_school = bool(school_id or units.only_school(who()))
    listing = Listing(
        query,
        [one for one in COLUMNS if one.key != "school"]
        if one_school and not wants_csv()
        else COLUMNS,
        TIES,
        scalars=False,
        filters=(
            (gettext("School year"), year.name if year else ""),
            (gettext("School"), _school_name(school_id)),
            (gettext("Words"), text),
        ),
    )
    return listing.answer(
        "school/classes/index.html",
        gettext("Classes"),
        year=year,
        years=db.session.scalars(select(SchoolYear).order_by(SchoolYear.starts_on.desc())).all(),
        q=text,
        school_id=school_id,
        own=_own_school(school_id),
        one_school=one_school,
    )


TIES = (OrgUnit.sort_key, SchoolClass.grade, SchoolClass.sort_key, SchoolClass.id)
COLUMNS = (
    Column(
        "class", lazy_gettext("Class"), lambda row: row[0].name, (SchoolClass.sort_key,), "head"
    ),
    Column("school", lazy_gettext("School"), lambda row: row[0].school.name, (OrgUnit.sort_key,)),
    Column("grade", lazy_gettext("Grade"), lambda row: row[0].grade, (SchoolClass.grade,), "num"),
    Column("pupils", lazy_gettext("Students"), lambda row: row[1], (service.PUPILS,), "num"),
    Column("homeroom", lazy_gettext("Homeroom teacher"), lambda row: row[2]),
)


def _school_name(school_id: int | None) -> str | None:
    """The name of the school that the list is narrowed to, if one may see it."""
    if school_id is None:
        return None
    query = select(OrgUnit).where(OrgUnit.id == school_id)
    found: OrgUnit | None = db.session.scalar(scope(query, who()))
    return found.name if found else None


def _own_school(asked: int | None) -> OrgUnit | None:
    """The school whose classes the present person may change, where one alone is meant."""
    held = {g.unit_id for g in who().grants if g.role in HEADS}
    school_id = asked or (held.pop() if len(held) == 1 else 0)
    query = select(OrgUnit).where(OrgUnit.id == school_id, OrgUnit.kind == SCHOOL)
    found: OrgUnit | None = db.session.scalar(scope(query, who())) if school_id else None
    return found if found and may(who(), "class.edit", found) else None


@blueprint.get("/<int:class_id>")
@web.writes
def show(class_id: int) -> ResponseReturnValue:
    """One class: teachers, and pupils for those who may see their names."""
    row = visible_class(class_id)
    names, passwords = may(who(), "class.names", row), may(who(), "class.passwords", row)
    if names:
        people.names_viewed(f"class:{class_id}")
    text = request.args.get("q", "").strip()
    return render_template(
        "school/classes/show.html",
        row=visible_class(class_id),
        names=names,
        may_passwords=passwords,
        cards_in_use=current_settings().signin_cards,
        pupils=service.pupils_of(class_id, text) if names else [],
        number=service.number_of_pupils(class_id),
        teachers=service.teachers_of(class_id),
        may_edit=may(who(), "class.edit", row.school),
        gone=stays.were_in(class_id) if names else [],
        q=text,
    )


@blueprint.post("/<int:class_id>/first-passwords")
def first_passwords(class_id: int) -> ResponseReturnValue:
    """New first passwords for those of the class who never signed in, to print."""
    row = visible_class(class_id)
    require("class.passwords", row)
    number = people.never_signed_in(row)
    page = unsure(
        gettext("First passwords for class %(name)s", name=row.name),
        [
            ngettext(
                "%(num)s pupil who never signed in gets a new password.",
                "%(num)s pupils who never signed in get new passwords.",
                number,
            ),
            gettext("Slips that were printed for them before stop working."),
            gettext("Who has signed in already keeps the own password."),
        ],
        gettext("Make new passwords"),
        url_for("classes.show", class_id=class_id),
    )
    if page:
        return page
    slips = people.slips_for_class(row)
    back = url_for("classes.show", class_id=class_id)
    return render_template("school/people/slips.html", slips=slips, back_url=back)


@blueprint.post("/<int:class_id>/cards")
def cards(class_id: int) -> ResponseReturnValue:
    """New QR cards for the whole class, to print."""
    row = visible_class(class_id)
    require("class.passwords", row)
    if not current_settings().signin_cards:
        web.not_found()
    page = unsure(
        gettext("QR cards for class %(name)s", name=row.name),
        [
            ngettext(
                "%(num)s pupil gets a new card.",
                "%(num)s pupils get new cards.",
                service.number_of_pupils(class_id),
            ),
            gettext("Cards that were printed before stop working."),
            gettext("Passwords stay as they are."),
        ],
        gettext("Make new cards"),
        url_for("classes.show", class_id=class_id),
    )
    if page:
        return page
    slips = people.cards_for_class(row)
    back = url_for("classes.show", class_id=class_id)
    return render_template("school/people/slips.html", slips=slips, back_url=back)


def visible_class(class_id: int) -> SchoolClass:
    """A class that the present person may see, or 404."""
    query = select(SchoolClass).where(SchoolClass.id == class_id)
    load = joinedload(SchoolClass.school), joinedload(SchoolClass.year)
    found: SchoolClass | None = db.session.scalar(scope(query.options(*load), who()))
    return found or web.not_found()
