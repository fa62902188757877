"""A teacher's pages of an exam."""

import csv
import io
from datetime import datetime
from decimal import Decimal

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.exams import board as live
from lms.exams import choosing, held, late, pages, service, showing
from lms.exams.forms import MIXING, ReadyForm, SettingsForm
from lms.exams.models import DRAFT, READY, Exam
from lms.exams.permissions import exam_for, runs, shown_activities, stand_of
from lms.exams.service import NotPossible
from lms.grades.rules import BadMark, parse_mark
from school.api import who
from suite import audit, clock, undo, web
from suite.db import commit_and_read
from suite.sheets import safe_cell
from suite.sure import unsure

blueprint = Blueprint("exams_staff", __name__, url_prefix="/exams/<uid>")


def _back(exam: Exam, page: str = "manage") -> ResponseReturnValue:
    return redirect(url_for(f"exams_staff.{page}", uid=exam.uid), 303)


def reason(error: NotPossible) -> str:
    """Why something cannot be done, in words."""
    return {
        "not_draft": gettext("The papers are made; this can no longer be changed."),
        "no_questions": gettext("Choose questions first."),
        "closes_before_opening": gettext("The exam must close after it opens."),
        "closes_in_the_past": gettext("The time at which the exam closes has gone by."),
        "no_points": gettext("No question has points."),
        "started": gettext("Pupils have started; the papers stay as they are."),
        "working": gettext("Somebody is still working. Close the exam first."),
        "draft": gettext("Make the papers first."),
        "shown": gettext("Pupils have seen the key; the exam cannot be opened again."),
        "seen": gettext("A pupil has seen the results already; they stay released."),
        "changed": str(undo.changed_meanwhile()),
    }[error.code]


@blueprint.get("/manage")
def manage(uid: str) -> ResponseReturnValue:
    """Settings and questions."""
    exam = exam_for(uid, "marks")
    form = _form(exam, fresh=True)
    form.show(exam)
    return _manage(exam, form)


def _form(exam: Exam, *, fresh: bool = False) -> ReadyForm:
    """The settings that may be changed now; a paper that was made elsewhere is never mixed."""
    given = {"formdata": None} if fresh else {}
    if exam.state != DRAFT:
        return ReadyForm(**given)
    form = SettingsForm(**given)
    if pages.as_it_is(exam):
        for name in MIXING:
            delattr(form, name)
    return form


def _manage(exam: Exam, form: ReadyForm, status: int = 200) -> ResponseReturnValue:
    as_it_is = pages.as_it_is(exam)
    draft = exam.state == DRAFT and not as_it_is
    topic, words = request.args.get("topic", ""), request.args.get("q", "")
    page = render_template(
        "lms/exams/manage.html",
        exam=exam,
        form=form,
        stand=stand_of(exam),
        questions=choosing.lines(exam),
        parts={part.number: part for part in exam.parts},
        as_it_is=as_it_is,
        topics=choosing.topics(exam) if draft else [],
        found=choosing.found(exam, topic, words) if draft else [],
        topic=topic,
        words=words,
    )
    return page, status


@blueprint.post("/settings")
def settings(uid: str) -> ResponseReturnValue:
    """Change settings."""
    exam = exam_for(uid, "edit")
    form = _form(exam)
    if not form.validate_on_submit():
        return _manage(exam, form, 422)
    try:
        service.change(exam.id, form.values())
        flash(gettext("Saved."), "success")
    except NotPossible as error:
        flash(reason(error), "warning")
    return _back(exam)


