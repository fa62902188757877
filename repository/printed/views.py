"""Printed books of a unit: the first page, taking lists in and back, one title by hand."""

import io
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy import select

from repository.marc import reading
from repository.printed import lines, marc_lines, overview, paper, taking, undoing
from repository.printed.desk_of import me, unit_to, units_of
from repository.printed.grounds import ground
from repository.printed.lines import Fault, Line
from repository.printed.models import PrintImport
from repository.printed.rules import REFERENCE, STOCKS, Refused
from repository.printed.taking import Outcome
from repository.printed.texts import STOCKS as STOCK_WORDS
from repository.printed.texts import fault_place, fault_text, said
from school.api import OrgUnit, may, require, who
from school.roster import sheets, uploads
from suite import clock, forms, web
from suite.db import db

blueprint = Blueprint("printed", __name__, url_prefix="/library/print")
MOST_SHOWN, MOST_IMPORTS = 100, 20


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The units whose printed books one keeps; the page of the only one."""
    require("print.read")
    units = units_of(who())
    if len(units) == 1:
        return redirect(url_for(".home", unit_id=units[0].id))
    return render_template("repository/printed/index.html", units=units)


@blueprint.get("/<int:unit_id>")
def home(unit_id: int) -> ResponseReturnValue:
    """What stands, is lent and waits, and the ways to every page."""
    unit = unit_to("print.read", unit_id)
    return render_template(
        "repository/printed/home.html",
        unit=unit,
        figures=overview.figures(unit.id),
        keeps=may(who(), "print.keep", unit),
    )


@blueprint.get("/<int:unit_id>/import")
def import_form(unit_id: int) -> ResponseReturnValue:
    """Choose a list; what was taken in before."""
    return _import_page(unit_to("print.keep", unit_id))


@blueprint.post("/<int:unit_id>/import")
def preview(unit_id: int) -> ResponseReturnValue:
    """Say what a list would do; nothing is kept but the file, for a day."""
    unit = unit_to("print.keep", unit_id)
    upload = request.files.get("file")
    data = upload.read(sheets.MOST_BYTES + 1) if upload else b""
    name = (upload.filename or "") if upload else ""
    if not data:
        return _failed(unit, "no_file")
    outcome = _run(unit, data, name, dry=True)
    token = "" if outcome.faults else uploads.keep(data, me(), unit.id, len(outcome.taken))
    answer = _import_page(unit, outcome, token, name)
    return (answer, 422) if outcome.faults else answer


@blueprint.post("/<int:unit_id>/import/confirm")
def confirm(unit_id: int) -> ResponseReturnValue:
    """Take the list in that was looked at."""
    unit = unit_to("print.keep", unit_id)
    token, name = request.form.get("token", ""), request.form.get("file_name", "")[:200]
    data = uploads.take(token, me(), unit.id)
    if data is None:
        return _failed(unit, "upload_gone")
    outcome = _run(unit, data, name, dry=False)
    if outcome.faults:
        return _import_page(unit, outcome, "", name), 422
    uploads.drop(token)
    flash(_told(outcome), "success")
    return redirect(url_for(".import_form", unit_id=unit.id), 303)


@blueprint.post("/<int:unit_id>/import/<int:import_id>/undo")
def undo(unit_id: int, import_id: int) -> ResponseReturnValue:
    """Take a list back, or say what was built on it."""
    unit = unit_to("print.keep", unit_id)
    query = select(PrintImport).where(PrintImport.id == import_id)
    row = db.session.scalar(query.where(PrintImport.unit_id == unit.id)) or web.not_found()
    try:
        gone = undoing.undo(row, me())
    except Refused as refused:
        db.session.rollback()
        flash(said(refused), "danger")
    else:
        flash(ngettext("%(num)s copy was taken back.", "%(num)s copies were taken back.", gone),
              "success")  # fmt: skip
    return redirect(url_for(".import_form", unit_id=unit_id), 303)


@blueprint.get("/template.xlsx")
def template() -> ResponseReturnValue:
    """The list to fill in."""
    require("print.read")
    return send_file(io.BytesIO(paper.template()), paper.EXCEL, as_attachment=True,
                     download_name="so-dang-ky-ca-biet-mau.xlsx")  # fmt: skip


@blueprint.get("/<int:unit_id>/add")
def add_form(unit_id: int) -> ResponseReturnValue:
    """One title with its copies, by hand."""
    return _add_page(unit_to("print.keep", unit_id), {}, [])


@blueprint.post("/<int:unit_id>/add")
@forms.once
def add(unit_id: int) -> ResponseReturnValue:
    """Enter a title; read as a list of one row is."""
    unit, typed = unit_to("print.keep", unit_id), request.form
    rows = [list(_BY_HAND.values()), [typed.get(name, "").strip() for name in _BY_HAND]]
    found, faults = lines.read(rows, ground())
    outcome = _taken(unit, found, faults, gettext("Entered by hand"), dry=False)
    if outcome.faults:
        return _add_page(unit, typed, outcome.faults), 422
    flash(_told(outcome), "success")
    return redirect(url_for(".add_form", unit_id=unit.id), 303)


# Fields of the form with the columns of a list that they stand for.
_BY_HAND = {
    "title": "Tên sách", "creators": "Tác giả", "numbers": "Số ĐKCB", "count": "Số lượng",
    "stock": "Loại sách", "entered_on": "Ngày vào sổ", "publisher": "NXB", "year": "Năm XB",
    "price": "Giá tiền", "ddc": "Môn loại", "mark": "Ký hiệu tác giả", "document": "Số chứng từ",
    "source": "Nguồn", "isbn": "ISBN", "grades": "Khối lớp", "shelf": "Kệ",
}  # fmt: skip


def _run(unit: OrgUnit, data: bytes, name: str, *, dry: bool) -> Outcome:
    """Read a file of MARC records, or the first sheet that is a list, and take it in."""
    typed = request.form
    about = ground(*(typed.get(one, "") for one in ("stock", "document", "source")))
    if name.lower().endswith(marc_lines.SUFFIXES) or reading.is_marc(data):
        return _taken(unit, *marc_lines.read(data, about), name, dry=dry)
    try:
        held = sheets.read(data)
    except sheets.Unreadable as error:
        return Outcome(dry, faults=[Fault(error.code)])
    found: list[Line] = []
    faults = [Fault("no_header")]
    for sheet in held:
        found, faults = lines.read(sheet.rows, about)
        if found or not faults or faults[0].code != "no_header":
            break
    return _taken(unit, found, faults, name, dry=dry)


def _taken(
    unit: OrgUnit, found: list[Line], faults: list[Fault], name: str, *, dry: bool
) -> Outcome:
    return taking.take(unit.id, found, me(), name, faults=faults, dry=dry)


def _told(outcome: Outcome) -> str:
    if not outcome.copies:
        return gettext("Everything in it stood in the register already.")
    numbers = [str(number) for one in outcome.taken for number in one.fresh]
    return ngettext(
        "%(num)s copy was entered: %(numbers)s",
        "%(num)s copies were entered: %(numbers)s",
        outcome.copies,
        numbers=_span(numbers),
    )


def _span(numbers: list[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]} … {numbers[-1]}"


def _failed(unit: OrgUnit, code: str) -> ResponseReturnValue:
    return _import_page(unit, Outcome(True, faults=[Fault(code)])), 422


def _import_page(
    unit: OrgUnit, outcome: Outcome | None = None, token: str = "", file_name: str = ""
) -> str:
    db.session.refresh(unit)
    query = select(PrintImport).where(PrintImport.unit_id == unit.id)
    imports = db.session.scalars(query.order_by(PrintImport.id.desc()).limit(MOST_IMPORTS))
    return render_template(
        "repository/printed/import.html",
        unit=unit,
        outcome=outcome,
        token=token,
        file_name=file_name,
        imports=list(imports),
        most=MOST_SHOWN,
        stocks=STOCK_WORDS,
        typed=request.form,
        stock=request.form.get("stock", REFERENCE),
        span=lambda numbers: _span([str(number) for number in numbers]),
        text_of=fault_text,
        place_of=fault_place,
    )


def _add_page(unit: OrgUnit, typed: Any, faults: list[Fault]) -> str:
    db.session.refresh(unit)
    last = taking.next_serials(unit.id)
    return render_template(
        "repository/printed/add.html",
        unit=unit,
        typed=typed,
        wrong={name: fault for name, column in _BY_HAND.items() for fault in faults
               if fault.column == column},
        faults=faults,
        stocks=STOCK_WORDS,
        proposed={stock: f"{series}-{last.get(series, 0) + 1:05d}"
                  for stock, series in STOCKS.items()},
        today=clock.show_date(clock.today()),
        text_of=fault_text,
    )  # fmt: skip
