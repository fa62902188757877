"""The second factor: one's own page, the step after the password, taking it off another."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select

from school.access import require, scope, who
from school.people.models import Person
from school.signin import entering, factors, passkeys, permissions, service  # noqa: F401
from school.signin.confirming import confirmed, lately
from school.signin.forms import CodeForm
from school.signin.rules import fresh_secret
from school.signin.session import public
from school.signin.texts import resting
from suite import sealing, web
from suite.db import db
from suite.sure import unsure

blueprint = Blueprint("factors", __name__)
SECRET = "new_factor"  # noqa: S105 (the key under which the cookie holds it, sealed)
for _name in ("code", "enter"):
    public(f"factors.{_name}")


@blueprint.get("/second-factor")
@web.in_person
def index() -> ResponseReturnValue:
    """How it stands, or a new secret to take into the app."""
    require("factor.use")
    return _page(CodeForm())


@blueprint.post("/second-factor")
@web.in_person
@confirmed
def enrol() -> ResponseReturnValue:
    """Keep the secret whose code was typed; the recovery words are shown this once."""
    require("factor.use")
    form, sealed = CodeForm(), session.get(SECRET)
    if sealed and form.validate_on_submit():
        words = factors.enrol(current_user.person, sealing.unseal(sealed), form.code.data)
        if words:
            session.pop(SECRET)
            return render_template("school/signin/recovery.html", words=words)
        form.code.errors = [gettext("This code does not fit. Is the clock of the telephone right?")]
    return _page(form), 422


@blueprint.post("/second-factor/words")
@web.in_person
def words() -> ResponseReturnValue:
    """New recovery words for one who shows a code."""
    form = _proven()
    if form.errors:
        return _page(CodeForm(formdata=None), str(form.code.errors[0])), 422
    fresh = factors.renew_words(current_user.person)
    return render_template("school/signin/recovery.html", words=fresh)


@blueprint.post("/second-factor/off")
@web.in_person
def off() -> ResponseReturnValue:
    """Take one's own off, for one who shows a code."""
    form = _proven()
    if form.errors:
        return _page(CodeForm(formdata=None), str(form.code.errors[0])), 422
    factors.take_off(current_user.person)
    flash(gettext("The second step at sign-in is off."), "success")
    return redirect(url_for("factors.index"), 303)


@blueprint.post("/people/<int:person_id>/second-factor/off")
def off_another(person_id: int) -> ResponseReturnValue:
    """Take it off somebody who lost telephone and recovery words."""
    query = scope(select(Person).where(Person.id == person_id), who())
    person = db.session.scalar(query) or web.not_found()
    require("person.reset", person)
    page = unsure(
        gettext("Take the second step off for %(name)s", name=person.full_name),
        [
            gettext("From now on only the password is asked of this person."),
            gettext("The app, the passkeys and the recovery words stop working."),
        ],
        gettext("Take the second step off"),
        url_for("people.show", person_id=person_id),
    )
    if page:
        return page
    factors.take_off(person)
    flash(gettext("The second step at sign-in is off for this person."), "success")
    return redirect(url_for("people.show", person_id=person_id), 303)


@blueprint.get("/signin/code")
def code() -> ResponseReturnValue:
    """The step after the password."""
    found = entering.half_way()
    if found is None:
        return redirect(url_for("signin.form"), 303)
    return _code_page(CodeForm(), found)


@blueprint.post("/signin/code")
def enter() -> ResponseReturnValue:
    """Judge the code."""
    found, form = entering.half_way(), CodeForm()
    if found is None:
        flash(gettext("That took too long. Please begin again."), "info")
        return redirect(url_for("signin.form", next=_next()), 303)
    if form.validate_on_submit():
        tried = service.second_step(found.person, form.code.data, found.how, entering.browser())
        if tried.person and tried.held:
            return entering.admit(tried.person, tried.held)
        form.code.errors = [_refusal(tried)]
    return _code_page(form, found), 422


def _code_page(form: CodeForm, found: entering.HalfWay) -> str:
    person_id = found.person.id
    return render_template(
        "school/signin/code.html",
        form=form,
        next=_next(),
        app=factors.factor_of(person_id) is not None,
        keys=passkeys.of_person(person_id),
    )


def _next() -> str:
    return web.next_url("")


def _refusal(tried: service.Tried) -> str:
    if tried.rests_until:
        return resting(tried.rests_until)
    return gettext("This code does not fit, or it was used before.")


def _proven() -> CodeForm:
    """The form with a code that fitted; otherwise with what is wrong."""
    require("factor.use")
    form = CodeForm()
    if form.validate_on_submit():
        tried = service.prove(current_user.person, form.code.data, request.remote_addr or "")
        if tried.person is None:
            form.code.errors = [_refusal(tried)]
    return form


def _page(form: CodeForm, refusal: str = "") -> str:
    """`form` is that of the new app; `refusal` says why a code to change something did not do."""
    person = current_user.person
    row, secret = factors.factor_of(person.id), ""
    keys = passkeys.of_person(person.id)
    shown = lately(current_user.held)
    if row is None and shown:
        if SECRET not in session:
            session[SECRET] = sealing.seal(fresh_secret())
        secret = sealing.unseal(session[SECRET])
    return render_template(
        "school/signin/second_factor.html",
        form=form,
        refusal=refusal,
        row=row,
        secret=secret,
        shown=shown,
        address=factors.address(person, secret) if secret else "",
        keys=keys,
        left=factors.words_left(person.id) if row or keys else 0,
    )
