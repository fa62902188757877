"""Recorded outages as the report of a room tells them: from when until when, whom they struck."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from lms.exams import late, rules
from lms.exams.clocks import database_now
from lms.exams.models import AnswerSave, Attempt, Candidate
from lms.exams.traces import OFFLINE, Fact, Outage
from lms.sittings.models import ExamRoom, Seat
from school.api import Person
from suite.db import db

# So long after the end of a sitting somebody with more time may still be at work.
AFTER = timedelta(hours=3)


@dataclass(frozen=True)
class Struck:
    """A candidate whom an outage struck; `minutes`: how much more time was given in all."""

    number: str
    name: str
    minutes: int


@dataclass(frozen=True)
class Told:
    """An outage and the candidates of a room who were at work and could not be heard meanwhile."""

    outage: Outage
    struck: list[Struck]


@dataclass(frozen=True)
class _Work:
    attempt: Attempt
    candidate: Candidate
    name: str

    def until(self) -> datetime:
        """The end of the work; of who is paused or at work still, now."""
        end = self.attempt.closed_at or self.attempt.ends_at
        return min(end, database_now())

    def minutes(self) -> int:
        """Minutes beyond those of the exam and of what is granted to the person; pauses too."""
        exam, one = self.attempt.exam, self.candidate
        if rules.is_paused(self.attempt.ends_at):
            return 0
        extra = timedelta(minutes=one.extra_minutes)
        planned = self.attempt.started_at + timedelta(minutes=exam.minutes) + extra
        closes = one.closes_at or exam.closes_at
        if closes is not None:
            planned = min(planned, closes + extra)
        return max(0, round((self.attempt.ends_at - planned).total_seconds() / 60))


def of_room(room: ExamRoom) -> list[Told]:
    """The outages during the sitting of a room, the first one first; at most four statements."""
    sitting = room.sitting
    found = [
        one
        for one in late.outages_of(sitting.exam)
        if one.room in ("", room.name)
        and one.ends_at > sitting.opens_at
        and one.begins_at < sitting.closes_at + AFTER
    ]
    if not found:
        return []
    work = _work(room)
    ids = [one.attempt.id for one in work]
    away, heard = _offline(ids), _heard(room.school_id, ids, found)
    return [Told(one, _struck(one, work, away, heard)) for one in found]


def _work(room: ExamRoom) -> list[_Work]:
    query = (
        select(Attempt, Candidate, Person.full_name)
        .join(Candidate, Candidate.person_id == Attempt.person_id)
        .join(Seat, Seat.candidate_id == Candidate.id)
        .join(Person, Person.id == Candidate.person_id)
        .where(
            Seat.room_id == room.id,
            Candidate.exam_id == room.sitting.exam_id,
            Attempt.exam_id == room.sitting.exam_id,
            Attempt.school_id == room.school_id,
        )
        .order_by(Seat.place, Attempt.id)
    )
    return [_Work(*row) for row in db.session.execute(query)]


def _offline(ids: list[int]) -> dict[int, list[tuple[datetime, datetime]]]:
    """The spells without network that devices told of, by attempt."""
    query = select(Fact.attempt_id, Fact.at, Fact.seconds).where(
        Fact.attempt_id.in_(ids), Fact.kind == OFFLINE
    )
    spells: dict[int, list[tuple[datetime, datetime]]] = {}
    for attempt_id, at, seconds in db.session.execute(query):
        spells.setdefault(attempt_id, []).append((at, at + timedelta(seconds=seconds or 0)))
    return spells


def _heard(school_id: int, ids: list[int], found: list[Outage]) -> dict[int, list[datetime]]:
    """When answers arrived between the first outage and the last, by attempt."""
    query = select(AnswerSave.attempt_id, AnswerSave.received_at).where(
        AnswerSave.school_id == school_id,
        AnswerSave.attempt_id.in_(ids),
        AnswerSave.received_at >= min(one.begins_at for one in found),
        AnswerSave.received_at <= max(one.ends_at for one in found),
    )
    moments: dict[int, list[datetime]] = {}
    for attempt_id, at in db.session.execute(query):
        moments.setdefault(attempt_id, []).append(at)
    return moments


def _struck(
    outage: Outage,
    work: list[_Work],
    away: dict[int, list[tuple[datetime, datetime]]],
    heard: dict[int, list[datetime]],
) -> list[Struck]:
    begins, ends = outage.begins_at, outage.ends_at
    found = []
    for one in work:
        key = one.attempt.id
        if one.attempt.started_at >= ends or one.until() <= begins:
            continue
        said = any(start < ends and end > begins for start, end in away.get(key, ()))
        silent = not any(begins <= at <= ends for at in heard.get(key, ()))
        if said or silent:
            found.append(Struck(one.candidate.number, one.name, one.minutes()))
    return found
