"""The calendar page."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from school.access import may, require, who
from school.calendar import permissions, rules, service  # noqa: F401
from school.calendar.models import SchoolYear
from school.calendar.texts import text_of
from suite import web
from suite.db import db
from suite.forms import once

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")
web.nav(
    lazy_gettext("Calendar"),
    "calendar.index",
    "calendar-week",
    show=lambda: may(who(), "calendar.edit"),
    order=90,
    prefix="/calendar",
)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The years and their weeks."""
    rows = [(year, service.weeks(year)) for year in service.years()]
    return render_template(
        "school/calendar/index.html", rows=rows, may_edit=may(who(), "calendar.edit")
    )


@blueprint.post("")
@once
def make() -> ResponseReturnValue:
    """Make a year with the default calendar."""
    require("calendar.edit")
    try:
        start = _day(request.form.get("start", ""))
        plan = rules.default_year(rules.name_of(start), start)
        service.make_year(plan)
    except rules.CalendarError as error:
        flash(text_of(error), "danger")
        return index(), 422  # type: ignore[return-value]
    flash(gettext("The school year %(name)s stands.", name=plan.name), "success")
    return redirect(url_for("calendar.index"), 303)


@blueprint.post("/<int:year_id>/weeks")
def mark(year_id: int) -> ResponseReturnValue:
    """Mark or unmark a week."""
    year = db.session.get(SchoolYear, year_id) or web.not_found()
    require("calendar.edit")
    try:
        service.mark_week(
            year, _day(request.form.get("monday", "")), request.form.get("counts") == "1"
        )
    except rules.CalendarError as error:
        flash(text_of(error), "danger")
        return index(), 422  # type: ignore[return-value]
    return redirect(url_for("calendar.index", _anchor=request.form.get("monday")), 303)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise rules.CalendarError("start") from None
