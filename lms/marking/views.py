"""Marking by hand: how far it has come, and the answers to one question one after the other."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms import asking
from lms.bank import pictures
from lms.exams import service
from lms.exams.models import Attempt, ExamQuestion
from lms.exams.papers import asked, question_kind
from lms.grades.rules import BadMark, parse_mark, shown_mark
from lms.marking import comments, hand, planning, queue
from lms.marking.forms import PlanForm
from lms.marking.models import HandMark, Plan
from lms.marking.permissions import Post, post_for, sees_keys
from lms.marking.planning import BadPlan, plan_of
from lms.marking.queue import Sheet
from lms.marking.rules import next_waiting, row_points
from school.api import Person
from suite import audit, clock, edits, web
from suite.db import db

blueprint = Blueprint("marking", __name__, url_prefix="/exams/<uid>/marking")


@blueprint.get("")
@web.writes
def index(uid: str) -> ResponseReturnValue:
    """How far the marking by hand has come, and how it is done."""
    post = post_for(uid)
    service.settle_if_due(post.exam)
    form = PlanForm(formdata=None)
    plan = plan_of(post.exam)
    markers = planning.markers_of(plan)
    if post.stand.edits:
        form.prepare(planning.eligible(post.exam))
        form.show(plan, markers)
    return _index(post, form, plan, markers)


def _index(
    post: Post,
    form: PlanForm,
    plan: Plan,
    markers: dict[int, Person],
    status: int = 200,
    *,
    theirs: bool = False,
) -> ResponseReturnValue:
    page = render_template(
        "lms/marking/index.html",
        exam=post.exam,
        stand=post.stand,
        keys=sees_keys(post.exam, post.stand),
        place=post.place,
        plan=plan,
        markers=markers,
        rows=queue.progress(queue.sheet_of(post.exam, post.seen), plan),
        form=form,
        theirs=theirs,
    )
    return page, status


@blueprint.post("/plan")
def plan(uid: str) -> ResponseReturnValue:
    """Change how the exam is marked by hand."""
    post = post_for(uid, to_mark=True)
    if not post.stand.edits:
        web.forbidden()
    form = PlanForm()
    form.prepare(planning.eligible(post.exam))
    wish = form.wish() if form.validate() else None
    if wish is None:
        return _again(uid, form, 422)
    try:
        planning.keep_plan(post.exam, wish, edits.seen(request.form.get("version")))
    except BadPlan as error:
        field = form.second if error.code in ("second_missing", "teaches", "same") else form.step
        field.errors = [why_not(error)]
        return _again(uid, form, 422)
    except edits.Conflict:
        db.session.rollback()
        return _again(uid, form, 409)
    flash(gettext("Saved."), "success")
    return redirect(url_for("marking.index", uid=uid), 303)


def _again(uid: str, form: PlanForm, status: int) -> ResponseReturnValue:
    post = post_for(uid)
    plan = plan_of(post.exam)
    markers = planning.markers_of(plan)
    return _index(post, form, plan, markers, status, theirs=status == 409)


def why_not(error: BadPlan) -> str:
    """Why a plan cannot be, in words."""
    return {
        "second_missing": gettext("Choose the second marker."),
        "same": gettext("The second marker and the one who decides are two people."),
        "teaches": gettext("Choose somebody of the school who does not teach this course."),
        "begun": gettext(
            "Answers are marked already; the rule stays, so that all are marked alike."
        ),
    }[error.code]


def _question(post: Post, question_id: int) -> tuple[Sheet, ExamQuestion]:
    sheet = queue.sheet_of(post.exam, post.seen)
    found = next((one for one in sheet.by_hand if one.id == question_id), None)
    if found is None:
        web.not_found()
    return sheet, found


@blueprint.get("/<int:question_id>")
@web.writes
def show(uid: str, question_id: int) -> ResponseReturnValue:
    """One answer: the one in `answer`, else the first that waits."""
    post = post_for(uid)
    page = _page(post, question_id, request.args.get("answer", type=int), {})
    # Noted last: the commit lets go of all that was read, and the page would read it again.
    audit.record("marking.show", f"exam:{post.exam.uid}", detail={"question": question_id})
    db.session.commit()
    return page


def _page(
    post: Post,
    question_id: int,
    chosen: int | None,
    typed: dict[str, Any],
    status: int = 200,
    theirs: HandMark | None = None,
    why: str = "",
) -> ResponseReturnValue:
    exam, plan = post.exam, plan_of(post.exam)
    sheet, question = _question(post, question_id)
    names = post.stand.staff and not plan.blind
    found = queue.answers(sheet, question, plan, post.place, names=names)
    waits = [(one.attempt_id, one.waits_for(post.place)) for one in found]
    chosen = chosen or next_waiting(waits, None)
    answer = next((one for one in found if one.attempt_id == chosen), found[0] if found else None)
    values = queue.values_of(answer, question) if answer else {}
    version, kind = asked(question, values), question_kind(question.item.kind)
    key = sheet.said.key(question, values)
    page = render_template(
        "lms/marking/question.html",
        exam=exam,
        stand=post.stand,
        place=post.place,
        plan=plan,
        question=question,
        number=sheet.number(question.id),
        version=version,
        body=version.body,
        key=key,
        rows=rubric_of(sheet, question),
        possible=sheet.possible[question.id],
        answers=found,
        answer=answer,
        left=sum(waiting for _, waiting in waits),
        text=kind.words(version.body, answer.response, []) if answer else "",
        files=queue.files_of(answer) if answer else [],
        typed=typed,
        theirs=theirs,
        why=why,
        ready=comments.ready(exam, post.person_id),
        marker_id=post.person_id,
        pictures=pictures.addresses(exam.school_id, version.stem, version.body),
    )
    return page, status


def rubric_of(sheet: Sheet, question: ExamQuestion) -> list[tuple[str, Decimal]]:
    """The lines of the rubric with what each may earn; none where points are free."""
    told = sheet.said.key(question).get("rubric") or []
    possible = sheet.possible[question.id]
    shares = [asking.share(one["share"]) or Fraction(0) for one in told]
    return list(zip([one["text"] for one in told], row_points(shares, possible), strict=True))


@blueprint.post("/<int:question_id>")
def give(uid: str, question_id: int) -> ResponseReturnValue:
    """Keep the points of one answer and go on; what another window gave is shown first."""
    post = post_for(uid, to_mark=True)
    form = request.form
    sheet, question = _question(post, question_id)
    attempt_id = form.get("answer", 0, type=int)
    typed: dict[str, Any] = form.to_dict()
    try:
        mark = _give(post, question, attempt_id, _read(post, sheet, question))
    except (BadMark, hand.BadPoints, hand.Settled) as error:
        db.session.rollback()
        why = _why_not(error)
        if web_json():
            return {"error": why}, 422
        return _page(post_for(uid), question_id, attempt_id, typed, 422, why=why)
    except hand.NotToMark:
        web.not_found()
    except edits.Conflict as error:
        return _conflict(uid, question_id, attempt_id, typed, error.current)
    _keep_comment(post)
    if web_json():
        return {
            "version": mark.version,
            "points": shown_mark(mark.points),
            "at": clock.show(mark.changed_at),
        }
    return _onward(uid, question_id, attempt_id)


def web_json() -> bool:
    """Whether a script of ours asks."""
    return request.headers.get("X-Autosave") == "1"


def _read(post: Post, sheet: Sheet, question: ExamQuestion) -> hand.Given:
    """What was typed. Raises BadMark and BadPoints."""
    form = request.form
    rubric = rubric_of(sheet, question)
    rows: list[str] | None = None
    if rubric:
        typed = [parse_mark(form.get(f"row-{n}", ""), 2) for n in range(len(rubric))]
        values = [value or Decimal(0) for value in typed]
        if any(value > most for value, (_, most) in zip(values, rubric, strict=True)):
            raise hand.BadPoints
        points = None if typed.count(None) == len(typed) else sum(values, Decimal(0))
        rows = [f"{value:f}" for value in values]
    else:
        points = parse_mark(form.get("points", ""), 2)
    if points is None:
        raise BadMark("not_a_number")
    comment = form.get("comment", "")[:2000]
    added = _ready_text(post, form.get("ready", 0, type=int))
    comment = "\n".join(one for one in (comment.strip(), added) if one)
    return hand.Given(points, rows, comment, edits.seen(form.get("version")))


def _ready_text(post: Post, comment_id: int) -> str:
    found = comments.ready(post.exam, post.person_id) if comment_id else ()
    return next((one.text for one in found if one.id == comment_id), "")


def _keep_comment(post: Post) -> None:
    keep = request.form.get("keep", "")
    if keep in ("own", "shared") and not web_json():
        comments.keep(
            post.exam, post.person_id, request.form.get("comment", ""), shared=keep == "shared"
        )


def _give(post: Post, question: ExamQuestion, attempt_id: int, given: hand.Given) -> HandMark:
    """Give points; while the answers are being marked again, that is finished first, so that
    nothing that was typed is lost over it."""
    place = post.place or 0  # `to_mark` lets nobody in who has none
    attempt = db.session.get(Attempt, attempt_id)
    if attempt is None or not post.sees(attempt.person_id):
        web.not_found()
    try:
        return hand.give(post.exam, question, attempt_id, place, given, post.person_id)
    except hand.NotToMark:
        service.settle_if_due(post.exam)
        return hand.give(post.exam, question, attempt_id, place, given, post.person_id)


def _why_not(error: Exception) -> str:
    if isinstance(error, hand.Settled):
        return gettext(
            "A re-mark of this answer was asked for and decided; its points change by such a"
            " decision alone."
        )
    return gettext("Points are numbers from 0 to what the question offers.")


def _conflict(
    uid: str, question_id: int, attempt_id: int, typed: dict[str, Any], current: HandMark | None
) -> ResponseReturnValue:
    db.session.rollback()
    post = post_for(uid)
    if current is not None:
        db.session.refresh(current)
    if web_json():
        said = gettext("Somebody else saved this meanwhile")
        return {"error": said, "version": current.version if current else 0}, 409
    typed["version"] = str(current.version if current else 0)
    return _page(post, question_id, attempt_id, typed, 409, current)


def _onward(uid: str, question_id: int, attempt_id: int) -> ResponseReturnValue:
    answer: int | None = attempt_id
    if request.form.get("action") == "next":
        post = post_for(uid)
        plan = plan_of(post.exam)
        names = post.stand.staff and not plan.blind
        found = queue.answers(*_question(post, question_id), plan, post.place, names=names)
        waits = [(one.attempt_id, one.waits_for(post.place)) for one in found]
        answer = next_waiting(waits, attempt_id)
        if answer is None:
            flash(gettext("Nothing more is waiting to be marked."), "success")
            return redirect(url_for("marking.index", uid=uid), 303)
    return redirect(url_for("marking.show", uid=uid, question_id=question_id, answer=answer), 303)


@blueprint.post("/comments/<int:comment_id>/drop")
def drop_comment(uid: str, comment_id: int) -> ResponseReturnValue:
    """Drop an own ready comment."""
    post = post_for(uid, to_mark=True)
    if not comments.drop(post.exam, post.person_id, comment_id):
        web.not_found()
    return web.back(url_for("marking.index", uid=uid))
