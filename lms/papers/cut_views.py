"""Cutting a question of a paper out into the bank."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.bank.service import Known, Unusable
from lms.exams import pages
from lms.exams.models import Exam, ExamQuestion
from lms.exams.permissions import exam_for, stand_of
from lms.papers import cutting
from lms.papers.cutting import NothingThere
from lms.papers.forms import CutForm
from school.api import may, who
from suite import web
from suite.forms import once

blueprint = Blueprint("exam_cut", __name__, url_prefix="/exams/<uid>/paper/cut")


def _held(uid: str, question_id: int) -> tuple[Exam, ExamQuestion]:
    exam = exam_for(uid, "edit")
    question = cutting.question_of(exam, question_id)
    if question is None or not exam.pages:
        web.not_found()
    if not may(who(), "bank.add", exam.school_id):
        web.forbidden()
    return exam, question


@blueprint.route("/<int:question_id>", methods=["GET", "POST"])
@once
def cut(uid: str, question_id: int) -> ResponseReturnValue:
    """Choose a rectangle of a page; it becomes a question of the bank with the key of the sheet."""
    exam, question = _held(uid, question_id)
    form = CutForm()
    if request.method == "GET":
        form.page.data = _asked_page(exam)
    said = ""
    if form.validate_on_submit():
        page = next((one for one in exam.pages if one.number == form.page.data), None)
        if page is None:
            web.not_found()
        told, topic = form.alt.data or "", form.topic.data or ""
        try:
            item = cutting.cut(exam, question, page, form.box(), told, topic, who().person_id or 0)
        except NothingThere:
            said = gettext("The rectangle is too small. Draw it over the whole question.")
        except Known as error:
            flash(gettext("The bank has this very question already."), "warning")
            return redirect(url_for("bank.show", uid=error.uid), 303)
        except Unusable as error:
            said = gettext("The question cannot be taken in: %(why)s", why=error)
        else:
            flash(gettext("Question %(n)s is in the bank now.", n=question.label), "success")
            return redirect(url_for("bank.show", uid=item.uid), 303)
    return _page(exam, question, form, said)


def _asked_page(exam: Exam) -> int:
    wanted = request.args.get("page", 1, type=int)
    return wanted if 1 <= wanted <= len(exam.pages) else 1


def _page(exam: Exam, question: ExamQuestion, form: Any, said: str) -> ResponseReturnValue:
    number = form.page.data if form.page.data in range(1, len(exam.pages) + 1) else 1
    page = render_template(
        "lms/papers/cut.html",
        exam=exam,
        stand=stand_of(exam),
        question=question,
        form=form,
        said=said,
        number=number,
        page_shown=pages.on_page(exam)[number - 1],
        count=len(exam.pages),
    )
    return page, 422 if said or form.errors else 200
