"""A guardian's own children, and the guardians of a pupil."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from school.access import may, require, scope, valid_today, who
from school.family import permissions, service  # noqa: F401 (rules register)
from school.family.forms import RELATION_LABELS, KnownGuardianForm, NewGuardianForm
from school.family.rules import LinkError
from school.family.today import words_of
from school.people.models import Guardianship, Person
from school.people.service import names_viewed
from suite import undo, web
from suite.contracts import ChildDesk, ChildWork, ask
from suite.db import db
from suite.navigation import nav

NEW = "new-"  # two forms stand on one page

blueprint = Blueprint("family", __name__)
nav(
    lazy_gettext("My children"),
    "family.index",
    "people",
    show=lambda: may(who(), "children.list"),
    near=lambda: True,
    order=5,
    prefix="/children",
)


@blueprint.get("/children")
def index() -> ResponseReturnValue:
    """The own children of a guardian."""
    require("children.list")
    return render_template("school/family/index.html", children=service.children_of(who()))


@blueprint.get("/children/<int:person_id>")
@web.writes
def child(person_id: int) -> ResponseReturnValue:
    """One own child: class, what is due, what came back, days of learning by week."""
    require("children.list")
    if not any(one.person.id == person_id for one in service.children_of(who())):
        web.not_found()
    names_viewed(f"person:{person_id}")
    found = next(one for one in service.children_of(who()) if one.person.id == person_id)
    desk = ask(ChildDesk)
    return render_template(
        "school/family/child.html",
        child=found,
        work=desk.work([person_id]).get(person_id, ChildWork()) if desk else None,
        weeks=service.presence(person_id),
        words_of=words_of,
    )


@blueprint.get("/people/<int:person_id>/guardians")
def guardians(person_id: int) -> ResponseReturnValue:
    """The guardians of a pupil, and forms to link one more."""
    return _page(_pupil(person_id), NewGuardianForm(prefix=NEW), KnownGuardianForm())


@blueprint.post("/people/<int:person_id>/guardians/new")
def add(person_id: int) -> ResponseReturnValue:
    """Make an account for a guardian; its first password is shown this once."""
    pupil, form = _pupil(person_id), NewGuardianForm(prefix=NEW)
    if form.validate_on_submit():
        try:
            slip = service.link_new(
                pupil, form.full_name.data, form.relation.data, form.phone.data or ""
            )
        except LinkError as error:
            form.full_name.errors = [_fault(error)]
        else:
            back = url_for("family.guardians", person_id=person_id)
            return render_template("school/people/slips.html", slips=[slip], back_url=back)
    return _page(pupil, form, KnownGuardianForm(formdata=None)), 422


@blueprint.post("/people/<int:person_id>/guardians/link")
def link(person_id: int) -> ResponseReturnValue:
    """Link somebody who has an account already."""
    pupil, form = _pupil(person_id), KnownGuardianForm()
    if form.validate_on_submit():
        try:
            row = service.link_known(pupil, form.username.data, form.relation.data, who())
        except LinkError as error:
            form.username.errors = [_fault(error)]
        else:
            flash(gettext("%(name)s was linked.", name=row.guardian.full_name), "success")
            return redirect(url_for("family.guardians", person_id=person_id), 303)
    return _page(pupil, NewGuardianForm(formdata=None, prefix=NEW), form), 422


@blueprint.post("/people/<int:person_id>/guardians/<int:link_id>/end")
def end(person_id: int, link_id: int) -> ResponseReturnValue:
    """End a link; the guardian sees the pupil no more."""
    pupil = _pupil(person_id)
    query = select(Guardianship).where(
        Guardianship.id == link_id,
        Guardianship.pupil_id == pupil.id,
        valid_today(Guardianship.valid_from, Guardianship.valid_to),
    )
    row = db.session.scalar(query.options(joinedload(Guardianship.guardian))) or web.not_found()
    until = row.valid_to
    ended = service.end(row)
    undo.offer(
        gettext("%(name)s is linked no more.", name=row.guardian.full_name),
        "family.relink",
        person_id=person_id,
        link_id=link_id,
        ended=ended.isoformat(),
        until=until.isoformat() if until else None,
    )
    return redirect(url_for("family.guardians", person_id=person_id), 303)


@undo.action("family.relink")
def relink(person_id: int, link_id: int, ended: str, until: str | None) -> str:
    """Take the end of a link back."""
    pupil = _pupil(person_id)
    query = select(Guardianship).where(
        Guardianship.id == link_id, Guardianship.pupil_id == pupil.id
    )
    row = db.session.scalar(query.options(joinedload(Guardianship.guardian))) or web.not_found()
    try:
        service.relink(row, date.fromisoformat(ended), date.fromisoformat(until) if until else None)
    except LinkError as error:
        raise undo.TooLate(_fault(error)) from error
    return gettext("%(name)s was linked.", name=row.guardian.full_name)


def _pupil(person_id: int) -> Person:
    query = select(Person).where(Person.id == person_id).options(joinedload(Person.school))
    pupil: Person = db.session.scalar(scope(query, who())) or web.not_found()
    require("guardian.link", pupil)
    return pupil


def _page(pupil: Person, new: NewGuardianForm, known: KnownGuardianForm) -> str:
    return render_template(
        "school/family/guardians.html",
        pupil=pupil,
        links=service.guardians_of(pupil.id),
        new=new,
        known=known,
        relations=RELATION_LABELS,
    )


def _fault(error: LinkError) -> str:
    return {
        "nobody": gettext("No account has this user name."),
        "self": gettext("A pupil is not the own guardian."),
        "own": gettext("Nobody makes themselves a guardian: let another do it who may."),
        "staff": gettext("This person works in the school: its heads make the link."),
        "pupil": gettext("This account is that of a pupil."),
        "twice": gettext("This person is a guardian of the pupil already."),
        "many": gettext("A pupil has six guardians at most; end a link first."),
        "changed": str(undo.changed_meanwhile()),
    }[error.code]
