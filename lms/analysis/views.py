"""What the answers say: the report of an exam as page and file."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.analysis.advice import ENOUGH, Hint
from lms.analysis.report import BINS, ItemRow, Report, report_of
from lms.exams import service
from lms.exams.permissions import exam_for, stand_of
from lms.marking.permissions import heads
from suite import web
from suite.db import commit_and_read
from suite.sheets import csv_lines
from suite.text import slug

blueprint = Blueprint("analysis", __name__, url_prefix="/exams/<uid>")


def hint_words(hint: Hint) -> str:
    """A hint in words."""
    return {
        "few": gettext("Fewer than %(count)s answers: too few to say anything.", count=ENOUGH),
        "key": gettext(
            "The key is probably wrong: those who did well chose “%(way)s”.", way=hint.about
        ),
        "negative": gettext("Those who did well failed here: look at key and wording."),
        "weak": gettext("It hardly tells who did well from who did not."),
        "easy": gettext("Too easy: nearly everybody had it right."),
        "hard": gettext("Too hard: few had it right."),
        "idle": gettext("Nobody took “%(way)s”: write another one.", way=hint.about),
    }[hint.code]


def _asked(uid: str) -> Report:
    exam = exam_for(uid, "marks")
    service.settle_if_due(exam)
    commit_and_read()
    return report_of(
        exam,
        every=request.args.get("attempts") == "all",
        class_name=request.args.get("class", ""),
        form=request.args.get("form", type=int),
    )


@blueprint.get("/items")
@web.writes
def show(uid: str) -> ResponseReturnValue:
    """The figures of the exam and of its questions."""
    found = _asked(uid)
    if request.args.get("format") == "csv":
        return _csv(found)
    step, stand = 10 / BINS, stand_of(found.exam)
    bars = [
        (f"{n * step:g}–{(n + 1) * step:g}".replace(".", ","), count)
        for n, count in enumerate(found.bins)
    ]
    return render_template(
        "lms/analysis/report.html",
        exam=found.exam,
        stand=stand,
        report=found,
        may_compare=stand.edits or heads(found.exam),
        bars=bars,
        hint_words=hint_words,
        chosen_class=request.args.get("class", ""),
        chosen_form=request.args.get("form", type=int),
        every=request.args.get("attempts") == "all",
        csv_args={**request.args.to_dict(), "format": "csv"},
    )


def _csv(found: Report) -> Response:
    head = [
        gettext("Question"), gettext("Topic"), gettext("Answers given"), gettext("Empty"),
        gettext("Facility"), gettext("Deviation"), gettext("Weight"), gettext("Effective weight"),
        gettext("Discrimination"), gettext("Efficiency"), gettext("Best less weakest"),
        gettext("What is to be looked at"), gettext("Question text"),
    ]  # fmt: skip
    text = "".join(csv_lines(head, [_line(row) for row in found.items]))
    answer = Response(text, mimetype="text/csv")
    name = f"{slug(found.exam.title)}-{gettext('analysis')}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _line(row: ItemRow) -> list[object]:
    one = row.figures
    shares = (
        one.facility, one.deviation, one.weight, one.effective_weight, one.discrimination,
        one.efficiency, one.upper_lower,
    )  # fmt: skip
    said = " ".join(hint_words(hint) for hint in row.hints)
    numbers = [None if share is None else round(share, 6) for share in shares]
    return [row.number, row.topic, one.count, row.empty, *numbers, said, row.stem]
