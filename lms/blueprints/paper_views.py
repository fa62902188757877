"""A paper that was drawn from a blueprint: its questions by part, and swapping single ones."""

from flask import Blueprint as Pages
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.bank import levels, writing
from lms.bank.models import Item, ItemVersion
from lms.bank.queries import matching
from lms.blueprints import drawing, service
from lms.blueprints.models import Blueprint
from lms.exams.models import Exam, ExamQuestion
from lms.exams.permissions import exam_for
from lms.exams.service import NotPossible
from lms.exams.staff_views import reason
from suite import web
from suite.db import db

blueprint = Pages("blueprint_papers", __name__, url_prefix="/blueprints/papers/<uid>")


def _drawn(uid: str) -> tuple[Exam, Blueprint]:
    exam = exam_for(uid, "edit")
    held = service.of_exam(exam.id)
    if held is None:
        web.not_found()
    return exam, held


def _lines(exam: Exam) -> list[tuple[ExamQuestion, Item, ItemVersion]]:
    rows = db.session.execute(
        select(ExamQuestion, Item, ItemVersion)
        .join(Item, Item.id == ExamQuestion.item_id)
        .join(
            ItemVersion,
            (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.current_number),
        )
        .options(joinedload(Item.node))
        .where(ExamQuestion.exam_id == exam.id)
        .order_by(ExamQuestion.part, ExamQuestion.number)
    )
    return [(question, item, version) for question, item, version in rows]


@blueprint.get("")
def paper(uid: str) -> ResponseReturnValue:
    """The questions by part."""
    exam, held = _drawn(uid)
    return render_template(
        "lms/blueprints/paper.html", exam=exam, blueprint=held, lines=_lines(exam),
        kinds=writing.kinds(), levels=levels.NAMES,
    )  # fmt: skip


@blueprint.get("/choose/<int:question_id>")
def choose(uid: str, question_id: int) -> ResponseReturnValue:
    """The questions of the same cell that may stand in the place of one."""
    exam, held = _drawn(uid)
    question = next((one for one in exam.questions if one.id == question_id), None)
    if question is None:
        web.not_found()
    words = request.args.get("q", "")[:200]
    wanted = matching(words, [exam.school_id])
    return render_template(
        "lms/blueprints/choose.html", exam=exam, blueprint=held, question=question, words=words,
        kinds=writing.kinds(), levels=levels.NAMES,
        found=drawing.candidates(held, exam, question.item, wanted),
    )  # fmt: skip


@blueprint.post("/swap")
def swap(uid: str) -> ResponseReturnValue:
    """Put another question in the place of one: at random, or the one that was chosen."""
    exam, held = _drawn(uid)
    question_id, form = request.form.get("question", 0, type=int), request.form
    try:
        done = drawing.swap(held, exam.id, question_id, form.get("item", type=int))
        said = gettext("The question is swapped.")
        none = gettext("The bank has no other question for this place.")
        flash(said if done else none, "success" if done else "warning")
    except NotPossible as error:
        flash(reason(error), "warning")
    place = f"#q{question_id}"
    return redirect(url_for("blueprint_papers.paper", uid=uid) + place, 303)
