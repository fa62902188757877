"""Pages of who keeps the programme: its versions, a table to load, a node to correct."""

import csv
import io
from collections.abc import Iterable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from repository.map import carrying, nodes
from repository.map.programme_forms import NodeForm, VersionForm
from school.api import Programme, current_programme, require, who
from school.api import programme_changes as changes
from school.curriculum.changing_rules import COLUMNS, FILE, Difference, TableFault, table_lines
from school.curriculum.models import ProgrammeChange
from school.curriculum.rules import Fault, ProgrammeError
from school.roster import workbook
from school.roster.sheets import Unreadable
from suite import clock
from suite.db import db
from suite.decoding import decoded
from suite.sheets import csv_lines
from suite.web import not_found

MOST_BYTES, MOST_SHOWN = 1_500_000, 200

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
    now = changes.newest()
    given = request.files.get("table")
    if now is None or given is None or not given.filename:
        flash(gettext("Choose a table."), "warning")
        return _index([]), 422
    try:
        text = _text(given)
        rows = changes.read_table(text)
    except ProgrammeError as error:
        return _index(error.faults), 422
    form = VersionForm(formdata=None)
    form.name.data, form.valid_from.data = changes.next_name(now.version), clock.today()
    return _check(form, text, now, changes.difference(changes.rows_of(now), rows))


@blueprint.post("/apply")
def apply() -> ResponseReturnValue:
    """Keep the table that was looked at as a version."""
    require("programme.edit")
    text = request.form.get("table", "")
    former = db.session.get(Programme, request.form.get("former", 0, type=int))
    if former is None or len(text) > MOST_BYTES:
        not_found()
    form = VersionForm()
    try:
        rows = changes.read_table(text)
    except ProgrammeError as error:
        return _index(error.faults), 422
    found = changes.difference(changes.rows_of(former), rows)
    if not form.validate_on_submit():
        return _check(form, text, former, found), 422
    try:
        changes.apply(
            rows, former.id, name=(form.name.data or "").strip(), reason=form.reason.data or "",
            actor_id=who().person_id, valid_from=form.valid_from.data,
        )  # fmt: skip
    except ProgrammeError as error:
        db.session.rollback()
        form.form_errors += [fault_text(fault) for fault in error.faults[:MOST_SHOWN]]
        return _check(form, text, former, found), 422
    except changes.Stale:
        return _stale()
    flash(gettext("The version stands. Works follow it in a moment."), "success")
    return redirect(url_for("programme.index"), 303)


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
    return gettext("Row %(row)s, column %(column)s: %(said)s", row=fault.row, column=fault.column,
                   said=said)  # fmt: skip


def _text(given: FileStorage) -> str:
    """The table as CSV text, from CSV or from the first sheet of a workbook."""
    data = given.stream.read(MOST_BYTES + 1)
    try:
        if len(data) > MOST_BYTES:
            raise ValueError("too large")
        if (given.filename or "").lower().endswith(".xlsx"):
            return _lines(workbook.read(data)[0].rows)
        return decoded(data)
    except (ValueError, IndexError, Unreadable):
        said = gettext("The file is no CSV or Excel table, or larger than 1.5 MB.")
        raise ProgrammeError([Fault(FILE, 0, "", said)]) from None


def _lines(rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _stale() -> ResponseReturnValue:
    db.session.rollback()
    flash(gettext("Another version came meanwhile; look at it first."), "danger")
    return redirect(url_for("programme.index"), 303)


def _check(form: VersionForm, text: str, former: Programme, found: Difference) -> str:
    return render_template(
        "repository/map/check.html",
        form=form,
        text=text,
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
