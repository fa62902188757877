"""An exam on paper: codes of its forms, what stands above them, the files."""

from dataclasses import replace
from typing import Any

from flask import Blueprint as Pages
from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from lms.bank.rules import tidy
from lms.blueprints import printing
from lms.blueprints.models import Print
from lms.exams.models import DRAFT, Exam
from lms.exams.permissions import exam_for, stand_of
from school.api import who
from suite import audit, files, web
from suite.db import db

blueprint = Pages("exam_prints", __name__, url_prefix="/exams/<uid>/print")
LONGEST = 200


def _exam(uid: str) -> Exam:
    exam = exam_for(uid, "edit")
    if exam.state == DRAFT:
        web.not_found()
    return exam


@blueprint.get("")
def page(uid: str) -> ResponseReturnValue:
    """Forms with their codes, and the files that were made."""
    exam = _exam(uid)
    made = select(Print).where(Print.exam_id == exam.id).order_by(Print.id.desc()).limit(20)
    return render_template(
        "lms/blueprints/print.html", exam=exam, stand=stand_of(exam), head=printing.head_of(exam),
        codes=[printing.code_of(form) for form in printing.forms_of(exam.id)],
        made=db.session.scalars(made).all(),
    )  # fmt: skip


@blueprint.post("/codes")
def codes(uid: str) -> ResponseReturnValue:
    """Number the forms from a number, or at random."""
    exam = _exam(uid)
    start = None
    if request.form.get("way") != "random":
        text = request.form.get("start", "")
        if not (text.isascii() and text.isdecimal() and len(text) <= 3 and 1 <= int(text) <= 900):
            flash(gettext("The first code is a number from 001 to 900."), "warning")
            return redirect(url_for("exam_prints.page", uid=uid), 303)
        start = int(text)
    printing.give_codes(exam, start)
    flash(gettext("The forms have their codes."), "success")
    return redirect(url_for("exam_prints.page", uid=uid), 303)


@blueprint.post("/make")
def make(uid: str) -> ResponseReturnValue:
    """Have a file made; its page says when it is ready."""
    exam, form = _exam(uid), request.form
    what = form.get("what", "")
    if what not in printing.WHAT:
        web.not_found()
    head = printing.head_of(exam)
    given: dict[str, Any] = {
        name: tidy(form[name])[:LONGEST]
        for name in ("office", "school", "exam", "subject", "note")
        if name in form
    }
    job = printing.order(exam, what, replace(head, **given), who().person_id or 0)
    return redirect(url_for("jobpages.show", job_id=job.id), 303)


@blueprint.get("/<print_uid>")
@web.writes
def file(uid: str, print_uid: str) -> ResponseReturnValue:
    """A file that was made. It holds papers and keys, so who opens it is noted."""
    exam = _exam(uid)
    row = db.session.scalar(select(Print).where(Print.uid == print_uid, Print.exam_id == exam.id))
    if row is None:
        web.not_found()
    audit.record("exam.print_opened", f"exam:{exam.uid}", detail={"what": row.what})
    db.session.commit()
    path = files.store().path(row.sha256)
    if not path.is_file():
        web.not_found()
    response = send_file(
        path, mimetype=printing.WHAT[row.what], as_attachment=True, download_name=row.name
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
