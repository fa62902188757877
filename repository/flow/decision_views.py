"""Pages of decisions over lists of works."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from repository.catalogue.labels import label
from repository.catalogue.models import Work
from repository.catalogue.rules import Refused
from repository.flow import decisions, papers, queue, rules, undoing
from repository.flow.decisions import Said
from repository.flow.forms import DecisionForm, FileForm
from repository.flow.labels import KINDS, REFUSALS, STATES, STEPS
from repository.flow.models import APPROVE, DONE, LISTED, Decision
from repository.reading.sending import send
from school.api import PRINCIPAL, VICE_PRINCIPAL, may, require, who
from suite import web
from suite.db import db
from suite.forms import once
from suite.web import forbidden, not_found

blueprint = Blueprint("decisions", __name__, url_prefix="/library/decisions")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The decisions and the lists under way."""
    require("work.queue")
    return render_template(
        "repository/flow/decisions.html",
        page=web.paginate(decisions.visible(who()), 30),
        kinds=KINDS,
        states=STATES,
    )


@blueprint.post("")
@once
def begin() -> ResponseReturnValue:
    """Put the chosen works of the queue, or all that fit its filter, on a list."""
    require("work.queue")
    waiting = queue.query(who(), queue.asked_for(request.form))
    if "all" not in request.form:
        uids = [uid for uid in request.form.getlist("work") if len(uid) == 36]
        waiting = waiting.where(Work.uid.in_(uids[: rules.MOST_LISTED + 1]))
    into = _own(request.form["list"]) if request.form.get("list") else None
    try:
        decision, left = decisions.put_together(who(), waiting, into)
    except Refused as refused:
        _say(refused)
        return web.back(url_for("reviews.queue"))
    if left:
        flash(
            ngettext(
                "%(num)s work of another school was left: a list is of one school.",
                "%(num)s works of other schools were left: a list is of one school.",
                left,
            ),
            "warning",
        )
    return redirect(url_for("decisions.show", uid=decision.uid), 303)


@blueprint.get("/<uid>")
def show(uid: str) -> ResponseReturnValue:
    """A list with what is lacking in each work, or the decision that it became."""
    return _page(_seen(uid))


@blueprint.get("/<uid>/annex")
def annex(uid: str) -> ResponseReturnValue:
    """The list as the annex of the decision, to print."""
    return render_template("repository/flow/annex.html", decision=_seen(uid))


@blueprint.get("/<uid>/file")
def file(uid: str) -> ResponseReturnValue:
    """The signed decision."""
    decision = _seen(uid)
    if decision.sha256 is None:
        not_found()
    name = decision.file_name or f"{decision.uid}.pdf"
    return send(decision.sha256, "application/pdf", name=name, attach=True)


@blueprint.post("/<uid>/decide")
def decide(uid: str) -> ResponseReturnValue:
    """Write number, day, signer and file down, and decide all works of the list."""
    decision, form = _own(uid), DecisionForm()
    if not form.validate_on_submit():
        return _page(decision, form), 422
    try:
        kept = papers.keep(request.files.get("file"))
        done, left = decisions.decide(decision, who(), _said(form, kept))
    except Refused as refused:
        db.session.rollback()
        _to_fields(form, refused)
        return _page(_own(uid), form), 422
    flash(_how_many(done, left), "warning" if left else "success")
    return redirect(url_for("decisions.show", uid=uid), 303)


@blueprint.post("/<uid>/works/<int:work_id>")
def change(uid: str, work_id: int) -> ResponseReturnValue:
    """Take a work off the list, or keep it as it is now (`does` = "see")."""
    act = decisions.see_again if request.form.get("does") == "see" else decisions.take_off
    decision = _own(uid)
    _tried(lambda: act(decision, work_id))
    return redirect(url_for("decisions.show", uid=uid), 303)


@blueprint.post("/<uid>/drop")
def drop(uid: str) -> ResponseReturnValue:
    """Give the list up."""
    decision = _own(uid)
    if not _tried(lambda: decisions.throw_away(decision)):
        return redirect(url_for("decisions.show", uid=uid), 303)
    flash(gettext("The list was given up; its works wait as before."), "success")
    return redirect(url_for("decisions.index"), 303)


@blueprint.post("/<uid>/file")
def add_file(uid: str) -> ResponseReturnValue:
    """Give the signed paper later."""
    decision = _seen(uid)
    if who().person_id not in (decision.made_by, decision.done_by):
        forbidden()

    def act() -> None:
        kept = papers.keep(request.files.get("file"))
        if kept is None:
            raise Refused("not_pdf")
        decisions.add_file(decision, *kept)

    if _tried(act):
        flash(gettext("The file was added."), "success")
    return redirect(url_for("decisions.show", uid=uid), 303)


