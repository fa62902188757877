"""A pupil's pages: waiting, taking, continuing, handing in, results."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.bank import pictures
from lms.exams import choosing, marking, results, service, taking, uploads
from lms.exams.door import door
from lms.exams.models import CLOSED, READY, Attempt, Exam
from lms.exams.permissions import exam_for, exam_to_take, stand_of
from lms.exams.wire import BadRequest
from lms.exams.wire import start as read_start
from suite import web
from suite.db import db

blueprint = Blueprint("exams", __name__, url_prefix="/exams")


@blueprint.get("/<uid>")
@web.writes
def show(uid: str) -> ResponseReturnValue:
    """The way in: pupils to the paper or the result, teachers to their own page."""
    exam = exam_for(uid)
    if not stand_of(exam).studies:
        page = "board" if exam.state == CLOSED else "manage"
        return redirect(url_for(f"exams_staff.{page}", uid=uid), 303)
    exam, person_id = exam_to_take(uid)
    web.refuse_on_behalf()
    attempt = taking.own_attempt(exam, person_id)
    now = marking.database_now()
    if attempt and (attempt.closed_at or attempt.accepts_until <= now):
        return redirect(url_for("exams.result", uid=uid), 303)
    return _player(exam, attempt, person_id)


def _player(exam: Exam, attempt: Attempt | None, person_id: int) -> ResponseReturnValue:
    entry = taking.entry_for(exam, person_id) or ""
    db.session.commit()
    now = marking.database_now()
    opens_in = max(0, int((exam.opens_at - now).total_seconds())) if exam.opens_at else 0
    over = exam.state != READY or (exam.closes_at is not None and exam.closes_at <= now)
    return render_template(
        "lms/exams/take.html",
        exam=exam,
        attempt=attempt,
        entry=entry,
        count=choosing.question_count(exam),
        opens_in=opens_in,
        over=over and attempt is None,
    )


@blueprint.post("/<uid>/continue")
@web.in_person
def take_over(uid: str) -> ResponseReturnValue:
    """Continue an open attempt in this browser, signed in."""
    exam, person_id = exam_to_take(uid)
    try:
        wish = read_start(request.get_data())
    except BadRequest as error:
        return {"error": str(error)}, 400
    taken = taking.take_over(exam, person_id, wish.device)
    if taken is None:
        return {"refused": "finished"}, 409
    return {"token": taken.token, "attempt": taken.uid, "epoch": taken.epoch}


@blueprint.post("/hand-in")
@web.csrf_protect.exempt
@web.tells_nobody
def hand_in() -> ResponseReturnValue:
    """Close an attempt for its holder; the token says who asks, so that no session is needed."""
    granted = door().signer.read_attempt(request.headers.get("X-Attempt", ""))
    done = taking.hand_in(granted) if granted else None
    if done is None:
        return {"error": "no token of ours"}, 401
    return {"done": done}


@blueprint.get("/<uid>/result")
@web.writes
def result(uid: str) -> ResponseReturnValue:
    """The pupil's own result, as far as it may be seen; marks what is due first."""
    exam, person_id = exam_to_take(uid)
    attempt = taking.own_attempt(exam, person_id)
    if attempt is None:
        return redirect(url_for("exams.show", uid=uid), 303)
    if attempt.marked_at is None:
        service.settle(exam)
    if attempt.closed_at is None:
        return redirect(url_for("exams.show", uid=uid), 303)
    exam = service.note_looked(exam, person_id)
    shown = marking.results_shown(exam)
    lines = results.own_lines(attempt, shown) if shown.correctness else []
    texts = [(line.stem, line.body, line.solution) for line in lines]
    return render_template(
        "lms/exams/result.html",
        exam=exam,
        attempt=attempt,
        shown=shown,
        lines=lines,
        files=uploads.told(attempt, lines),
        pictures=pictures.addresses(exam.school_id, texts),
        answered=results.answered_count(attempt),
        count=choosing.question_count(exam),
    )
