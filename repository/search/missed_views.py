"""What was looked for in vain: told by the page of no hits, listed for librarians."""

import time

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from repository.catalogue.permissions import REVIEWERS
from repository.search import missed
from repository.search.models import PASSED, WANTED
from repository.search.query import MAX_CHARACTERS
from repository.search.views import blueprint
from school.api import require, who
from suite.pace import Pace
from suite.web import not_found

A_DAY = Pace(missed.MOST_A_DAY, 24 * 3600)


@blueprint.post("/missed")
def missed_one() -> ResponseReturnValue:
    """Keep a search that found nothing; the answer is the same whether it was kept."""
    me = who().person_id
    if me is not None and A_DAY.may(me, time.monotonic()):
        missed.note(request.form.get("q", "")[:MAX_CHARACTERS], who())
    return "", 204


@blueprint.get("/missed")
def missed_list() -> ResponseReturnValue:
    """What three people or more looked for in vain."""
    require("work.review", None)
    found = missed.lines(who())
    return render_template(
        "repository/missed.html",
        groups=[
            (gettext("To decide"), [line for line in found if line.state is None]),
            (gettext("To be found"), [line for line in found if line.state == WANTED]),
            (gettext("Passed over"), [line for line in found if line.state == PASSED]),
        ],
        any_line=bool(found),
        least=missed.LEAST_PEOPLE,
        many_units=len({line.unit.id for line in found}) > 1,
    )


@blueprint.post("/missed/decide")
def missed_decide() -> ResponseReturnValue:
    """Put a text among what is to be found, or pass it over."""
    require("work.review", None)
    unit_id, text = request.form.get("unit", 0, type=int), request.form.get("text", "")
    state = request.form.get("state", "")
    if state not in (WANTED, PASSED) or not who().at(unit_id, *REVIEWERS):
        not_found()
    if not any(line.unit.id == unit_id and line.text == text for line in missed.lines(who())):
        not_found()
    missed.decide(unit_id, text, state)
    flash(gettext("Saved."), "success")
    return redirect(url_for(".missed_list"), 303)
