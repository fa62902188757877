"""Loans beside the desk: one's own, overdue ones by class, who waits, the rules of a unit."""

from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from repository.catalogue import queries
from repository.catalogue.models import Work
from repository.printed import lending, permissions, queue, rules, settling, telling
from repository.printed.desk_of import me, unit_to
from repository.printed.loan_models import Hold, Loan
from repository.printed.models import Copy
from repository.printed.rules import Refused
from repository.printed.shelves import Shelf
from repository.printed.texts import ROLES, said
from school.api import may, names_viewed, require, scope, who
from suite import clock, web
from suite.db import db

blueprint = Blueprint("loans", __name__, url_prefix="/library")


@blueprint.get("/loans")
@web.writes
def mine() -> ResponseReturnValue:
    """What I have and wait for, and what my children have."""
    require("loans.mine")
    people = permissions.own_people(who())
    for person_id in people:
        if person_id != who().person_id:
            names_viewed(f"person:{person_id}")
    loans = select(Loan).where(Loan.borrower_id.in_(people), Loan.returned_at.is_(None))
    loans = loans.options(joinedload(Loan.copy).joinedload(Copy.work), joinedload(Loan.borrower))
    holds = select(Hold).where(Hold.person_id.in_(people), Hold.ended_at.is_(None))
    holds = holds.options(joinedload(Hold.work), joinedload(Hold.person))
    lent = list(db.session.scalars(loans.order_by(Loan.due_on, Loan.id)))
    waits = list(db.session.scalars(holds.order_by(Hold.asked_at)))
    about = {loan.copy.work_id for loan in lent} | {hold.work_id for hold in waits}
    return render_template(
        "repository/printed/mine.html",
        loans=lent,
        holds=waits,
        seen=queries.works_for(about, who()),
        today=clock.today(),
        me_id=who().person_id,
    )


@blueprint.post("/loans/<int:loan_id>/renew")
def renew(loan_id: int) -> ResponseReturnValue:
    """Keep a book longer: one's own, a child's, or a reader's at the desk."""
    query = scope(select(Loan).where(Loan.id == loan_id, Loan.returned_at.is_(None)), who())
    loan = (
        db.session.scalar(query.options(joinedload(Loan.copy), joinedload(Loan.unit)))
        or web.not_found()
    )
    try:
        day = lending.renew(loan, by_staff=may(who(), "print.keep", loan.unit))
    except Refused as refused:
        db.session.rollback()
        flash(said(refused), "danger")
    else:
        flash(gettext("Renewed until %(day)s.", day=clock.show_date(day)), "success")
    return web.back(url_for(".mine"))


@blueprint.post("/works/<uid>/hold")
def hold(uid: str) -> ResponseReturnValue:
    """Wait for a printed title of one's own school."""
    work = queries.work_for(uid, who()) or web.not_found()
    require("print.borrow", work.unit_id)
    try:
        queue.ask(work, me())
    except Refused as refused:
        db.session.rollback()
        flash(said(refused), "warning")
    else:
        flash(gettext("You are told when a copy is set aside for you."), "success")
    return redirect(url_for("works.work", uid=uid), 303)


@blueprint.post("/holds/<int:hold_id>/leave")
def leave(hold_id: int) -> ResponseReturnValue:
    """Wait no more."""
    query = scope(select(Hold).where(Hold.id == hold_id, Hold.ended_at.is_(None)), who())
    queue.leave(db.session.scalar(query.options(joinedload(Hold.work))) or web.not_found())
    return web.back(url_for(".mine"))


@blueprint.get("/print/<int:unit_id>/late")
@web.writes
def late(unit_id: int) -> ResponseReturnValue:
    """Overdue loans by class, to print."""
    unit = unit_to("print.keep", unit_id)
    names_viewed(f"library:{unit_id}")
    loans = settling.overdue(unit.id)
    grouped = [(name, list(held)) for name, held in groupby(loans, settling.class_of)]
    return render_template(
        "repository/printed/late.html", unit=unit, grouped=grouped, today=clock.today()
    )


@blueprint.post("/print/<int:unit_id>/late/tell")
def tell(unit_id: int) -> ResponseReturnValue:
    """Tell those who have overdue books, each loan once."""
    unit = unit_to("print.keep", unit_id)
    told = telling.late(unit.id)
    db.session.commit()
    flash(ngettext("%(num)s notice was sent.", "%(num)s notices were sent.", told), "success")
    return redirect(url_for(".late", unit_id=unit_id), 303)


@blueprint.get("/print/<int:unit_id>/queue", endpoint="queue")
@web.writes
def queue_of(unit_id: int) -> ResponseReturnValue:
    """Who waits for what."""
    unit = unit_to("print.keep", unit_id)
    names_viewed(f"library:{unit_id}")
    query = select(Hold).where(Hold.unit_id == unit.id, Hold.ended_at.is_(None))
    query = query.options(joinedload(Hold.work), joinedload(Hold.person), joinedload(Hold.copy))
    holds = list(db.session.scalars(query.order_by(Hold.copy_id.is_(None), Hold.asked_at)))
    return render_template("repository/printed/queue.html", unit=unit, holds=holds)


@blueprint.get("/print/<int:unit_id>/rules")
def settings(unit_id: int) -> ResponseReturnValue:
    """How long and how much each role borrows."""
    unit = unit_to("print.keep", unit_id)
    allowed = {role: lending.allowance(unit.id, role) for role in rules.ROLES}
    return render_template(
        "repository/printed/rules.html", unit=unit, allowed=allowed, roles=ROLES,
        desk=lending.desk(unit.id), limits=settling.LIMITS, faults={}, typed={},
    )  # fmt: skip


@blueprint.post("/print/<int:unit_id>/rules")
def settle(unit_id: int) -> ResponseReturnValue:
    """Keep the rules."""
    unit = unit_to("print.keep", unit_id)
    faults = settling.keep(unit.id, request.form)
    if faults:
        allowed = {role: lending.allowance(unit.id, role) for role in rules.ROLES}
        return render_template(
            "repository/printed/rules.html", unit=unit, allowed=allowed, roles=ROLES,
            desk=lending.desk(unit.id), limits=settling.LIMITS, faults=faults, typed=request.form,
        ), 422  # fmt: skip
    flash(gettext("The rules were kept."), "success")
    return redirect(url_for(".settings", unit_id=unit_id), 303)


def hold_offer(work: Work, shelf: Shelf) -> str:
    """What the page of a work says to a borrower: "offer", "waits" or nothing; one statement."""
    person_id = who().person_id
    if person_id is None or not may(who(), "print.borrow", work.unit_id):
        return ""
    waits = select(Hold.id).where(
        Hold.work_id == work.id, Hold.person_id == person_id, Hold.ended_at.is_(None)
    )
    if db.session.scalar(waits) is not None:
        return "waits"
    return "" if shelf.here else "offer"