@blueprint.post("/questions")
def questions(uid: str) -> ResponseReturnValue:
    """Draw, choose, drop questions, or set their points."""
    exam = exam_for(uid, "edit")
    form = request.form
    try:
        if form.get("action") == "draw":
            count = choosing.draw(exam.id, _count(), form.get("topic", ""))
            flash(gettext("%(count)s questions were drawn.", count=count), "success")
        elif form.get("action") == "choose":
            count = choosing.choose(exam.id, form.getlist("item", type=int))
            flash(gettext("%(count)s questions were taken.", count=count), "success")
        elif form.get("action") == "points":
            choosing.set_points(exam.id, _points())
        else:
            choosing.drop(exam.id, form.get("drop", 0, type=int))
    except NotPossible as error:
        flash(reason(error), "warning")
    except BadMark:
        flash(gettext("Points are numbers from 0 to 10."), "warning")
    return _back(exam)


def _count() -> int:
    return max(0, min(200, request.form.get("count", 0, type=int)))


def _points() -> dict[int, Decimal]:
    names = [name for name in request.form if name.startswith("points-")]
    found = {name: parse_mark(request.form[name], 2) for name in names}
    return {
        int(name.removeprefix("points-")): value
        for name, value in found.items()
        if value is not None and name.removeprefix("points-").isdecimal()
    }


@blueprint.post("/state")
def state(uid: str) -> ResponseReturnValue:
    """Make the papers, take them back, close, release, mark again."""
    exam = exam_for(uid, "edit")
    action = request.form.get("action", "")
    steps = {
        "prepare": (service.prepare, gettext("The papers are made; pupils see the exam.")),
        "unprepare": (service.unprepare, gettext("The exam is a draft again.")),
        "close": (service.close, gettext("The exam is closed and marked.")),
        "release": (service.release, gettext("Pupils see their results now.")),
        "remark": (service.remark, gettext("All attempts were marked again.")),
    }
    if action not in steps:
        web.not_found()
    page = _ask_to_close(exam) if action == "close" else None
    if page:
        return page
    run, said = steps[action]
    was_ready = exam.state == READY
    try:
        run(exam.id)
        _say_done(action, exam, said, was_ready)
    except NotPossible as error:
        flash(reason(error), "warning")
    return _back(exam, "manage" if action in ("prepare", "unprepare") else "board")


def _say_done(action: str, exam: Exam, said: str, was_ready: bool) -> None:
    """Say what was done, with the way back where there is one."""
    shown = showing.shown_by_closing(exam)
    if action == "close" and was_ready and not shown.answers and exam.closed_at:
        at = exam.closed_at.isoformat()
        undo.offer(said, "exams.reopen", uid=exam.uid, at=at)
    elif action == "release" and exam.released_at:
        at = exam.released_at.isoformat()
        undo.offer(said, "exams.unrelease", uid=exam.uid, at=at, was_ready=was_ready)
    else:
        flash(said, "success")


def _ask_to_close(exam: Exam) -> str | None:
    """Where the pupils get the key with the closing, it is asked about first."""
    if exam.state != READY or not showing.shown_by_closing(exam).key:
        return None
    return unsure(
        gettext("Close the exam for everybody now?"),
        [
            gettext("Nobody can go on working or start. What was saved counts."),
            gettext("The pupils get the key at once, so the exam cannot be opened again."),
        ],
        gettext("Close now"),
        url_for("exams_staff.board", uid=exam.uid),
    )


@undo.action("exams.reopen")
def reopen(uid: str, at: str) -> str:
    """Take the closing back."""
    exam = exam_for(uid, "edit")
    try:
        service.reopen(exam.id, datetime.fromisoformat(at))
    except NotPossible as error:
        raise undo.TooLate(reason(error)) from error
    return gettext("The exam is open again; who was working has the lost time back.")


@undo.action("exams.unrelease")
def unrelease(uid: str, at: str, was_ready: bool) -> str:
    """Take the release back."""
    exam = exam_for(uid, "edit")
    try:
        service.take_back_release(exam.id, datetime.fromisoformat(at), was_ready)
    except NotPossible as error:
        raise undo.TooLate(reason(error)) from error
    return gettext("The results are hidden again.")


