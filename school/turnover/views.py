"""The turn of a year: what would happen, what is decided, run and undo."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from school.access import require
from school.calendar.models import SchoolYear
from school.people import service as people
from school.roster.sheets import MOST_BYTES, Unreadable
from school.roster.sheets import read as read_sheets
from school.turnover import existing, lists, permissions, rules, service, undoing  # noqa: F401
from school.turnover.models import Turnover
from school.turnover.overview import lines_of
from school.turnover.texts import COUNT_NAMES, KIND_NAMES, error_text, fault_text, line_text
from school.units.models import SCHOOL, OrgUnit
from school.units.rules import grades_of
from school.units.views import visible
from suite import clock, web
from suite.db import db
from suite.edits import Conflict, seen

blueprint = Blueprint("turnover", __name__, url_prefix="/units/<int:unit_id>/turnover")
MOST_FAULTS = 50


@blueprint.get("")
def choose(unit_id: int) -> ResponseReturnValue:
    """Into the next year, or which years there are."""
    unit = _school(unit_id)
    current = existing.years_after(clock.today())
    if current:
        where = url_for("turnover.index", unit_id=unit_id, year_id=current[0].id)
        return redirect(where, 303)
    return render_template("school/turnover/none.html", unit=unit)


@blueprint.get("/<int:year_id>")
@web.writes
def index(unit_id: int, year_id: int) -> ResponseReturnValue:
    """What would happen with what is decided so far."""
    return _page(_turn(unit_id, year_id))


@blueprint.post("/<int:year_id>/settings")
def settings(unit_id: int, year_id: int) -> ResponseReturnValue:
    """Names of the new classes, and what is carried over."""
    row = _turn(unit_id, year_id)
    names = {
        key.removeprefix("name-"): " ".join(text.split())[:60]
        for key, text in request.form.items()
        if key.startswith("name-") and key.removeprefix("name-").isdecimal()
    }
    first = [" ".join(one.split())[:60] for one in request.form.get("first", "").split(",")]
    typed: dict[str, Any] = {
        "names": {i: text for i, text in list(names.items())[:500] if text},
        "first": [one for one in first if one][: rules.MOST_FIRST],
        "keep_homeroom": "keep_homeroom" in request.form,
        "keep_teaching": "keep_teaching" in request.form,
    }
    try:
        service.decide(row, seen(request.form.get("version")), **typed)
    except Conflict:
        db.session.rollback()
        return _page(_turn(unit_id, year_id), 409, typed=typed)
    return _back(row)


@blueprint.post("/<int:year_id>/list")
def take_list(unit_id: int, year_id: int) -> ResponseReturnValue:
    """Decisions for those of a list: typed, pasted, or a file."""
    row = _turn(unit_id, year_id)
    text, kind = request.form.get("lines", ""), request.form.get("kind", "")
    try:
        choices = lists.read(_rows(text), lists.known_of(row), kind)
    except (lists.LineFault, Unreadable) as error:
        known = isinstance(error, lists.LineFault)
        fault = line_text(error) if known else gettext("The file cannot be read as a list.")  # type: ignore[arg-type]
        return _page(row, 422, lines=text, kind=kind, fault=fault)
    service.choose(row, choices)
    flash(gettext("%(num)s decisions were noted.", num=len(choices)), "success")
    return _back(row)


def _rows(text: str) -> list[list[str]]:
    upload = request.files.get("file")
    data = upload.read(MOST_BYTES + 1) if upload else b""
    if not data:
        return lists.rows_of(text)
    sheets = read_sheets(data)
    return sheets[0].rows if sheets else []


@blueprint.get("/<int:year_id>/classes/<int:class_id>")
@web.writes
def show_class(unit_id: int, year_id: int, class_id: int) -> ResponseReturnValue:
    """The pupils of one class, and what is decided about each."""
    _school(unit_id)
    people.names_viewed(f"class:{class_id}")
    return _class_page(_turn(unit_id, year_id), class_id)


@blueprint.post("/<int:year_id>/classes/<int:class_id>")
def decide_class(unit_id: int, year_id: int, class_id: int) -> ResponseReturnValue:
    """Decide about the pupils of one class."""
    row = _turn(unit_id, year_id)
    inside = {p.id for p in existing.seen(row).pupils if p.class_id == class_id}
    typed = {
        person: rules.Choice(kind, request.form.get(f"to-{person}", "")[: rules.LONGEST_NAME])
        for person in inside
        if (kind := request.form.get(f"kind-{person}", rules.PROMOTE)) in rules.KINDS
    }
    try:
        choices = service.merged(row.choices, typed)
        service.decide(row, seen(request.form.get("version")), choices=choices)
    except Conflict:
        db.session.rollback()
        return _class_page(_turn(unit_id, year_id), class_id, typed, 409)
    flash(gettext("What was decided about the class is noted."), "success")
    return _back(row)


@blueprint.post("/<int:year_id>/run")
def run(unit_id: int, year_id: int) -> ResponseReturnValue:
    """Turn the school over."""
    row = _turn(unit_id, year_id)
    try:
        outcome = service.run(row, dry_run=False)
    except rules.TurnError as error:
        flash(error_text(error), "danger")
        return _page(_turn(unit_id, year_id), 422)
    if outcome.faults:
        return _page(_turn(unit_id, year_id), 422)
    done = gettext("The school was turned over."), gettext("Nothing was left to do.")
    flash(done[not outcome.changes], "success")
    return _back(row)


@blueprint.post("/<int:year_id>/undo")
def undo(unit_id: int, year_id: int) -> ResponseReturnValue:
    """Take a turn back."""
    row = _turn(unit_id, year_id)
    try:
        if row.id is None:
            raise rules.TurnError("never")
        gone = undoing.undo(row, seen(request.form.get("version")))
    except rules.TurnError as error:
        flash(error_text(error), "danger")
        return _page(_turn(unit_id, year_id), 422)
    except Conflict:
        flash(gettext("Somebody else changed this meanwhile. Look at it once more."), "warning")
        return _page(_turn(unit_id, year_id), 409)
    flash(gettext("The turn was taken back."), "success")
    if gone:
        names = ", ".join(gone[:MOST_FAULTS])
        flash(
            gettext("Erased meanwhile, so they do not come back: %(names)s.", names=names), "info"
        )
    return _back(row)


def _page(
    row: Turnover,
    status: int = 200,
    *,
    typed: dict[str, Any] | None = None,
    lines: str = "",
    kind: str = rules.REPEAT,
    fault: str = "",
) -> ResponseReturnValue:
    unit_id, year_id = row.school_id, row.to_year_id
    outcome = service.looked_at(row)
    persons = [held.person_id for held in outcome.faults if held.person_id][:MOST_FAULTS]
    if persons:
        people.names_viewed(f"unit:{unit_id}")
        row = _turn(unit_id, year_id)
    state = outcome.seen
    now = {
        "names": row.names,
        "first": rules.first_names(state.classes, _lowest(row)) if row.first is None else row.first,
        "keep_homeroom": row.keep_homeroom,
        "keep_teaching": row.keep_teaching,
    }
    page = render_template(
        "school/turnover/index.html",
        row=row,
        outcome=outcome,
        adrift=existing.adrift(row),
        lines_of=lines_of(state, outcome.plan),
        names=existing.names_of(persons),
        fault_text=fault_text,
        most=MOST_FAULTS,
        count_names=COUNT_NAMES,
        kinds=KIND_NAMES,
        form=typed or now,
        theirs=now if status == 409 and typed else None,
        lines=lines,
        kind=kind,
        fault=fault,
        early=clock.today() < row.from_year.ends_on,
        top=_grades(row)[-1],
    )
    return page, status


def _class_page(
    row: Turnover,
    class_id: int,
    typed: dict[int, rules.Choice] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    outcome = service.looked_at(row)
    state = outcome.seen
    of = next((one for one in state.classes if one.id == class_id), None) or web.not_found()
    kept = existing.wishes_of(row).choices
    page = render_template(
        "school/turnover/class.html",
        row=row,
        of=of,
        pupils=existing.people_of([p.id for p in state.pupils if p.class_id == class_id]),
        choices=kept if typed is None else typed,
        kept=kept,
        conflict=status == 409,
        kinds=KIND_NAMES,
        classes=sorted(outcome.plan.classes.values(), key=lambda one: (one.grade, one.name)),
        top=of.grade >= _grades(row)[-1],
    )
    return page, status


def _grades(row: Turnover) -> range:
    return grades_of(row.school.stage)


def _lowest(row: Turnover) -> int:
    return _grades(row)[0]


def _back(row: Turnover) -> ResponseReturnValue:
    where = url_for("turnover.index", unit_id=row.school_id, year_id=row.to_year_id)
    return redirect(where, 303)


def _school(unit_id: int) -> OrgUnit:
    unit = visible(unit_id)
    if unit.kind != SCHOOL:
        web.not_found()
    require("turnover.run", unit)
    return unit


def _turn(unit_id: int, year_id: int) -> Turnover:
    unit = _school(unit_id)
    year = db.session.get(SchoolYear, year_id) or web.not_found()
    try:
        return service.turnover_of(unit, year)
    except rules.TurnError:
        web.not_found()
