"""The counter of visits: one tap for a visitor, a line for a class, and what was counted."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy import select

from repository.printed import readers, visits
from repository.printed.desk_of import me, past_day, unit_to
from repository.printed.rules import Refused
from repository.printed.texts import said
from repository.printed.visit_models import Visit
from school.api import OrgUnit, current_year, may, who
from suite import clock, forms, undo, web
from suite.db import db

blueprint = Blueprint("visits", __name__, url_prefix="/library/print/<int:unit_id>/visits")


@blueprint.get("/")
def show(unit_id: int) -> ResponseReturnValue:
    """The counter, the entries of a day, the sums by month and year."""
    unit = unit_to("print.read", unit_id)
    try:
        day = past_day(request.args.get("on", "") or clock.today().isoformat())
    except Refused as refused:
        return _page(unit, clock.today(), refused), 422
    return _page(unit, day)


@blueprint.post("/tap")
def tap(unit_id: int) -> ResponseReturnValue:
    """One more visitor."""
    unit = unit_to("print.keep", unit_id)
    total = visits.tap(unit.id, me())
    text = ngettext("%(num)s visit today", "%(num)s visits today", total)
    undo.offer(text, "print.visit", unit_id=unit_id, day=clock.today().isoformat())
    return redirect(url_for(".show", unit_id=unit_id), 303)


@undo.action("print.visit")
def tap_back(unit_id: int, day: str) -> str | None:
    """Take the last tap back."""
    unit = unit_to("print.keep", unit_id)
    if not visits.untap(unit.id, date.fromisoformat(day)):
        return None
    return gettext("One visit was taken away.")


@blueprint.post("/")
@forms.once
def count(unit_id: int) -> ResponseReturnValue:
    """Enter a class or a group."""
    unit, typed = unit_to("print.keep", unit_id), request.form
    try:
        class_id = _class(unit, typed.get("class_id", 0, type=int))
        row = visits.count(
            unit.id, past_day(typed.get("on", "")), _number(typed.get("number", "")), me(),
            hour=_hour(typed.get("hour", "")), class_id=class_id,
        )  # fmt: skip
    except Refused as refused:
        db.session.rollback()
        return _page(unit_to("print.keep", unit_id), clock.today(), refused), 422
    flash(gettext("It was counted."), "success")
    return redirect(url_for(".show", unit_id=unit_id, on=row.on.isoformat()), 303)


@blueprint.post("/<int:visit_id>")
def correct(unit_id: int, visit_id: int) -> ResponseReturnValue:
    """Correct an entry; nought takes it away."""
    unit = unit_to("print.keep", unit_id)
    query = select(Visit).where(Visit.id == visit_id, Visit.unit_id == unit.id)
    row = db.session.scalar(query) or web.not_found()
    day = row.on
    try:
        visits.correct(row, _number(request.form.get("number", "")))
    except Refused as refused:
        db.session.rollback()
        return _page(unit_to("print.keep", unit_id), day, refused), 422
    flash(gettext("It was corrected."), "success")
    return redirect(url_for(".show", unit_id=unit_id, on=day.isoformat()), 303)


def _number(text: str) -> int:
    bare = text.strip()
    if not (bare.isascii() and bare.isdecimal() and len(bare) < 6):
        raise Refused("bad_visitors", most=visits.MOST)
    return int(bare)


def _hour(text: str) -> int | None:
    bare = text.strip()
    if not bare:
        return None
    if not (bare.isascii() and bare.isdecimal() and len(bare) < 3):
        raise Refused("bad_hour")
    return int(bare)


def _class(unit: OrgUnit, class_id: int) -> int | None:
    if not class_id:
        return None
    held = {row.id for row in readers.classes(unit, who())}
    return class_id if class_id in held else web.not_found()


def _page(unit: OrgUnit, day: date, refused: Refused | None = None) -> str:
    keeps = may(who(), "print.keep", unit)
    typed: Any = request.form if refused else {}
    found = visits.months(unit.id, *visits.span(current_year()))
    return render_template(
        "repository/printed/visits.html",
        unit=unit,
        day=day,
        today=clock.today(),
        keeps=keeps,
        rows=visits.of_day(unit.id, day),
        total=visits.day_total(unit.id, day),
        months=found,
        years=visits.years(unit.id),
        classes=readers.classes(unit, who()) if keeps else [],
        fault=said(refused) if refused else "",
        typed=typed,
    )
