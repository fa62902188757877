"""The organisation tree and one unit."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from school.access import OFFICERS, may, require, scope, who
from school.people.models import ADMINISTRATOR, INSPECTOR, SCHOOL_ADMINISTRATOR
from school.roster import permissions as _roster  # noqa: F401
from school.units import permissions, service  # noqa: F401
from school.units.models import COMMUNE, PROVINCE, SCHOOL, OrgUnit
from school.units.texts import CHANGE_KINDS
from school.units.undoing import changes_of
from suite import web
from suite.db import db
from suite.navigation import nav

blueprint = Blueprint("units", __name__, url_prefix="/units")
nav(
    lazy_gettext("Units"),
    "units.index",
    "diagram-3",
    show=lambda: may(who(), "units.list"),
    near=lambda: who().has(SCHOOL_ADMINISTRATOR, ADMINISTRATOR, INSPECTOR, *OFFICERS),
    order=80,
    prefix="/units",
)
KINDS = {
    PROVINCE: lazy_gettext("Province"),
    COMMUNE: lazy_gettext("Commune"),
    SCHOOL: lazy_gettext("School"),
}
STAGE_NAMES = {
    "primary": lazy_gettext("Primary"),
    "lower_secondary": lazy_gettext("Lower secondary"),
    "upper_secondary": lazy_gettext("Upper secondary"),
}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The tree of units that one looks after; for one school alone its page."""
    require("units.list")
    text, kind = request.args.get("q", "").strip(), request.args.get("kind", "")
    only = None if text or kind else service.only_school(who())
    if only:
        return redirect(url_for("units.show", unit_id=only.id))
    tops = service.tree(who(), text, kind)
    return render_template("school/units/index.html", tops=tops, q=text, kind=kind, kinds=KINDS)


@blueprint.get("/<int:unit_id>")
def show(unit_id: int) -> ResponseReturnValue:
    """One unit with its figures."""
    unit = visible(unit_id)
    require("units.list")
    children = scope(select(OrgUnit).where(OrgUnit.parent_id == unit.id), who())
    return render_template(
        "school/units/show.html",
        unit=unit,
        children=db.session.scalars(children.order_by(OrgUnit.sort_key)).all(),
        counts=service.counts(unit),
        alone={grant.unit_id for grant in who().grants} == {unit.id},
        kinds=KINDS,
        stages=STAGE_NAMES,
        may_import=may(who(), "roster.import", unit),
        may_edit=may(who(), "unit.edit", unit),
        changes=changes_of(unit.id) if may(who(), "unit.edit", unit) else [],
        change_kinds=CHANGE_KINDS,
        may_succeed=unit.valid_to is None and may(who(), "units.succeed", [unit]),
    )


def visible(unit_id: int) -> OrgUnit:
    """A unit that the present person may see, or 404."""
    query = select(OrgUnit).where(OrgUnit.id == unit_id).options(joinedload(OrgUnit.parent))
    found: OrgUnit | None = db.session.scalar(scope(query, who()))
    return found or web.not_found()
