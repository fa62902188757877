"""People: the list, one person, a new first password."""

from dataclasses import dataclass

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from school.access import HEADS, may, require, scope, who
from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.family.forms import RELATION_LABELS
from school.family.service import guardians_of
from school.people import permissions, service  # noqa: F401
from school.people.models import Person, PersonIdentifier, RoleGrant
from school.people.roles import ROLE_LABELS
from school.people.texts import shown_identifier
from school.signin import factors
from suite import clock, web
from suite.db import db
from suite.lists import Column, Listing
from suite.navigation import nav
from suite.sure import unsure

blueprint = Blueprint("people", __name__, url_prefix="/people")
nav(
    lazy_gettext("People"),
    "people.index",
    "people",
    show=lambda: may(who(), "people.list"),
    near=lambda: who().has(*HEADS),
    order=70,
    prefix="/people",
)


@blueprint.get("")
@web.writes
def index() -> ResponseReturnValue:
    """The people whom one may see, found without diacritics."""
    require("people.list")
    service.names_viewed("people")
    text, kind = request.args.get("q", "").strip(), request.args.get("kind", "")
    query = service.people_query(who(), text, kind)
    listing = Listing(
        query.options(selectinload(Person.grants)),
        COLUMNS,
        (Person.sort_key, Person.id),
        _dressed,
        usual="name",
        filters=((gettext("Show"), KINDS.get(kind)), (gettext("Words"), text)),
    )
    return listing.answer(
        "school/people/index.html",
        gettext("People"),
        q=text,
        kind=kind,
        may_add=may(who(), "people.add"),
    )


KINDS = {
    service.PUPILS: lazy_gettext("Students"),
    service.STAFF: lazy_gettext("Staff"),
    service.NEVER: lazy_gettext("Never signed in"),
}


@dataclass(frozen=True)
class Line:
    """A person in the list."""

    person: Person
    roles: str
    class_name: str | None


def _dressed(people: list[Person]) -> list[Line]:
    classes = service.class_names([person.id for person in people])
    return [
        Line(
            person,
            ", ".join(dict.fromkeys(str(ROLE_LABELS[g.role]) for g in person.grants)),
            classes.get(person.id),
        )
        for person in people
    ]


COLUMNS = (
    Column("name", lazy_gettext("Full name"), lambda one: one.person.full_name,
           (Person.sort_key,), "head"),
    Column("role", lazy_gettext("Role"), lambda one: one.roles),
    Column("class", lazy_gettext("Class"), lambda one: one.class_name),
    Column("username", lazy_gettext("User name"), lambda one: one.person.username,
           (Person.username,)),
    Column("account", lazy_gettext("Account"), lambda one: gettext("in use")
           if one.person.activated_at else gettext("never signed in"), (Person.activated_at,)),
)  # fmt: skip


@blueprint.get("/me")
@web.writes
def me() -> ResponseReturnValue:
    """One's own page."""
    person_id = who().person_id
    return show(person_id) if person_id else web.not_found()


@blueprint.get("/<int:person_id>")
@web.writes
def show(person_id: int) -> ResponseReturnValue:
    """One person."""
    person = _visible(person_id)
    if person.id != who().person_id:
        service.names_viewed(f"person:{person.id}")
    allowed = may(who(), "person.details", person), may(who(), "person.reset", person)
    today = clock.today()
    return render_template(
        "school/people/show.html",
        person=person,
        details=allowed[0],
        may_reset=allowed[1],
        may_factor=may(who(), "factor.use"),
        has_factor=allowed[1] and factors.has_any(person_id),
        may_support=not g.get("on_behalf_id") and may(who(), "person.support", person),
        may_list=may(who(), "people.list"),
        grants=[one for one in _grants(person_id) if one.valid_to is None or one.valid_to > today],
        enrolments=_enrolments(person_id),
        teaching=_teaching(person_id),
        identifiers=_identifiers(person_id) if allowed[0] else [],
        role_labels=ROLE_LABELS,
        guardians=guardians_of(person_id) if may(who(), "guardian.list", person) else None,
        may_seen=may(who(), "person.seen", person),
        may_edit=may(who(), "person.edit", person),
        may_move=bool(person.school) and may(who(), "class.edit", person.school),
        may_help=may(who(), "accommodation.grant", person),
        may_give=may(who(), "person.roles", person),
        may_link=may(who(), "guardian.link", person),
        relations=RELATION_LABELS,
    )


@blueprint.post("/<int:person_id>/first-password")
def first_password(person_id: int) -> ResponseReturnValue:
    """Give a new first password; it is shown this once."""
    person = _visible(person_id)
    require("person.reset", person)
    page = unsure(
        gettext("New first password for %(name)s", name=person.full_name),
        [
            gettext("The present password stops working at once, and all devices are signed out."),
            gettext("The new one is shown once, and must be changed at the first sign-in."),
        ],
        gettext("Give a new password"),
        url_for("people.show", person_id=person_id),
    )
    if page:
        return page
    slips = [service.reset_password(person)]
    back = web.next_url(url_for("people.show", person_id=person_id))
    return render_template("school/people/slips.html", slips=slips, back_url=back)


def _visible(person_id: int) -> Person:
    found: Person | None = db.session.scalar(
        scope(select(Person).where(Person.id == person_id), who())
    )
    return found or web.not_found()


def _grants(person_id: int) -> list[RoleGrant]:
    query = select(RoleGrant).where(RoleGrant.person_id == person_id)
    return list(
        db.session.scalars(query.options(selectinload(RoleGrant.unit)).order_by(RoleGrant.id))
    )


def _enrolments(person_id: int) -> list[Enrolment]:
    query = select(Enrolment).where(Enrolment.person_id == person_id)
    load = selectinload(Enrolment.school_class).selectinload(SchoolClass.year)
    return list(
        db.session.scalars(
            query.options(load).order_by(Enrolment.starts_on.desc(), Enrolment.id.desc())
        )
    )


def _teaching(person_id: int) -> list[TeachingAssignment]:
    query = select(TeachingAssignment).where(TeachingAssignment.person_id == person_id)
    load = selectinload(TeachingAssignment.school_class), selectinload(TeachingAssignment.subject)
    return list(db.session.scalars(query.options(*load).order_by(TeachingAssignment.id)))


def _identifiers(person_id: int) -> list[tuple[str, str]]:
    query = select(PersonIdentifier).where(
        PersonIdentifier.person_id == person_id, PersonIdentifier.valid_to.is_(None)
    )
    return [shown_identifier(row) for row in db.session.scalars(query)]
