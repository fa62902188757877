"""Requests to mark again: the pupil's page, and the queue of those who answer."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from lms.bank import pictures
from lms.exams import results, showing, taking
from lms.exams.models import Attempt, Candidate, Exam
from lms.exams.papers import places_of
from lms.exams.permissions import exam_to_take
from lms.exams.rules import Shown
from lms.grades.rules import BadMark, parse_mark
from lms.marking import requests
from lms.marking.models import OPEN, PROPOSED, Request
from lms.marking.permissions import Post, heads, post_for
from lms.marking.planning import asks_open, plan_of
from lms.marking.requests import Answer, NotPossible
from school.api import Person, names_viewed
from suite import clock, edits, web
from suite.db import db
from suite.forms import once
from suite.lists import Column, Listing, wants_csv

blueprint = Blueprint("requests", __name__, url_prefix="/exams/<uid>")
ALL = Shown(True, True, True, True, True)


def why_not(error: NotPossible) -> str:
    """Why a request cannot be, in words."""
    return {
        "closed": gettext("A re-mark cannot be asked for now."),
        "words": gettext("Say in a few words why."),
        "twice": gettext("You have asked for this already."),
        "many": gettext("Wait until your requests are answered."),
        "state": gettext("This was decided already."),
        "second": gettext("Another person decides than who proposed."),
        "points": gettext("Points are numbers from 0 to what the question offers."),
    }[error.code]


@blueprint.route("/remark", methods=["GET", "POST"])
@once
def ask(uid: str) -> ResponseReturnValue:
    """A pupil's own requests, and a new one while they may be made."""
    exam, person_id = exam_to_take(uid)
    web.refuse_on_behalf()
    attempts = [one for one in taking.own_attempts(exam, person_id) if one.score is not None]
    if not attempts or not showing.results_shown(exam).mark:
        web.not_found()
    if request.method == "GET":
        return _own(exam, person_id, attempts[0], "", 200)
    place = request.form.get("place", 0, type=int)
    places = places_of(attempts[0].form)
    question_id = places[place - 1].question_id if 1 <= place <= len(places) else None
    try:
        requests.ask(exam, attempts[0], question_id, request.form.get("words", ""))
    except NotPossible as error:
        exam, person_id = exam_to_take(uid)
        attempts = [one for one in taking.own_attempts(exam, person_id) if one.score is not None]
        return _own(exam, person_id, attempts[0], why_not(error), 422)
    flash(gettext("Your request has arrived."), "success")
    return redirect(url_for("requests.ask", uid=uid), 303)


def _own(
    exam: Exam, person_id: int, attempt: Attempt, why: str, status: int
) -> ResponseReturnValue:
    places = {one.question_id: n for n, one in enumerate(places_of(attempt.form), 1)}
    plan = plan_of(exam)
    page = render_template(
        "lms/marking/ask.html",
        exam=exam,
        attempt=attempt,
        mine=requests.own(exam, person_id),
        places=places,
        open_now=asks_open(plan, clock.now()),
        until=plan.requests_until,
        why=why,
    )
    return page, status


@blueprint.post("/remark/<int:request_id>/withdraw")
@web.in_person
def withdraw(uid: str, request_id: int) -> ResponseReturnValue:
    """Take an own request back."""
    exam, person_id = exam_to_take(uid)
    found = requests.request_of(exam, request_id)
    if found is None or found.attempt.person_id != person_id:
        web.not_found()
    try:
        requests.withdraw(request_id, person_id)
        flash(gettext("Your request is taken back."), "success")
    except NotPossible as error:
        flash(why_not(error), "warning")
    return redirect(url_for("requests.ask", uid=uid), 303)


def _asked(one: Request) -> str:
    return clock.show(one.asked_at)


