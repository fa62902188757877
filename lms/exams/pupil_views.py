"""A pupil's pages: waiting, taking, continuing, handing in, results."""

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from lms.bank import pictures
from lms.exams import (
    browsers,
    candidates,
    choosing,
    clocks,
    late,
    pages,
    results,
    rules,
    service,
    showing,
    taking,
    uploads,
)
from lms.exams.door import door
from lms.exams.models import CLOSED, SUPERVISED, Attempt, Exam
from lms.exams.permissions import exam_for, exam_to_take, own_course, stand_of
from lms.exams.wire import BadRequest
from lms.exams.wire import start as read_start
from lms.marking.planning import plan_of
from suite import web
from suite.db import db
from suite.look import COOKIE, Look
from suite.look import read as read_look

BROWSER = "exam_browser"
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
    if not _right_browser(exam):
        return _other_browser(exam, ask=True)
    attempt = taking.own_attempt(exam, person_id)
    if attempt and (attempt.closed_at or attempt.accepts_until <= clocks.database_now()):
        left = taking.attempts_left(exam, person_id, attempt)
        if not (left and "again" in request.args):
            return redirect(url_for("exams.result", uid=uid), 303)
        return _player(exam, None, person_id, attempt.number + 1)
    return _player(exam, attempt, person_id, attempt.number if attempt else 1)


def _right_browser(exam: Exam, shown: str | None = None) -> bool:
    """Whether the exam may be opened here: by this request, or by what its page has shown."""
    word = session.get(BROWSER, "") if shown is None else shown
    return browsers.is_right(exam.browser_keys, request.environ, f"/exams/{exam.uid}", word)


def _other_browser(exam: Exam, ask: bool) -> ResponseReturnValue:
    """What to do instead; `ask` lets the page show by itself that it is the right browser."""
    course = own_course(exam)
    return render_template("lms/exams/browser.html", exam=exam, course=course, ask=ask), 403


@blueprint.post("/<uid>/browser")
@web.in_person
def browser(uid: str) -> ResponseReturnValue:
    """Take what a page of Safe Exam Browser knows of its configuration, where requests say
    nothing of it; it holds for this session."""
    exam, _person_id = exam_to_take(uid)
    word = request.form.get("shown", "")
    if not _right_browser(exam, word):
        return _other_browser(exam, ask=False)
    session[BROWSER] = word
    return redirect(url_for("exams.show", uid=uid) + browsers.query_of(word), 303)


def _player(
    exam: Exam, attempt: Attempt | None, person_id: int, number: int
) -> ResponseReturnValue:
    entry = taking.entry_for(exam, person_id, number) or ""
    db.session.commit()
    now, one = clocks.database_now(), candidates.candidate(exam, person_id)
    display = one.display if one else ""
    opens_at = (one and one.opens_at) or exam.opens_at
    closes_at = (one and one.closes_at) or exam.closes_at
    over = attempt is None and not taking.attempts_left(exam, person_id, None)
    return render_template(
        "lms/exams/take.html",
        exam=exam,
        course=own_course(exam),
        attempt=attempt,
        entry=entry,
        number=number,
        display=display,
        look=shown_as(display),
        count=choosing.question_count(exam),
        minutes=exam.minutes + (one.extra_minutes if one else 0),
        closes_at=closes_at,
        needs_code=bool((one and one.access_code) or exam.access_code),
        supervised=candidates.mode_of(exam, one) == SUPERVISED,
        opens_in=max(0, int((opens_at - now).total_seconds())) if opens_at else 0,
        over=over,
    )


def shown_as(display: str) -> Look:
    """How the page looks: as the pupil chose, and in large print where that is granted."""
    own = read_look(request.cookies.get(COOKIE, ""))
    return replace(own, large=own.large or "large" in display.split())


@blueprint.post("/<uid>/continue")
@web.in_person
def take_over(uid: str) -> ResponseReturnValue:
    """Continue an open attempt in this browser, signed in."""
    exam, person_id = exam_to_take(uid)
    if not _right_browser(exam):
        return {"refused": "wrong_browser"}, 409
    seat = candidates.candidate(exam, person_id)
    if seat and not rules.from_here(seat.networks, request.remote_addr or ""):
        return {"refused": "wrong_place"}, 409
    try:
        wish = read_start(request.get_data())
    except BadRequest as error:
        return {"error": str(error)}, 400
    try:
        taken = taking.take_over(exam, person_id, wish.device)
    except taking.Locked:
        return {"refused": "locked"}, 409
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
    attempts = taking.own_attempts(exam, person_id)
    if not attempts:
        return redirect(url_for("exams.show", uid=uid), 303)
    if any(attempt.marked_at is None for attempt in attempts) or late.waits(attempts):
        service.settle(exam)
    closed = [attempt for attempt in attempts if attempt.closed_at is not None]
    asked = request.args.get("attempt", type=int)
    attempt = next((one for one in closed if one.number == asked), next(iter(closed), None))
    if attempt is None:
        return _not_closed_yet(exam, attempts[0])
    exam = service.note_looked(exam, person_id)
    shown = showing.results_shown(exam)
    lines = results.own_lines(attempt, shown) if shown.answers else []
    texts = [(line.stem, line.body, line.solution) for line in lines]
    return render_template(
        "lms/exams/result.html",
        exam=exam,
        course=own_course(exam),
        attempt=attempt,
        attempts=closed,
        uids=[one.uid for one in attempts],
        left=taking.attempts_left(exam, person_id, attempts[0]),
        shown=shown,
        counted=results.counted_mark(exam, closed) if shown.mark else None,
        lines=lines,
        files=uploads.told(attempt, lines),
        pictures=pictures.addresses(exam.school_id, texts),
        pages=pages.on_page(exam) if shown.answers else [],
        answered=results.answered_count(attempt),
        count=choosing.question_count(exam),
        asks=plan_of(exam).requests_until is not None,
    )


def _not_closed_yet(exam: Exam, attempt: Attempt) -> ResponseReturnValue:
    """Back to the paper; in the seconds that the network may take after the end, a short wait."""
    if attempt.ends_at > clocks.database_now():
        return redirect(url_for("exams.show", uid=exam.uid), 303)
    page = render_template("lms/exams/closing.html", exam=exam, uids=[attempt.uid])
    return page, 200, {"Refresh": f"{exam.grace_seconds // 3 + 1}"}
