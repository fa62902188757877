"""Signing in by a provider of the school's own: there and back."""

from flask import Blueprint, current_app, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from school.signin import entering, oidc, service
from school.signin.models import Provider
from school.signin.providers import Refused
from school.signin.session import public
from suite import web
from suite.db import db

blueprint = Blueprint("oidc", __name__)
NEXT = "oidc_next"
for _name in ("leave", "back"):
    public(f"oidc.{_name}")


@blueprint.get("/signin/with/<int:provider_id>")
def leave(provider_id: int) -> ResponseReturnValue:
    """Go to the provider."""
    known = _known(provider_id)
    session[NEXT] = web.next_url("")
    try:
        return oidc.leave(known, url_for("oidc.back", provider_id=provider_id, _external=True))
    except oidc.ProviderError as error:
        current_app.logger.warning("provider %s: %s", provider_id, error)
        return _failed(gettext("The account server of the school does not answer right now."))


@blueprint.get("/signin/back/<int:provider_id>")
@web.writes
def back(provider_id: int) -> ResponseReturnValue:
    """Come back from the provider."""
    known, target = _known(provider_id), session.pop(NEXT, "")
    try:
        claims = oidc.claims(known)
        tried = service.sign_in_by_provider(provider_id, claims, entering.browser())
    except oidc.ProviderError as error:
        current_app.logger.warning("provider %s: %s", provider_id, error)
        return _failed(gettext("Signing in there did not work. Please try once more."))
    except Refused as refused:
        return _failed(_why(refused.code))
    if tried.person and tried.held:
        return entering.admit(tried.person, tried.held, target)
    if tried.person:
        return entering.ask_second(tried.person, service.PROVIDER, target)
    return _failed(gettext("Signing in there did not work. Please try once more."))


def _known(provider_id: int) -> oidc.Known:
    """The provider's row without its transaction: what follows takes a network."""
    row = db.session.get(Provider, provider_id)
    if row is None or row.ended_at is not None:
        web.not_found()
    found = oidc.known(row)
    db.session.rollback()
    return found


def _why(code: str) -> str:
    texts = {
        "several": gettext(
            "This account fits several people here. Please tell the administrator of your school."
        ),
        "taken": gettext(
            "Another account of that server already stands for you here. Please sign in with "
            "that one, or with user name and password."
        ),
        "outside": gettext(
            "You also have a role outside that school, so please sign in with user name and "
            "password."
        ),
    }
    unknown = gettext(
        "Nobody here goes with this account. Please sign in with user name and password; the "
        "administrator of your school can connect the two."
    )
    return texts.get(code, unknown)


def _failed(text: str) -> ResponseReturnValue:
    flash(text, "danger")
    return redirect(url_for("signin.form"), 303)
