"""Ratings: given on a work's page, reported, decided on, switched off for a school."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from repository.catalogue import queries
from repository.catalogue.models import Work
from repository.catalogue.permissions import REVIEWERS
from repository.sharing import ratings, rules
from repository.sharing.models import Rating
from school.api import require, who
from suite import web
from suite.web import forbidden, not_found

MOST_WORDS = 500

blueprint = Blueprint("ratings", __name__, url_prefix="/library")


@blueprint.post("/works/<uid>/rating")
@web.in_person
def rate(uid: str) -> ResponseReturnValue:
    """Give a work stars and, if one likes, a few words."""
    work = _work(uid)
    if not ratings.may_rate(work, who()):
        forbidden()
    stars = request.form.get("stars", 0, type=int)
    words = " ".join(request.form.get("words", "").split())
    if not 1 <= stars <= rules.MOST_STARS:
        flash(gettext("Choose one to five stars."), "warning")
    elif len(words) > MOST_WORDS:
        flash(gettext("Write at most %(num)s characters.", num=MOST_WORDS), "warning")
    else:
        row = ratings.rate(work, _me(), stars, words)
        said = gettext("Thank you. Your words are shown once somebody has looked at them.")
        flash(said if row.state == rules.WAITING else gettext("Thank you."), "success")
    return _back(uid)


@blueprint.post("/works/<uid>/rating/remove")
@web.in_person
def remove(uid: str) -> ResponseReturnValue:
    """Take one's rating back."""
    ratings.take_back(_work(uid), _me())
    flash(gettext("Your rating was taken away."), "success")
    return _back(uid)


@blueprint.post("/ratings/<int:rating_id>/report")
@web.in_person
def report(rating_id: int) -> ResponseReturnValue:
    """Say that words should not stand there; they are gone until somebody decides."""
    row = _rating(rating_id)
    if row.state != rules.SHOWN or row.person_id == _me() or ratings.is_off(row.work, who()):
        not_found()
    ratings.report(row, _me())
    flash(gettext("Thank you. Somebody looks at these words again."), "success")
    return _back(row.work.uid)


@blueprint.get("/ratings")
def index() -> ResponseReturnValue:
    """Words of readers that wait for a decision, and whether one's units want ratings."""
    require("rating.decide")
    units = queries.deposit_units(who(), REVIEWERS)
    return render_template(
        "repository/sharing/ratings.html",
        rows=ratings.waiting(who()),
        units=units,
        off=ratings.off_units([unit.id for unit in units]),
    )


@blueprint.post("/ratings/<int:rating_id>/decide")
def decide(rating_id: int) -> ResponseReturnValue:
    """Show words, or hide them."""
    row, state = _rating(rating_id), request.form.get("state", "")
    require("rating.decide", row)
    if state not in (rules.SHOWN, rules.HIDDEN) or row.state == rules.NONE:
        not_found()
    ratings.decide(row, state, _me())
    flash(gettext("Saved."), "success")
    return redirect(url_for(".index"), 303)


@blueprint.post("/ratings/switch")
def switch() -> ResponseReturnValue:
    """Want ratings at a unit, or none."""
    require("work.review")
    unit_id = request.form.get("unit", 0, type=int)
    if not who().at(unit_id, *REVIEWERS):
        not_found()
    ratings.switch(unit_id, _me(), on=request.form.get("on") == "1")
    flash(gettext("Saved."), "success")
    return redirect(url_for(".index"), 303)


def _work(uid: str) -> Work:
    work = queries.work_for(uid, who())
    if work is None or who().person_id is None:
        not_found()
    return work


def _rating(rating_id: int) -> Rating:
    return ratings.one(rating_id, who()) or not_found()


def _back(uid: str) -> ResponseReturnValue:
    return redirect(f"{url_for('works.work', uid=uid)}#ratings", 303)


def _me() -> int:
    return who().person_id or not_found()
