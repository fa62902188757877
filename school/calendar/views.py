"""The calendar page."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from school.access import may, require, who
from school.calendar import permissions, rules, service  # noqa: F401
from school.calendar.forms import HolidayForm
from school.calendar.models import Holiday, SchoolYear
from school.calendar.texts import text_of
from suite import undo, web
from suite.db import db
from suite.edits import Conflict, seen
from suite.forms import once
from suite.navigation import nav

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")
nav(
    lazy_gettext("Calendar"),
    "calendar.index",
    "calendar-week",
    show=lambda: may(who(), "calendar.edit"),
    order=90,
    prefix="/calendar",
)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The years, their weeks and holidays."""
    return _page()


def _page(start: str = "", fault: str = "", status: int = 200) -> ResponseReturnValue:
    rows = [(year, service.weeks(year)) for year in service.years()]
    page = render_template(
        "school/calendar/index.html",
        rows=rows,
        may_edit=may(who(), "calendar.edit"),
        start=start,
        fault=fault,
        current=service.current_year(),
        last_day=rules.last_day,
    )
    return page, status


@blueprint.post("")
@once
def make() -> ResponseReturnValue:
    """Make a year: copied from the one before it, else with the default calendar."""
    require("calendar.edit")
    text = request.form.get("start", "")
    try:
        plan = service.next_year(_day(text))
        service.make_year(plan)
    except rules.CalendarError as error:
        return _page(text, text_of(error), 422)
    flash(gettext("The school year %(name)s stands.", name=plan.name), "success")
    return redirect(url_for("calendar.index"), 303)


@blueprint.post("/<int:year_id>/weeks")
def mark(year_id: int) -> ResponseReturnValue:
    """Mark or unmark a week."""
    year = _year(year_id)
    try:
        service.mark_week(
            year, _day(request.form.get("monday", "")), request.form.get("counts") == "1"
        )
    except rules.CalendarError as error:
        flash(text_of(error), "danger")
        return _page(status=422)
    return redirect(url_for("calendar.index", _anchor=request.form.get("monday")), 303)


@blueprint.get("/<int:year_id>/holidays/new")
def new_holiday(year_id: int) -> ResponseReturnValue:
    """The form of a new holiday."""
    return _holiday_page(_year(year_id), None, HolidayForm())


@blueprint.post("/<int:year_id>/holidays")
@once
def add_holiday(year_id: int) -> ResponseReturnValue:
    """Add a holiday."""
    return _kept(_year(year_id), None)


@blueprint.get("/holidays/<int:holiday_id>")
def edit_holiday(holiday_id: int) -> ResponseReturnValue:
    """The form of one holiday."""
    row = _holiday(holiday_id)
    form = HolidayForm()
    form.show(row)
    return _holiday_page(_year(row.year_id), row, form)


@blueprint.post("/holidays/<int:holiday_id>")
def change_holiday(holiday_id: int) -> ResponseReturnValue:
    """Change a holiday; when two do it, the later one is shown both."""
    row = _holiday(holiday_id)
    return _kept(_year(row.year_id), row)


@blueprint.post("/holidays/<int:holiday_id>/remove")
def remove_holiday(holiday_id: int) -> ResponseReturnValue:
    """Take a holiday away."""
    row = _holiday(holiday_id)
    year, form = _year(row.year_id), HolidayForm()
    try:
        gone = service.remove_holiday(year, row, seen(form.version.data))
    except Conflict as conflict:
        return _later(year, conflict.current, form)
    undo.offer(
        gettext("The holiday was removed: %(name)s", name=gone.name),
        "calendar.holiday",
        year_id=year.id,
        name=gone.name,
        first=gone.starts_on.isoformat(),
        end=gone.ends_on.isoformat(),
        follows_tet=gone.follows_tet,
    )
    return redirect(url_for("calendar.index"), 303)


@undo.action("calendar.holiday")
def put_back_holiday(year_id: int, name: str, first: str, end: str, follows_tet: bool) -> str:
    """Take the removal of a holiday back."""
    free = rules.Free(name, date.fromisoformat(first), date.fromisoformat(end), follows_tet)
    try:
        service.put_back_holiday(_year(year_id), free)
    except rules.CalendarError as error:
        raise undo.changed_meanwhile() from error
    return gettext("The holiday is back.")


def _kept(year: SchoolYear, row: Holiday | None) -> ResponseReturnValue:
    form = HolidayForm()
    if not form.validate_on_submit():
        return _holiday_page(year, row, form, 422)
    try:
        service.put_holiday(year, form.free(), row, seen(form.version.data))
    except rules.CalendarError as error:
        field = form.name if error.code == "holiday_name" else form.first
        field.errors = [text_of(error)]
        return _holiday_page(year, row, form, 422)
    except Conflict as conflict:
        return _later(year, conflict.current, form)
    return redirect(url_for("calendar.index", _anchor=f"holidays-{year.id}"), 303)


def _later(year: SchoolYear, row: Holiday | None, form: HolidayForm) -> ResponseReturnValue:
    if row is None:
        web.not_found()
    form.version.data = str(row.version)
    return _holiday_page(year, row, form, 409)


def _holiday_page(
    year: SchoolYear, row: Holiday | None, form: HolidayForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "school/calendar/holiday.html",
        year=year,
        row=row,
        form=form,
        theirs=row if status == 409 else None,
        last_day=rules.last_day,
    )
    return page, status


def _year(year_id: int) -> SchoolYear:
    year = db.session.get(SchoolYear, year_id) or web.not_found()
    require("calendar.edit")
    return year


def _holiday(holiday_id: int) -> Holiday:
    return db.session.get(Holiday, holiday_id) or web.not_found()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise rules.CalendarError("start") from None
