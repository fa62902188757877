"""Pages of who deposits: my works, topics, send for review. The form is in `describe_views`."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from repository.catalogue import alignment, listing, queries, service
from repository.catalogue.forms import GRADES
from repository.catalogue.labels import REFUSALS, label
from repository.catalogue.listing import Asked
from repository.catalogue.models import Work
from repository.catalogue.nodes import tree
from repository.catalogue.rules import OPEN_STATES, Refused
from school.api import may, require, who
from suite.db import db
from suite.web import not_found

blueprint = Blueprint("deposits", __name__, url_prefix="/library")


@blueprint.get("/deposits")
def mine() -> ResponseReturnValue:
    """What I deposited."""
    require("work.deposit")
    asked = Asked(request.args.get("state", ""), request.args.get("kind", ""))
    choices = listing.choices_of_mine(_me())
    return listing.mine(_me(), asked, choices).answer(
        "repository/mine.html",
        gettext("My deposits"),
        asked=asked,
        choices=choices,
        may_review=may(who(), "work.queue"),
    )


@blueprint.get("/works/<uid>/topics")
def topics(uid: str) -> ResponseReturnValue:
    """Choose the topics of a subject and grade that the work serves."""
    work = work_to("work.edit", uid)
    subject, grade = _place(work)
    return render_template(
        "repository/topics.html",
        work=work,
        subjects=queries.subjects(),
        subject=subject,
        grade=grade,
        grades=GRADES,
        nodes=tree(queries.nodes(subject, grade)) if subject and grade else [],
        chosen={row.node_id: row for row in work.alignments},
    )


@blueprint.post("/works/<uid>/topics")
def align(uid: str) -> ResponseReturnValue:
    """Tie the work to the topics that are ticked, and to no other of this subject and grade."""
    work = work_to("work.edit", uid)
    subject, grade = request.form.get("subject", ""), request.form.get("grade", 0, type=int)
    among = {node.id for node in queries.nodes(subject, grade)}
    chosen = {int(value) for value in request.form.getlist("node") if value.isdecimal()}
    alignment.align(work, chosen & among, among, _me())
    flash(gettext("The topics were saved; a second person confirms them."), "success")
    return redirect(url_for("works.work", uid=uid), 303)


@blueprint.post("/works/<uid>/submit")
def submit(uid: str) -> ResponseReturnValue:
    """Send a draft for review."""
    work = work_to("work.edit", uid)
    if tried(lambda: service.submit(work, _me())):
        flash(gettext("Sent for review. A second person looks at it now."), "success")
    elif work.state in OPEN_STATES:
        return redirect(url_for(".edit", uid=uid), 303)
    return redirect(url_for("works.work", uid=uid), 303)


@blueprint.post("/works/<uid>/take-back")
def take_back(uid: str) -> ResponseReturnValue:
    """Make it a draft again while nobody has decided."""
    work = queries.work_for(uid, who())
    if work is None or work.depositor_id != _me():
        not_found()
    if tried(lambda: service.take_back(work, _me())):
        flash(gettext("It is a draft again."), "success")
    return redirect(url_for("works.work", uid=uid), 303)


def work_to(action: str, uid: str) -> Work:
    """The work, if the present person may do `action` to it; else 404 or 403."""
    work = queries.work_for(uid, who())
    if work is None:
        not_found()
    require(action, work)
    return work


def tried(use_case: Callable[[], None]) -> bool:
    """Do it; what the rules refuse is said on the next page."""
    try:
        use_case()
    except Refused as refused:
        db.session.rollback()
        for code in refused.codes:
            flash(label(REFUSALS, code), "danger")
        return False
    return True


def _me() -> int:
    person_id = who().person_id
    if person_id is None:
        not_found()
    return person_id


def _place(work: Work) -> tuple[str, int]:
    """The subject and grade that are asked for, else those of the work."""
    grades = [*work.grades, 0]
    subject = request.args.get("subject") or work.subject_code or ""
    return subject, request.args.get("grade", grades[0], type=int)
