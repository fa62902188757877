"""Taking questions in: paste or upload, look at what was read, take it in."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from lms.bank import finding, intake, permissions, pictures, queries, rules, texts
from lms.bank.forms import AboutForm, ImportForm
from lms.bank.intake import NotRead, Read
from lms.bank.models import BankImport
from lms.bank.preview import preview
from lms.bank.taking import take_in
from lms.bank.views import own_school
from lms.hooks import QUESTION
from school.api import scope, who
from suite import undo, web
from suite.db import db
from suite.hooks import registry

blueprint = Blueprint("bank_import", __name__, url_prefix="/bank/import")
# A text of a million characters, up to three bytes each, sent as form fields.
FORM_BYTES = 12 << 20


@blueprint.url_value_preprocessor
def _room_for_text(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Runs before anything reads the form, so that long texts do not meet Flask's limit."""
    request.max_form_memory_size = FORM_BYTES


@blueprint.before_request
def _staff_only() -> None:
    if not permissions.has_bank(who()):
        web.not_found()


def _draft(uid: str, *, dropped: bool = False) -> BankImport:
    own_school()
    row: BankImport | None = db.session.scalar(
        scope(select(BankImport), who()).where(BankImport.uid == uid)
    )
    if row is None or intake.is_dropped(row) != dropped:
        web.not_found()
    return row


@blueprint.get("")
def start() -> ResponseReturnValue:
    """Paste or choose a file; `correct` names a draft whose text is to be mended."""
    own_school()
    form = ImportForm(formdata=None)
    if "correct" in request.args:
        form.text.data = _draft(request.args["correct"]).text
    return _start(form, None, 200)


def _start(form: ImportForm, why: str | None, status: int) -> ResponseReturnValue:
    waiting = db.session.scalars(
        scope(select(BankImport), who())
        .where(BankImport.taken_at.is_(None))
        .order_by(BankImport.id.desc())
        .limit(20)
    )
    page = render_template(
        "lms/bank/import.html",
        form=form,
        why=why,
        waiting=waiting.all(),
        most=intake.MOST_BYTES >> 20,
    )
    return page, status


@blueprint.post("")
def read() -> ResponseReturnValue:
    """Read what was sent and keep it; the preview has an address of its own."""
    school_id, form = own_school(), ImportForm()
    upload = request.files.get("file")
    name = (upload.filename or "") if upload else ""
    db.session.rollback()  # reading takes long, and an open transaction may hold the write lock
    try:
        found = _read(name, form.text.data or "")
    except NotRead as error:
        return _start(form, texts.not_read_text(error), 422)
    about = {"subject": queries.taught_subject(who()) or "", "grade": None, "topic": ""}
    row = intake.keep(found, school_id, who().person_id or 0, name, about)
    return redirect(url_for("bank_import.show", uid=row.uid), 303)


def _read(name: str, text: str) -> Read:
    if not name:
        return intake.from_text(text)
    return intake.from_file(name, request.files["file"].read(intake.MOST_BYTES + 1))


@blueprint.get("/<uid>")
def show(uid: str) -> ResponseReturnValue:
    """What was read, or what became of it."""
    row = _draft(uid)
    if row.taken_at is not None:
        return render_template("lms/bank/taken.html", row=row, outcome=row.outcome, texts=texts)
    form = AboutForm(formdata=None)
    _prepare(form, row)
    form.show_about(row.about)
    return _preview(row, form, 200)


def _prepare(form: AboutForm, row: BankImport) -> None:
    form.prepare(queries.subjects(), queries.nodes(), queries.own_groups(who(), row.school_id))


def _preview(row: BankImport, form: AboutForm, status: int) -> ResponseReturnValue:
    kinds: dict[str, Any] = dict(registry().kinds(QUESTION))
    view = preview(row)
    fresh = {one.index: rules.search_key(one.content) for one in view.rows if one.known is None}
    told = [[one.content.stem, one.content.body, one.content.solution] for one in view.rows]
    page = render_template(
        "lms/bank/preview.html",
        row=row,
        form=form,
        view=view,
        alike=finding.near(who(), row.school_id, fresh),
        pictures=pictures.addresses(row.school_id, told),
        kinds=kinds,
        texts=texts,
        topics=queries.topics_of(row.school_id),
        groups=queries.own_groups(who(), row.school_id),
    )
    return page, status


@blueprint.post("/<uid>")
def take(uid: str) -> ResponseReturnValue:
    """Keep ticks and keys as sent; then take in, if that was asked and all is said."""
    row, form = _draft(uid), AboutForm()
    _prepare(form, row)
    intake.keep_choices(row, form.as_json(), _choices())
    if request.form.get("action") == "keep":
        flash(gettext("Your choices are kept."), "success")
    elif not form.validate():
        return _preview(_draft(uid), form, 422)
    else:
        take_in(row.id, form.about(row.school_id), who().person_id or 0)
    return redirect(url_for("bank_import.show", uid=uid), 303)


def _choices() -> dict[str, Any]:
    """Ticks, and the letters chosen for questions without a key; a chosen key is a tick too."""
    keys = {
        name.removeprefix("key-"): value
        for name, value in request.form.items()
        if name.startswith("key-") and name[4:].isdecimal() and value in tuple("ABCDEFGH")
    }
    ticks = {int(one) for one in request.form.getlist("take") if one.isdecimal()}
    return {"take": sorted(ticks), "keys": keys}


@blueprint.post("/<uid>/drop")
def drop(uid: str) -> ResponseReturnValue:
    """Throw a draft away."""
    if not intake.drop(_draft(uid)):
        return redirect(url_for("bank_import.show", uid=uid), 303)
    undo.offer(gettext("The import was thrown away."), "bank.import", uid=uid)
    return redirect(url_for("bank_import.start"), 303)


@undo.action("bank.import")
def restore(uid: str) -> str | None:
    """Bring a draft back that was thrown away."""
    _staff_only()
    if not intake.restore(_draft(uid, dropped=True)):
        return None
    return gettext("The import is back.")
