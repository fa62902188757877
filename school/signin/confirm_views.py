"""Showing the present password before a page offers what asks for it."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from school.signin.confirming import confirmed
from suite import web

blueprint = Blueprint("confirming", __name__)


@blueprint.post("/confirm-password")
@web.in_person
@confirmed
def enter() -> ResponseReturnValue:
    """Go back to the page that asked."""
    return web.back(url_for("people.me"))
