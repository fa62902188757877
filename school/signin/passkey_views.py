"""Passkeys: made on one's own page, shown on the sign-in page or after the password.

What the browser is asked stands in the cookie for a few minutes and is taken out by the answer.
"""

from datetime import datetime, timedelta

from flask import Blueprint, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, generate_challenge

from school.access import require
from school.signin import entering, factors, passkeys, service
from school.signin.confirming import confirmed, require_lately
from school.signin.passkeys import Site
from school.signin.rules import device_words
from school.signin.session import public
from school.signin.texts import resting
from suite import clock, web
from suite.db import db

blueprint = Blueprint("passkeys", __name__)
ASKED, ASKED_LASTS = "passkey", timedelta(minutes=5)
LONGEST = 20_000
for _name in ("options", "enter"):
    public(f"passkeys.{_name}")


@blueprint.post("/second-factor/passkeys/options")
@web.in_person
def options_to_make() -> ResponseReturnValue:
    """What the browser needs to make a key."""
    require("factor.use")
    require_lately()
    return jsonify(passkeys.options_to_make(current_user.person, _site(), _challenge()))


@blueprint.post("/second-factor/passkeys")
@web.in_person
@confirmed
def make() -> ResponseReturnValue:
    """Keep the key that the browser made."""
    require("factor.use")
    challenge, kept = _asked(), None
    if challenge:
        label = device_words(request.headers.get("User-Agent", ""))
        person, told = current_user.person, request.form.get("credential", "")[:LONGEST]
        kept = passkeys.keep(person, told, label, _site(), challenge)
    if kept is None:
        flash(gettext("The passkey could not be kept. Please try once more."), "danger")
    elif kept[1]:
        return render_template("school/signin/recovery.html", words=kept[1])
    else:
        flash(gettext("The passkey is kept. Sign in with it from now on."), "success")
    return redirect(url_for("factors.index"), 303)


@blueprint.post("/second-factor/passkeys/<int:factor_id>/off")
@web.in_person
def off(factor_id: int) -> ResponseReturnValue:
    """Take one key off, for one who shows a code or a recovery word."""
    require("factor.use")
    person, typed = current_user.person, request.form.get("code", "")[:40]
    if factor_id not in {row.id for row in passkeys.of_person(person.id)}:
        web.not_found()
    tried = service.prove(person, typed, request.remote_addr or "")
    if tried.rests_until:
        flash(resting(tried.rests_until), "warning")
    elif tried.person is None:
        flash(gettext("This code does not fit, or it was used before."), "danger")
    else:
        factors.end(current_user.person.id, factor_id)
        flash(gettext("The passkey was taken off."), "success")
    return redirect(url_for("factors.index"), 303)


@blueprint.post("/signin/passkey/options")
def options() -> ResponseReturnValue:
    """What the browser needs to show a key."""
    half = entering.half_way()
    person_id = half.person.id if half else None
    return jsonify(passkeys.options_to_show(person_id, _site(), _challenge()))


@blueprint.post("/signin/passkey")
def enter() -> ResponseReturnValue:
    """Judge the key that the browser showed."""
    challenge, half = _asked(), entering.half_way()
    told = request.form.get("credential", "")[:LONGEST]
    row = passkeys.shown(told, _site(), challenge, alone=half is None) if challenge else None
    if row is None or (half and half.person.id != row.person_id):
        db.session.rollback()
        flash(gettext("This passkey is not known here, or it took too long."), "danger")
        target = "factors.code" if half else "signin.form"
        return redirect(url_for(target, next=web.next_url("") or None), 303)
    how = half.how if half else service.PASSKEY
    tried = service.sign_in_by_passkey(row, how, entering.browser())
    if tried.person and tried.held:
        return entering.admit(tried.person, tried.held)
    flash(gettext("This account is closed."), "danger")
    return redirect(url_for("signin.form"), 303)


def _site() -> Site:
    return Site(request.host.rpartition(":")[0] or request.host, request.host_url.rstrip("/"))


def _challenge() -> bytes:
    challenge = generate_challenge()
    until = (clock.now() + ASKED_LASTS).isoformat()
    session[ASKED] = {"challenge": bytes_to_base64url(challenge), "until": until}
    return challenge


def _asked() -> bytes | None:
    """What this browser was asked, once."""
    held = session.pop(ASKED, None)
    if not held or datetime.fromisoformat(held["until"]) <= clock.now():
        return None
    return base64url_to_bytes(held["challenge"])
