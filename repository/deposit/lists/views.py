"""Pages of lists: give one, look at what it would do, take it in, undo it."""

import io

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from repository.catalogue import queries, rules
from repository.catalogue.labels import AUDIENCES, KINDS, LANGUAGES, LICENCES, label
from repository.catalogue.permissions import DEPOSITORS
from repository.deposit.lists import keeping, listing, paper, sending, service, undo
from repository.deposit.lists.forms import ListForm
from repository.deposit.lists.models import TAKING, TRYING, Deposit
from repository.deposit.lists.texts import (
    OUTCOME_TONES,
    OUTCOMES,
    STATES,
    TONES,
    fault_text,
    said_of,
)
from repository.hooks import FormatError
from school.api import OrgUnit, require, subject_name, who
from school.roster.sheets import MOST_BYTES
from suite.db import db, new_uid
from suite.forms import once
from suite.settings import current_settings
from suite.web import not_found

RECENT = 10
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

blueprint = Blueprint("lists", __name__, url_prefix="/library")


@blueprint.get("/lists")
def index() -> ResponseReturnValue:
    """Give a list; below, the last ones."""
    require("work.deposit")
    return _page(_offered(ListForm(formdata=None)))


@blueprint.get("/lists/template.xlsx")
def template() -> ResponseReturnValue:
    """The list to fill in."""
    require("work.deposit")
    choices = {
        2: [label(KINDS, code) for code in queries.kinds()],
        3: [subject_name(row) for row in queries.subjects().values()],
        5: [label(LICENCES, code) for code in queries.licences()],
        6: [label(AUDIENCES, code) for code in rules.AUDIENCES],
        8: [str(words) for words in LANGUAGES.values()],
    }
    data = io.BytesIO(paper.template(choices))
    return send_file(data, EXCEL, as_attachment=True, download_name="danh-sach-hoc-lieu.xlsx")


@blueprint.post("/lists")
@once
def give() -> ResponseReturnValue:
    """Keep what was given for the worker to try."""
    require("work.deposit")
    form = _offered(ListForm())
    if not form.validate_on_submit():
        return _page(form), 422
    listed, packed = request.files.get("list"), request.files.get("archive")
    named, zipped = bool(listed and listed.filename), bool(packed and packed.filename)
    folder = _folder(form)
    if not (named or zipped or folder):
        flash(gettext("Choose a list, a ZIP, or both."), "warning")
        return _page(form), 422
    uid = new_uid()
    db.session.commit()
    try:
        if listed and named:
            keeping.put(uid, keeping.LIST, listed.stream, MOST_BYTES)
        if packed and zipped:
            keeping.put(uid, keeping.ARCHIVE, packed.stream, current_settings().max_upload)
    except FormatError as error:
        keeping.drop(uid)
        flash(said_of("too_large" if error.code == "file_too_large" else error.code), "danger")
        return _page(form), 422
    row = service.give(
        uid,
        form.unit.data,
        _me(),
        name=(listed.filename or "") if listed and named else "",
        archive=(packed.filename or "") if packed and zipped else folder,
        usual=form.usual(),
    )
    return redirect(url_for("jobpages.show", job_id=row.job_id), 303)


@blueprint.get("/lists/<uid>")
def show(uid: str) -> ResponseReturnValue:
    """What a list would do, or did."""
    row = _mine(uid)
    asked = request.args.get("outcome", "")
    return listing.rows(row, asked).answer(
        "repository/lists/show.html",
        gettext("List of materials"),
        row=row,
        counts=service.counts(row),
        sends=sending.waits(row, _me()),
        why=said_of(row.code) if row.code else "",
        asked=asked,
        outcomes=OUTCOMES,
        outcome_tones=OUTCOME_TONES,
        states=STATES,
        tones=TONES,
        running=row.state in (TRYING, TAKING),
        fault_text=fault_text,
    )


@blueprint.post("/lists/<uid>/take")
def take(uid: str) -> ResponseReturnValue:
    """Have the rows without a fault taken in."""
    row = _mine(uid)
    require("work.deposit", db.session.get(OrgUnit, row.unit_id))
    if not service.go_on(row):
        flash(gettext("This list was taken in already."), "info")
        return redirect(url_for(".show", uid=uid), 303)
    return redirect(url_for("jobpages.show", job_id=row.job_id), 303)


@blueprint.post("/lists/<uid>/undo")
def take_back(uid: str) -> ResponseReturnValue:
    """Take everything away again that the list brought."""
    row = _mine(uid)
    try:
        number = undo.undo(row, _me())
    except undo.Built as built:
        said = gettext("It can no longer be undone as a whole: others build on %(titles)s.",
                       titles=", ".join(built.titles))  # fmt: skip
        flash(said, "danger")
    except ValueError:
        db.session.rollback()
        flash(gettext("This can no longer be undone here."), "warning")
    else:
        text = "%(num)s draft was taken away.", "%(num)s drafts were taken away."
        flash(ngettext(*text, number), "success")
    return redirect(url_for(".show", uid=uid), 303)


@blueprint.post("/lists/<uid>/send")
@once
def send(uid: str) -> ResponseReturnValue:
    """Send all drafts that the list brought on to review."""
    row = _mine(uid)
    sent, lacking, left = sending.send(row, _me())
    if sent:
        text = "%(num)s material was sent for review.", "%(num)s materials were sent for review."
        flash(ngettext(*text, sent), "success")
    if lacking:
        text = "%(num)s draft lacks something: open it to see what.", (
            "%(num)s drafts lack something: open them to see what.")  # fmt: skip
        flash(ngettext(*text, lacking), "warning")
    if left:
        text = "%(num)s draft is left: send again.", "%(num)s drafts are left: send again."
        flash(ngettext(*text, left), "info")
    return redirect(url_for(".show", uid=uid), 303)


def _mine(uid: str) -> Deposit:
    query = select(Deposit).where(Deposit.uid == uid, Deposit.person_id == who().person_id)
    row = db.session.scalar(query.options(joinedload(Deposit.unit)))
    return row or not_found()


def _offered(form: ListForm) -> ListForm:
    units = queries.deposit_units(who(), DEPOSITORS)
    if not units:
        not_found()
    folders = [
        (f"{unit.id}:{name}", f"{unit.name}: {name}" if len(units) > 1 else name)
        for unit in units
        for name in keeping.shared(unit.code)
    ]
    return form.offer(units, folders)


def _folder(form: ListForm) -> str:
    """The chosen folder as it is kept; only one of the chosen unit."""
    unit, _, name = (form.folder.data or "").partition(":")
    return f"{service.FOLDER}{name}" if name and unit == str(form.unit.data) else ""


def _page(form: ListForm) -> str:
    query = select(Deposit).where(Deposit.person_id == who().person_id)
    last = db.session.scalars(query.order_by(Deposit.id.desc()).limit(RECENT)).all()
    return render_template(
        "repository/lists/index.html",
        form=form,
        last=last,
        states=STATES,
        tones=TONES,
        limit=current_settings().max_upload,
    )


def _me() -> int:
    return who().person_id or not_found()
