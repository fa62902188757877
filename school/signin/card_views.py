"""Signing in with a QR card: a page that says who, and one button.

Reading the code only opens the page; what signs in is the button, so that no preview of a link
does, and the token of the form, so that no other site does.
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from school.people import service as people
from school.signin import cards, entering, service
from school.signin.session import public
from suite.settings import current_settings

blueprint = Blueprint("cards", __name__)
public("cards.show")
public("cards.enter")


@blueprint.get("/card/<token>")
def show(token: str) -> ResponseReturnValue:
    """Whose card it is."""
    return _page(token)


@blueprint.post("/card/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Sign in."""
    if not current_settings().signin_cards:
        return _page(token)
    tried = service.sign_in_by_card(token, entering.browser())
    if tried.person and tried.held:
        return entering.admit(tried.person, tried.held)
    return _page(token)


def _page(token: str) -> ResponseReturnValue:
    person = cards.holder(token) if current_settings().signin_cards else None
    name = people.class_names([person.id]).get(person.id, "") if person else ""
    given = person.full_name.split()[-1] if person else ""
    known = person is not None and request.method == "GET"
    return render_template(
        "school/signin/card.html", known=known, given=given, class_name=name
    ), 200 if known else 404
