"""Pages to sign in and out and to change one's password."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_user, logout_user
from sqlalchemy import select

from school.access import require, scope, who
from school.people.models import Person
from school.people.standing import who_is
from school.signin import entering, providers, service, sessions, support
from school.signin.forms import PasswordForm, SignInForm
from school.signin.rules import weak
from school.signin.session import FACE, SignedIn, wear
from school.signin.texts import resting
from suite import web
from suite.db import db

blueprint = Blueprint("signin", __name__)


@blueprint.get("/signin")
def form() -> ResponseReturnValue:
    """The sign-in page."""
    if current_user.is_authenticated:
        return web.back(url_for("home.index"))
    entering.begin_anew()
    return _sign_in_page(SignInForm())


@blueprint.post("/signin")
def enter() -> ResponseReturnValue:
    """Judge a user name and a password."""
    form = SignInForm()
    if form.validate_on_submit():
        tried = service.sign_in(form.username.data, form.password.data, entering.browser())
        if tried.person and tried.held:
            return entering.admit(tried.person, tried.held)
        if tried.person:
            return entering.ask_second(tried.person, service.PASSWORD)
        if tried.rests_until:
            flash(resting(tried.rests_until), "warning")
        else:
            flash(gettext("User name or password is wrong."), "danger")
    return _sign_in_page(form), 422


def _sign_in_page(form: SignInForm) -> str:
    return render_template(
        "school/signin/form.html",
        form=form,
        next=request.values.get("next", ""),
        providers=providers.in_use(),
    )


@blueprint.post("/signout")
def leave() -> ResponseReturnValue:
    """End the session."""
    support.end()
    session.pop(FACE, None)
    if current_user.is_authenticated:
        sessions.end(current_user.person.id, current_user.held.id)
        db.session.commit()
    logout_user()
    return redirect(url_for("signin.form"), 303)


@blueprint.post("/face")
def choose_face() -> ResponseReturnValue:
    """Act in another of one's faces; one that is not held changes nothing."""
    wear(request.form.get("face", "")[:20])
    return redirect(url_for("home.index"), 303)


@blueprint.post("/people/<int:person_id>/support")
def start_support(person_id: int) -> ResponseReturnValue:
    """Act for a person, with a reason that is kept."""
    query = scope(select(Person).where(Person.id == person_id), who())
    person = db.session.scalar(query) or web.not_found()
    require("person.support", person)
    reason = " ".join(request.form.get("reason", "").split())
    if len(reason) < support.LEAST_REASON:
        flash(gettext("Say in a few words why you act for this person."), "danger")
        return redirect(url_for("people.show", person_id=person_id, _anchor="support"), 303)
    support.start(person, reason)
    return redirect(url_for("home.index"), 303)


@blueprint.post("/support/end")
def end_support() -> ResponseReturnValue:
    """Act for oneself again."""
    support.end()
    return redirect(url_for("home.index"), 303)


@blueprint.get("/password")
@web.in_person
def password() -> ResponseReturnValue:
    """The page to change one's password."""
    return render_template("school/signin/password.html", form=PasswordForm())


@blueprint.post("/password")
@web.in_person
def change_password() -> ResponseReturnValue:
    """Change one's own password."""
    form, person = PasswordForm(), current_user.person
    if form.validate_on_submit() and _fits(form):
        service.set_password(person, form.new.data, current_user.held.id)
        login_user(SignedIn(person, who_is(person), current_user.held))
        flash(gettext("Your password was changed."), "success")
        return redirect(url_for("home.index"), 303)
    return render_template("school/signin/password.html", form=form), 422


def _fits(form: PasswordForm) -> bool:
    person, held = current_user.person, current_user.held
    if form.new.data != form.again.data:
        form.again.errors = [gettext("The two new passwords differ.")]
    elif reason := weak(form.new.data, person.username):
        texts = {
            "short": gettext("A password has at least eight characters."),
            "name": gettext("A password must not contain the user name."),
        }
        form.new.errors = [texts[reason]]
    elif form.new.data == form.current.data:
        form.new.errors = [gettext("Choose another password than the present one.")]
    else:
        typed = form.current.data
        tried = service.prove_password(person, typed, request.remote_addr or "", held)
        if tried.rests_until:
            form.current.errors = [resting(tried.rests_until)]
        elif tried.person is None:
            form.current.errors = [gettext("This is not your present password.")]
        return tried.person is not None
    return False
