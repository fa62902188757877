"""Rescue files: upload, preview, taking in; for who may run the exam."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.exams import rescue, rescuing
from lms.exams.models import Exam
from lms.exams.permissions import exam_to_run, stand_of
from lms.exams.traces import Rescue
from school.api import who
from suite import audit, web
from suite.db import db

blueprint = Blueprint("exams_rescue", __name__, url_prefix="/exams/<uid>/rescues")


@blueprint.get("")
def index(uid: str) -> ResponseReturnValue:
    """The files of an exam, and where to bring one."""
    return _index(exam_to_run(uid))


def _index(exam: Exam, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "lms/exams/rescues.html",
        exam=exam,
        stand=stand_of(exam),
        files=rescuing.brought(exam),
    )
    return page, status


@blueprint.post("")
def bring(uid: str) -> ResponseReturnValue:
    """Read a file and keep it for its preview."""
    exam = exam_to_run(uid)
    sent = request.files.get("file")
    data = b""
    if sent:
        data = sent.read(rescue.LIMIT + 1)
        sent.close()
    if not data or len(data) > rescue.LIMIT:
        flash(gettext("Choose a rescue file (.json) of at most 1 MB."), "warning")
        return _index(exam, 422)
    try:
        found = rescuing.bring(exam, data.decode("utf-8-sig"), who().person_id or 0)
    except UnicodeDecodeError:
        flash(gettext("This is no rescue file: it is no text."), "warning")
        return _index(exam, 422)
    except rescue.BadFile as error:
        said = gettext("This is no rescue file: it is not as expected at %(where)s.", where=error)
        flash(said, "warning")
        return _index(exam, 422)
    return redirect(url_for("exams_rescue.show", uid=exam.uid, rescue_uid=found.uid), 303)


def _found(exam: Exam, rescue_uid: str) -> Rescue:
    found = rescuing.find(exam, rescue_uid)
    if found is None:
        web.not_found()
    return found


@blueprint.get("/<rescue_uid>")
@web.writes
def show(uid: str, rescue_uid: str) -> ResponseReturnValue:
    """What the file holds and what of it is proven; nothing is taken in by looking."""
    exam = exam_to_run(uid)
    found = _found(exam, rescue_uid)
    rows = rescuing.preview(exam, found)
    audit.record("exam.rescue_view", f"exam:{exam.uid}", detail={"rescue": found.uid})
    page = render_template(
        "lms/exams/rescue.html",
        exam=exam,
        stand=stand_of(exam),
        file=found,
        rows=rows,
        new=sum(row.verdict in rescuing.KEPT_AS for row in rows),
    )
    db.session.commit()
    return page


@blueprint.post("/<rescue_uid>/take")
def take(uid: str, rescue_uid: str) -> ResponseReturnValue:
    """Take in what is not here yet; it counts only by a decision on the board."""
    exam = exam_to_run(uid)
    count = rescuing.take(_found(exam, rescue_uid).id, who().person_id or 0)
    said = gettext("%(count)s answers were taken in; decide about them below.", count=count)
    flash(said, "success" if count else "info")
    return redirect(url_for("exams_staff.board", uid=uid), 303)
