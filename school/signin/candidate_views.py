"""The invigilator's page: today's candidates, and a new first password in one tap."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from school.access import may, require, who
from school.people import service as people
from school.people.models import Person
from school.people.standing import is_pupil, more_than_pupils
from school.signin import candidates, permissions  # noqa: F401
from suite import web
from suite.db import db
from suite.navigation import nav

blueprint = Blueprint("candidates", __name__, url_prefix="/candidates")
nav(
    lazy_gettext("Candidates today"),
    "candidates.index",
    "person-check",
    show=lambda: may(who(), "candidates.list"),
    near=lambda: True,
    order=65,
    prefix="/candidates",
)


@blueprint.get("")
@web.writes
def index() -> ResponseReturnValue:
    """Who sits a supervised exam today."""
    require("candidates.list")
    people.names_viewed("candidates")
    text = request.args.get("q", "").strip()
    page = web.paginate(candidates.candidates_query(who(), text))
    classes = people.class_names([person.id for person in page.items])
    return render_template("school/signin/candidates.html", page=page, classes=classes, q=text)


@blueprint.post("/<int:person_id>/first-password")
def first_password(person_id: int) -> ResponseReturnValue:
    """Give a candidate of today a new first password; it is shown this once."""
    require("candidates.list")
    query = candidates.candidates_query(who()).where(Person.id == person_id)
    person = db.session.scalar(query) or web.not_found()
    if not is_pupil(person) or more_than_pupils([person.id]):
        web.forbidden()
    slips = [people.reset_password(person, "exam")]
    back = web.next_url(url_for("candidates.index"))
    return render_template("school/people/slips.html", slips=slips, back_url=back)