@blueprint.post("/<uid>/undo")
def undo(uid: str) -> ResponseReturnValue:
    """Take a decision back as a whole that was carried out in error."""
    decision = _seen(uid)
    require("flow.undo", decision)
    try:
        done, left = undoing.undo(decision, who(), request.form.get("reason", "")[:2000])
    except Refused as refused:
        _say(refused)
    except undoing.Built as built:
        db.session.rollback()
        flash(
            gettext(
                "Nothing was taken back: later steps or new versions stand on it (%(titles)s). "
                "Take those back first.",
                titles="; ".join(built.titles),
            ),
            "danger",
        )
    else:
        flash(
            ngettext(
                "%(num)s work returned to where it stood before.",
                "%(num)s works returned to where they stood before.",
                done,
            ),
            "warning" if left else "success",
        )
    return redirect(url_for("decisions.show", uid=uid), 303)


@blueprint.post("/<uid>/withdrawal")
@once
def withdrawal(uid: str) -> ResponseReturnValue:
    """A list of the works of this decision, to be withdrawn together."""
    decision = _seen(uid)
    if decision.kind != APPROVE or decision.state != DONE or not may(who(), "work.review", None):
        forbidden()
    try:
        made = decisions.withdraw_list(who(), decision)
    except Refused as refused:
        db.session.rollback()
        _say(refused)
        return redirect(url_for("decisions.show", uid=uid), 303)
    return redirect(url_for("decisions.show", uid=made.uid), 303)


def _seen(uid: str) -> Decision:
    decision = decisions.decision_for(_number(uid), who())
    if decision is None:
        not_found()
    return decision


def _own(uid: str) -> Decision:
    """A list that the present person puts together."""
    decision = _seen(uid)
    require("flow.list", decision)
    return decision


def _number(uid: str) -> str:
    try:
        return str(UUID(uid))
    except ValueError:
        not_found()


def _page(decision: Decision, form: DecisionForm | None = None) -> str:
    listed = decision.state == LISTED
    mine = listed and may(who(), "flow.list", decision)
    if form is None:
        form = DecisionForm(formdata=None)
        form.signer.data = _signer(decision)
    return render_template(
        "repository/flow/decision.html",
        decision=decision,
        mine=mine,
        form=form,
        file_form=FileForm(formdata=None),
        may_add=decision.state == DONE
        and decision.sha256 is None
        and who().person_id in (decision.made_by, decision.done_by),
        withdraws=decision.kind == APPROVE
        and decision.state == DONE
        and may(who(), "work.review", None),
        undoes=may(who(), "flow.undo", decision),
        standing=decisions.standing(decision, who()) if mine else {},
        why=lambda code: label(REFUSALS, code),
        kinds=KINDS,
        step_words=STEPS,
    )


def _signer(decision: Decision) -> str:
    """Who signs most likely: the one who makes the list, at the head of the school."""
    leads = who().at(decision.unit_id, PRINCIPAL, VICE_PRINCIPAL)
    return decision.maker.full_name if leads else ""


def _said(form: DecisionForm, kept: tuple[str, str] | None) -> Said:
    return Said(
        number=form.number.data or "",
        signed_on=form.signed_on.data,
        signer=form.signer.data or "",
        reason=form.reason.data or "",
        sha256=kept[0] if kept else None,
        file_name=kept[1] if kept else None,
    )


FIELDS = {
    "no_number": "number",
    "number_taken": "number",
    "no_day": "signed_on",
    "day_ahead": "signed_on",
    "no_signer": "signer",
    "no_reason": "reason",
    "not_pdf": "file",
    "not_clean": "file",
    "file_too_large": "file",
}


def _to_fields(form: DecisionForm, refused: Refused) -> None:
    for code in refused.codes:
        text = label(REFUSALS, code)
        if code in FIELDS:
            form[FIELDS[code]].errors = [text]
        else:
            flash(text, "danger")


def _how_many(done: int, left: int) -> str:
    text = ngettext("%(num)s work was decided.", "%(num)s works were decided.", done)
    if left:
        more = ngettext(
            "%(num)s was left out; it says why below.",
            "%(num)s were left out; they say why below.",
            left,
        )
        return f"{text} {more}"
    return str(text)


def _tried(act: Callable[[], None]) -> bool:
    try:
        act()
    except Refused as refused:
        db.session.rollback()
        _say(refused)
        return False
    return True


def _say(refused: Refused) -> None:
    db.session.rollback()
    for code in refused.codes:
        flash(label(REFUSALS, code), "danger")
