"""What the first page tells those who look after schools: lists and accounts that are missing."""

from typing import Any

from flask import Flask, url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup
from sqlalchemy import Select, exists, func, select

from school.access import HEADS, OFFICERS, Who, below, may, scope, valid_today, who
from school.calendar.models import SchoolYear
from school.calendar.service import current_year
from school.classes.models import SchoolClass
from school.people.models import Person
from school.people.service import NEVER
from school.units.models import SCHOOL, OrgUnit
from suite import web
from suite.db import db
from suite.hooks import registry

NAMED = 3
Items = list[dict[str, Any]]


def init(app: Flask) -> None:
    """Fill the first page."""
    with app.app_context():
        registry().fill("home.today", piece)


def piece() -> Markup | None:
    """For heads and officers, when something is missing; at most three statements."""
    me = who()
    if not me.has(*HEADS, *OFFICERS):
        return None
    year = current_year()
    items = _without_lists(me, year) if year else _without_year(me)
    items += _never_signed_in(me)
    if not items:
        return None
    return web.piece("school/today.html", items=items)


def _without_year(me: Who) -> Items:
    if not may(me, "calendar.edit"):
        return []
    label = gettext("There is no school year for today")
    return [{"label": label, "url": url_for("calendar.index"), "icon": "calendar-week"}]


def schools_without_classes(me: Who, year: SchoolYear) -> Select[OrgUnit, int]:
    """(school, how many there are in all), by name, of what `me` looks after."""
    held = exists().where(SchoolClass.school_id == OrgUnit.id, SchoolClass.year_id == year.id)
    return (
        select(OrgUnit, func.count().over())
        .where(
            OrgUnit.kind == SCHOOL,
            below(OrgUnit.path, me.paths(*HEADS, *OFFICERS)),
            valid_today(OrgUnit.valid_from, OrgUnit.valid_to),
            ~held,
        )
        .order_by(OrgUnit.sort_key, OrgUnit.id)
    )


def _without_lists(me: Who, year: SchoolYear) -> Items:
    rows = db.session.execute(schools_without_classes(me, year).limit(NAMED)).all()
    if not rows:
        return []
    number = rows[0][1]
    label = ngettext(
        "%(num)s school has no class list for this year",
        "%(num)s schools have no class list for this year",
        number,
    )
    names = ", ".join(unit.name for unit, _ in rows) + (", …" if number > len(rows) else "")
    url = url_for("units.index")
    if number == 1:
        only = rows[0][0]
        into = "roster.index" if may(me, "roster.import", only) else "units.show"
        url = url_for(into, unit_id=only.id)
    return [{"label": label, "note": names, "url": url, "icon": "file-earmark-arrow-up"}]


def _never_signed_in(me: Who) -> Items:
    if not me.has(*HEADS):
        return []
    query = scope(select(Person), me).where(Person.left_on.is_(None), Person.activated_at.is_(None))
    number = db.session.scalar(query.with_only_columns(func.count(Person.id))) or 0
    if not number:
        return []
    label = ngettext(
        "%(num)s account was never signed in to",
        "%(num)s accounts were never signed in to",
        number,
    )
    note = gettext("First passwords are printed on the page of each class.")
    url = url_for("people.index", kind=NEVER)
    return [{"label": label, "note": note, "url": url, "icon": "person-plus"}]
