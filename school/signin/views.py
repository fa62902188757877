"""Pages to sign in and out and to change one's password."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_user, logout_user

from school.people.passwords import matches
from school.signin import service
from school.signin.forms import PasswordForm, SignInForm
from school.signin.rules import weak
from school.signin.session import SignedIn, who_is
from suite import clock, web

blueprint = Blueprint("signin", __name__)


@blueprint.get("/signin")
def form() -> ResponseReturnValue:
    """The sign-in page."""
    if current_user.is_authenticated:
        return web.back(url_for("home.index"))
    return render_template(
        "school/signin/form.html", form=SignInForm(), next=request.args.get("next", "")
    )


@blueprint.post("/signin")
def enter() -> ResponseReturnValue:
    """Judge a user name and a password."""
    form = SignInForm()
    if form.validate_on_submit():
        tried = service.sign_in(form.username.data, form.password.data, request.remote_addr or "")
        if tried.person:
            login_user(SignedIn(tried.person, who_is(tried.person)))
            return web.back(url_for("home.index"))
        if tried.rests_until:
            until = clock.show(tried.rests_until)
            flash(
                gettext(
                    "Too many wrong passwords: this account rests until %(until)s.", until=until
                ),
                "warning",
            )
        else:
            flash(gettext("User name or password is wrong."), "danger")
    return render_template(
        "school/signin/form.html", form=form, next=request.form.get("next", "")
    ), 422


@blueprint.post("/signout")
def leave() -> ResponseReturnValue:
    """End the session."""
    logout_user()
    return redirect(url_for("signin.form"), 303)


@blueprint.get("/password")
def password() -> ResponseReturnValue:
    """The page to change one's password."""
    return render_template("school/signin/password.html", form=PasswordForm())


@blueprint.post("/password")
def change_password() -> ResponseReturnValue:
    """Change one's own password."""
    form, person = PasswordForm(), current_user.person
    if form.validate_on_submit() and _fits(form):
        service.set_password(person, form.new.data)
        login_user(SignedIn(person, who_is(person)))
        flash(gettext("Your password was changed."), "success")
        return redirect(url_for("home.index"), 303)
    return render_template("school/signin/password.html", form=form), 422


def _fits(form: PasswordForm) -> bool:
    person = current_user.person
    if not matches(person.password_hash, form.current.data):
        form.current.errors = [gettext("This is not your present password.")]
    elif form.new.data != form.again.data:
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
        return True
    return False
