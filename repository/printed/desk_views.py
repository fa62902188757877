"""The desk: one field for a scanner, a large answer. Works as a plain form.

That names were seen is recorded by library, never by reader: beside the copies that were lent in
the same minute it would be a history of who borrowed what.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from repository.printed import lending, readers
from repository.printed.desk_of import me, unit_to
from repository.printed.loan_models import Loan
from repository.printed.models import Copy
from repository.printed.readers import Reader
from repository.printed.rules import WAIVABLE, Refused
from repository.printed.scanning import copy_of, scanned
from repository.printed.texts import said
from school.api import OrgUnit, names_viewed
from suite import clock
from suite.db import db
from suite.web import writes

blueprint = Blueprint("desk", __name__, url_prefix="/library/print/<int:unit_id>")


@dataclass(frozen=True)
class Answer:
    """What the desk says: a tone (success, warning, danger), a few large words, a line below."""

    tone: str
    title: str
    detail: str = ""


@dataclass(frozen=True)
class Against:
    """A copy that may be lent against the rules, with a reason; `fault` where none was written."""

    number: str
    title: str
    fault: str = ""


@blueprint.get("/lend")
@writes
def lend(unit_id: int) -> ResponseReturnValue:
    """The desk, with a reader who was chosen."""
    unit = unit_to("print.keep", unit_id)
    chosen, answer = request.args.get("reader", 0, type=int), None
    reader = None
    if chosen:
        names_viewed(f"library:{unit_id}")
        try:
            reader = readers.reader(unit, chosen)
        except Refused as refused:
            answer = Answer("danger", said(refused))
    return _page(unit, reader, answer)


@blueprint.post("/lend")
def scan(unit_id: int) -> ResponseReturnValue:
    """A reader's number chooses the reader; a copy is lent; words look for a name."""
    unit, reader = unit_to("print.keep", unit_id), None
    code, chosen = request.form.get("code", ""), request.form.get("reader", 0, type=int)
    people: list[Reader] = []
    against: Against | None = None
    try:
        if chosen:
            reader = readers.reader(unit, chosen)
        found = scanned(unit, code)
        if found.person_id is not None:
            reader = readers.reader(unit, found.person_id)
            answer = Answer("success", reader.name, gettext("Now scan the books."))
        elif found.copy is not None:
            answer, against = _lent(found.copy, reader, request.form.get("reason"))
        else:
            people = readers.found(unit, found.words)
            answer = _looked_for(people)
    except Refused as refused:
        db.session.rollback()
        answer = Answer("danger", said(refused), _typed(refused))
    if people or reader:
        names_viewed(f"library:{unit_id}")
    status = 422 if answer.tone == "danger" else 200
    return _page(unit, reader, answer, people, against), status


def _lent(copy: Copy, reader: Reader | None, reason: str | None) -> tuple[Answer, Against | None]:
    """Lend or renew; `reason` is that of lending all the same, None where it was not asked for."""
    if reader is None:
        raise Refused("first_borrower")
    title, number, held = copy.work.title, copy.number, lending.loan_of(copy.id)
    if held is not None and held.borrower_id == reader.person_id:
        day = lending.renew(held)
        return Answer("success", gettext("Renewed"), f"{title} · {clock.show_date(day)}"), None
    try:
        loan = lending.lend(copy, reader, me(), reason or "")
    except Refused as refused:
        if refused.code not in WAIVABLE:
            raise
        db.session.rollback()
        fault = said(Refused("no_reason")) if reason is not None else ""
        return Answer("danger", said(refused)), Against(number, title, fault)
    until = gettext("until %(day)s", day=clock.show_date(loan.due_on))
    return Answer("success", gettext("Lent"), f"{title} · {until}"), None


def _typed(refused: Refused) -> str:
    """What no book has, to be compared with the label; a sign-in card is never shown again."""
    return request.form.get("code", "").strip()[:80] if refused.code == "no_copy" else ""


def _looked_for(people: list[Reader]) -> Answer:
    if not people:
        why = gettext("Neither a reader's number, nor a copy, nor a name of this school.")
        return Answer("danger", gettext("Nobody was found"), why)
    return Answer("warning", gettext("Who is it?"), gettext("Choose below."))


@blueprint.get("/back")
def back(unit_id: int) -> ResponseReturnValue:
    """Take books back, one after another."""
    return _back_page(unit_to("print.keep", unit_id), None)


@blueprint.post("/back")
def take_back(unit_id: int) -> ResponseReturnValue:
    """Take back the copy that was scanned."""
    unit = unit_to("print.keep", unit_id)
    try:
        copy = copy_of(unit, request.form.get("code", ""))
        title = copy.work.title
        done = lending.take_back(copy)
    except Refused as refused:
        db.session.rollback()
        return _back_page(unit, Answer("danger", said(refused), _typed(refused))), 422
    detail = title
    if done.late:
        late = ngettext("%(num)s day late", "%(num)s days late", done.late)
        detail = f"{title} · {late}"
    if done.waits:
        waits = gettext("Set it aside: somebody waits for it")
        return _back_page(unit, Answer("warning", waits, detail))
    return _back_page(unit, Answer("success", gettext("Taken back"), detail))


def _page(
    unit: OrgUnit,
    reader: Reader | None,
    answer: Answer | None,
    people: list[Reader] | None = None,
    against: Against | None = None,
) -> str:
    loans: list[Loan] = lending.open_loans(reader.person_id, unit.id) if reader else []
    return _shown(
        "lend", unit, answer, reader=reader, loans=loans, people=people or [], against=against
    )


def _back_page(unit: OrgUnit, answer: Answer | None) -> str:
    return _shown("back", unit, answer, reader=None, loans=[], people=[], against=None)


def _shown(way: str, unit: OrgUnit, answer: Answer | None, **more: Any) -> str:
    return render_template(
        "repository/printed/desk.html", unit=unit, way=way, answer=answer,
        today=clock.today(), **more,
    )  # fmt: skip
