"""Pages of who keeps the programme: its versions, a table to load, a node to correct."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from repository.map import carrying, nodes, programme_tables
from repository.map.programme_forms import NodeForm, VersionForm
from repository.map.programme_tables import MOST_BYTES, Given
from school.api import Programme, current_programme, require, who
from school.api import programme_changes as changes
from school.curriculum.changing_rules import COLUMNS, Difference, Row, TableFault, table_lines
from school.curriculum.models import ProgrammeChange
from school.curriculum.rules import Fault, ProgrammeError, subjects_of
from school.curriculum.service import SINCE, VERSION, keep_subjects
from suite import clock
from suite.db import db
from suite.sheets import csv_lines
from suite.web import not_found

MOST_SHOWN = 200

blueprint = Blueprint("programme", __name__, url_prefix="/library/programme")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The versions, a table to give, and works whose node is gone."""
    require("programme.edit")
    return _index([])


@blueprint.get("/table.csv")
def table() -> ResponseReturnValue:
    """The version that stands last as a table, to change and give back."""
    require("programme.edit")
    now = changes.newest()
    rows = changes.rows_of(now) if now else []
    lines = csv_lines([*COLUMNS, "replaces"], table_lines(rows))
    answer = Response("".join(lines), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="chuong-trinh.csv"'
    return answer


@blueprint.post("/check")
def check() -> ResponseReturnValue:
    """What a table would change; nothing is kept."""
    require("programme.edit")
    files = [one for one in request.files.getlist("table") if one.filename]
    if not files:
        flash(gettext("Choose a table."), "warning")
        return _index([]), 422
    now = changes.newest()
    try:
        given = programme_tables.read(files)
        rows = given.rows()
    except ProgrammeError as error:
        return _index(error.faults), 422
    form = VersionForm(formdata=None)
    form.name.data = changes.next_name(now.version) if now else VERSION
    form.valid_from.data = clock.today() if now else SINCE
    return _check(form, given, now, changes.difference(_rows_of(now), rows))


@blueprint.post("/apply")
def apply() -> ResponseReturnValue:
    """Keep the table that was looked at as a version."""
    require("programme.edit")
    given = Given(request.form.get("table", ""), request.form.get("hours", ""))
    number = request.form.get("former", 0, type=int)
    former = db.session.get(Programme, number) if number else None
    if (number and former is None) or max(len(given.text), len(given.hours)) > MOST_BYTES:
        not_found()
    form = VersionForm()
    try:
        rows = given.rows()
    except ProgrammeError as error:
        return _index(error.faults), 422
    found = changes.difference(_rows_of(former), rows)
    if found.empty or not form.validate_on_submit():
        return _check(form, given, former, found), 422
    try:
        _keep(form, given, rows, former)
    except ProgrammeError as error:
        db.session.rollback()
        form.form_errors += [fault_text(fault) for fault in error.faults[:MOST_SHOWN]]
        return _check(form, given, former, found), 422
    except changes.Stale:
        return _stale()
    flash(gettext("The version stands. Works follow it in a moment."), "success")
    return redirect(url_for("programme.index"), 303)


def _rows_of(programme: Programme | None) -> list[Row]:
    return changes.rows_of(programme) if programme else []


def _keep(form: VersionForm, given: Given, rows: list[Row], former: Programme | None) -> None:
    name, day, me = (form.name.data or "").strip(), form.valid_from.data, who().person_id
    keep_subjects(subjects_of(given.hours) if given.hours else ())
    if former is None:
        changes.begin(rows, name=name, valid_from=day or clock.today(), actor_id=me)
        return
    reason = form.reason.data or ""
    changes.apply(rows, former.id, name=name, reason=reason, actor_id=me, valid_from=day)


@blueprint.route("/nodes/<uid>", methods=["GET", "POST"])
def correct(uid: str) -> ResponseReturnValue:
    """Correct one node of the version that stands last."""
    require("programme.edit")
    node, now = nodes.find(uid), changes.newest()
    if node is None or now is None or node.programme_id != now.id:
        not_found()
    form = NodeForm() if request.method == "POST" else NodeForm(formdata=None).show(node)
    if form.validate_on_submit():
        try:
            made = changes.correct(
                node, reason=form.reason.data or "", actor_id=who().person_id, **form.given()
            )
        except ProgrammeError as error:
            db.session.rollback()
            form.form_errors += [fault_text(fault) for fault in error.faults]
        except changes.Stale:
            return _stale()
        else:
            flash(gettext("Corrected; it is version %(name)s.", name=made.version), "success")
            return redirect(url_for("programme.index"), 303)
    page = render_template("repository/map/correct.html", node=node, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/undo/<int:programme_id>")
def undo(programme_id: int) -> ResponseReturnValue:
    """Bring back what stood before the newest version."""
    require("programme.edit")
    change = db.session.get(ProgrammeChange, programme_id)
    reason = request.form.get("reason", "").strip()[:1000]
    if change is None:
        not_found()
    if not reason:
        flash(gettext("Say why it is undone."), "danger")
        return _index([]), 422
    try:
        changes.undo(change, reason, who().person_id)
    except changes.Stale:
        return _stale()
    flash(gettext("Undone."), "success")
    return redirect(url_for("programme.index"), 303)


@blueprint.post("/move/<uid>")
def move(uid: str) -> ResponseReturnValue:
    """Let all works of a node that is gone go to another."""
    require("programme.edit")
    node, now = nodes.find(uid), current_programme()
    if node is None or now is None or node.programme_id == now.id:
        not_found()
    code = request.form.get("to", "").strip()
    to = nodes.by_code(now.id, code)
    if to is None:
        said = gettext("The programme in force has no node “%(code)s”.", code=code[:40])
        flash(said, "danger")
        return _index([], {uid: code}), 422
    moved = carrying.move(node, to, who().person_id or 0)
    flash(gettext("%(num)s works now stand at “%(name)s”.", num=moved, name=to.name), "success")
    return redirect(url_for("programme.index"), 303)


def fault_text(fault: Fault) -> str:
    """A fault in the reader's language."""
    said = fault.text
    if isinstance(fault, TableFault):
        said = gettext(fault.said, **fault.detail)
    if not fault.row:
        return said
    said = gettext("Row %(row)s, column %(column)s: %(said)s", row=fault.row, column=fault.column,
                   said=said)  # fmt: skip
    return " · ".join(filter(None, (programme_tables.file_said(fault), said)))


def _stale() -> ResponseReturnValue:
    db.session.rollback()
    flash(gettext("Another version came meanwhile; look at it first."), "danger")
    return redirect(url_for("programme.index"), 303)


def _check(form: VersionForm, given: Given, former: Programme | None, found: Difference) -> str:
    return render_template(
        "repository/map/check.html",
        form=form,
        given=given,
        former=former,
        found=found,
        most=MOST_SHOWN,
    )


def _index(faults: list[Fault], typed: dict[str, str] | None = None) -> str:
    rows = changes.changes()
    return render_template(
        "repository/map/programme.html",
        versions=rows,
        newest=changes.newest(),
        current=current_programme(),
        faults=[fault_text(fault) for fault in faults[:MOST_SHOWN]],
        stranded=carrying.stranded(who()),
        typed=typed or {},
        columns=", ".join((*COLUMNS, "replaces")),
    )