def listing(post: Post, numbers: dict[int, int]) -> Listing:
    """The requests of an exam, those that wait first; without names for a marker from outside."""
    query = (
        select(Request)
        .join(Request.attempt)
        .join(Attempt.person)
        .where(Request.exam_id == post.exam.id)
        .options(contains_eager(Request.attempt).contains_eager(Attempt.person))
        .options(joinedload(Request.proposer))
        .order_by(Request.state.in_((OPEN, PROPOSED)).desc(), Request.asked_at, Request.id)
    )

    if post.seen is not None:
        pupils = select(Candidate.person_id).where(
            Candidate.exam_id == post.exam.id, Candidate.activity_id.in_(post.seen)
        )
        query = query.where(Attempt.person_id.in_(pupils))

    def question(one: Request) -> str:
        return str(numbers.get(one.question_id or 0, gettext("whole exam")))

    columns = [
        Column(
            "name",
            lazy_gettext("Pupil"),
            lambda one: whose(post, one),
            [Person.sort_key] if post.names else [Request.id],
            "head",
        ),
        Column("question", lazy_gettext("Question"), question),
        Column("asked", lazy_gettext("Asked"), _asked, [Request.asked_at]),
        Column("state", lazy_gettext("State"), lambda one: one.state, [Request.state]),
        Column("words", lazy_gettext("What is said"), lambda one: one.words),
    ]
    return Listing(query, columns, [Request.id])


def whose(post: Post, one: Request) -> str:
    """Who asked; a marker from outside is told the number of the request."""
    return one.attempt.person.full_name if post.names else gettext("Request %(n)s", n=one.id)


@blueprint.get("/requests")
@web.writes
def index(uid: str) -> ResponseReturnValue:
    """The queue."""
    post = post_for(uid)
    names_viewed(f"exam:{post.exam.uid}")
    numbers = requests.numbers(post.exam)
    lines = listing(post, numbers)
    if wants_csv():
        return lines.csv(f"{post.exam.title}-{gettext('requests')}")
    return render_template(
        "lms/marking/requests.html",
        exam=post.exam,
        stand=post.stand,
        numbers=numbers,
        whose=partial(whose, post),
        listing=lines,
        page_of=lines.page(),
    )


@blueprint.get("/requests/<int:request_id>")
@web.writes
def show(uid: str, request_id: int) -> ResponseReturnValue:
    """One request with the answer that it is about."""
    return _page(post_for(uid), request_id, "", 200)


def _page(post: Post, request_id: int, why: str, status: int) -> ResponseReturnValue:
    found = requests.request_of(post.exam, request_id)
    if found is None or not post.sees(found.attempt.person_id):
        web.not_found()
    names_viewed(f"exam:{post.exam.uid}")
    lines = results.own_lines(found.attempt, ALL)
    places = places_of(found.attempt.form)
    if found.question_id is not None:
        lines = [one for one in lines if places[one.number - 1].question_id == found.question_id]
    texts = [(line.stem, line.body, line.solution) for line in lines]
    page = render_template(
        "lms/marking/request.html",
        exam=post.exam,
        stand=post.stand,
        found=found,
        whose=whose(post, found),
        lines=lines,
        numbers=requests.numbers(post.exam),
        pictures=pictures.addresses(post.exam.school_id, texts),
        may_propose=post.place is not None and found.state in (OPEN, PROPOSED),
        may_decide=_may_decide(post, found),
        why=why,
        typed=request.form,
    )
    return page, status


def _may_decide(post: Post, found: Request) -> bool:
    """A second person: a marker of the exam or a head of the school, not who proposed."""
    second = post.place is not None or heads(post.exam)
    return found.state == PROPOSED and second and found.proposed_by != post.person_id


@blueprint.post("/requests/<int:request_id>")
def answer(uid: str, request_id: int) -> ResponseReturnValue:
    """Propose what should become of a request, or decide it."""
    post, form = post_for(uid), request.form
    found = requests.request_of(post.exam, request_id)
    if found is None or not post.sees(found.attempt.person_id):
        web.not_found()
    deciding = form.get("action") == "decide"
    allowed = post.place is not None or (deciding and heads(post.exam))
    if not allowed:
        web.forbidden()
    run = requests.decide if deciding else requests.propose
    try:
        points = parse_mark(form.get("points", ""), 2)
        said = Answer(points, form.get("words", ""), edits.seen(form.get("version")))
        run(post.exam, request_id, said, post.person_id)
    except (BadMark, NotPossible) as error:
        db.session.rollback()
        why = why_not(error if isinstance(error, NotPossible) else NotPossible("points"))
        return _page(post_for(uid), request_id, why, 422)
    except edits.Conflict:
        db.session.rollback()
        why = gettext("Somebody else answered meanwhile; look at it again.")
        return _page(post_for(uid), request_id, why, 409)
    flash(gettext("Decided; the pupil is told.") if deciding else gettext("Proposed."), "success")
    return redirect(url_for("requests.index", uid=uid), 303)
