"""The page on which a person is edited: facts, contacts, identifiers."""

from datetime import date
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import SelectChoice

from school.access import require, scope, who
from school.people import editing
from school.people.editing import Facts, Unfit
from school.people.forms import (
    CONTACT_LABELS,
    ContactForm,
    FactsForm,
    IdentifierForm,
    tell_unfit,
)
from school.people.identifiers import SCHEMES
from school.people.models import Contact, Person, PersonIdentifier
from school.people.service import names_viewed
from school.people.texts import scheme_names, shown_facts, shown_identifier
from suite import undo, web
from suite.db import db
from suite.edits import Conflict, seen

blueprint = Blueprint("people_edit", __name__, url_prefix="/people/<int:person_id>")
Row = TypeVar("Row", Contact, PersonIdentifier)


@blueprint.get("/edit")
@web.writes
def form(person_id: int) -> ResponseReturnValue:
    """The page to edit a person."""
    _person(person_id)
    names_viewed(f"person:{person_id}")
    return _page(_person(person_id))


@blueprint.post("/edit")
def change(person_id: int) -> ResponseReturnValue:
    """Change the facts; when two do so, the later one is shown both."""
    person, facts = _person(person_id), FactsForm()
    stands = None
    if facts.validate_on_submit():
        wanted = Facts(facts.full_name.data, facts.birth_date.data, facts.gender.data or None)
        try:
            editing.change(person_id, seen(facts.version.data), wanted)
        except Conflict:
            db.session.rollback()
            person = _person(person_id)
            stands = shown_facts(person)
            facts.version.data = str(person.version)
        else:
            flash(gettext("Saved."), "success")
            return redirect(url_for("people.show", person_id=person_id), 303)
    return _page(person, facts=facts, stands=stands), 422


@blueprint.post("/contacts")
def add_contact(person_id: int) -> ResponseReturnValue:
    """Add a telephone number or an e-mail address."""
    person, contact = _person(person_id), ContactForm(prefix="contact-")
    if contact.validate_on_submit():
        try:
            editing.add_contact(person, contact.kind.data, contact.value.data)
        except Unfit as error:
            tell_unfit(contact.value, error)
        else:
            return _back(person_id, "contacts")
    return _page(person, contact=contact), 422


@blueprint.post("/contacts/<int:row_id>/end")
def end_contact(person_id: int, row_id: int) -> ResponseReturnValue:
    """A contact is used no more."""
    row = _row(Contact, person_id, row_id)
    editing.end_contact(row)
    return _ended(person_id, row, "contact", "contacts")


@blueprint.post("/identifiers")
def add_identifier(person_id: int) -> ResponseReturnValue:
    """Note an identifier; the former one of its kind ends."""
    person, identifier = _person(person_id), _identifier_form()
    if identifier.validate_on_submit():
        try:
            editing.add_identifier(who(), person, identifier.scheme.data, identifier.value.data)
        except Unfit as error:
            tell_unfit(identifier.value, error)
        else:
            return _back(person_id, "identifiers")
    return _page(person, identifier=identifier), 422


@blueprint.post("/identifiers/<int:row_id>/end")
def end_identifier(person_id: int, row_id: int) -> ResponseReturnValue:
    """An identifier holds no more."""
    row = _row(PersonIdentifier, person_id, row_id)
    editing.end_identifier(row)
    return _ended(person_id, row, "identifier", "identifiers")


@blueprint.post("/identifiers/<int:row_id>/verified")
def verify_identifier(person_id: int, row_id: int) -> ResponseReturnValue:
    """Say that an identifier was compared with a paper."""
    editing.verify_identifier(_row(PersonIdentifier, person_id, row_id))
    return _back(person_id, "identifiers")


def _ended(person_id: int, row: Row, name: str, anchor: str) -> ResponseReturnValue:
    said = gettext("Ended; it stays in the history.")
    ended = row.valid_to.isoformat() if row.valid_to else ""
    undo.offer(said, f"people.{name}", person_id=person_id, row_id=row.id, ended=ended)
    return redirect(url_for("people_edit.form", person_id=person_id, _anchor=anchor), 303)


@undo.action("people.contact")
def restore_contact(person_id: int, row_id: int, ended: str) -> str:
    """Take the end of a contact back."""
    try:
        editing.restore_contact(
            _row(Contact, person_id, row_id, ended=True), date.fromisoformat(ended)
        )
    except Unfit as error:
        raise undo.changed_meanwhile() from error
    return gettext("It holds again.")


@undo.action("people.identifier")
def restore_identifier(person_id: int, row_id: int, ended: str) -> str:
    """Take the end of an identifier back."""
    person = _person(person_id)
    row = _row(PersonIdentifier, person_id, row_id, ended=True)
    try:
        editing.restore_identifier(who(), person, row, date.fromisoformat(ended))
    except Unfit as error:
        if error.code == "taken":
            raise undo.TooLate(gettext("Somebody else has this number now.")) from error
        raise undo.changed_meanwhile() from error
    return gettext("It holds again.")


def _person(person_id: int) -> Person:
    query = select(Person).where(Person.id == person_id, Person.left_on.is_(None))
    person: Person | None = db.session.scalar(
        scope(query.options(joinedload(Person.school)), who())
    )
    if person is None:
        web.not_found()
    require("person.edit", person)
    return person


def _row(model: type[Row], person_id: int, row_id: int, *, ended: bool = False) -> Row:
    """A contact or identifier of the person that still holds, or that was ended."""
    _person(person_id)
    query = select(model).where(model.id == row_id, model.person_id == person_id)
    if not ended:
        query = query.where(model.valid_to.is_(None))
    found: Row = db.session.scalar(query) or web.not_found()
    return found


def _identifier_form(**given: Any) -> IdentifierForm:
    form = IdentifierForm(prefix="identifier-", **given)
    names = scheme_names()
    form.scheme.choices = [SelectChoice(scheme, names[scheme]) for scheme in SCHEMES]
    return form


def _page(
    person: Person,
    *,
    facts: FactsForm | None = None,
    contact: ContactForm | None = None,
    identifier: IdentifierForm | None = None,
    stands: list[tuple[str, str]] | None = None,
) -> str:
    if facts is None:
        facts = FactsForm(formdata=None, obj=person)
        facts.gender.data = person.gender or ""
    rows = editing.identifiers_of(person.id)
    ids = {row.verified_by_id for row in rows if row.verified_by_id}
    checkers = db.session.scalars(scope(select(Person).where(Person.id.in_(ids)), who()))
    return render_template(
        "school/people/edit.html",
        person=person,
        facts=facts,
        stands=stands,
        contacts=editing.contacts_of(person.id),
        contact=contact or ContactForm(formdata=None, prefix="contact-"),
        contact_labels=CONTACT_LABELS,
        identifiers=[(row, *shown_identifier(row)) for row in rows],
        identifier=identifier or _identifier_form(formdata=None),
        checkers={one.id: one.full_name for one in checkers},
    )


def _back(person_id: int, anchor: str) -> ResponseReturnValue:
    flash(gettext("Saved."), "success")
    return redirect(url_for("people_edit.form", person_id=person_id, _anchor=anchor), 303)
