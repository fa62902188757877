"""Practising: the front page of a set, one question after the other, and how it went."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from lms.bank import pictures
from lms.practice import reading, rules, running
from lms.practice.models import PracticeRun
from lms.practice.running import Told
from school.api import who
from suite import web

blueprint = Blueprint("practice", __name__, url_prefix="/practice")


@blueprint.get("/<uid>")
def show(uid: str) -> ResponseReturnValue:
    """What the set is, and the button to begin."""
    _me()
    version = running.offered(uid)
    if version is None:
        web.not_found()
    return render_template("lms/practice/front.html", version=version, one=version.of)


@blueprint.post("/<uid>/start")
def start(uid: str) -> ResponseReturnValue:
    """Begin anew."""
    me, version = _me(), running.offered(uid)
    if version is None:
        web.not_found()
    try:
        run = running.start(version, me)
    except running.TooMany:
        flash(gettext("That was a lot for one day. Go on tomorrow."), "warning")
        return redirect(url_for("practice.show", uid=uid), 303)
    return redirect(url_for("practice.question", run_uid=run.uid, place=1), 303)


@blueprint.get("/runs/<run_uid>/<int:place>")
def question(run_uid: str, place: int) -> ResponseReturnValue:
    """A question; once it was answered, what was answered and what is right, until `again`."""
    run = _run(run_uid)
    told = _told(run, place)
    if str(place) in run.answers and not request.args.get("again"):
        return _reviewed(run, place, told)
    html = _asked(place, told)
    return _page(run, place, told, asked=html, needs_script=reading.needs_script(html))


@blueprint.post("/runs/<run_uid>/<int:place>")
def answer(run_uid: str, place: int) -> ResponseReturnValue:
    """Mark the answer at once."""
    run = _run(run_uid)
    told = _told(run, place)
    sent = request.form.get("response", "")
    if sent:
        response = rules.response_of(sent)
    else:
        given = request.form.to_dict(flat=False)
        response = reading.response_of(_asked(place, told), given)
    if response is None:
        flash(gettext("Answer the question first."), "warning")
        return redirect(url_for("practice.question", run_uid=run_uid, place=place, again=1), 303)
    running.answer(run, place, told, response)
    return redirect(url_for("practice.question", run_uid=run_uid, place=place), 303)


@blueprint.get("/runs/<run_uid>")
def done(run_uid: str) -> ResponseReturnValue:
    """How it went, question by question."""
    run = _run(run_uid)
    count = len(run.version.questions)
    return render_template(
        "lms/practice/done.html", run=run, one=run.version.of, count=count,
        states=[run.answers.get(str(n), {}).get("state", "") for n in range(1, count + 1)],
    )  # fmt: skip


def _run(uid: str) -> PracticeRun:
    """An own run of a version that is still open to the present person."""
    run = running.run_of(_me(), uid)
    opened = running.offered(run.version.of.uid) if run else None
    if run is None or opened is None or opened.id != run.version_id:
        web.not_found()
    return run


def _told(run: PracticeRun, place: int) -> Told:
    told = running.told(run, place)
    if told is None:
        web.not_found()
    return told


def _asked(place: int, told: Told) -> Markup:
    """The question as its kind asks it; nothing of the key is given to the template."""
    return web.piece(
        told.kind.player_template, item=told.kind.shown(told.body, told.order), stem=told.stem,
        name=f"q{place}", pictures=_pictures(told),
    )  # fmt: skip


def _reviewed(run: PracticeRun, place: int, told: Told) -> str:
    response = running.response_at(run, place)
    return _page(
        run, place, told, state=run.answers[str(place)]["state"], stem=told.stem, body=told.body,
        key=told.key, order=told.order, response=response, solution=told.solution, taken=True,
        files={}, template=told.kind.review_template,
    )  # fmt: skip


def _page(run: PracticeRun, place: int, told: Told, **more: Any) -> str:
    count = len(run.version.questions)
    return render_template(
        "lms/practice/question.html", run=run, one=run.version.of, place=place, count=count,
        text=told.text, pictures=_pictures(told, "solution" in more),
        following=rules.next_place(run.answers, count, place), **more,
    )  # fmt: skip


def _pictures(told: Told, solved: bool = False) -> Any:
    shown = (told.stem, told.body, told.text, told.solution if solved else "")
    return pictures.addresses(told.school_id, shown)


def _me() -> int:
    me = who().person_id
    if me is None:
        web.not_found()
    return me
