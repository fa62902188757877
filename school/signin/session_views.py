"""One's own signed-in devices: seen and ended."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user, logout_user

from school.signin import sessions
from suite import audit, web
from suite.db import db

blueprint = Blueprint("sessions", __name__, url_prefix="/sessions")


@blueprint.get("")
@web.in_person
def index() -> ResponseReturnValue:
    """Where one is signed in."""
    return render_template(
        "school/signin/sessions.html",
        rows=sessions.open_sessions(current_user.person.id),
        here=current_user.held.id,
    )


@blueprint.post("/<int:session_id>/end")
@web.in_person
def end(session_id: int) -> ResponseReturnValue:
    """Sign one device out; the present one as by its own button."""
    person_id = current_user.person.id
    if not sessions.end(person_id, session_id):
        web.not_found()
    audit.record("session.ended", f"person:{person_id}")
    db.session.commit()
    if session_id == current_user.held.id:
        logout_user()
        return redirect(url_for("signin.form"), 303)
    flash(gettext("The device was signed out."), "success")
    return redirect(url_for("sessions.index"), 303)


@blueprint.post("/end-others")
@web.in_person
def end_others() -> ResponseReturnValue:
    """Sign all other devices out."""
    person_id = current_user.person.id
    count = sessions.end_others(person_id, current_user.held.id)
    audit.record("session.others_ended", f"person:{person_id}", detail={"count": count})
    db.session.commit()
    flash(
        ngettext("%(num)s device was signed out.", "%(num)s devices were signed out.", count),
        "success",
    )
    return redirect(url_for("sessions.index"), 303)
