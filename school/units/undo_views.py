"""A succession or a move that was written: what it did, and taking it back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from school.access import may, require, who
from school.people.models import Person
from school.units.models import OrgUnit, UnitChange
from school.units.succession import MOVE
from school.units.texts import CHANGE_KINDS, COUNT_NAMES
from school.units.undoing import Undone, undo, units_of
from school.units.views import visible
from suite import undo as offers
from suite import web
from suite.db import db

blueprint = Blueprint("unit_undo", __name__, url_prefix="/units/<int:unit_id>/changes")
ACTION = "unit.change"


@blueprint.get("/<int:change_id>")
def show(unit_id: int, change_id: int) -> ResponseReturnValue:
    """What a change did."""
    return _page(visible(unit_id), _change(unit_id, change_id))


@blueprint.post("/<int:change_id>")
def act(unit_id: int, change_id: int) -> ResponseReturnValue:
    """Look what undoing would do, or undo."""
    if not may_undo(_change(unit_id, change_id)):
        web.forbidden()
    run = request.form.get("do") == "run"
    found = undo(change_id, dry_run=not run)
    if run and not found.built:
        flash(_said(found), "success")
        return redirect(url_for("unit_undo.show", unit_id=unit_id, change_id=change_id), 303)
    page = _page(visible(unit_id), _change(unit_id, change_id), found)
    return (page, 422) if found.built else page


@offers.action(ACTION)
def take_back(change_id: int) -> str | None:
    """From the button of the message."""
    change = db.session.get(UnitChange, change_id)
    if change is None or not may_undo(change):
        web.forbidden()
    found = undo(change_id, dry_run=False)
    return None if found.built else _said(found)


def may_undo(change: UnitChange) -> bool:
    """Whether the present person may write such a change today, over all its units."""
    units = {unit.id: unit for unit in units_of(change)}
    if change.kind != MOVE:
        return may(who(), "units.succeed", list(units.values()))
    moved = units.pop(int(change.unit_ids.split("/")[1]))
    above = all(may(who(), "unit.edit", unit) for unit in units.values())
    return above and may(who(), "units.succeed", [moved])


def _said(found: Undone) -> str:
    return gettext("It was undone before.") if found.over else gettext("The change was undone.")


def _change(unit_id: int, change_id: int) -> UnitChange:
    unit = visible(unit_id)
    require("unit.edit", unit)
    change = db.session.get(UnitChange, change_id)
    if change is None or f"/{unit_id}/" not in change.unit_ids:
        web.not_found()
    return change


def _page(unit: OrgUnit, change: UnitChange, found: Undone | None = None) -> str:
    people = [db.session.get(Person, i) for i in (change.made_by_id, change.undone_by_id) if i]
    return render_template(
        "school/units/change.html",
        unit=unit,
        change=change,
        units=units_of(change),
        names={one.id: one.full_name for one in people if one},
        found=found,
        may_undo=may_undo(change),
        kinds=CHANGE_KINDS,
        count_names=COUNT_NAMES,
    )