@blueprint.get("/board")
@web.writes
def board(uid: str) -> ResponseReturnValue:
    """Live: who works, who has finished, and the results so far."""
    exam = exam_for(uid, "marks")
    stand, taken = stand_of(exam), live.taken_of(exam)
    shown = showing.results_shown(exam, taken.attempts, taken.now)
    if taken.due or shown.mark or (taken.ended and late.undecided(exam)):
        service.settle(exam)
        taken = live.taken_of(exam)
        shown = showing.results_shown(exam, taken.attempts, taken.now)
    audit.record("exam.board", f"exam:{exam.uid}")
    commit_and_read()
    rows = live.rows_of(exam, shown_activities(exam), taken)
    sees_all = runs(exam, stand) or not exam.organised
    return render_template(
        "lms/exams/board.html",
        exam=exam,
        rows=rows,
        stand=stand,
        count=choosing.question_count(exam),
        counts={state: sum(row.state == state for row in rows) for state in live.STATES},
        shown=shown,
        held=held.undecided(exam) if sees_all else [],
        runs=runs(exam, stand),
        outages=late.with_fitting(exam) if sees_all else [],
    )


@blueprint.get("/board.json")
def board_json(uid: str) -> ResponseReturnValue:
    """The board for its page, 304 while nothing has changed."""
    exam = exam_for(uid, "marks")
    text, tag = live.told(live.rows_of(exam, shown_activities(exam)))
    response = Response(text, mimetype="application/json")
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


@blueprint.post("/extend")
def extend(uid: str) -> ResponseReturnValue:
    """Give one attempt or all that are open more time."""
    exam = exam_for(uid, "edit")
    minutes = request.form.get("minutes", 0, type=int)
    if not 1 <= minutes <= 120:
        flash(gettext("Give a number of minutes from 1 to 120."), "warning")
        return _back(exam, "board")
    try:
        count = service.extend(exam.id, minutes, request.form.get("attempt", type=int))
        flash(gettext("%(count)s pupils have more time.", count=count), "success")
    except NotPossible as error:
        flash(reason(error), "warning")
    return _back(exam, "board")


@blueprint.post("/held")
def decide_held(uid: str) -> ResponseReturnValue:
    """Decide about answers that are kept apart."""
    exam, form = exam_for(uid, "edit"), request.form
    attempt_id, why = form.get("attempt", 0, type=int), form.get("why", 0, type=int)
    if not any((line.attempt_id, line.why) == (attempt_id, why) for line in held.undecided(exam)):
        web.not_found()
    accepted = form.get("accepted") == "1"
    count = held.decide(exam.id, attempt_id, why, accepted, who().person_id or 0)
    said = gettext("%(count)s answers count now.", count=count)
    flash(said if accepted else gettext("%(count)s answers do not count.", count=count), "success")
    return _back(exam, "board")


@blueprint.get("/results.csv")
@web.writes
def results_csv(uid: str) -> ResponseReturnValue:
    """The results as a table for a spreadsheet (UTF-8 with a mark, as Excel wants it)."""
    exam = exam_for(uid, "marks")
    service.settle(exam)
    audit.record("exam.results_csv", f"exam:{exam.uid}")
    commit_and_read()
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(
        [
            gettext("Pupil"),
            gettext("Started"),
            gettext("Ended"),
            gettext("Answered"),
            gettext("Mark"),
        ]
    )
    for row in live.rows_of(exam, shown_activities(exam)):
        attempt = row.attempt
        times = (
            [clock.show(attempt.started_at), clock.show(attempt.closed_at)] if attempt else ["", ""]
        )
        mark = "" if row.score is None else f"{row.score:f}"
        if row.score is None and attempt is not None and attempt.marked_at is not None:
            mark = gettext("not yet marked")
        sheet.writerow([safe_cell(row.person.full_name), *times, row.answered, mark])
    name = f"exam-{exam.uid}.csv"
    return Response(
        "\ufeff" + text.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
