"""What who watches a room does besides looking; each use case commits once."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.exams import devices, overseeing
from lms.exams.models import Candidate, Exam
from lms.sittings import live, service
from lms.sittings.models import ExamRoom, Incident, Seat
from school.api import Person
from suite import audit, clock
from suite.db import db
from suite.text import nfc

Act = Callable[[int, Sequence[int]], int]
ACTS: dict[str, Act] = {
    "pause": overseeing.pause,
    "resume": overseeing.resume,
    "close": overseeing.close,
}
SINGLE = {"unlock": devices.unlock, "move": devices.move}
KNOWN = {"extend", *ACTS, *SINGLE}
MOST_MINUTES = 120


@dataclass(frozen=True)
class Shown:
    """A line of the board with the name; `room` is the name of the room."""

    line: live.Line
    person: Person
    room: str


def lines_of(exam: Exam, rooms: Sequence[ExamRoom]) -> list[live.Line]:
    """The candidates of some rooms now, in the order of rooms and seats."""
    return seated(live.boards().of(exam), rooms)


def seated(found: live.Snapshot, rooms: Sequence[ExamRoom]) -> list[live.Line]:
    """The candidates of some rooms in a snapshot, in the order of rooms and seats."""
    order = {room.id: place for place, room in enumerate(rooms)}
    here = [one for one in found.lines.values() if one.room_id in order]
    return sorted(here, key=lambda one: (order[one.room_id or 0], one.place or 0))


def chosen(lines: Sequence[live.Line], state: str, words: str) -> list[live.Line]:
    """Those in a state ("": any) whose candidate number ends with some words."""
    end = words.casefold()
    return [
        one for one in lines if state in ("", one.state) and one.number.casefold().endswith(end)
    ]


def dressed(lines: Sequence[live.Line], rooms: Sequence[ExamRoom]) -> list[Shown]:
    """Lines with the names of their candidates; one statement."""
    query = select(Person).where(Person.id.in_([one.person_id for one in lines]))
    people = {person.id: person for person in db.session.scalars(query)}
    names = {room.id: room.name for room in rooms}
    return [Shown(one, people[one.person_id], names[one.room_id or 0]) for one in lines]


def counts_of(lines: Sequence[live.Line]) -> dict[str, int]:
    """How many are in each state."""
    found = Counter(one.state for one in lines)
    return {state: found[state] for state in live.STATES}


def seated_people(rooms: Sequence[ExamRoom], candidate_id: int | None) -> list[int]:
    """The ids of the persons who sit in the rooms, or of one of them."""
    query = (
        select(Candidate.person_id)
        .join(Seat, Seat.candidate_id == Candidate.id)
        .where(Seat.room_id.in_([room.id for room in rooms]))
    )
    if candidate_id is not None:
        query = query.where(Candidate.id == candidate_id)
    return list(db.session.scalars(query))


def act(
    exam: Exam,
    rooms: Sequence[ExamRoom],
    action: str,
    candidate_id: int | None,
    minutes: int,
    by: int,
) -> int:
    """Do something to the running attempts of rooms or of one candidate there; to how many.

    Raises KeyError for an unknown action.
    """
    exam_id, people = exam.id, seated_people(rooms, candidate_id)
    if action == "extend":
        count = overseeing.extend(exam_id, people, minutes)
    elif action in SINGLE:
        count = sum(SINGLE[action](one, by) for one in overseeing.running(exam_id, people))
    else:
        count = ACTS[action](exam_id, people)
    live.boards().forget(exam_id)
    return count


def open_rooms(exam: Exam, rooms: Sequence[ExamRoom], by: int) -> None:
    """Let the candidates of rooms start. Raises rules.NotPossible."""
    exam_id = exam.id
    for room in rooms:
        service.open_room(room, by)
    live.boards().forget(exam_id)


def note(room: ExamRoom, candidate_id: int | None, at: datetime, text: str, by: int) -> Incident:
    """Note what happened in a room. Raises LookupError for a candidate who does not sit there."""
    if candidate_id is not None and not seated_people([room], candidate_id):
        raise LookupError(candidate_id)
    row = Incident(
        school_id=room.school_id,
        room_id=room.id,
        candidate_id=candidate_id,
        happened_at=at,
        text=nfc(text).strip(),
        noted_by=by,
        noted_at=clock.now(),
    )
    db.session.add(row)
    audit.record("sitting.incident", f"room:{room.uid}", detail={"candidate": candidate_id})
    db.session.commit()
    return row


def incidents_of(rooms: Sequence[ExamRoom]) -> list[Incident]:
    """What was noted in some rooms, in the order in which it happened; one statement."""
    query = (
        select(Incident)
        .where(Incident.room_id.in_([room.id for room in rooms]))
        .options(joinedload(Incident.candidate).joinedload(Candidate.person))
        .options(joinedload(Incident.noted))
        .order_by(Incident.happened_at, Incident.id)
    )
    return list(db.session.scalars(query))
