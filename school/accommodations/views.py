"""What a pupil is given at tests: the page of who may grant it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from school.access import require, scope, who
from school.accommodations import permissions, rules, service  # noqa: F401 (rules register)
from school.accommodations.forms import KIND_LABELS, GrantForm
from school.accommodations.models import Accommodation
from school.people.models import Person
from school.people.service import names_viewed
from suite import clock, sealing, web
from suite.db import db
from suite.forms import once

blueprint = Blueprint("accommodations", __name__, url_prefix="/people/<int:person_id>/tests")


@blueprint.get("")
@web.writes
def show(person_id: int) -> ResponseReturnValue:
    """What holds, what held, and the form to grant more; the look at it is noted."""
    pupil = _pupil(person_id)
    names_viewed(f"person:{person_id}")
    return _page(pupil, GrantForm(formdata=None))


@blueprint.post("")
@once
def grant(person_id: int) -> ResponseReturnValue:
    """Grant something."""
    pupil, form = _pupil(person_id), GrantForm()
    if not form.validate_on_submit():
        return _page(pupil, form, 422)
    try:
        service.grant(
            pupil,
            form.granted(),
            form.starts_on.data,
            form.ends_on(),
            form.reason.data,
            who().person_id or 0,
        )
    except rules.NotGranted as error:
        if error.code == "days":
            form.last_day.errors = [gettext("The last day is before the first.")]
        else:
            form.percent.errors = [gettext("Give percent or minutes, one of them.")]
        return _page(pupil, form, 422)
    flash(gettext("It is granted, and holds at every test from that day on."), "success")
    return redirect(url_for(".show", person_id=person_id), 303)


@blueprint.post("/<int:row_id>/end")
def end(person_id: int, row_id: int) -> ResponseReturnValue:
    """End one from today on."""
    pupil = _pupil(person_id)
    query = select(Accommodation).where(
        Accommodation.id == row_id, Accommodation.person_id == pupil.id
    )
    row = db.session.scalar(query) or web.not_found()
    if row.ends_on is None or row.ends_on > clock.today():
        service.end(row, who().person_id or 0)
        flash(gettext("It holds no more from today on."), "success")
    return redirect(url_for(".show", person_id=person_id), 303)


def _pupil(person_id: int) -> Person:
    query = select(Person).where(Person.id == person_id).options(joinedload(Person.school))
    pupil: Person = db.session.scalar(scope(query, who())) or web.not_found()
    require("accommodation.grant", pupil)
    return pupil


def _page(pupil: Person, form: GrantForm, status: int = 200) -> ResponseReturnValue:
    rows = service.of_person(pupil.id)
    ids = {row.granted_by_id for row in rows}
    query = select(Person.id, Person.full_name).where(Person.id.in_(ids))
    names: dict[int, str] = {row[0]: row[1] for row in db.session.execute(query)}
    page = render_template(
        "school/accommodations/show.html",
        pupil=pupil,
        form=form,
        rows=[(row, _reason(row), names.get(row.granted_by_id, "")) for row in rows],
        kinds=KIND_LABELS,
        today=clock.today(),
    )
    return page, status


def _reason(row: Accommodation) -> str:
    try:
        return service.reason_of(row)
    except sealing.SealBroken:
        return gettext("The reason can no longer be read: the key of the installation was changed.")
