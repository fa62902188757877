"""Importing lists: choose a file, look at what it would do, confirm."""

import io
from datetime import date

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from school.access import may, who
from school.calendar.models import SchoolYear
from school.calendar.service import current_year
from school.roster import columns, paper, permissions, service, sheets, uploads
from school.roster import jobs as work
from school.roster.known import Option
from school.roster.records import Fault
from school.roster.service import Outcome
from school.roster.texts import COUNTS, FIELDS, KINDS, place_of, text_of
from school.units.models import SCHOOL, OrgUnit
from school.units.views import visible
from suite import clock, jobs, web
from suite.db import db

blueprint = Blueprint("roster", __name__)
MOST_SHOWN = 200


@blueprint.get("/roster/template.xlsx")
def template() -> ResponseReturnValue:
    """The workbook to fill in."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return send_file(
        io.BytesIO(paper.template()), kind, as_attachment=True, download_name="danh-sach-mau.xlsx"
    )


@blueprint.get("/units/<int:unit_id>/roster")
def index(unit_id: int) -> ResponseReturnValue:
    """Choose a file."""
    return _page(may_import(unit_id), current_year())


@blueprint.post("/units/<int:unit_id>/roster")
def preview(unit_id: int) -> ResponseReturnValue:
    """Say what the file would do; nothing is kept of it but the file, for a day."""
    unit, year = may_import(unit_id), current_year()
    upload, person_id = request.files.get("file"), who().person_id or 0
    token = request.form.get("token", "")
    if token:
        data = uploads.take(token, person_id, unit_id) or b""
    else:
        data = upload.read(sheets.MOST_BYTES + 1) if upload else b""
    name = upload.filename or "" if upload else request.form.get("file_name", "")
    if not data or year is None:
        return _failed(unit, year, "no_year" if data else "upload_gone" if token else "no_file")
    option = _option(unit)
    outcome = service.run_file(unit, year, data, dry_run=True, option=option)
    if token and columns.keep(unit, outcome.layouts, request.form, person_id or None):
        outcome = service.run_file(unit, year, data, dry_run=True, option=option)
    if token:
        token = uploads.counted(token, outcome.rows)
    elif outcome.layouts or not outcome.faults:
        token = uploads.keep(data, person_id, unit_id, outcome.rows)
    answer = _page(unit, year, outcome, token, name)
    return (answer, 422) if outcome.faults else answer  # type: ignore[return-value]


@blueprint.post("/units/<int:unit_id>/roster/confirm")
def confirm(unit_id: int) -> ResponseReturnValue:
    """Import the file that was looked at, and show the first passwords this once."""
    unit, year = may_import(unit_id), current_year()
    token, person_id = request.form.get("token", ""), who().person_id or 0
    data = uploads.take(token, person_id, unit_id)
    if data is None or year is None:
        return _failed(unit, year, "upload_gone")
    name = request.form.get("file_name", "")
    if uploads.rows_of(token) > work.LONG:
        return _in_job(unit, year, token, name)
    outcome = service.run_file(
        unit,
        year,
        data,
        dry_run=False,
        file_name=name,
        person_id=person_id or None,
        option=_option(unit),
    )
    if outcome.faults:
        return _page(unit, year, outcome, token, name), 422  # type: ignore[return-value]
    uploads.drop(token)
    return render_template(
        "school/roster/done.html",
        unit=unit,
        outcome=outcome,
        slips=outcome.slips,
        count_names=COUNTS,
        back_url=url_for("classes.index", school=unit_id),
    )


def may_import(unit_id: int) -> OrgUnit:
    """The school of an address, for who may import its lists; else 404 or 403."""
    unit = visible(unit_id)
    if unit.kind != SCHOOL:
        web.not_found()
    if not may(who(), "roster.import", unit):
        web.forbidden()
    return unit


def _in_job(unit: OrgUnit, year: SchoolYear, token: str, name: str) -> ResponseReturnValue:
    """A long list: the worker imports it, and its page tells how far it is."""
    option = _option(unit)
    job = jobs.enqueue(
        work.NAME,
        owner_id=who().person_id,
        school_id=unit.id,
        year_id=year.id,
        person_id=who().person_id or 0,
        token=token,
        file_name=name[-200:],
        leave_on=option.leave_on.isoformat() if option.leave_on else None,
        paths=list(option.paths),
        withheld=list(option.withheld),
    )
    db.session.commit()
    return redirect(url_for("jobpages.show", job_id=job.id), 303)


def _option(unit: OrgUnit) -> Option:
    """Whether the list is complete, and from which schools pupils may come at once."""
    leave_on = None
    if request.form.get("complete"):
        # What is no day is refused by the import with its fault, not taken for today.
        leave_on = request.form.get("leave_on", type=date.fromisoformat) or date.min
    return Option(leave_on, *permissions.reach(who(), unit))


def _failed(unit: OrgUnit, year: SchoolYear | None, code: str) -> ResponseReturnValue:
    return _page(unit, year, Outcome(True, faults=[Fault(code)])), 422  # type: ignore[return-value]


def _page(
    unit: OrgUnit,
    year: SchoolYear | None,
    outcome: Outcome | None = None,
    token: str = "",
    file_name: str = "",
) -> ResponseReturnValue:
    return render_template(
        "school/roster/index.html",
        unit=unit,
        year=year,
        outcome=outcome,
        token=token,
        file_name=file_name,
        views=columns.views(outcome.layouts) if outcome else [],
        kinds=KINDS,
        field_names=FIELDS,
        count_names=COUNTS,
        most=MOST_SHOWN,
        complete=bool(request.form.get("complete")),
        leave_on=request.form.get("leave_on") or clock.today().isoformat(),
        place_of=place_of,
        text_of=text_of,
    )
