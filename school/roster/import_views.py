"""The imports of a school: what each did, and undoing it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from school.access import who
from school.roster import undo as undoing
from school.roster.models import DONE, ListImport
from school.roster.texts import COUNTS
from school.roster.views import may_import
from school.units.models import OrgUnit
from suite import web
from suite.db import db

blueprint = Blueprint("roster_imports", __name__)
QUIET = ("pupils_same", "staff_same", "guardians_same", "pupils_absent")
"""Counts of what an import did not do."""


@blueprint.get("/units/<int:unit_id>/roster/imports")
def index(unit_id: int) -> ResponseReturnValue:
    """What was imported, the newest first."""
    return _page(may_import(unit_id))


@blueprint.post("/units/<int:unit_id>/roster/imports/<int:import_id>/undo")
def undo(unit_id: int, import_id: int) -> ResponseReturnValue:
    """Put back what an import changed, or say what was built on it."""
    unit = may_import(unit_id)
    query = select(ListImport.id).where(ListImport.id == import_id, ListImport.school_id == unit_id)
    if db.session.scalar(query) is None:
        web.not_found()
    try:
        undoing.undo(unit_id, import_id, who().person_id)
    except undoing.Refused as refused:
        return _page(unit, refused.built), 409  # type: ignore[return-value]
    flash(gettext("The import was undone: everything stands as it did before it."), "success")
    return redirect(url_for("roster_imports.index", unit_id=unit_id), 303)


def _page(unit: OrgUnit, built: list[undoing.Built] | None = None) -> ResponseReturnValue:
    query = (
        select(ListImport)
        .where(ListImport.school_id == unit.id)
        .options(joinedload(ListImport.person), joinedload(ListImport.year))
        .order_by(ListImport.id.desc())
    )
    return render_template(
        "school/roster/imports.html",
        unit=unit,
        page=web.paginate(query, 20),
        built=built or [],
        count_names=COUNTS,
        quiet=QUIET,
        done=DONE,
    )
