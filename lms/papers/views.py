"""A teacher's pages of a paper as it is: file, key, points, preview."""

from decimal import Decimal
from typing import cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from markupsafe import Markup

from lms.bank.service import current
from lms.exams import pages, papers
from lms.exams.marking import questions_of
from lms.exams.models import DRAFT, EQUAL, Attempt, Exam
from lms.exams.permissions import exam_for, stand_of
from lms.exams.service import NotPossible
from lms.grades.rules import BadMark, parse_mark
from lms.papers import reading, service
from lms.papers.forms import KeyForm
from lms.papers.service import BadKey
from lms.papers.texts import fault_text, reason, refused_text
from school.api import who
from suite import i18n
from suite.db import db

blueprint = Blueprint("exam_paper", __name__, url_prefix="/exams/<uid>/paper")
MOST_FILES, MOST_SENT = 20, 60 << 20


def _back(uid: str, at: str = "") -> ResponseReturnValue:
    return redirect(url_for("exam_paper.index", uid=uid) + at, 303)


@blueprint.get("")
def index(uid: str) -> ResponseReturnValue:
    """The paper at the left, its answer sheet and key at the right."""
    exam = exam_for(uid, "edit")
    form, sheet = _form(exam, fresh=True), service.sheet_of(exam)
    if sheet is not None:
        form.typed.data, form.options.data = sheet.typed, str(sheet.options)
        form.preset.data = sheet.preset
    return _page(exam, form)


def _form(exam: Exam, *, fresh: bool = False) -> KeyForm:
    form = KeyForm(formdata=None) if fresh else KeyForm()
    vietnamese = i18n.language() == "vi"
    names = [
        (one.code, one.name_vi if vietnamese else one.name_en) for one in service.formats(exam)
    ]
    form.offer(names, own=service.sheet_of(exam) is not None)
    return form


def _page(
    exam: Exam, form: KeyForm, *, faults: list[str] | None = None, why: str = "", status: int = 200
) -> ResponseReturnValue:
    lines = service.lines(exam)
    equal = exam.points_policy == EQUAL
    page = render_template(
        "lms/papers/index.html",
        exam=exam,
        stand=stand_of(exam),
        form=form,
        pages=pages.on_page(exam),
        lines=lines,
        equal=equal,
        sum=sum((line.points for line in lines), Decimal(0)),
        started=_started(exam),
        faults=faults or [],
        why=why,
        most=reading.MOST_BYTES >> 20,
        kinds={line.kind: papers.question_kind(line.kind).label for line in lines},
    )
    return page, status


def _started(exam: Exam) -> bool:
    query = db.select(Attempt.id).where(Attempt.exam_id == exam.id).limit(1)
    return exam.state != DRAFT and db.session.scalar(query) is not None


@blueprint.post("/files")
def bring(uid: str) -> ResponseReturnValue:
    """Take files as the pages of the paper."""
    exam = exam_for(uid, "edit")
    exam_id = exam.id
    sent = [one for one in request.files.getlist("files") if one.filename]
    if len(sent) > MOST_FILES or (request.content_length or 0) > MOST_SENT:
        said = gettext("At most %(files)s files, 60 MB together.", files=MOST_FILES)
        return _page(exam, _form(exam, fresh=True), why=said, status=422)
    db.session.rollback()  # drawing takes long, and an open transaction may hold the write lock
    given = [
        reading.Given(one.filename or "", cast("reading.BinaryIO", one.stream)) for one in sent
    ]
    try:
        made = reading.pages_of(given)
        service.put_pages(exam_id, made)
    except reading.Refused as error:
        return _again(uid, refused_text(error))
    except NotPossible as error:
        return _again(uid, reason(error))
    finally:
        for one in sent:
            one.close()
    count = len(made.pages)
    flash(ngettext("The paper has %(num)s page.", "The paper has %(num)s pages.", count), "success")
    if made.missing:
        said = gettext("%(count)s pictures of the Word file cannot be shown.", count=made.missing)
        flash(said + " " + gettext("Save it as PDF in Word and take that."), "warning")
    return _back(uid)


def _again(uid: str, why: str) -> ResponseReturnValue:
    exam = exam_for(uid, "edit")
    form, sheet = _form(exam, fresh=True), service.sheet_of(exam)
    form.typed.data = sheet.typed if sheet else ""
    return _page(exam, form, why=why, status=422)


@blueprint.post("/key")
def key(uid: str) -> ResponseReturnValue:
    """Make the sheet of the key; what was typed stays in the field, whatever is wrong with it."""
    exam = exam_for(uid, "edit")
    form = _form(exam)
    if not form.validate_on_submit():
        return _page(exam, form, status=422)
    try:
        parts = service.put_key(
            exam.id,
            form.typed.data,
            int(form.options.data),
            form.preset.data,
            who().person_id or 0,
        )
    except BadKey as error:
        said = [fault_text(fault) for fault in error.faults[:30]]
        return _page(exam_for(uid, "edit"), form, faults=said, status=422)
    except NotPossible as error:
        return _page(exam_for(uid, "edit"), form, why=reason(error), status=422)
    count = sum(len(part.entries) for part in parts)
    flash(
        ngettext("The sheet has %(num)s question.", "The sheet has %(num)s questions.", count),
        "success",
    )
    return _back(uid, "#sheet")


@blueprint.post("/points")
def points(uid: str) -> ResponseReturnValue:
    """Set what each question may earn."""
    exam = exam_for(uid, "edit")
    try:
        found = {line.question_id: _points(line) for line in service.lines(exam)}
        service.set_points(exam.id, found)
        flash(gettext("Saved."), "success")
    except BadMark:
        flash(gettext("Points are numbers from 0 to 10."), "warning")
    except NotPossible as error:
        flash(reason(error), "warning")
    return _back(uid, "#sheet")


def _points(line: service.Line) -> Decimal:
    found = parse_mark(request.form.get(f"points-{line.question_id}", ""), 2)
    return line.points if found is None else found


@blueprint.get("/preview")
def preview(uid: str) -> ResponseReturnValue:
    """The paper and the sheet as pupils see them; nothing is kept."""
    exam = exam_for(uid, "edit")
    cards = []
    for question in questions_of(exam.id):
        kind = papers.question_kind(question.item.kind)
        version = question.version or current(question.item)
        order = list(range(kind.shuffle_size(version.body)))
        html = current_app.jinja_env.get_template(kind.player_template).render(
            item=kind.shown(version.body, order), stem=version.stem, name=f"q{question.number}",
            pictures={},
        )  # fmt: skip
        cards.append((question.part, Markup(html)))  # noqa: S704 (of a template that escapes)
    return render_template(
        "lms/papers/preview.html",
        exam=exam,
        pages=pages.on_page(exam),
        cards=cards,
        titles={part.number: part.title for part in exam.parts},
    )
