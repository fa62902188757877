"""The coverage page and the pages around it."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from indicators.coverage import listing, resolve, texts, topics, uncovered
from indicators.coverage import page as pages
from indicators.coverage.choices import Choice, choices, choose
from indicators.coverage.permissions import inside
from indicators.coverage.resolve import Place
from indicators.coverage.units import CLASS, Unit
from indicators.register.service import register
from indicators.reports import sheets
from indicators.rollup.rules import Year
from indicators.rollup.years import year_on, years
from school import access
from school.access import OVERSEERS, require
from school.api import INSPECTOR, OFFICERS, PRINCIPAL, VICE_PRINCIPAL, SchoolClass, may
from school.people import service as people
from suite import clock, web
from suite.db import db
from suite.navigation import nav

blueprint = Blueprint("coverage", __name__, url_prefix="/coverage")


def shows() -> bool:
    """Whether the navigation has the line for the present person."""
    return may(access.who(), "coverage.open")


nav(
    lazy_gettext("Coverage"),
    "coverage.index",
    "graph-up",
    show=shows,
    near=lambda: access.who().has(PRINCIPAL, VICE_PRINCIPAL, INSPECTOR, *OFFICERS),
    order=55,
    prefix="/coverage",
)


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    place: Place
    year: Year
    choice: Choice
    choices: list[Choice]
    inside: bool

    def url(self, endpoint: str = "coverage.index", unit: Unit | None = None) -> str:
        """The address of a page about the same period, of the same or another unit."""
        ref = (unit or self.place.unit).ref
        return url_for(endpoint, unit=ref, period=self.choice.code)

    def file(self, form: str) -> str:
        """The address of the page as a file."""
        ref = self.place.unit.ref
        sort = request.args.get("sort")
        return url_for("coverage.export", unit=ref, period=self.choice.code, form=form, sort=sort)


def asked() -> Asked | None:
    """Read the address; None where nothing can be counted yet. Aborts with 403 or 404."""
    require("coverage.open")
    who = access.who()
    year = year_on(clock.today(), years())
    if year is None or not choices(year, clock.today()):
        return None
    ref = request.args.get("unit") or resolve.first_of(who, year)
    place = resolve.find(ref, who) if ref else None
    found = choices(year, clock.today())
    choice = choose(found, request.args.get("period", ""))
    if place is None or choice is None:
        web.not_found()
    return Asked(place, year, choice, found, inside(who, place.unit.school_id))


def common(seen: Asked, names: bool | None = None) -> dict[str, object]:
    """What every template of these pages needs; `names` as `may_names`, where it is known."""
    return {
        "asked": seen,
        "unit": seen.place.unit,
        "unit_name": texts.unit_name(seen.place.unit),
        "texts": texts,
        "level_name": texts.LEVELS[seen.place.unit.level],
        "choice_name": texts.choice_name(seen.choice, seen.year),
        "may_names": may_names(seen.place) if names is None else names,
    }


def may_names(place: Place) -> bool:
    """Whether the present person may see who is not covered."""
    unit = place.unit
    if unit.level == CLASS:
        row = db.session.get(SchoolClass, unit.id)
        return row is not None and may(access.who(), "class.names", row)
    return may(access.who(), "coverage.uncovered", unit)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The coverage of a unit over a period."""
    seen = asked()
    if seen is None:
        return render_template("indicators/coverage/none.html")
    made = pages.build(seen.place, seen.year, seen.choice, inside=seen.inside)
    below = listing.below(made)
    return render_template(
        "indicators/coverage/index.html",
        page=made,
        heads=seen.inside and access.who().has(*OVERSEERS),
        below=below,
        children=below.page().items,
        **common(seen),
    )


@blueprint.get("/uncovered")
@web.writes
def names() -> ResponseReturnValue:
    """Who is not covered; every look is logged."""
    seen = asked()
    if seen is None:
        web.not_found()
    if not may_names(seen.place):
        web.forbidden()
    people.names_viewed(seen.place.unit.ref)
    unit, words = seen.place.unit, common(seen, names=True)
    rows = uncovered.uncovered(seen.place.org, unit, seen.year, seen.choice.counted)
    table = listing.missing(rows, words["unit_name"], words["choice_name"])
    return table.answer("indicators/coverage/names.html", gettext("Who is not covered"), **words)


@blueprint.get("/materials")
def materials() -> ResponseReturnValue:
    """I3 by subject and grade, with what is missing."""
    seen = asked()
    if seen is None:
        web.not_found()
    made = topics.topics(seen.place.unit, seen.year, seen.choice.counted)
    return render_template("indicators/coverage/materials.html", topics=made, **common(seen))


@blueprint.get("/definitions")
def definitions() -> ResponseReturnValue:
    """What the figures mean, with every number in force and where it comes from."""
    require("coverage.open")
    rows, today = register(), clock.today()
    return render_template(
        "indicators/coverage/definitions.html",
        parameters=[row for row in rows.parameters if today in row.valid],
        targets=sorted(rows.targets, key=lambda row: (row.indicator, row.series, row.year)),
        kinds=[row for row in rows.usage_kinds if today in row.valid],
        material_kinds=rows.material_kinds,
        licences=[row for row in rows.licences if today in row.valid],
    )


@blueprint.get("/export.<any(csv, xlsx):form>")
def export(form: str) -> ResponseReturnValue:
    """The figures of the page as a file: integers, percent, definitions."""
    seen = asked()
    if seen is None:
        web.not_found()
    made = pages.build(seen.place, seen.year, seen.choice, inside=seen.inside, charts=False)
    made.children = list(listing.below(made).page().items)
    table = sheets.table(made)
    body, kind = (
        (sheets.as_csv(table), "text/csv; charset=utf-8")
        if form == "csv"
        else (sheets.as_xlsx(table, made), sheets.XLSX)
    )
    name = f"do-phu-{seen.place.unit.ref.replace(':', '-')}-{seen.choice.code}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype=None, content_type=kind, headers=headers)
