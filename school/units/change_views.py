"""Adding, editing and moving units."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from wtforms import SelectChoice

from school.access import below, may, require, scope, who
from school.people.models import ADMINISTRATOR
from school.units import permissions, rules, service, succession  # noqa: F401
from school.units.forms import EditForm, MoveForm, NewForm, UnitForm
from school.units.models import OrgUnit
from school.units.rules import UnitError
from school.units.texts import text_of
from school.units.undo_views import ACTION
from school.units.views import KINDS, visible
from suite import undo
from suite.db import db
from suite.edits import Conflict, seen
from suite.forms import once

blueprint = Blueprint("unit_changes", __name__, url_prefix="/units/<int:unit_id>")


@blueprint.get("/new")
def new(unit_id: int) -> ResponseReturnValue:
    """The form of a unit under another one."""
    above = _unit(unit_id)
    return _new_page(above, _new_form(above))


@blueprint.post("/new")
@once
def add(unit_id: int) -> ResponseReturnValue:
    """Add a unit under another one."""
    above = _unit(unit_id)
    form = _new_form(above)
    if not form.validate_on_submit():
        return _new_page(above, form, 422)
    stage, since = form.stage.data or None, form.since.data
    try:
        row = service.add_unit(
            form.kind.data,
            form.code.data or "",
            form.name.data or "",
            parent=above,
            stage=stage,
            since=since,
        )
    except UnitError as error:
        db.session.rollback()
        _blame(form, error)
        return _new_page(_unit(unit_id), form, 422)
    flash(gettext("%(name)s was added.", name=row.name), "success")
    return redirect(url_for("units.show", unit_id=row.id), 303)


@blueprint.get("/edit")
def edit(unit_id: int) -> ResponseReturnValue:
    """What may be changed about a unit."""
    return _page(_unit(unit_id))


@blueprint.post("/edit")
def change(unit_id: int) -> ResponseReturnValue:
    """Change a unit; when two do it, the later one is shown both."""
    row, form = _unit(unit_id), EditForm()
    if not form.validate_on_submit():
        return _page(row, 422, form=form)
    try:
        service.edit_unit(
            row,
            seen(form.version.data),
            code=form.code.data or "",
            name=form.name.data or "",
            since=form.since.data,
            stage=form.stage.data or None,
            headcount=form.headcount.data,
            teacher_headcount=form.teacher_headcount.data,
        )
    except UnitError as error:
        db.session.rollback()
        _blame(form, error)
        return _page(_unit(unit_id), 422, form=form)
    except Conflict:
        db.session.rollback()
        return _page(_unit(unit_id), 409, form=form)
    flash(gettext("The unit was changed."), "success")
    return redirect(url_for("units.show", unit_id=unit_id), 303)


@blueprint.post("/move")
def move(unit_id: int) -> ResponseReturnValue:
    """Put a unit under another owner from a day on."""
    row, form = _unit(unit_id), MoveForm()
    require("units.succeed", [row])
    form.parent.choices = _owners(row)
    if not form.validate_on_submit():
        return _page(row, 422, move=form)
    above = db.session.get_one(OrgUnit, form.parent.data)
    try:
        change_id = succession.move(row, above, form.moved.data)
    except UnitError as error:
        db.session.rollback()
        form.moved.errors = [text_of(error)]
        return _page(_unit(unit_id), 422, move=form)
    undo.offer(gettext("The unit was moved."), ACTION, change_id=change_id)
    return redirect(url_for("units.show", unit_id=unit_id), 303)


def _page(
    row: OrgUnit, status: int = 200, *, form: EditForm | None = None, move: MoveForm | None = None
) -> ResponseReturnValue:
    values = {
        name: getattr(row, name) for name in ("code", "name", "headcount", "teacher_headcount")
    }
    form = form or EditForm(formdata=None, stage=row.stage or "", **values)
    form.version.data = str(row.version)
    may_move = row.parent_id is not None and may(who(), "units.succeed", [row])
    if move is None:
        move = MoveForm(formdata=None)
        move.parent.choices = _owners(row) if may_move else []
    page = render_template(
        "school/units/edit.html",
        unit=row,
        form=form,
        move=move,
        may_move=may_move and move.parent.choices,
        conflict=status == 409,
    )
    return page, status


def _owners(row: OrgUnit) -> list[SelectChoice]:
    """The units under which it may stand, and over which the present person stands."""
    query = select(OrgUnit).where(
        OrgUnit.kind.in_([kind for kind in rules.UNDER[row.kind] if kind]),
        OrgUnit.valid_to.is_(None),
        OrgUnit.id != (row.parent_id or 0),
        below(OrgUnit.path, who().paths(ADMINISTRATOR)),
    )
    found = db.session.scalars(scope(query, who()).order_by(OrgUnit.sort_key, OrgUnit.id))
    return [SelectChoice(one.id, one.name) for one in found]


def _new_form(above: OrgUnit) -> NewForm:
    form = NewForm()
    kinds = [kind for kind, owners in rules.UNDER.items() if above.kind in owners]
    form.kind.choices = [SelectChoice(kind, KINDS[kind]) for kind in kinds]
    return form


def _new_page(above: OrgUnit, form: NewForm, status: int = 200) -> ResponseReturnValue:
    return render_template("school/units/new.html", above=above, form=form), status


def _blame(form: UnitForm, error: UnitError) -> None:
    fields = {"taken": form.code, "code": form.code, "name": form.name, "place": form.stage}
    fields.get(error.code, form.since).errors = [text_of(error)]


def _unit(unit_id: int) -> OrgUnit:
    row = visible(unit_id)
    require("unit.edit", row)
    return row
