"""Where and when a pupil sits the next exams: a page, a line of the first page, one at the door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy import select

from lms.exams.models import CLOSED, Candidate, Exam
from lms.sittings.models import ExamRoom, PublishedList, Seat, Sitting
from school.api import STUDENT, who
from suite import clock, web
from suite.db import db
from suite.hooks import registry

MOST = 30
SHORT = 3
blueprint = Blueprint("sittings_mine", __name__, url_prefix="/sittings/mine")


@dataclass(frozen=True)
class Mine:
    """An exam of the present pupil in a published list."""

    uid: str
    title: str
    number: str
    place: int
    room: str
    sitting: str
    opens_at: datetime
    closes_at: datetime


def own(most: int, uid: str | None = None) -> Sequence[Mine]:
    """The seats of the present person in sittings that are not over, the next one first; of one
    exam where it is named. One statement."""
    query = (
        select(
            Exam.uid,
            Exam.title,
            Candidate.number,
            Seat.place,
            ExamRoom.name,
            Sitting.name,
            Sitting.opens_at,
            Sitting.closes_at,
        )
        .select_from(Candidate)
        .join(Exam, Exam.id == Candidate.exam_id)
        .join(PublishedList, PublishedList.exam_id == Exam.id)
        .join(Seat, Seat.candidate_id == Candidate.id)
        .join(ExamRoom, ExamRoom.id == Seat.room_id)
        .join(Sitting, Sitting.id == ExamRoom.sitting_id)
        .where(
            Candidate.person_id == who().person_id,
            Exam.state != CLOSED,
            Sitting.closes_at > clock.now(),
        )
        .order_by(Sitting.opens_at, Exam.id)
        .limit(most)
    )
    if uid is not None:
        query = query.where(Exam.uid == uid)
    return [Mine(*row) for row in db.session.execute(query)]


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The seats of a pupil."""
    if not who().has(STUDENT):
        web.forbidden()
    return render_template("lms/sittings/mine.html", seats=own(MOST))


def piece() -> Markup | None:
    """The next exams of a pupil on the first page."""
    seats = own(SHORT) if who().has(STUDENT) else ()
    if not seats:
        return None
    items = [
        {
            "label": one.title,
            "url": url_for("sittings_mine.index"),
            "icon": "calendar-event",
            "note": words(one),
            "when": clock.show(one.opens_at),
        }
        for one in seats
    ]
    title = gettext("Room and hour of my exams")
    return web.piece("lms/courses/today.html", title=title, items=items)


def at_door() -> Markup | None:
    """The own seat on the page on which a pupil waits for an exam."""
    found = own(1, (request.view_args or {}).get("uid"))
    if not found:
        return None
    return Markup("<li>{}</li>").format(words(found[0]))


def words(one: Mine) -> str:
    """Room, number and seat in one line."""
    return gettext(
        "Exam room: %(room)s · Candidate number: %(number)s · Seat: %(place)s",
        room=one.room,
        number=one.number or "–",
        place=one.place,
    )


def init(app: Flask) -> None:
    """Fill the first page and the waiting page."""
    with app.app_context():
        registry().fill("home.today", piece)
        registry().fill("exam.wait", at_door)
