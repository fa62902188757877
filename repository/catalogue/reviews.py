"""Pages of who reviews: the queue, publish, ask for changes, withdraw, confirm topics."""

from datetime import datetime

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from repository.catalogue import alignment, queries, rules, service
from repository.catalogue.forms import ReasonForm
from repository.catalogue.models import Alignment, Work
from repository.catalogue.rules import Refused
from repository.catalogue.views import tried, work_to
from repository.flow import decisions
from repository.flow import queue as flow_queue
from repository.flow.labels import SINCE, STEPS
from school.api import may, require, scope, who
from suite import undo
from suite.db import db
from suite.web import back, forbidden, not_found

MOST_SAID = 2000

blueprint = Blueprint("reviews", __name__, url_prefix="/library")


@blueprint.get("/review")
def queue() -> ResponseReturnValue:
    """What waits for my decision, and published works with topics to confirm."""
    require("work.queue")
    asked, choices = flow_queue.asked_for(request.args), flow_queue.choices(who())
    return flow_queue.listing(who(), asked, choices).answer(
        "repository/queue.html",
        gettext("To review"),
        asked=asked,
        choices=choices,
        grades={grade: grade for grade in flow_queue.GRADES},
        since=SINCE,
        lists_open=decisions.open_lists(who()),
        step_words=STEPS,
        confirm=db.session.scalars(queries.to_confirm(who()).limit(50)).unique().all(),
    )


@blueprint.post("/works/<uid>/publish")
def publish(uid: str) -> ResponseReturnValue:
    """Take the step that waits; the last one opens the work to its audience."""
    work, position = work_to("work.review", uid), request.form.get("position", type=int)
    said = request.form.get("said", "").strip()[:MOST_SAID]
    if tried(lambda: service.approve(work, _me(), said=said, position=position)):
        done = work.state == rules.PUBLISHED
        text = gettext("Published: %(title)s", title=work.title) if done else gettext(
            "Approved, and sent on to the next step: %(title)s", title=work.title
        )  # fmt: skip
        flash(text, "success")
    return _onward(uid)


@blueprint.post("/works/<uid>/ask-changes")
def ask_changes(uid: str) -> ResponseReturnValue:
    """Give the work back with the reason."""
    work, form = work_to("work.review", uid), ReasonForm()
    reason, position = form.reason.data or "", request.form.get("position", type=int)
    if tried(lambda: service.ask_changes(work, _me(), reason, position=position)):
        flash(gettext("Given back to %(name)s.", name=work.depositor.full_name), "success")
    return _onward(uid)


@blueprint.post("/works/<uid>/withdraw")
def withdraw(uid: str) -> ResponseReturnValue:
    """Take the work out of the library with the reason."""
    work, form = work_to("work.withdraw", uid), ReasonForm()
    if tried(lambda: service.withdraw(work, _me(), form.reason.data or "")):
        said = gettext("Withdrawn: %(title)s", title=work.title)
        moment = work.withdrawn_at.isoformat() if work.withdrawn_at else ""
        undo.offer(said, "library.put_back", uid=uid, moment=moment)
    return _back(uid)


@undo.action("library.put_back")
def put_back(uid: str, moment: str) -> str:
    """Take a withdrawal back."""
    work = queries.tombstone_for(uid, who())
    if work is None:
        raise undo.changed_meanwhile()
    require("work.withdraw", work)
    try:
        service.put_back(work, _me(), datetime.fromisoformat(moment))
    except Refused as refused:
        raise undo.changed_meanwhile() from refused
    return gettext("The work is in the library again: %(title)s", title=work.title)


@blueprint.post("/works/<uid>/topics/confirm")
def confirm(uid: str) -> ResponseReturnValue:
    """Confirm all topics that somebody else proposed."""
    work = _work(uid)
    rows = [row for row in work.alignments if may(who(), "work.confirm", row)]
    if not rows:
        forbidden()
    if tried(lambda: alignment.confirm(rows, _me())):
        flash(gettext("The topics were confirmed."), "success")
    return _back(uid)


@blueprint.post("/topics/<int:alignment_id>/reject")
def reject(alignment_id: int) -> ResponseReturnValue:
    """Take a proposed topic away."""
    visible = scope(select(Work.id).where(Work.id == Alignment.work_id), who())
    query = select(Alignment).where(Alignment.id == alignment_id, visible.exists())
    query = query.options(joinedload(Alignment.work).joinedload(Work.unit))
    row = db.session.scalar(query) or not_found()
    require("work.confirm", row)
    uid = row.work.uid
    alignment.reject(row)
    flash(gettext("The topic was taken away."), "success")
    return _back(uid)


def _work(uid: str) -> Work:
    work = queries.work_for(uid, who())
    if work is None:
        not_found()
    return work


def _me() -> int:
    person_id = who().person_id
    if person_id is None:
        not_found()
    return person_id


def _onward(uid: str) -> ResponseReturnValue:
    """Where the form says; else to the work, or to the queue for whom it is out of sight now."""
    query = scope(select(Work).where(Work.uid == uid), who()).with_only_columns(Work.id)
    if db.session.scalar(query) is not None:
        return _back(uid)
    there = "reviews.queue" if may(who(), "work.queue") else "library.search"
    return back(url_for(there))


def _back(uid: str) -> ResponseReturnValue:
    return back(url_for("works.work", uid=uid))
