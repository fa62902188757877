"""The candidates of an exam: the list, its file out and in, and moving one."""

from flask import Blueprint, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from sqlalchemy import or_

from lms.exams.models import Candidate, Exam
from lms.exams.permissions import exam_for, stand_of
from lms.sittings import placing, taking_in
from lms.sittings.models import ExamRoom, Seat, Sitting
from lms.sittings.rules import NotPossible
from lms.sittings.texts import fault, reason
from school.api import Person, SchoolClass, names_viewed
from suite import web
from suite.lists import Column, Listing
from suite.text import fold

blueprint = Blueprint("sittings_candidates", __name__, url_prefix="/sittings/exams/<uid>")

# A row: candidate, person, class, place, room, sitting.
COLUMNS = (
    Column("number", lazy_gettext("Candidate number"), lambda row: row[0].number,
           (Candidate.number,), "head"),
    Column("name", lazy_gettext("Full name"), lambda row: row[1].full_name, (Person.sort_key,)),
    Column("username", lazy_gettext("User name"), lambda row: row[1].username, (Person.username,)),
    Column("birth", lazy_gettext("Birth date"), lambda row: row[1].birth_date),
    Column("class", lazy_gettext("Class"), lambda row: row[2],
           (SchoolClass.sort_key, Person.sort_key)),
    Column("sitting", lazy_gettext("Sitting"), lambda row: row[5].name if row[5] else "",
           (Sitting.opens_at, ExamRoom.sort_key, Seat.place)),
    Column("room", lazy_gettext("Exam room"), lambda row: row[4].name if row[4] else "",
           (ExamRoom.sort_key, Seat.place)),
    Column("place", lazy_gettext("Seat"), lambda row: row[3], (Seat.place,), "num"),
    Column("extra", lazy_gettext("More minutes"), lambda row: row[0].extra_minutes or "",
           (Candidate.extra_minutes,), "num"),
)  # fmt: skip


@blueprint.get("/candidates")
@web.writes
def index(uid: str) -> ResponseReturnValue:
    """Who takes the exam, with which number, where; the look at the names is noted."""
    exam = exam_for(uid, "edit")
    names_viewed(f"exam:{exam.id}")
    return _page(exam)


def _page(exam: Exam, faults: list[str] | None = None, status: int = 200) -> ResponseReturnValue:
    text = request.args.get("q", "").strip()
    room_id = request.args.get("room", type=int)
    query = placing.lines_query(exam)
    if text:
        found = Person.search_key.contains(fold(text), autoescape=True)
        query = query.where(or_(found, Candidate.number == text))
    if room_id is not None:
        query = query.where(ExamRoom.id == room_id if room_id else ExamRoom.id.is_(None))
    listing = Listing(
        query,
        COLUMNS,
        (Person.sort_key, Person.id),
        scalars=False,
        usual="name",
        filters=((gettext("Words"), text),),
    )
    answer = listing.answer(
        "lms/sittings/candidates.html",
        gettext("Candidates"),
        exam=exam,
        stand=stand_of(exam),
        rooms=placing.rooms_of(exam),
        q=text,
        room_id=room_id,
        faults=faults or [],
    )
    return make_response(answer, status)


@blueprint.post("/candidates/list")
def take(uid: str) -> ResponseReturnValue:
    """Numbers and seats from a CSV file; taken whole or not at all."""
    exam = exam_for(uid, "edit")
    upload = request.files.get("list")
    content = upload.stream.read(taking_in.MOST_BYTES + 1) if upload else b""
    try:
        count = taking_in.take(exam.id, content)
    except taking_in.BadList as error:
        return _page(exam_for(uid, "edit"), [fault(one) for one in error.faults[:50]], 422)
    except NotPossible as error:
        flash(reason(error), "warning")
    else:
        flash(gettext("%(count)s lines were taken in.", count=count), "success")
    return _back(uid)


@blueprint.post("/candidates/move")
def move(uid: str) -> ResponseReturnValue:
    """Another room for a candidate, or none."""
    exam = exam_for(uid, "edit")
    try:
        placing.move(
            exam.id,
            request.form.get("candidate", 0, type=int),
            request.form.get("room", 0, type=int) or None,
        )
        flash(gettext("The candidate was moved."), "success")
    except NotPossible as error:
        flash(reason(error), "warning")
    return web.back(url_for(".index", uid=uid))


def _back(uid: str) -> ResponseReturnValue:
    return redirect(url_for(".index", uid=uid), 303)
