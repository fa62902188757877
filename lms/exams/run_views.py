"""Running an exam: devices, outages, what is noted of an attempt; for who may run it."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from lms.courses.forms import instant
from lms.exams import devices, facts, late, service
from lms.exams.models import Attempt, Exam
from lms.exams.permissions import exam_for, exam_to_run, shown_to_me, stand_of
from lms.exams.traces import Outage
from school.api import who
from suite import audit, web
from suite.db import db

blueprint = Blueprint("exams_run", __name__, url_prefix="/exams/<uid>")


def _board(exam: Exam) -> ResponseReturnValue:
    return redirect(url_for("exams_staff.board", uid=exam.uid), 303)


def _attempt(exam: Exam, attempt_id: int) -> Attempt:
    query = select(Attempt).where(Attempt.id == attempt_id, Attempt.exam_id == exam.id)
    found = db.session.scalar(query)
    if found is None:
        web.not_found()
    return found


@blueprint.post("/device")
def device(uid: str) -> ResponseReturnValue:
    """Let a pupil go on at another device: unlock, or move at once."""
    exam = exam_to_run(uid)
    attempt = _attempt(exam, request.form.get("attempt", 0, type=int))
    steps = {
        "unlock": (
            devices.unlock,
            gettext("Unlocked for ten minutes: the pupil may go on at another device."),
        ),
        "move": (
            devices.move,
            gettext("The old device is cut off; the pupil may go on at another one."),
        ),
    }
    if request.form.get("action") not in steps:
        web.not_found()
    run, said = steps[request.form["action"]]
    if run(attempt.id, who().person_id or 0):
        flash(said, "success")
    else:
        flash(gettext("This attempt has ended."), "warning")
    return _board(exam)


@blueprint.get("/attempts/<int:attempt_id>")
@web.writes
def attempt(uid: str, attempt_id: int) -> ResponseReturnValue:
    """What is noted of an attempt: facts for a person to judge."""
    exam = exam_for(uid, "marks")
    found = _attempt(exam, attempt_id)
    if not shown_to_me(exam, found.person_id):
        web.not_found()
    audit.record("attempt.facts", f"attempt:{found.uid}")
    db.session.commit()
    return render_template(
        "lms/exams/facts.html",
        exam=exam,
        attempt=found,
        facts=facts.of(found),
        stand=stand_of(exam),
    )


def _moment(name: str) -> datetime | None:
    try:
        return instant(datetime.fromisoformat(request.form.get(name, "")).replace(tzinfo=None))
    except ValueError:
        return None


@blueprint.post("/outages")
def outages(uid: str) -> ResponseReturnValue:
    """Record an outage, or let the answers count whose gap matches one."""
    exam, by = exam_to_run(uid), who().person_id or 0
    if chosen := request.form.get("accept", 0, type=int):
        outage = db.session.get(Outage, chosen)
        if outage is None or outage.exam_id != exam.id:
            web.not_found()
        count = late.accept_outage(exam, outage, by)
        db.session.commit()
        service.settle(exam)
        flash(gettext("%(count)s answers count now.", count=count), "success")
        return _board(exam)
    begins, ends = _moment("begins_at"), _moment("ends_at")
    note = request.form.get("about", "").strip()[:200]
    try:
        if begins is None or ends is None:
            raise ValueError
        late.note_outage(exam, begins, ends, by, note)
        flash(gettext("The outage is recorded."), "success")
    except ValueError:
        flash(gettext("An outage begins before it ends, and ends before now."), "warning")
    return _board(exam)
