"""The invigilator's board: a room, or all rooms of a sitting that one watches or arranges."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.exams.choosing import question_count
from lms.exams.models import DRAFT, Exam
from lms.sittings import live, watching
from lms.sittings.models import ExamRoom
from lms.sittings.permissions import arranges, room_for, rooms_for
from lms.sittings.rules import NotPossible
from lms.sittings.texts import reason
from school.api import names_viewed, who
from suite import clock, web
from suite.forms import once
from suite.web import Page

blueprint = Blueprint("sittings_board", __name__, url_prefix="/sittings")
PER_PAGE = 60


@blueprint.get("/rooms/<uid>")
@web.writes
def room(uid: str) -> ResponseReturnValue:
    """The board of a room; the look at the names is noted."""
    found = room_for(uid)
    names_viewed(f"room:{found.id}")
    return _board([found], found)


@blueprint.get("/watch/<uid>")
@web.writes
def sitting(uid: str) -> ResponseReturnValue:
    """The board of a sitting."""
    rooms = rooms_for(uid)
    names_viewed(f"sitting:{rooms[0].sitting_id}")
    return _board(rooms, None)


def _board(rooms: list[ExamRoom], one: ExamRoom | None) -> ResponseReturnValue:
    of = rooms[0].sitting
    exam = of.exam
    state, words = request.args.get("state", ""), request.args.get("q", "").strip()
    found = live.boards().of(exam)
    everybody = watching.seated(found, rooms)
    lines = watching.chosen(everybody, state if state in live.STATES else "", words)
    uid = one.uid if one else of.uid
    name = "room" if one else "sitting"
    return render_template(
        "lms/sittings/board.html",
        exam=exam,
        sitting=of,
        room=one,
        rooms=rooms,
        page=_page(lines, rooms),
        counts=watching.counts_of(everybody),
        count=question_count(exam),
        at=found.at,
        incidents=watching.incidents_of(rooms),
        now=clock.now().astimezone(clock.VN).strftime("%Y-%m-%dT%H:%M"),
        may_arrange=arranges(exam),
        waiting=[r for r in rooms if r.opened_at is None] if of.mode == "supervised" else [],
        ready=exam.state != DRAFT,
        state=state,
        q=words,
        json_url=url_for(f".{name}_json", uid=uid),
        act_url=url_for(f".{name}_act", uid=uid),
    )


def _page(lines: Sequence[live.Line], rooms: Sequence[ExamRoom]) -> Page:
    pages = max(1, -(-len(lines) // PER_PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), pages)
    some = lines[(number - 1) * PER_PAGE : number * PER_PAGE]
    return Page(watching.dressed(some, rooms), number, pages, len(lines))


@blueprint.get("/rooms/<uid>/board.json")
def room_json(uid: str) -> ResponseReturnValue:
    """What changed on the board of a room; 304 while nothing has."""
    found = room_for(uid)
    return _told(found.sitting.exam, [found])


@blueprint.get("/watch/<uid>/board.json")
def sitting_json(uid: str) -> ResponseReturnValue:
    """What changed on the board of a sitting; 304 while nothing has."""
    rooms = rooms_for(uid)
    return _told(rooms[0].sitting.exam, rooms)


def _told(exam: Exam, rooms: Sequence[ExamRoom]) -> ResponseReturnValue:
    found = live.boards().of(exam)
    ids = {one.id for one in rooms}
    lines = [line for line in found.lines.values() if line.room_id in ids]
    newest = max((found.changed[line.candidate_id] for line in lines), default=0)
    since = request.args.get("since", 0, type=int)
    full = since < found.first
    rows = ",".join(
        found.texts[line.candidate_id]
        for line in lines
        if full or found.changed[line.candidate_id] > since
    )
    counts = json.dumps(watching.counts_of(lines), separators=(",", ":"))
    text = f'{{"at":{found.at},"counts":{counts},"rows":{{{rows}}}}}'
    response = Response(text, mimetype="application/json")
    seen = f"{newest}.{len(lines)}.{counts}.{since >= newest}"
    response.set_etag(hashlib.sha256(seen.encode()).hexdigest()[:16])
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


@blueprint.post("/rooms/<uid>/act")
def room_act(uid: str) -> ResponseReturnValue:
    """Do something in a room: to one candidate, or to all."""
    return _act([room_for(uid)], url_for(".room", uid=uid))


@blueprint.post("/watch/<uid>/act")
def sitting_act(uid: str) -> ResponseReturnValue:
    """Do something in all rooms of a sitting that one watches."""
    return _act(rooms_for(uid), url_for(".sitting", uid=uid))


def _act(rooms: list[ExamRoom], back: str) -> ResponseReturnValue:
    exam, action = rooms[0].sitting.exam, request.form.get("action", "")
    candidate_id = request.form.get("candidate", type=int)
    minutes = request.form.get("minutes", 0, type=int)
    if action == "open":
        try:
            watching.open_rooms(exam, rooms, who().person_id or 0)
            flash(gettext("The candidates may start now."), "success")
        except NotPossible as error:
            flash(reason(error), "warning")
        return web.back(back)
    if action == "extend" and not 1 <= minutes <= watching.MOST_MINUTES:
        flash(gettext("Give a number of minutes from 1 to 120."), "warning")
        return web.back(back)
    if action not in watching.KNOWN or (action in watching.SINGLE and candidate_id is None):
        web.not_found()
    count = watching.act(exam, rooms, action, candidate_id, minutes, who().person_id or 0)
    said = {
        "pause": gettext("%(count)s candidates are paused.", count=count),
        "resume": gettext("%(count)s candidates go on.", count=count),
        "extend": gettext("%(count)s pupils have more time.", count=count),
        "close": gettext("%(count)s attempts were ended; what was saved counts.", count=count),
        "unlock": gettext("%(count)s may go on at another device within ten minutes.", count=count),
        "move": gettext("%(count)s taken from the old device; go on at another one.", count=count),
    }[action]
    flash(said, "success" if count else "info")
    return web.back(back)


@blueprint.post("/rooms/<uid>/incidents")
@once
def incident(uid: str) -> ResponseReturnValue:
    """Note what happened."""
    found = room_for(uid)
    text = request.form.get("text", "").strip()
    at = _moment(request.form.get("at", ""))
    if not text or len(text) > 2000 or at is None:
        flash(gettext("Say what happened, in at most 2,000 letters, and when."), "warning")
        return redirect(url_for(".room", uid=uid), 303)
    candidate_id = request.form.get("candidate", type=int)
    try:
        watching.note(found, candidate_id or None, at, text, who().person_id or 0)
        flash(gettext("Noted; it stands in the report."), "success")
    except LookupError:
        flash(gettext("This candidate does not sit here."), "warning")
    return redirect(url_for(".room", uid=uid), 303)


def _moment(text: str) -> datetime | None:
    try:
        return clock.from_local(datetime.fromisoformat(text).replace(tzinfo=None).isoformat())
    except (ValueError, OverflowError):
        return None
