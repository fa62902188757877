"""Papers alike beyond chance, for the teacher of the exam and the heads; every look is noted."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.analysis import alike
from lms.analysis.alike_rules import ALPHA, FEWEST_PLACES, FEWEST_TAKERS
from lms.exams import service
from lms.exams.models import Attempt, Exam
from lms.exams.permissions import exam_for, stand_of
from lms.marking.permissions import heads
from suite import audit, web
from suite.db import commit_and_read, db

blueprint = Blueprint("alike", __name__, url_prefix="/exams/<uid>/alike")


def _exam(uid: str) -> Exam:
    exam = exam_for(uid, "marks")
    if not (stand_of(exam).edits or heads(exam)):
        web.forbidden()
    return exam


@blueprint.get("")
@web.writes
def index(uid: str) -> ResponseReturnValue:
    """The pairs that are alike beyond chance, with their numbers."""
    exam = _exam(uid)
    service.settle_if_due(exam)
    audit.record("exam.alike", f"exam:{exam.uid}")
    commit_and_read()
    found = alike.look(exam)
    return render_template(
        "lms/analysis/alike.html",
        exam=exam,
        stand=stand_of(exam),
        found=found,
        alpha=ALPHA,
        fewest=(FEWEST_TAKERS, FEWEST_PLACES),
    )


@blueprint.get("/<int:first>/<int:second>")
@web.writes
def pair(uid: str, first: int, second: int) -> ResponseReturnValue:
    """Two papers side by side."""
    exam = _exam(uid)
    lines = alike.side_by_side(exam, first, second)
    if lines is None:
        web.not_found()
    attempts = {
        one.id: one
        for one in db.session.scalars(
            select(Attempt)
            .where(Attempt.id.in_((first, second)))
            .options(joinedload(Attempt.person), joinedload(Attempt.form))
        )
    }
    audit.record("exam.alike_pair", f"exam:{exam.uid}", detail={"attempts": [first, second]})
    db.session.commit()
    return render_template(
        "lms/analysis/pair.html",
        exam=exam,
        stand=stand_of(exam),
        both=[attempts[first], attempts[second]],
        lines=lines,
    )
