"""Pages of what was read."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from repository import usage
from repository.catalogue.models import Work
from repository.counting import reports, rules, tables
from repository.counting.reports import NUMBERS, Wanted
from school.api import (
    CurriculumNode,
    OrgUnit,
    SchoolClass,
    Subject,
    may,
    require,
    subject_name,
    who,
)
from suite.db import db
from suite.lists import Column, Listing, Table
from suite.sheets import csv_lines
from suite.web import not_found

blueprint = Blueprint("counts", __name__, url_prefix="/library/counts")

LABELS = {
    "total_investigations": lazy_gettext("Looks"),
    "unique_investigations": lazy_gettext("Visits that looked"),
    "total_requests": lazy_gettext("Readings"),
    "unique_requests": lazy_gettext("Visits that read"),
    "links": lazy_gettext("Links opened"),
}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Every work that was read; `report=TR` leaves out what is no title of its own."""
    wanted = replace(_wanted(), titles=request.args.get("report") == "TR")
    return _works(wanted).answer(
        "repository/counting/index.html",
        gettext("What was read"),
        wanted=wanted,
        total=reports.total(wanted),
        show=lambda number: rules.shown(int(number), wanted.hides),
        inside=may(who(), "counts.inside", wanted.unit),
        names=(*NUMBERS, "links"),
        labels=LABELS,
    )


@blueprint.get("/<any(TR, IR):report>.<any(csv, tsv):form>")
def counter(report: str, form: str) -> ResponseReturnValue:
    """The title or item report as COUNTER lays it out, with commas or, as it asks, with tabs."""
    wanted = _wanted()
    uri = url_for("works.work", uid="UID", _external=True).replace("UID", "%s")
    rows: Iterator[list[Any]] = tables.counter(wanted, report, uri)
    head, tabs = next(rows), form == "tsv"
    body = "".join(csv_lines(head, list(rows), tabs=tabs))
    kind = "text/tab-separated-values" if tabs else "text/csv"
    answer = Response(body, mimetype=kind)
    name = f"{report}-{wanted.first:%Y-%m}-{wanted.last:%Y-%m}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.get("/classes")
def classes() -> ResponseReturnValue:
    """By class, for the school's own staff."""
    wanted = _wanted()
    require("counts.inside", wanted.unit)
    return _classes(wanted, reports.by_class(wanted)).answer(
        "repository/counting/classes.html",
        gettext("What was read, by class"),
        wanted=wanted,
        heading=gettext("What was read, by class"),
        here="counts.classes",
    )


@blueprint.get("/grades")
def grades() -> ResponseReturnValue:
    """By grade, for the school's own staff."""
    wanted = _wanted()
    require("counts.inside", wanted.unit)
    return _grades(wanted, reports.by_grade(reports.by_class(wanted))).answer(
        "repository/counting/classes.html",
        gettext("What was read, by grade"),
        wanted=wanted,
        heading=gettext("What was read, by grade"),
        here="counts.grades",
    )


@blueprint.get("/nodes")
def nodes() -> ResponseReturnValue:
    """By node of the programme, for the school's own staff."""
    wanted = _wanted()
    require("counts.inside", wanted.unit)
    fields = reports.fields(wanted)
    subject = request.args.get("subject", fields[0][0] if fields else "")
    grade = request.args.get("grade", fields[0][1] if fields else 0, type=int)
    names = {row.code: subject_name(row) for row in db.session.scalars(db.select(Subject))}
    table = _nodes(wanted, reports.by_node(wanted, subject, grade))
    return table.answer(
        "repository/counting/nodes.html",
        gettext("What was read, by topic"),
        wanted=wanted,
        fields=[(code, number, f"{names[code]} {number}") for code, number in fields],
        subject=subject,
        grade=grade,
        names=NUMBERS,
        labels=LABELS,
    )


