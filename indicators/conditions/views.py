"""The short forms by which people say who has the conditions to learn online."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from indicators.conditions import permissions, service  # noqa: F401 - rules register
from indicators.conditions.rules import read_answers
from indicators.formulas.conditions import Answer, Condition, Source
from indicators.register.service import register
from school import access
from school.access import require
from school.api import SchoolClass, may
from school.people import service as people
from suite import clock, web
from suite.db import db

blueprint = Blueprint("conditions", __name__, url_prefix="/coverage/conditions")
YES = "yes"


def class_or_404(class_id: int) -> SchoolClass:
    """A class that the present person may see; 403 where they may not answer for it."""
    row = db.session.get(SchoolClass, class_id)
    if row is None or not may(access.who(), "class.names", row):
        web.not_found()
    require("conditions.attest", row)
    return row


@blueprint.get("/class/<int:class_id>")
@web.writes
def table(class_id: int) -> ResponseReturnValue:
    """The table of a class: one line a pupil."""
    row = class_or_404(class_id)
    people.names_viewed(f"class:{class_id}")
    return shown(row, {})


def shown(row: SchoolClass, preset: dict[tuple[int, Condition], Answer]) -> ResponseReturnValue:
    """The page of the table, with answers not yet saved where `preset` has them."""
    pupils = service.pupils_of(row.id)
    return render_template(
        "indicators/conditions/class.html",
        row=row,
        pupils=pupils,
        said=service.said_of([pupil.id for pupil in pupils]),
        preset=preset,
        conditions=list(Condition),
        valid_days=register().conditions(clock.today()).valid_days,
    )


@blueprint.post("/class/<int:class_id>")
def save_table(class_id: int) -> ResponseReturnValue:
    """Keep the homeroom teacher's answers; with `fill` only mark what is empty, without saving."""
    row = class_or_404(class_id)
    ids = [pupil.id for pupil in service.pupils_of(row.id)]
    said = service.said_of(ids)
    try:
        answers = read_answers(request.form, ids)
    except ValueError:
        flash(gettext("That answer is not known."), "danger")
        return shown(row, {})
    if request.form.get("fill") == YES:
        empty = {
            (person_id, condition): Answer.YES
            for person_id in ids
            for condition in Condition
            if person_id not in said or said[person_id].of(condition) is None
        }
        return shown(row, {**empty, **answers})
    count = service.attest(answers, Source.HOMEROOM, access.who().person_id or 0, said)
    flash(
        ngettext("Saved for %(num)s student.", "Saved for %(num)s students.", count)
        if count
        else gettext("Nothing had changed."),
        "success",
    )
    return redirect(url_for("conditions.table", class_id=class_id), 303)


@blueprint.get("/mine")
def mine() -> ResponseReturnValue:
    """The form for oneself."""
    require("conditions.self")
    person_id = access.who().person_id or 0
    said = service.said_of([person_id])
    return render_template(
        "indicators/conditions/mine.html",
        person_id=person_id,
        said=said.get(person_id),
        valid_days=register().conditions(clock.today()).valid_days,
    )


@blueprint.post("/mine")
def save_mine() -> ResponseReturnValue:
    """Keep one's own answers."""
    require("conditions.self")
    person_id = access.who().person_id or 0
    try:
        answers = read_answers(request.form, [person_id])
    except ValueError:
        flash(gettext("That answer is not known."), "danger")
        return redirect(url_for("conditions.mine"), 303)
    service.attest(answers, Source.SELF, person_id, service.said_of([person_id]))
    flash(gettext("Thank you, your answer is kept."), "success")
    return redirect(url_for("home.index"), 303)
