"""Lending a set to a class."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from repository.printed import lending, readers, rules, sets
from repository.printed.desk_of import me, unit_to
from repository.printed.readers import Reader
from repository.printed.rules import Refused
from repository.printed.texts import refusal, said
from school.api import OrgUnit, SchoolClass, names_viewed, who
from suite import clock, forms, web
from suite.db import db

blueprint = Blueprint("class_sets", __name__, url_prefix="/library/print/<int:unit_id>/sets")


@blueprint.get("/")
def choose(unit_id: int) -> ResponseReturnValue:
    """Choose a class."""
    unit = unit_to("print.keep", unit_id)
    return render_template(
        "repository/printed/classes.html", unit=unit, classes=readers.classes(unit, who())
    )


@blueprint.get("/<int:class_id>")
@web.writes
def form(unit_id: int, class_id: int) -> ResponseReturnValue:
    """The pupils of the class, and the field for the copies."""
    unit = unit_to("print.keep", unit_id)
    held = _class(unit, class_id)
    names_viewed(f"class:{class_id}")
    return _page(unit, held, readers.of_class(held))


@blueprint.post("/<int:class_id>")
@forms.once
def lend(unit_id: int, class_id: int) -> ResponseReturnValue:
    """Lend what was scanned, all or nothing."""
    unit = unit_to("print.keep", unit_id)
    held = _class(unit, class_id)
    pupils = readers.of_class(held)
    ticked = set(request.form.getlist("pupil", type=int))
    try:
        due_on = _day(request.form.get("due_on", ""))
        copies = sets.given(unit, request.form.get("codes", ""))
        one = request.form.get("one", 0, type=int)
        taker = readers.reader(unit, one) if one else None
        sets.lend(copies, [p for p in pupils if p.person_id in ticked], taker, me(), due_on)
    except Refused as refused:
        db.session.rollback()
        unit, held = unit_to("print.keep", unit_id), _class(unit, class_id)
        return _page(unit, held, readers.of_class(held), told(refused)), 422
    text = ngettext(
        "%(num)s copy was lent to class %(name)s.",
        "%(num)s copies were lent to class %(name)s.",
        len(copies),
        name=held.name,
    )
    flash(text, "success")
    return redirect(url_for(".form", unit_id=unit_id, class_id=class_id), 303)


def told(refused: Refused) -> str:
    """A refusal in words, also of one line of many."""
    if refused.code != "line":
        return said(refused)
    why = refusal(str(refused.params["why"]), {})
    return refusal("line", {**refused.params, "why": why})


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused("bad_day") from None
    if not clock.today() <= day <= clock.today() + timedelta(days=400):
        raise Refused("bad_day")
    return day


def _class(unit: OrgUnit, class_id: int) -> SchoolClass:
    held = {row.id: row for row in readers.classes(unit, who())}
    return held.get(class_id) or web.not_found()


def _page(unit: OrgUnit, held: SchoolClass, pupils: list[Reader], fault: str = "") -> str:
    typed = request.form
    usual = rules.due(clock.today(), lending.allowance(unit.id, rules.STUDENT))
    return render_template(
        "repository/printed/set.html",
        unit=unit,
        school_class=held,
        pupils=pupils,
        staff=readers.staff(unit),
        fault=fault,
        codes=typed.get("codes", ""),
        taker=typed.get("one", 0, type=int),
        ticked=set(typed.getlist("pupil", type=int)) if typed else {p.person_id for p in pupils},
        due_on=typed.get("due_on", usual.isoformat()),
    )
