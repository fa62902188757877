"""Who sits where: distributing, moving one, and taking a list in; each use case commits once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from sqlalchemy import Select, delete, func, select

from lms.courses.models import Course
from lms.exams import candidates
from lms.exams.models import Candidate, Exam, ExamCourse
from lms.sittings import rules, seating, service
from lms.sittings.models import ExamRoom, Seat, Sitting
from lms.sittings.rules import NotPossible
from school.api import Person, SchoolClass, granted_on
from suite import audit, clock
from suite.db import db

APART = "separate_room"


@dataclass(frozen=True)
class Outcome:
    """How many were seated, and how many wait for a seat by hand because they sit apart."""

    seated: int
    apart: int


def rooms_of(exam: Exam) -> list[ExamRoom]:
    """The rooms in the order of sittings and names."""
    query = (
        select(ExamRoom)
        .join(Sitting, Sitting.id == ExamRoom.sitting_id)
        .where(Sitting.exam_id == exam.id)
        .order_by(Sitting.opens_at, Sitting.id, ExamRoom.sort_key, ExamRoom.id)
    )
    return list(db.session.scalars(query))


def distribute(exam_id: int, order: rules.Order, seed: int, prefix: str, start: int) -> Outcome:
    """Seat all candidates anew over all rooms and number them in the order of their seats.

    Who is granted a room apart gets a number, and a seat only by hand; the seat by hand stays.
    Raises NotPossible: without rooms, with too few seats, or once somebody has started.
    """
    exam = service.held(exam_id)
    rooms, found = rooms_of(exam), candidates.enrol(exam)
    if not rooms or seating.started(exam):
        db.session.rollback()
        raise NotPossible("started" if rooms else "no_rooms")
    apart = _apart(exam, found)
    alone = _seats_of(apart)
    taken = {
        room.id: {seat.place for seat in alone.values() if seat.room_id == room.id}
        for room in rooms
    }
    try:
        spaces = [rules.Space(room.id, max(0, room.seats - len(taken[room.id]))) for room in rooms]
        people = [one for one in _placed(exam) if one.key not in apart]
        seated = rules.distributed(people, spaces, order, seed)
        numbers = rules.numbers(prefix, start, len(found))
    except NotPossible:
        db.session.rollback()
        raise
    _clear(exam, set(alone))
    free = {room: (n for n in count(1) if n not in places) for room, places in taken.items()}
    for key, room_id, _place in seated:
        place = next(free[room_id])
        db.session.add(
            Seat(school_id=exam.school_id, candidate_id=key, room_id=room_id, place=place)
        )
    in_row = [one[0] for one in seated]
    in_row += [one.key for one in _placed(exam) if one.key not in set(in_row)]
    by_id = {one.id: one for one in found}
    for key, number in zip(in_row, numbers, strict=True):
        by_id[key].number = number
    _written(exam, "sitting.distribute", {"order": order, "seed": seed, "seated": len(seated)})
    return Outcome(len(seated), len(apart) - len(alone))


def _written(exam: Exam, action: str, detail: dict[str, object]) -> None:
    seating.write(exam)
    seating.with_help(exam)
    audit.record(action, f"exam:{exam.uid}", detail=detail)
    db.session.commit()


def _placed(exam: Exam) -> list[rules.Placed]:
    rows = db.session.execute(lines_query(exam).with_only_columns(
        Candidate.id, Person.sort_key, SchoolClass.sort_key
    ))  # fmt: skip
    return [rules.Placed(*row) for row in rows]


def lines_query(exam: Exam) -> Select[Any]:
    """Candidates with their person, the name of their class, seat, room and sitting, by name."""
    query: Any = (
        select(Candidate, Person, SchoolClass.name, Seat.place, ExamRoom, Sitting)
        .join(Person, Person.id == Candidate.person_id)
        .join(
            ExamCourse,
            (ExamCourse.activity_id == Candidate.activity_id),
        )
        .join(Course, Course.id == ExamCourse.course_id)
        .join(SchoolClass, SchoolClass.id == Course.class_id)
        .outerjoin(Seat, Seat.candidate_id == Candidate.id)
        .outerjoin(ExamRoom, ExamRoom.id == Seat.room_id)
        .outerjoin(Sitting, Sitting.id == ExamRoom.sitting_id)
        .where(Candidate.exam_id == exam.id)
        .order_by(Person.sort_key, Person.id)
    )
    return query


def _apart(exam: Exam, found: Sequence[Candidate]) -> set[int]:
    """The ids of the candidates who are granted a room apart."""
    at = exam.opens_at or clock.now()
    days = {one.person_id: clock.local_date(one.opens_at or at) for one in found}
    granted = granted_on(days)
    return {
        one.id
        for one in found
        if any(item.kind == APART for item in granted.get(one.person_id, ()))
    }


def _seats_of(ids: set[int]) -> dict[int, Seat]:
    query = select(Seat).where(Seat.candidate_id.in_(ids))
    return {seat.candidate_id: seat for seat in db.session.scalars(query)}


def _clear(exam: Exam, kept: set[int]) -> None:
    mine = select(Candidate.id).where(Candidate.exam_id == exam.id, Candidate.id.not_in(kept))
    db.session.execute(delete(Seat).where(Seat.candidate_id.in_(mine)))


def move(exam_id: int, candidate_id: int, room_id: int | None) -> None:
    """Give a candidate who has not started the next free place of another room, or none.

    Raises NotPossible: "started", "full", "not_here".
    """
    exam = service.held(exam_id)
    one = db.session.get(Candidate, candidate_id)
    rooms = {room.id: room for room in rooms_of(exam)}
    try:
        if one is None or one.exam_id != exam.id or (room_id and room_id not in rooms):
            raise NotPossible("not_here")
        if one.person_id in seating.started(exam):
            raise NotPossible("started")
        seat(one, rooms[room_id] if room_id else None)
    except NotPossible:
        db.session.rollback()
        raise
    _written(exam, "sitting.move", {"candidate": candidate_id, "room": room_id})


def seat(one: Candidate, room: ExamRoom | None, place: int | None = None) -> None:
    """Seat a candidate at a place, or the next free one; flushed. Raises NotPossible("full")."""
    held = db.session.scalar(select(Seat).where(Seat.candidate_id == one.id))
    if room is None:
        if held is not None:
            db.session.delete(held)
        return
    if held is not None and held.room_id == room.id and place is None:
        return
    taken = set(
        db.session.scalars(
            select(Seat.place).where(Seat.room_id == room.id, Seat.candidate_id != one.id)
        )
    )
    free = (n for n in range(1, room.seats + 1) if n not in taken)
    chosen = place if place and place not in taken and place <= room.seats else next(free, None)
    if chosen is None:
        raise NotPossible("full", room=room.name)
    if held is None:
        held = Seat(school_id=one.school_id, candidate_id=one.id, room_id=room.id, place=chosen)
        db.session.add(held)
    held.room_id, held.place = room.id, chosen
    db.session.flush()


def seat_counts(exam: Exam) -> dict[int | None, int]:
    """How many candidates sit in each room, and under None those without a seat; one statement."""
    query = (
        select(Seat.room_id, func.count())
        .select_from(Candidate)
        .outerjoin(Seat, Seat.candidate_id == Candidate.id)
        .where(Candidate.exam_id == exam.id)
        .group_by(Seat.room_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}
