"""Sheets to print: the candidate list, the list for the door, the report of a room."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from lms.exams.models import Attempt
from lms.sittings import live, outages, placing, watching
from lms.sittings.models import ExamRoom, Invigilator, Seat
from lms.sittings.permissions import room_for
from school.api import OrgUnit, Person, names_viewed
from suite import clock, web
from suite.db import db

blueprint = Blueprint("sittings_sheets", __name__, url_prefix="/sittings/rooms/<uid>")


@dataclass(frozen=True)
class Row:
    """A candidate on a sheet."""

    place: int
    number: str
    person: Person
    class_name: str


def _noted(uid: str) -> ExamRoom:
    """The room of a sheet; that its names are seen is noted."""
    names_viewed(f"room:{room_for(uid).id}")
    return room_for(uid)


def _rows(room: ExamRoom) -> list[Row]:
    query = placing.lines_query(room.sitting.exam).where(Seat.room_id == room.id)
    rows = db.session.execute(query.order_by(None).order_by(Seat.place))
    return [Row(row[3], row[0].number, row[1], row[2]) for row in rows]


def _school(room: ExamRoom) -> tuple[OrgUnit, OrgUnit | None]:
    school = db.session.get_one(OrgUnit, room.school_id)
    return school, db.session.get(OrgUnit, school.parent_id) if school.parent_id else None


def _watchers(room: ExamRoom) -> list[str]:
    query = (
        select(Person.full_name)
        .join(Invigilator, Invigilator.person_id == Person.id)
        .where(Invigilator.room_id == room.id)
        .order_by(Person.sort_key)
    )
    return list(db.session.scalars(query))


def _sheet(template: str, room: ExamRoom, **more: object) -> str:
    school, above = _school(room)
    return render_template(
        template,
        room=room,
        sitting=room.sitting,
        exam=room.sitting.exam,
        school=school,
        above=above,
        rows=_rows(room),
        watchers=_watchers(room),
        today=clock.today(),
        **more,
    )


@blueprint.get("/list")
@web.writes
def candidates(uid: str) -> ResponseReturnValue:
    """The candidates with a column to sign."""
    return _sheet("lms/sittings/sheet_candidates.html", _noted(uid))


@blueprint.get("/door")
@web.writes
def door(uid: str) -> ResponseReturnValue:
    """The list that hangs at the door."""
    return _sheet("lms/sittings/sheet_door.html", _noted(uid))


@blueprint.get("/report")
@web.writes
def report(uid: str) -> ResponseReturnValue:
    """The report of the room: counts, who was absent, what happened, signatures."""
    room = _noted(uid)
    exam = room.sitting.exam
    live.boards().forget(exam.id)
    lines = watching.lines_of(exam, [room])
    people = [one.person_id for one in lines]
    query = select(Attempt.close_reason, Attempt.person_id).where(
        Attempt.exam_id == exam.id, Attempt.person_id.in_(people)
    )
    handed_in = sum(row[0] == "handed_in" for row in db.session.execute(query))
    return _sheet(
        "lms/sittings/report.html",
        room,
        total=len(lines),
        absent={one.candidate_id for one in lines if one.state == live.NOT_STARTED},
        absentees=watching.dressed([one for one in lines if one.state == live.NOT_STARTED], [room]),
        counts=watching.counts_of(lines),
        handed_in=handed_in,
        outages=outages.of_room(room),
        incidents=watching.incidents_of([room]),
    )
