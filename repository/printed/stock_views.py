"""Stock-taking by scanner, its report to print, and writing off."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext, ngettext
from sqlalchemy import select

from repository.printed import sets, stocktaking
from repository.printed.desk_of import me, past_day, unit_to
from repository.printed.models import Batch, Copy
from repository.printed.rules import STOCKS, Refused
from repository.printed.set_views import told
from repository.printed.stock_models import Stocktake
from repository.printed.texts import STOCKS as STOCK_WORDS
from repository.printed.texts import said
from school.api import OrgUnit
from suite import clock, forms, undo, web
from suite.db import db

blueprint = Blueprint("stock", __name__, url_prefix="/library/print/<int:unit_id>")
KINDS = {
    "seen": ("success", lazy_gettext("Counted")),
    "found": ("success", lazy_gettext("Found again: it was lost by the register")),
    "again": ("warning", lazy_gettext("Counted already")),
    "elsewhere": ("warning", lazy_gettext("Belongs elsewhere")),
    "on_loan": ("warning", lazy_gettext("On loan by the register: take it back at the desk")),
    "gone": ("danger", lazy_gettext("Written off by the register")),
    "unknown": ("danger", lazy_gettext("No copy has this number")),
}


@blueprint.get("/stock")
def index(unit_id: int) -> ResponseReturnValue:
    """The counts, and beginning one."""
    unit = unit_to("print.keep", unit_id)
    query = select(Stocktake).where(Stocktake.unit_id == unit.id).order_by(Stocktake.id.desc())
    series = {letters: STOCK_WORDS[stock] for stock, letters in STOCKS.items()}
    return render_template(
        "repository/printed/stock.html", unit=unit, series=series,
        rows=list(db.session.scalars(query.limit(50))),
    )  # fmt: skip


@blueprint.post("/stock")
@forms.once
def begin(unit_id: int) -> ResponseReturnValue:
    """Begin a count."""
    unit, typed = unit_to("print.keep", unit_id), request.form
    row = stocktaking.begin(
        unit.id, typed.get("name", ""), typed.get("series", ""), typed.get("shelf", ""), me()
    )
    return redirect(url_for(".show", unit_id=unit_id, stocktake_id=row.id), 303)


@blueprint.get("/stock/<int:stocktake_id>")
def show(unit_id: int, stocktake_id: int) -> ResponseReturnValue:
    """The field to scan into with the figures so far; of a closed count the report."""
    unit = unit_to("print.keep", unit_id)
    return _page(unit, _row(unit, stocktake_id), None)


@blueprint.post("/stock/<int:stocktake_id>")
def scan(unit_id: int, stocktake_id: int) -> ResponseReturnValue:
    """Count what was scanned."""
    unit = unit_to("print.keep", unit_id)
    row = _row(unit, stocktake_id)
    try:
        kind, copy = stocktaking.scan(row, unit, request.form.get("code", ""))
    except Refused as refused:
        db.session.rollback()
        return _page(unit, row, ("danger", said(refused), "")), 422
    tone, words = KINDS[kind]
    detail = f"{copy.number} · {copy.work.title}" if copy else ""
    return _page(unit, row, (tone, str(words), detail))


@blueprint.post("/stock/<int:stocktake_id>/close")
def close(unit_id: int, stocktake_id: int) -> ResponseReturnValue:
    """Close the count; its report stands from now on."""
    unit = unit_to("print.keep", unit_id)
    try:
        stocktaking.close(_row(unit, stocktake_id), me(), lose=bool(request.form.get("lose")))
    except Refused as refused:
        db.session.rollback()
        flash(said(refused), "warning")
    return redirect(url_for(".show", unit_id=unit_id, stocktake_id=stocktake_id), 303)


@blueprint.get("/write-off")
def write_off_form(unit_id: int) -> ResponseReturnValue:
    """Write copies off by a decision."""
    return _write_off_page(unit_to("print.keep", unit_id))


@blueprint.post("/write-off")
@forms.once
def write_off(unit_id: int) -> ResponseReturnValue:
    """Write the copies off, all or none."""
    unit, typed = unit_to("print.keep", unit_id), request.form
    try:
        copies = sets.given(unit, typed.get("codes", "").replace(",", "\n"))
        batch = stocktaking.write_off(
            copies, typed.get("document", ""), past_day(typed.get("on", "")),
            typed.get("reason", ""), me(),
        )  # fmt: skip
    except Refused as refused:
        db.session.rollback()
        return _write_off_page(unit_to("print.keep", unit_id), told(refused)), 422
    number = len(copies)
    text = ngettext("%(num)s copy was written off.", "%(num)s copies were written off.", number)
    undo.offer(text, "print.write_off", unit_id=unit_id, batch_id=batch.id)
    return redirect(url_for(".write_off_form", unit_id=unit_id), 303)


@undo.action("print.write_off")
def write_off_back(unit_id: int, batch_id: int) -> str | None:
    """Take a write-off back."""
    unit = unit_to("print.keep", unit_id)
    query = select(Batch).where(
        Batch.id == batch_id, Batch.unit_id == unit.id, Batch.direction == "out"
    )
    batch = db.session.scalar(query)
    if batch is None:
        return None
    try:
        number = stocktaking.take_write_off_back(batch, me())
    except Refused as refused:
        raise undo.TooLate(said(refused)) from None
    return ngettext("%(num)s copy stands again.", "%(num)s copies stand again.", number)


def _row(unit: OrgUnit, stocktake_id: int) -> Stocktake:
    query = select(Stocktake).where(Stocktake.id == stocktake_id, Stocktake.unit_id == unit.id)
    return db.session.scalar(query) or web.not_found()


def _page(unit: OrgUnit, row: Stocktake, answer: tuple[str, str, str] | None) -> str:
    if row.report is not None:
        parts: dict[str, list[Copy]] = {
            name: stocktaking.copies_of(row.report[name])
            for name in ("missing", "elsewhere", "gone", "back")
        }
        return render_template(
            "repository/printed/stock_report.html", unit=unit, row=row, parts=parts,
            today=clock.local_date(row.closed_at or clock.now()),
        )  # fmt: skip
    found, unknown, expected = stocktaking.count(row)
    return render_template(
        "repository/printed/stock_scan.html", unit=unit, row=row, answer=answer, count=found,
        unknown=unknown, expected=expected,
    )  # fmt: skip


def _write_off_page(unit: OrgUnit, fault: str = "") -> str:
    return render_template(
        "repository/printed/write_off.html", unit=unit, fault=fault, typed=request.form,
        today=clock.today().isoformat(),
    )  # fmt: skip
