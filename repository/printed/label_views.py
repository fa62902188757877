"""Sheets of labels and readers' cards to print."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from repository.printed import label_rows, labels, print_lists, readers, rules
from repository.printed.desk_of import unit_to
from repository.printed.labels import Grid, Said
from repository.printed.models import PrintImport
from repository.printed.readers import Reader
from repository.printed.rules import Refused
from repository.printed.texts import said
from school.api import OrgUnit, names_viewed, who
from suite import web
from suite.db import db
from suite.web import writes

blueprint = Blueprint("labels", __name__, url_prefix="/library/print/<int:unit_id>")
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
    """The sheets; a large number of them is a file that the worker makes."""
    unit, asked = unit_to("print.keep", unit_id), request.args
    grid = label_rows.grid(asked)
    try:
        rows = label_rows.chosen(unit.id, asked, print_lists.MOST_LABELS)
    except Refused as refused:
        return render_template(
            "repository/printed/labels.html", unit=unit, imports=[], grid=grid, fault=said(refused)
        ), 422
    if len(rows) > print_lists.LABELS_AT_ONCE:
        return render_template(
            "repository/printed/large.html", unit=unit, number=len(rows), title=gettext("Labels"),
            way="print_lists.labels",
            asked={name: asked.get(name, "") for name in label_rows.FIELDS},
        )  # fmt: skip
    told = label_rows.told(unit, rows, asked, print_lists.house())
    return _sheets(unit, told, grid, label_rows.kind(asked), gettext("Labels"))


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
        pages=labels.sheets(told, grid, kind),
    )  # fmt: skip


def _card(unit: OrgUnit, one: Reader) -> Said:
    number = rules.borrower_number(one.person_id)
    where = gettext("Class %(name)s", name=one.class_name) if one.class_name else gettext("Staff")
    return Said(number, number, [one.name, where, unit.name, gettext("Library card")])
