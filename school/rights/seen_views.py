"""Pages that tell who saw which names, and who acted for whom."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from school.access import may, require, scope, who
from school.people.models import Person
from school.people.roles import ROLE_LABELS
from school.people.service import names_viewed
from school.rights import viewing
from school.rights.texts import page_words
from suite import clock, web
from suite.db import db
from suite.navigation import nav

blueprint = Blueprint("seen", __name__)
MONTHS = 12
# Administrators come here from the page of rights, which stands in their navigation.
nav(
    lazy_gettext("Who saw which names"),
    "seen.school",
    "eye",
    show=lambda: may(who(), "rights.log") and not may(who(), "rights.explain"),
    order=90,
    prefix="/rights",
)


@blueprint.get("/people/<int:person_id>/seen")
def person(person_id: int) -> ResponseReturnValue:
    """Who saw the name of a person: for the person, the guardian and the heads."""
    query = select(Person).where(Person.id == person_id).options(joinedload(Person.school))
    row = db.session.scalar(scope(query, who())) or web.not_found()
    require("person.seen", row)
    page = web.paginate(viewing.seen_of(row))
    return render_template("school/rights/seen.html", person=row, **_shown(page, staff_named=True))


@blueprint.get("/rights/views")
@web.writes
def school() -> ResponseReturnValue:
    """Who saw which names in one's schools in a month."""
    require("rights.log")
    names_viewed("views")
    return _log(viewing.seen_in_schools, support=False)


@blueprint.get("/rights/support")
@web.writes
def support() -> ResponseReturnValue:
    """Who acted for whom in one's schools in a month, and why."""
    require("rights.log")
    names_viewed("views")
    return _log(viewing.support_in_schools, support=True)


def _log(query: Any, *, support: bool) -> str:
    months = _months()
    asked = request.args.get("month", "")
    since = next((one for one in months if f"{one:%Y-%m}" == asked), months[0])
    page = web.paginate(query(who(), since, _next(since)))
    return render_template(
        "school/rights/log.html",
        support=support,
        months=months,
        since=since,
        may_explain=may(who(), "rights.explain"),
        **_shown(page, staff_named=support),
    )


def _shown(page: web.Page, *, staff_named: bool) -> dict[str, Any]:
    return {
        "page": page,
        "names": viewing.names_for(page.items, who(), staff_named=staff_named),
        "role_labels": ROLE_LABELS,
        "page_words": page_words,
        "started": viewing.STARTED,
        "ended": viewing.ENDED,
    }


def _months() -> list[date]:
    """The first days of this month and of those before it."""
    found = [clock.today().replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
