"""A pupil of a class: moving, leaving, coming back."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from school.access import require, scope, who
from school.classes import stays
from school.classes.forms import LeaveForm, MoveForm
from school.classes.models import Enrolment, SchoolClass
from school.classes.rules import ClassError
from school.classes.texts import text_of
from school.classes.views import visible_class
from school.people import service as people
from school.people.models import Person
from suite import clock, web
from suite.db import db
from suite.edits import Conflict, seen

Act = Callable[[Person, SchoolClass, date, int], None]
blueprint = Blueprint("class_pupils", __name__, url_prefix="/classes/<int:class_id>/pupils")


@blueprint.get("/<int:person_id>")
@web.writes
def show(class_id: int, person_id: int) -> ResponseReturnValue:
    """The stays of a pupil, and what may be done."""
    person, row = _pupil(class_id, person_id)
    people.names_viewed(f"person:{person_id}")
    return _page(person, row)


@blueprint.post("/<int:person_id>/move")
def move(class_id: int, person_id: int) -> ResponseReturnValue:
    """Into another class from a day on."""
    person, row = _pupil(class_id, person_id)
    return _moved(person, row, stays.move, gettext("The move was noted."))


@blueprint.post("/<int:person_id>/return")
def take_back(class_id: int, person_id: int) -> ResponseReturnValue:
    """Back into a class after time away."""
    person, row = _pupil(class_id, person_id)
    return _moved(person, row, stays.take_back, gettext("The student is back."))


@blueprint.post("/<int:person_id>/leave")
def leave(class_id: int, person_id: int) -> ResponseReturnValue:
    """Away from the school from a day on."""
    person, row = _pupil(class_id, person_id)
    form = LeaveForm()
    if not form.validate_on_submit():
        return _page(person, row, 422, leave=form)
    reason = (form.reason.data or "").strip()
    try:
        stays.leave(person, row, form.away.data, reason, seen(form.stay.data))
    except ClassError as error:
        db.session.rollback()
        form.away.errors = [text_of(error)]
        return _page(*_pupil(class_id, person_id), 422, leave=form)
    except Conflict:
        db.session.rollback()
        return _page(*_pupil(class_id, person_id), 409, leave=form)
    flash(gettext("It was noted that %(name)s left.", name=person.full_name), "success")
    return redirect(url_for("classes.show", class_id=class_id), 303)


def _moved(person: Person, row: SchoolClass, act: Act, message: str) -> ResponseReturnValue:
    form = MoveForm()
    beside = stays.classes_beside(row)
    form.offer(beside)
    if not form.validate_on_submit():
        return _page(person, row, 422, move=form)
    to = next(one for one in beside if one.id == form.to.data)
    try:
        act(person, to, form.on.data, seen(form.stay.data))
    except ClassError as error:
        db.session.rollback()
        field = form.to if error.code in ("same", "closed") else form.on
        field.errors = [text_of(error)]
        return _page(*_pupil(row.id, person.id), 422, move=form)
    except Conflict:
        db.session.rollback()
        return _page(*_pupil(row.id, person.id), 409, move=form)
    flash(message, "success")
    return redirect(url_for("class_pupils.show", class_id=to.id, person_id=person.id), 303)


def _page(
    person: Person,
    row: SchoolClass,
    status: int = 200,
    *,
    move: MoveForm | None = None,
    leave: LeaveForm | None = None,
) -> ResponseReturnValue:
    held = stays.history(person.id, row.school_id)
    now = next((one for one in held if _holds_today(one)), None)
    if move is None:
        move = MoveForm(formdata=None)
        move.offer(stays.classes_beside(row), now.class_id if now else 0)
    leave = leave or LeaveForm(formdata=None)
    move.stay.data = leave.stay.data = str(stays.last_id(person.id, row.school_id))
    page = render_template(
        "school/classes/pupil.html",
        person=person,
        row=row,
        stays=held,
        now=now,
        move=move,
        leave=leave,
        conflict=status == 409,
    )
    return page, status


def _holds_today(one: Enrolment) -> bool:
    today = clock.today()
    return one.starts_on <= today and (one.ends_on is None or today < one.ends_on)


def _pupil(class_id: int, person_id: int) -> tuple[Person, SchoolClass]:
    """Somebody of a school that the present person heads who is or was in a class of it."""
    row = visible_class(class_id)
    require("class.edit", row.school)
    mine = Person.id == person_id, Person.school_id == row.school_id
    query = scope(select(Person).where(*mine), who())
    inside = select(Enrolment.id).where(
        Enrolment.class_id == class_id, Enrolment.person_id == person_id
    )
    found: Person | None = db.session.scalar(query.where(inside.exists()))
    return found or web.not_found(), row
