"""Results by topic and level, and practice built from them in two clicks."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.analysis import topics
from lms.exams import service
from lms.exams.permissions import exam_for, shown_activities, stand_of
from school.api import names_viewed, who
from suite import web

blueprint = Blueprint("topics", __name__, url_prefix="/exams/<uid>/topics")


@blueprint.get("")
@web.writes
def show(uid: str) -> ResponseReturnValue:
    """The class by topic and level; one pupil with `person`."""
    exam = exam_for(uid, "marks")
    service.settle_if_due(exam)
    names_viewed(f"exam:{exam.uid}")
    found = topics.topics_of(exam, shown_activities(exam))
    asked = request.args.get("person", type=int)
    person = next((one for one in found.people if one.id == asked), None)
    chosen = person.id if person else None
    return render_template(
        "lms/analysis/topics.html",
        exam=exam,
        stand=stand_of(exam),
        found=found,
        person=person,
        weak=topics.weak(found.topics, chosen),
        most=topics.MOST_DRAWN,
    )


@blueprint.post("")
def practice(uid: str) -> ResponseReturnValue:
    """A draft exam at home of the chosen topics."""
    exam = exam_for(uid, "edit")
    names = [one for one in request.form.getlist("topic") if one][:50]
    count = max(1, min(topics.MOST_DRAWN, request.form.get("count", 10, type=int)))
    title = gettext("Practice after: %(title)s", title=exam.title)[:200]
    try:
        made = topics.practice(exam, names, count, title, who().person_id or 0)
    except ValueError:
        flash(gettext("The bank has no other question of these topics."), "warning")
        return redirect(url_for("topics.show", uid=uid), 303)
    flash(gettext("The practice is a draft: look at it, then make its papers."), "success")
    return redirect(url_for("exams_staff.manage", uid=made.uid), 303)
