"""The imports of a school: what each did, and undoing it; its lists as files."""

import io

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from school.access import who
from school.calendar.service import current_year
from school.roster import exporting, slips
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
_WITH = joinedload(ListImport.person), joinedload(ListImport.year)


@blueprint.get("/units/<int:unit_id>/roster/imports")
def index(unit_id: int) -> ResponseReturnValue:
    """What was imported, the newest first."""
    return _page(may_import(unit_id))


@blueprint.get("/units/<int:unit_id>/roster/imports/<int:import_id>")
def show(unit_id: int, import_id: int) -> ResponseReturnValue:
    """What one import did, and the way to its first passwords while they wait."""
    unit = may_import(unit_id)
    row = _import(unit, import_id)
    return render_template(
        "school/roster/import.html",
        unit=unit,
        row=row,
        waiting=slips.waiting(row, who().person_id),
        count_names=COUNTS,
        quiet=QUIET,
        done=DONE,
    )


@blueprint.post("/units/<int:unit_id>/roster/imports/<int:import_id>/slips")
@web.in_person
def first_passwords(unit_id: int, import_id: int) -> ResponseReturnValue:
    """The first passwords of an import that ran as a job, this once, to print."""
    unit = may_import(unit_id)
    row = _import(unit, import_id)
    back = url_for("roster_imports.show", unit_id=unit_id, import_id=import_id)
    if not slips.waiting(row, who().person_id):
        flash(gettext("The first passwords are not here any more."), "warning")
        return redirect(back, 303)
    held = slips.take(import_id, who().person_id)
    return render_template("school/people/slips.html", slips=held, back_url=back)


@blueprint.post("/units/<int:unit_id>/roster/imports/<int:import_id>/undo")
def undo(unit_id: int, import_id: int) -> ResponseReturnValue:
    """Put back what an import changed, or say what was built on it."""
    unit = may_import(unit_id)
    _import(unit, import_id)
    try:
        undoing.undo(unit_id, import_id, who().person_id)
    except undoing.Refused as refused:
        return _page(unit, refused.built), 409  # type: ignore[return-value]
    flash(gettext("The import was undone: everything stands as it did before it."), "success")
    return redirect(url_for("roster_imports.index", unit_id=unit_id), 303)


@blueprint.post("/units/<int:unit_id>/roster/export")
def export(unit_id: int) -> ResponseReturnValue:
    """The lists of the school as a file; noted, because names go out."""
    unit, year = may_import(unit_id), current_year()
    format_name = request.form.get("format", "")
    if format_name not in exporting.FORMATS or year is None:
        return _page(unit), 422  # type: ignore[return-value]
    name, data = exporting.export(unit, year, format_name)
    kind = exporting.KINDS[format_name]
    return send_file(io.BytesIO(data), kind, as_attachment=True, download_name=name)


def _import(unit: OrgUnit, import_id: int) -> ListImport:
    query = select(ListImport).where(ListImport.id == import_id, ListImport.school_id == unit.id)
    return db.session.scalar(query.options(*_WITH)) or web.not_found()


def _page(unit: OrgUnit, built: list[undoing.Built] | None = None) -> ResponseReturnValue:
    query = (
        select(ListImport)
        .where(ListImport.school_id == unit.id)
        .options(*_WITH)
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
