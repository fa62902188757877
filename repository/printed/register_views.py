"""The registers to look at, to print, as CSV and Excel; a copy and what is said of it by hand."""

import io

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from repository.catalogue.models import Work
from repository.printed import copies, paper, print_lists, registers
from repository.printed.desk_of import me, unit_to
from repository.printed.models import Copy, PrintTitle
from repository.printed.registers import Asked, Line
from repository.printed.rules import Refused
from repository.printed.texts import STATES, STOCKS, said
from school.api import OrgUnit, may, scope, who
from school.signin.session import public
from suite import clock, web
from suite.db import db

blueprint = Blueprint("registers", __name__, url_prefix="/library/print")
public("registers.opened")


@blueprint.get("/<int:unit_id>/register")
def accessions(unit_id: int) -> ResponseReturnValue:
    """The accession register: a page, or all of it to print or as a file."""
    unit = unit_to("print.read", unit_id)
    asked = Asked(
        request.args.get("q", "").strip()[:100],
        request.args.get("stock", ""),
        request.args.get("state", ""),
    )
    form = request.args.get("format", "")
    if form in ("xlsx", "print"):
        query = registers.copies_query(unit.id, asked)
        counted = select(func.count()).select_from(query.order_by(None).subquery())
        number = db.session.scalar(counted) or 0
        # Who only inspects asks the worker for nothing, and waits.
        if number > print_lists.REGISTER_AT_ONCE and may(who(), "print.keep", unit):
            return render_template(
                "repository/printed/large.html", unit=unit, number=number,
                title=gettext("Accession register"), way="print_lists.register",
                asked={"q": asked.text, "stock": asked.stock, "state": asked.state},
            )  # fmt: skip
        rows = [Line(*row) for row in db.session.execute(query.limit(print_lists.MOST_REGISTER))]
        if form == "xlsx":
            return _file(paper.accessions(rows), "so-dang-ky-ca-biet")
        return render_template("repository/printed/register_print.html", unit=unit, rows=rows,
                               today=clock.today())  # fmt: skip
    found = registers.listing(unit.id, asked)
    return found.answer(
        "repository/printed/register.html",
        gettext("Accession register"),
        unit=unit,
        asked=asked,
        stocks=STOCKS,
        states=STATES,
        keeps=may(who(), "print.keep", unit),
    )


@blueprint.get("/<int:unit_id>/general")
def general(unit_id: int) -> ResponseReturnValue:
    """The general register in its three parts."""
    unit = unit_to("print.read", unit_id)
    came, went = registers.batches(unit.id, "in"), registers.batches(unit.id, "out")
    years = registers.balance(unit.id)
    if request.args.get("format") == "xlsx":
        return _file(paper.general(came, went, years), "so-dang-ky-tong-quat")
    return render_template(
        "repository/printed/general.html", unit=unit, came=came, went=went, years=years,
        stocks=STOCKS, parts=paper.parts(), today=clock.today(),
    )  # fmt: skip


@blueprint.get("/<int:unit_id>/copies/<int:copy_id>")
def copy(unit_id: int, copy_id: int) -> ResponseReturnValue:
    """A copy with its history."""
    unit = unit_to("print.read", unit_id)
    return _copy_page(unit, _copy(unit, copy_id))


@blueprint.post("/<int:unit_id>/copies/<int:copy_id>")
def correct(unit_id: int, copy_id: int) -> ResponseReturnValue:
    """Correct what the register says of a copy and of its place."""
    unit = unit_to("print.keep", unit_id)
    found = _copy(unit, copy_id)
    title = db.session.get_one(PrintTitle, found.work_id)
    if faults := copies.correct(found, title, request.form):
        return _copy_page(unit, found, {name: said(fault) for name, fault in faults.items()}), 422
    flash(gettext("It stands in the register."), "success")
    return redirect(url_for(".copy", unit_id=unit_id, copy_id=copy_id), 303)


def _copy_page(unit: OrgUnit, found: Copy, faults: dict[str, str] | None = None) -> str:
    return render_template(
        "repository/printed/copy.html",
        unit=unit,
        copy=found,
        title=db.session.get_one(PrintTitle, found.work_id),
        history=copies.history(found.id),
        moves=copies.moves(found),
        keeps=may(who(), "print.keep", unit),
        states=STATES,
        faults=faults or {},
        typed=request.form,
    )


@blueprint.post("/<int:unit_id>/copies/<int:copy_id>/state")
def say(unit_id: int, copy_id: int) -> ResponseReturnValue:
    """Say that a copy is lost, damaged, found or mended."""
    unit = unit_to("print.keep", unit_id)
    found = _copy(unit, copy_id)
    try:
        copies.say(found, request.form.get("state", ""), request.form.get("note", ""), me())
    except Refused as refused:
        db.session.rollback()
        flash(said(refused), "danger")
    else:
        flash(gettext("It stands in the register."), "success")
    return redirect(url_for(".copy", unit_id=unit_id, copy_id=copy_id), 303)


@blueprint.get("/copies/<int:copy_id>")
def opened(copy_id: int) -> ResponseReturnValue:
    """What the code on a label opens: the page of the work, for who may see it."""
    query = select(Work.uid).join(Copy, Copy.work_id == Work.id).where(Copy.id == copy_id)
    uid = db.session.scalar(scope(query, who())) or web.not_found()
    return redirect(url_for("works.work", uid=uid))


def _copy(unit: OrgUnit, copy_id: int) -> Copy:
    query = select(Copy).where(Copy.id == copy_id, Copy.unit_id == unit.id)
    query = query.options(joinedload(Copy.work), joinedload(Copy.batch), joinedload(Copy.out))
    return db.session.scalar(query) or web.not_found()


def _file(data: bytes, name: str) -> ResponseReturnValue:
    return send_file(io.BytesIO(data), paper.EXCEL, as_attachment=True,
                     download_name=f"{name}-{clock.today().isoformat()}.xlsx")  # fmt: skip