def _wanted() -> Wanted:
    """Read the address. Aborts with 403 or 404."""
    require("counts.open")
    me = who()
    grants = sorted(me.grants, key=lambda grant: (grant.path.count("/"), grant.path))
    number = request.args.get("unit", type=int) or (grants[0].unit_id if grants else 0)
    unit = db.session.get(OrgUnit, number) if 0 < number < 2**63 else None
    if unit is None or not may(me, "counts.view", unit):
        not_found()
    try:
        first, last = reports.period(request.args.get("from", ""), request.args.get("to", ""))
    except ValueError:
        flash(gettext("Give two months like 2026-09, the earlier one first."), "warning")
        first, last = reports.period("", "")
    k, small = usage.least_shown()
    inside = may(me, "counts.inside", unit)
    return Wanted(unit, first, last, me, small + 1 if inside else k, 0 if inside else k)


def _about(wanted: Wanted) -> list[tuple[Any, Any]]:
    months = f"{wanted.first:%m/%Y} – {wanted.last:%m/%Y}"
    return [(gettext("Readers of"), wanted.unit.name), (gettext("Months"), months)]


def _works(wanted: Wanted) -> Listing:
    """Works, most read first. Inside the school their numbers are exact: they name no reader."""
    query = reports.by_work(wanted)
    exact = not wanted.hides
    chosen = query.selected_columns

    def number(name: str) -> Column:
        def shown(row: Any) -> str | int:
            return rules.shown(int(getattr(row, name)), wanted.hides)

        return Column(name, LABELS[name], shown, (chosen[name],) if exact else (), kind="num")

    columns = (
        Column("title", lazy_gettext("Title"), lambda row: row[0].title, (Work.title,), "head"),
        *(number(name) for name in (*NUMBERS, "links")),
    )
    query = query.order_by(chosen["unique_requests"].desc() if exact else Work.title, Work.id)
    return Listing(query, columns, (Work.id,), scalars=False, filters=_about(wanted))


def _veiled(rows: list[tuple[str, rules.Tally]], least: int) -> dict[str, dict[str, str | int]]:
    """The cells of every number, with what may not be shown hidden; by the key of the row."""
    found: dict[str, dict[str, str | int]] = {}
    for place, name in enumerate(NUMBERS):
        found[name] = rules.veiled({key: tally.parts[place] for key, tally in rows}, least)
    return found


def _numbers(
    cells: dict[str, dict[str, str | int]], key: Callable[[Any], str] = lambda row: str(row[0].id)
) -> list[Column]:
    def column(name: str) -> Column:
        return Column(name, LABELS[name], lambda row: cells[name][key(row)], kind="num")

    return [column(name) for name in NUMBERS]


def _classes(wanted: Wanted, rows: list[tuple[SchoolClass, rules.Tally]]) -> Table:
    cells: dict[str, dict[str, str | int]] = {name: {} for name in NUMBERS}
    for grade in {row.grade for row, _ in rows}:
        held = [(str(row.id), tally) for row, tally in rows if row.grade == grade]
        for name, found in _veiled(held, wanted.least).items():
            cells[name] |= found
    columns = (
        Column("class", lazy_gettext("Class"), lambda row: row[0].name, kind="head"),
        *_numbers(cells),
    )
    return Table(rows, columns, filters=_about(wanted))


def _grades(wanted: Wanted, found: dict[int, rules.Tally]) -> Table:
    rows = sorted(found.items())
    cells = _veiled([(str(grade), tally) for grade, tally in rows], wanted.least)

    def said(row: tuple[int, rules.Tally]) -> str:
        return gettext("Grade %(number)s", number=row[0])

    columns = (
        Column("grade", lazy_gettext("Grade level"), said, kind="head"),
        *_numbers(cells, lambda row: str(row[0])),
    )
    return Table(rows, columns, filters=_about(wanted))


def _nodes(wanted: Wanted, rows: list[tuple[CurriculumNode, rules.Tally]]) -> Table:
    columns = (
        Column("topic", lazy_gettext("Topic"), lambda row: row[0].name, kind="head"),
        Column("code", lazy_gettext("Code"), lambda row: row[0].code),
        *_numbers(_veiled([(str(row.id), tally) for row, tally in rows], wanted.least)),
    )
    return Table(rows, columns, filters=_about(wanted))
