"""Adding and changing classes: name, homeroom teacher, the end."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from school.access import require
from school.calendar.models import SchoolYear
from school.classes import changes
from school.classes.forms import ClassForm, CloseForm, LeadForm
from school.classes.models import SchoolClass
from school.classes.rules import ClassError
from school.classes.texts import text_of
from school.classes.views import visible_class
from school.units.models import SCHOOL, OrgUnit
from school.units.rules import grades_of
from school.units.views import visible
from suite import web
from suite.db import db
from suite.edits import Conflict, seen
from suite.forms import once

blueprint = Blueprint("class_changes", __name__)


@blueprint.get("/units/<int:unit_id>/years/<int:year_id>/classes/new")
def new(unit_id: int, year_id: int) -> ResponseReturnValue:
    """The form of a new class."""
    school, year = _place(unit_id, year_id)
    return _new_page(school, year, ClassForm())


@blueprint.post("/units/<int:unit_id>/years/<int:year_id>/classes")
@once
def add(unit_id: int, year_id: int) -> ResponseReturnValue:
    """Add a class to a school and year."""
    school, year = _place(unit_id, year_id)
    form = ClassForm()
    if not form.validate_on_submit():
        return _new_page(school, year, form, 422)
    try:
        row = changes.add_class(school, year, form.name.data or "", form.grade.data or 0)
    except ClassError as error:
        db.session.rollback()
        _blame(form, error)
        return _new_page(school, year, form, 422)
    flash(gettext("Class %(name)s was added.", name=row.name), "success")
    return redirect(url_for("classes.show", class_id=row.id), 303)


@blueprint.get("/classes/<int:class_id>/edit")
def edit(class_id: int) -> ResponseReturnValue:
    """What may be changed about a class."""
    return _page(_class(class_id))


@blueprint.post("/classes/<int:class_id>/edit")
def change(class_id: int) -> ResponseReturnValue:
    """Another name or grade; when two do it, the later one is shown both."""
    row, form = _class(class_id), ClassForm()
    if not form.validate_on_submit():
        return _page(row, 422, form=form)
    try:
        changes.change_class(
            row, form.name.data or "", form.grade.data or 0, seen(form.version.data)
        )
    except ClassError as error:
        db.session.rollback()
        _blame(form, error)
        return _page(_class(class_id), 422, form=form)
    except Conflict:
        db.session.rollback()
        return _page(_class(class_id), 409, form=form)
    return _done(class_id, gettext("The class was changed."))


@blueprint.post("/classes/<int:class_id>/homeroom")
def lead(class_id: int) -> ResponseReturnValue:
    """Another homeroom teacher from a day on."""
    row, form = _class(class_id), LeadForm()
    form.offer(changes.teachers_at(row.school_id))
    if not form.validate_on_submit():
        return _page(row, 422, lead=form)
    try:
        changes.lead_class(row, form.teacher.data or None, form.since.data, seen(form.version.data))
    except ClassError as error:
        db.session.rollback()
        form.since.errors = [text_of(error)]
        return _page(_class(class_id), 422, lead=form)
    except Conflict:
        db.session.rollback()
        return _page(_class(class_id), 409, lead=form)
    return _done(class_id, gettext("The homeroom teacher was noted."))


@blueprint.post("/classes/<int:class_id>/close")
def close(class_id: int) -> ResponseReturnValue:
    """Close an empty class."""
    row, form = _class(class_id), CloseForm()
    if not form.validate_on_submit():
        return _page(row, 422, close=form)
    try:
        changes.close_class(row, form.on.data, seen(form.version.data))
    except ClassError as error:
        db.session.rollback()
        form.on.errors = [text_of(error)]
        return _page(_class(class_id), 422, close=form)
    except Conflict:
        db.session.rollback()
        return _page(_class(class_id), 409, close=form)
    return _done(class_id, gettext("The class is closed."))


@blueprint.post("/classes/<int:class_id>/reopen")
def reopen(class_id: int) -> ResponseReturnValue:
    """Undo a close."""
    row, form = _class(class_id), CloseForm()
    try:
        changes.reopen_class(row, seen(form.version.data))
    except Conflict:
        db.session.rollback()
        return _page(_class(class_id), 409, close=form)
    return _done(class_id, gettext("The class is open again."))


def _page(
    row: SchoolClass,
    status: int = 200,
    *,
    form: ClassForm | None = None,
    lead: LeadForm | None = None,
    close: CloseForm | None = None,
) -> ResponseReturnValue:
    if form is None:
        form = ClassForm(formdata=None, name=row.name, grade=row.grade)
    now = changes.homeroom_id(row.id)
    if lead is None:
        lead = LeadForm(formdata=None, teacher=now or 0)
        lead.offer(changes.teachers_at(row.school_id))
    close = close or CloseForm(formdata=None)
    for one in (form, lead, close):
        one.version.data = str(row.version)
    page = render_template(
        "school/classes/edit.html",
        row=row,
        form=form,
        lead=lead,
        close=close,
        homeroom=next((c.label for c in lead.teacher.choices or () if c.value == now), None),
        conflict=status == 409,
    )
    return page, status


def _new_page(
    school: OrgUnit, year: SchoolYear, form: ClassForm, status: int = 200
) -> ResponseReturnValue:
    grades = grades_of(school.stage)
    page = render_template(
        "school/classes/new.html", school=school, year=year, form=form, grades=grades
    )
    return page, status


def _blame(form: ClassForm, error: ClassError) -> None:
    field = form.grade if error.code == "grade" else form.name
    field.errors = [text_of(error)]


def _done(class_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("classes.show", class_id=class_id), 303)


def _class(class_id: int) -> SchoolClass:
    row = visible_class(class_id)
    require("class.edit", row.school)
    return row


def _place(unit_id: int, year_id: int) -> tuple[OrgUnit, SchoolYear]:
    unit = visible(unit_id)
    if unit.kind != SCHOOL:
        web.not_found()
    require("class.edit", unit)
    return unit, db.session.get(SchoolYear, year_id) or web.not_found()
