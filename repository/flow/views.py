"""Pages of the steps to approval: a unit's choice, and the way through the queue."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from repository.catalogue.labels import label
from repository.catalogue.rules import Refused
from repository.flow import permissions, queue, rules, service, taking
from repository.flow.forms import StepsForm
from repository.flow.labels import REFUSALS, STEPS, WHO
from repository.flow.models import Flow
from school.api import OrgUnit, may, require, who
from suite.db import db
from suite.edits import Conflict, seen
from suite.web import forbidden, not_found

blueprint = Blueprint("flow", __name__, url_prefix="/library")


@blueprint.get("/review/next")
def onward() -> ResponseReturnValue:
    """The work that waits next after another one; at the end of the queue the queue itself."""
    require("work.queue")
    asked = queue.asked_for(request.args)
    uid = queue.next_after(who(), asked, request.args.get("after", "")[:36])
    if uid is None:
        flash(gettext("That was the last one that waits for you here."), "info")
        return redirect(url_for("reviews.queue"), 302)
    return redirect(url_for("works.work", uid=uid, queue=1, **asked.given), 302)


@blueprint.get("/steps")
def steps() -> ResponseReturnValue:
    """Which steps a unit wants before a work is published."""
    units = _units()
    if not units:
        forbidden()
    return _page(_chosen(units, request.args.get("unit", type=int)))


@blueprint.post("/steps/<int:unit_id>")
def choose(unit_id: int) -> ResponseReturnValue:
    """Set the steps; what is under way keeps its own."""
    unit = db.session.get(OrgUnit, unit_id)
    if unit is None or not may(who(), "flow.set", unit):
        not_found()
    form = StepsForm().offer(unit.kind)
    try:
        service.choose(
            unit,
            form.steps.data or (),
            twice=bool(form.twice.data),
            actor_id=who().person_id or 0,
            seen=seen(form.version.data),
        )
    except Refused as refused:
        db.session.rollback()
        form.steps.errors = [label(REFUSALS, code) for code in refused.codes]
        return _page(unit, form), 422
    except Conflict:
        db.session.rollback()
        return _page(unit, form, conflict=True), 409
    flash(gettext("The steps were saved. Works that wait already keep theirs."), "success")
    return redirect(url_for("flow.steps", unit=unit_id), 303)


def _units() -> list[OrgUnit]:
    ids = permissions.set_units(who())
    query = select(OrgUnit).where(OrgUnit.id.in_(ids)).order_by(OrgUnit.sort_key)
    return list(db.session.scalars(query))


def _chosen(units: list[OrgUnit], asked: int | None) -> OrgUnit:
    """The unit that the address asks for, also one below the own; else the first of the own."""
    if asked is None:
        return units[0]
    unit = db.session.get(OrgUnit, asked)
    if unit is None or not may(who(), "flow.set", unit):
        not_found()
    return unit


def _page(unit: OrgUnit, form: StepsForm | None = None, *, conflict: bool = False) -> str:
    row = db.session.get(Flow, unit.id)
    if form is None:
        form = StepsForm(formdata=None).offer(unit.kind)
        form.steps.data = list(rules.parted(row.steps) if row else rules.USUAL)
        form.twice.data = bool(row and row.twice)
    form.version.data = str(row.version if row else 0)
    return render_template(
        "repository/flow/steps.html",
        unit=unit,
        units=_units(),
        may_review=may(who(), "work.queue"),
        form=form,
        row=row,
        conflict=conflict,
        step_words=STEPS,
        step_who=WHO,
        holders=taking.holders(unit),
        heads=taking.heads_by_subject(unit.id) if unit.kind == "school" else [],
    )
