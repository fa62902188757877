"""Pages of a stimulus: its text, and the questions on it in their order."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.bank import permissions, queries, rules, service, stimuli
from lms.bank.forms import FlaskForm, lazy_gettext
from lms.bank.models import Stimulus
from lms.bank.views import own_school
from lms.hooks import QUESTION
from school.api import require, who
from suite import web
from suite.db import db
from suite.forms import once
from suite.hooks import registry

blueprint = Blueprint("bank_stimulus", __name__, url_prefix="/bank/stimuli")


class StimulusForm(FlaskForm):
    """The text that questions are asked about."""

    text = TextAreaField(
        lazy_gettext("Text, table or situation"),
        validators=[
            InputRequired(lazy_gettext("Write the text that the questions are about.")),
            Length(max=rules.MOST_STEM),
        ],
    )
    number = HiddenField()


@blueprint.before_request
def _staff_only() -> None:
    if not permissions.has_bank(who()):
        web.not_found()


def _stimulus(uid: str, edit: bool = False) -> Stimulus:
    own = permissions.own_schools(who())
    found = stimuli.stimulus_of(who(), uid, own)
    if found is None:
        web.not_found()
    if edit and found.school_id not in own:
        web.forbidden()
    return found


@blueprint.route("/new", methods=["GET", "POST"])
@once
def new() -> ResponseReturnValue:
    """Write a stimulus."""
    school_id, form = own_school(), StimulusForm()
    if request.method == "POST" and form.validate():
        made = stimuli.add(school_id, rules.tidy(form.text.data or ""), who().person_id or 0)
        return redirect(url_for("bank_stimulus.show", uid=made.uid), 303)
    return _editor(form, None, 422 if request.method == "POST" else 200)


def _editor(form: StimulusForm, held: Stimulus | None, status: int, theirs: str = "") -> Any:
    page = render_template("lms/bank/stimulus_edit.html", form=form, stimulus=held, theirs=theirs)
    return page, status


@blueprint.get("/<uid>")
def show(uid: str) -> ResponseReturnValue:
    """The text with its questions."""
    held = _stimulus(uid)
    kinds: dict[str, Any] = dict(registry().kinds(QUESTION))
    return render_template(
        "lms/bank/stimulus.html",
        stimulus=held,
        version=stimuli.current(held),
        questions=stimuli.questions(who(), held),
        kinds=kinds,
        edits=held.school_id in permissions.own_schools(who()),
    )


@blueprint.route("/<uid>/edit", methods=["GET", "POST"])
def edit(uid: str) -> ResponseReturnValue:
    """Change the text; exams whose papers are made keep what they have."""
    held, form = _stimulus(uid, edit=True), StimulusForm()
    version = stimuli.current(held)
    if request.method == "GET":
        form.text.data, form.number.data = version.text, str(version.number)
        return _editor(form, held, 200)
    if not form.validate():
        return _editor(form, held, 422)
    seen = form.number.data or ""
    try:
        text = rules.tidy(form.text.data or "")
        stimuli.change(held, int(seen) if seen.isdecimal() else 0, text, who().person_id or 0)
    except service.Changed:
        held = _stimulus(uid, edit=True)
        form.number.data = str(held.current_number)
        return _editor(form, held, 409, stimuli.current(held).text)
    flash(gettext("Saved."), "success")
    return redirect(url_for("bank_stimulus.show", uid=uid), 303)


@blueprint.post("/<uid>/order")
def order(uid: str) -> ResponseReturnValue:
    """Move a question up or down, or let it stand by itself."""
    held = _stimulus(uid, edit=True)
    item = queries.item_of(who(), request.form.get("item", ""))
    if item is None or item.stimulus_id != held.id:
        web.not_found()
    require("bank.edit", item)
    action = request.form.get("action", "")
    if action == "off":
        stimuli.detach(item)
        flash(gettext("The question stands by itself now."), "success")
    else:
        stimuli.move(who(), held, item, -1 if action == "up" else 1)
    db.session.commit()
    return redirect(url_for("bank_stimulus.show", uid=uid), 303)
