"""Sheets of labels and readers' cards to print."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from repository.printed import labels, readers, rules
from repository.printed.desk_of import unit_to
from repository.printed.labels import Grid, Said
from repository.printed.models import Copy, PrintImport, PrintTitle
from repository.printed.readers import Reader
from repository.printed.rules import GONE, Refused
from repository.printed.texts import said
from school.api import OrgUnit, names_viewed, who
from suite import web
from suite.db import db
from suite.settings import current_settings
from suite.web import writes

blueprint = Blueprint("labels", __name__, url_prefix="/library/print/<int:unit_id>")
MOST = 1_000
CARD = Grid(rows=5, columns=2, top=13.5, left=15.0)


@blueprint.get("/labels")
def form(unit_id: int) -> ResponseReturnValue:
    """Choose what to print, and the sheet."""
    unit = unit_to("print.keep", unit_id)
    query = select(PrintImport).where(
        PrintImport.unit_id == unit.id, PrintImport.undone_at.is_(None)
    )
    imports = db.session.scalars(query.order_by(PrintImport.id.desc()).limit(20))
    return render_template(
        "repository/printed/labels.html", unit=unit, imports=list(imports), grid=Grid(), fault=""
    )


@blueprint.get("/labels/sheets")
def sheets(unit_id: int) -> ResponseReturnValue:
    """The sheets."""
    unit = unit_to("print.keep", unit_id)
    kind = "spine" if request.args.get("kind") == "spine" else "number"
    grid = _grid()
    try:
        rows = _chosen(unit)
    except Refused as refused:
        return render_template(
            "repository/printed/labels.html", unit=unit, imports=[], grid=grid, fault=said(refused)
        ), 422
    told = [_spine(*row) if kind == "spine" else _number(unit, *row) for row in rows]
    return _sheets(unit, told, grid, kind, gettext("Labels"))


@blueprint.get("/cards")
@writes
def cards(unit_id: int) -> ResponseReturnValue:
    """Readers' cards of a class or of the staff; they open no account."""
    unit = unit_to("print.keep", unit_id)
    which = request.args.get("of", "")
    classes = readers.classes(unit, who())
    if not which:
        return render_template("repository/printed/cards.html", unit=unit, classes=classes)
    names_viewed(f"class:{which}" if which.isdecimal() else f"library:{unit_id}")
    people: Sequence[Reader] = ()
    if which == "staff":
        people = readers.staff(unit)
    else:
        held = {str(row.id): row for row in classes}
        people = readers.of_class(held[which]) if which in held else web.not_found()
    return _sheets(unit, [_card(unit, one) for one in people], CARD, "card",
                   gettext("Readers' cards"))  # fmt: skip


def _sheets(
    unit: OrgUnit, told: Sequence[Said], grid: Grid, kind: str, title: str
) -> ResponseReturnValue:
    return render_template(
        "repository/printed/sheets.html", unit=unit, title=title, number=len(told),
        pages=labels.sheets(told, grid, kind), most=MOST,
    )  # fmt: skip


def _chosen(unit: OrgUnit) -> list[tuple[Copy, PrintTitle]]:
    """The copies of a list that was taken in, or of numbers and ranges that are typed."""
    query = (
        select(Copy, PrintTitle)
        .join(PrintTitle, PrintTitle.work_id == Copy.work_id)
        .where(Copy.unit_id == unit.id, Copy.state != GONE)
        .options(joinedload(Copy.work))
        .order_by(Copy.series, Copy.serial)
    )
    text, list_id = request.args.get("numbers", "")[:4000], request.args.get("list", 0, type=int)
    if text.strip():
        numbers = [str(number) for number in rules.numbers_of(text, "")]
        query = query.where(Copy.number.in_(numbers))
    elif list_id:
        query = query.where(Copy.import_id == list_id)
    else:
        raise Refused("nothing_chosen")
    rows = [(copy, title) for copy, title in db.session.execute(query.limit(MOST))]
    if not rows:
        raise Refused("no_copy")
    return rows


def _grid() -> Grid:
    """The sheet as it is asked for, within what a sheet of A4 can be."""
    args = request.args
    rows = min(max(args.get("rows", 8, type=int), 1), 30)
    columns = min(max(args.get("columns", 3, type=int), 1), 8)
    return Grid(
        rows=rows,
        columns=columns,
        top=min(max(args.get("top", 0.0, type=float), 0.0), 40.0),
        left=min(max(args.get("left", 0.0, type=float), 0.0), 40.0),
        start=min(max(args.get("start", 1, type=int), 1), rows * columns),
    )


def _number(unit: OrgUnit, copy: Copy, title: PrintTitle) -> Said:
    house = current_settings().public_url or request.host_url.rstrip("/")
    address = house + url_for("registers.opened", copy_id=copy.id)
    spine = " ".join(part for part in (title.ddc, title.mark) if part)
    return Said(copy.number, address, [spine, copy.work.title, unit.name])


def _spine(copy: Copy, title: PrintTitle) -> Said:
    return Said(copy.number, "", [title.ddc, title.mark])


def _card(unit: OrgUnit, one: Reader) -> Said:
    number = rules.borrower_number(one.person_id)
    where = gettext("Class %(name)s", name=one.class_name) if one.class_name else gettext("Staff")
    return Said(number, number, [one.name, where, unit.name, gettext("Library card")])
