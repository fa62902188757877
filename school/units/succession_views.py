"""The page on which units follow one another: choose, look, decide, run."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from school.access import below, require, scope, who
from school.classes.models import SchoolClass
from school.people import service as people
from school.people.models import ADMINISTRATOR, Person
from school.units.models import OrgUnit
from school.units.succession import Outcome, succeed
from school.units.successions import Decisions
from school.units.suggesting import work_of
from school.units.texts import COUNT_NAMES, fault_text
from school.units.undo_views import ACTION
from school.units.views import visible
from suite import clock, undo
from suite.db import db

blueprint = Blueprint("successions", __name__, url_prefix="/units/<int:unit_id>/succession")
HEIRS = 4
MOST_NEEDS = 2_000
PARTS: dict[str, tuple[str, Any, Any, Any]] = {
    "child": ("children", OrgUnit, OrgUnit.name, OrgUnit.parent_id),
    "class": ("classes", SchoolClass, SchoolClass.name, SchoolClass.school_id),
    "person": ("people", Person, Person.full_name, Person.school_id),
}


@dataclass(frozen=True)
class Need:
    """Something that one of several heirs has to take over; `chosen` is its id or 0, `note` what
    a person does at the school."""

    part: str
    row_id: int
    name: str
    chosen: int
    note: str = ""


@dataclass
class Typed:
    """What the form says; `rest` takes everybody for whom nothing else was chosen."""

    others: list[int]
    heirs: list[tuple[int, str]]
    on: str
    decided: dict[str, dict[int, int]]
    rest: int = 0

    @property
    def decisions(self) -> Decisions:
        """What was decided, as a succession wants it."""
        return Decisions(**{PARTS[part][0]: held for part, held in self.decided.items()})


@blueprint.get("")
def form(unit_id: int) -> ResponseReturnValue:
    """Choose who follows."""
    unit = _unit(unit_id)
    blank = Typed([], [(0, "")] * HEIRS, clock.today().isoformat(), {part: {} for part in PARTS})
    return _page(unit, blank)


@blueprint.post("")
def act(unit_id: int) -> ResponseReturnValue:
    """Look at it, or do it."""
    unit, typed = _unit(unit_id), _typed()
    known = {one.id: one for one in _beside(unit)} | {unit.id: unit}
    pairs = [(known[i], share) for i, text in typed.heirs if i in known and (share := _part(text))]
    olds = [unit, *(known[i] for i in typed.others if i in known)]
    require("units.succeed", [*olds, *(one for one, _share in pairs)])
    try:
        on = date.fromisoformat(typed.on)
    except ValueError:
        return _page(unit, typed, fault=gettext("Write the day as dd/mm/yyyy.")), 422
    run = request.form.get("do") == "run"
    outcome = succeed(olds, pairs, on, decided=typed.decisions, dry_run=not run)
    if _fill(typed, outcome, [one.id for one in olds], on, suggest=not run):
        outcome = succeed(olds, pairs, on, decided=typed.decisions, dry_run=not run)
    if run and not outcome.faults:
        undo.offer(gettext("The succession was written."), ACTION, change_id=outcome.change_id)
        return redirect(url_for("units.show", unit_id=pairs[0][0].id), 303)
    page = _page(_unit(unit_id), typed, outcome)
    return (page, 422) if outcome.faults else page


def _fill(typed: Typed, outcome: Outcome, olds: list[int], on: date, *, suggest: bool) -> bool:
    """Choose for people about whom nobody decided yet; whether anybody was found."""
    lacking = {fault.row_id for fault in outcome.faults if fault.code == "person"}
    heirs = {heir for heir, _share in typed.heirs if heir}
    found = {person: typed.rest for person in lacking if typed.rest in heirs}
    if suggest and lacking:
        classes = {row: to for row, to in typed.decided["class"].items() if to in heirs}
        found |= work_of(olds, on).suggested(lacking, classes)
    typed.decided["person"] |= found
    return bool(found)


def _typed() -> Typed:
    values = request.form
    heirs = [
        (values.get(f"heir-{n}", 0, type=int), values.get(f"share-{n}", "").strip()[:10])
        for n in range(HEIRS)
    ]
    decided: dict[str, dict[int, int]] = {part: {} for part in PARTS}
    for key, text in list(values.items())[:20_000]:
        part, _, row = key.partition("-")
        if part in decided and row.isdecimal() and text.isdecimal() and len(row + text) < 30:
            decided[part][int(row)] = int(text)
    others = [i for i in values.getlist("others", type=int) if i]
    on, rest = values.get("on", "")[:10], values.get("rest", 0, type=int)
    return Typed(others, heirs, on, decided, rest)


def _part(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", ".") or "1")
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)


def _page(unit: OrgUnit, typed: Typed, outcome: Outcome | None = None, fault: str = "") -> str:
    olds = [unit.id, *(one.id for one in _beside(unit) if one.id in typed.others)]
    needs = _needs(typed, outcome, olds) if outcome else []
    if any(need.part == "person" for need in needs):
        people.names_viewed(f"unit:{unit.id}")
    lacking = {"child", "class", "person"}
    return render_template(
        "school/units/succession.html",
        unit=unit,
        beside=_beside(unit),
        typed=typed,
        outcome=outcome,
        faults=[fault_text(f) for f in outcome.faults if f.code not in lacking] if outcome else [],
        fault=fault,
        needs=needs[:MOST_NEEDS],
        left_out=max(0, len(needs) - MOST_NEEDS),
        undecided=sum(not need.chosen for need in needs),
        count_names=COUNT_NAMES,
    )


def _needs(typed: Typed, outcome: Outcome, olds: list[int]) -> list[Need]:
    """What lacks a decision, then what was decided so far, of the units that end."""
    found = {(f.code, f.row_id): f.name for f in outcome.faults if f.code in PARTS}
    needs = [Need(part, row_id, name, 0) for (part, row_id), name in found.items()]
    for part, held in typed.decided.items():
        _key, model, label, home = PARTS[part]
        query = select(model.id, label).where(
            model.id.in_([i for i in held if held[i]]), home.in_(olds)
        )
        needs += [
            Need(part, row_id, name, held[row_id])
            for row_id, name in db.session.execute(query)
            if (part, row_id) not in found
        ]
    if not any(need.part == "person" for need in needs):
        return needs
    work = work_of(olds, date.fromisoformat(typed.on))
    return [
        replace(need, note=work.note(need.row_id)) if need.part == "person" else need
        for need in needs
    ]


def _beside(unit: OrgUnit) -> list[OrgUnit]:
    """The other units of the same kind over which the present person stands."""
    query = select(OrgUnit).where(
        OrgUnit.kind == unit.kind,
        OrgUnit.id != unit.id,
        OrgUnit.valid_to.is_(None),
        below(OrgUnit.path, who().paths(ADMINISTRATOR)),
    )
    return list(db.session.scalars(scope(query, who()).order_by(OrgUnit.sort_key, OrgUnit.id)))


def _unit(unit_id: int) -> OrgUnit:
    unit = visible(unit_id)
    require("units.succeed", [unit])
    return unit
