"""Pages for the roles of a person, and to add one person."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import SelectChoice

from school.access import require, scope, who
from school.calendar.service import current_year
from school.people import granting
from school.people.forms import GrantForm, PersonForm, role_choices, show_fault
from school.people.granting import NewPerson
from school.people.models import DERIVED, STUDENT, Person, RoleGrant
from school.people.roles import ROLE_LABELS
from school.people.rules import GrantError, gives
from school.people.standing import who_is
from school.units.models import OrgUnit
from suite import clock, undo, web
from suite.db import db

blueprint = Blueprint("grants", __name__, url_prefix="/people")
DAY = timedelta(days=1)


@blueprint.get("/<int:person_id>/roles")
def show(person_id: int) -> ResponseReturnValue:
    """The roles of a person, now and before, and a form to give one."""
    person = _person(person_id)
    form = _grant_form()
    if not form.is_submitted():
        form.since.data = clock.today()
        if person.school_id:
            form.unit_id.data = person.school_id
    return _roles_page(person, form)


@blueprint.post("/<int:person_id>/roles")
def give(person_id: int) -> ResponseReturnValue:
    """Give a role at a unit from a day until a day."""
    person, form = _person(person_id), _grant_form()
    if form.validate_on_submit():
        unit = db.session.get_one(OrgUnit, form.unit_id.data)
        last = form.last_day.data
        until = last + DAY if last else None
        try:
            row = granting.give(who(), person, form.role.data, unit, form.since.data, until)
        except GrantError as error:
            show_fault(form, error)
        else:
            label = ROLE_LABELS[row.role]
            flash(gettext("%(role)s was given.", role=label), "success")
            return redirect(url_for("grants.show", person_id=person_id), 303)
    return _roles_page(person, form), 422


@blueprint.post("/<int:person_id>/roles/<int:grant_id>/end")
def end(person_id: int, grant_id: int) -> ResponseReturnValue:
    """End a role at once; it stays in the history."""
    row = _grant(person_id, grant_id)
    until = row.valid_to
    try:
        granting.end(who(), row, clock.today())
    except GrantError as error:
        if error.code != "dates":
            web.forbidden()
        flash(gettext("This role has ended already."), "info")
    else:
        undo.offer(
            gettext("%(role)s was ended.", role=ROLE_LABELS[row.role]),
            "grants.resume",
            person_id=person_id,
            grant_id=grant_id,
            ended=row.valid_to.isoformat() if row.valid_to else "",
            until=until.isoformat() if until else None,
        )
    return redirect(url_for("grants.show", person_id=person_id), 303)


@undo.action("grants.resume")
def resume(person_id: int, grant_id: int, ended: str, until: str | None) -> str:
    """Take the end of a role back."""
    row = _grant(person_id, grant_id)
    last = date.fromisoformat(until) if until else None
    try:
        granting.resume(who(), row, date.fromisoformat(ended), last)
    except GrantError as error:
        if error.code == "changed":
            raise undo.changed_meanwhile() from error
        if error.code == "held":
            raise undo.TooLate(gettext("The role was given anew meanwhile.")) from error
        web.forbidden()
    return gettext("%(role)s was given.", role=ROLE_LABELS[row.role])


def _grant(person_id: int, grant_id: int) -> RoleGrant:
    person = _person(person_id)
    query = select(RoleGrant).where(RoleGrant.id == grant_id, RoleGrant.person_id == person.id)
    found: RoleGrant | None = db.session.scalar(query.options(joinedload(RoleGrant.unit)))
    return found or web.not_found()


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """A form for one person; the unit is chosen first where there are several."""
    require("people.add")
    unit = _unit()
    if unit is None:
        units = granting.units_to_give_at(who())
        return render_template("school/people/new_where.html", units=units)
    return _new_page(unit, _person_form(unit))


@blueprint.post("/new")
def add() -> ResponseReturnValue:
    """Add one person; the first password is shown this once."""
    require("people.add")
    unit = _unit() or web.not_found()
    form = _person_form(unit)
    same: list[Person] = []
    if form.validate_on_submit():
        same = granting.namesakes(unit, form.full_name.data, form.birth_date.data)
        if form.again.data or not same:
            try:
                _, slip = granting.add_person(who(), unit, _asked(form))
            except GrantError as error:
                show_fault(form, error)
            else:
                back = url_for("people.index")
                return render_template("school/people/slips.html", slips=[slip], back_url=back)
    return _new_page(unit, form, same), 422


def _asked(form: PersonForm) -> NewPerson:
    last = form.last_day.data
    return NewPerson(
        form.full_name.data,
        form.role.data,
        form.birth_date.data,
        form.gender.data or None,
        form.class_id.data or None,
        last + DAY if last else None,
    )


def _person(person_id: int) -> Person:
    query = select(Person).where(Person.id == person_id).options(joinedload(Person.school))
    person: Person = db.session.scalar(scope(query, who())) or web.not_found()
    require("person.roles", person)
    return person


def _grant_form() -> GrantForm:
    units = granting.units_to_give_at(who())
    kinds = sorted({unit.kind for unit in units})
    form = GrantForm()
    roles = [role for role in granting.roles_to_give(who(), kinds) if role != STUDENT]
    form.role.choices = role_choices(roles)
    form.unit_id.choices = [SelectChoice(unit.id, unit.name) for unit in units]
    return form


def _roles_page(person: Person, form: GrantForm) -> str:
    rows = granting.history(person.id)
    held = granting.held_by(who())
    today = clock.today()
    may_end = {
        row.id
        for row in rows
        if person.id != who().person_id
        and (row.valid_to is None or row.valid_to > today)
        and gives(held, row.role, row.unit.path)
    }
    derived = [grant.role for grant in who_is(person).grants if grant.role in DERIVED]
    return render_template(
        "school/people/roles.html",
        person=person,
        form=form if person.id != who().person_id else None,
        rows=rows,
        may_end=may_end,
        givers=granting.givers_of(rows, who()),
        derived=sorted(set(derived)),
        role_labels=ROLE_LABELS,
        today=today,
        day=DAY,
    )


def _unit() -> OrgUnit | None:
    """The unit that the address names, or the only one there is. 404 for one out of reach."""
    units = granting.units_to_give_at(who())
    asked = request.values.get("unit", type=int)
    if asked is None:
        return units[0] if len(units) == 1 else None
    return next((unit for unit in units if unit.id == asked), None) or web.not_found()


def _person_form(unit: OrgUnit) -> PersonForm:
    form = PersonForm()
    roles = granting.roles_to_give(who(), [unit.kind], unit.path)
    form.role.choices = role_choices(roles)
    year = current_year()
    classes = granting.classes_of(unit, year.id) if year else []
    form.class_id.choices = [
        SelectChoice(0, "–"),
        *(SelectChoice(one.id, one.name) for one in classes),
    ]
    return form


def _new_page(unit: OrgUnit, form: PersonForm, same: list[Person] | None = None) -> str:
    return render_template(
        "school/people/new.html",
        unit=unit,
        form=form,
        same=same or [],
    )
