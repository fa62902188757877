"""What the boards of an exam show, made once for all who look, a few statements at most.

A snapshot holds every candidate of the exam. It is kept in the process for a moment, longer where
it costs more, so that ten boards cost no more than one. Each row knows when it was seen to change
(database time), so that a board gets only what changed since the snapshot that it has; snapshots
of other processes may tell a change twice, but never leave one out.
"""

import json
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from flask import Flask, current_app
from sqlalchemy import and_, case, event, func, or_, select

from lms.exams import rules
from lms.exams.clocks import database_now
from lms.exams.models import COUNTS, AnswerSave, Attempt, Candidate, Exam
from lms.exams.traces import LEFT, Contact, Fact
from lms.sittings.models import Seat
from suite import clock
from suite.db import db

EVERY, SHARE, MOST_EXAMS = 2.5, 15, 32
QUIET = timedelta(seconds=150)
NOT_STARTED, WORKING, PAUSED, OFFLINE, FINISHED = STATES = (
    "not_started",
    "working",
    "paused",
    "offline",
    "finished",
)


class Line(NamedTuple):
    """A candidate on a board. `since`: offline since; `left`: how often the page was left."""

    candidate_id: int
    person_id: int
    room_id: int | None
    place: int | None
    number: str
    attempt_uid: str
    state: str
    answered: int
    ends_at: datetime | None
    since: datetime | None
    left: int

    def told(self) -> dict[str, Any]:
        """The line as boards get it: state, answered, and words of times."""
        told: dict[str, Any] = {"state": self.state, "answered": self.answered}
        if self.ends_at is not None:
            told["ends"] = _hour(self.ends_at)
        if self.since is not None:
            told["since"] = _hour(self.since)
        if self.left:
            told["left"] = self.left
        return told


def _hour(at: datetime) -> str:
    return at.astimezone(clock.VN).strftime("%H:%M")


@dataclass
class Snapshot:
    """All lines at a moment of the database's clock, when each was seen to change (ms), and what
    boards get of it, as JSON."""

    at: int
    first: int
    lines: dict[int, Line]
    changed: dict[int, int]
    texts: dict[int, str]
    until: float = 0.0
    closed: dict[int, int] = field(default_factory=dict)


class Boards:
    """The snapshots of one process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Snapshot] = OrderedDict()
        self._locks: dict[int, threading.Lock] = {}
        self._heard = False

    def forget(self, exam_id: int | None = None) -> None:
        """Look anew at the next ask; the history of an exam stays."""
        for known, one in list(self._kept.items()):
            if exam_id in (None, known):
                one.until = 0.0

    def clear(self) -> None:
        """Forget everything: another database follows."""
        self._kept.clear()

    def of(self, exam: Exam) -> Snapshot:
        """The newest snapshot, made when the kept one is old."""
        if not self._heard:
            event.listen(db.engine, "engine_disposed", lambda _engine: self.clear())
            self._heard = True
        with self._locks.setdefault(exam.id, threading.Lock()):
            kept = self._kept.get(exam.id)
            if kept is None or time.monotonic() >= kept.until:
                begun = time.monotonic()
                kept = self._kept[exam.id] = _made(exam, kept)
                cost = time.monotonic() - begun
                kept.until = time.monotonic() + max(EVERY, SHARE * cost)
            self._kept.move_to_end(exam.id)
            while len(self._kept) > MOST_EXAMS:
                self._kept.popitem(last=False)
            return kept


def boards() -> Boards:
    """The boards of the running app."""
    found: Boards = current_app.extensions["lopso.sittings.boards"]
    return found


def init(app: Flask) -> None:
    """Give the app its boards."""
    app.extensions["lopso.sittings.boards"] = Boards()


def _made(exam: Exam, before: Snapshot | None) -> Snapshot:
    now = database_now()
    at = int(now.timestamp() * 1000)
    rows = db.session.execute(_candidates(exam)).all()
    closed = dict(before.closed) if before else {}
    saved, left = _saved(exam, before), _left(exam)
    lines = {}
    for row in rows:
        answered, heard = saved.get(row.attempt_id, (closed.get(row.attempt_id, 0), None))
        line = _line(row, answered, heard, left, now)
        if line.state == FINISHED:
            closed[row.attempt_id] = line.answered
        lines[line.candidate_id] = line
    if before is None:
        texts = {key: _text(line) for key, line in lines.items()}
        return Snapshot(at, at, lines, dict.fromkeys(lines, at), texts, closed=closed)
    fresh = {key for key, line in lines.items() if before.lines.get(key) != line}
    changed = {key: at if key in fresh else before.changed[key] for key in lines}
    texts = {key: _text(line) if key in fresh else before.texts[key] for key, line in lines.items()}
    return Snapshot(at, before.first, lines, changed, texts, closed=closed)


def _text(line: Line) -> str:
    return f'"{line.candidate_id}":{json.dumps(line.told(), separators=(",", ":"))}'


def _candidates(exam: Exam) -> Any:
    last = (
        select(Attempt.person_id, func.max(Attempt.number).label("number"))
        .where(Attempt.exam_id == exam.id)
        .group_by(Attempt.person_id)
        .subquery()
    )
    return (
        select(
            Candidate.id,
            Candidate.person_id,
            Candidate.number,
            Seat.room_id,
            Seat.place,
            Attempt.id.label("attempt_id"),
            Attempt.uid,
            Attempt.started_at,
            Attempt.ends_at,
            Attempt.accepts_until,
            Attempt.closed_at,
            Contact.heard_at,
        )
        .outerjoin(Seat, Seat.candidate_id == Candidate.id)
        .outerjoin(last, last.c.person_id == Candidate.person_id)
        .outerjoin(
            Attempt,
            and_(
                Attempt.school_id == Candidate.school_id,
                Attempt.exam_id == Candidate.exam_id,
                Attempt.person_id == Candidate.person_id,
                Attempt.number == last.c.number,
            ),
        )
        .outerjoin(
            Contact,
            (Contact.school_id == Attempt.school_id) & (Contact.attempt_id == Attempt.id),
        )
        .where(Candidate.exam_id == exam.id)
        .order_by(Candidate.id)
    )


def _saved(exam: Exam, before: Snapshot | None) -> dict[int, tuple[int, datetime]]:
    """Places with an answer that counts, and when the newest answer came, by attempt; those that
    were closed well before the snapshot before stay as they were."""
    counting = case((AnswerSave.held == COUNTS, AnswerSave.item))
    running = select(Attempt.id).where(Attempt.exam_id == exam.id)
    if before is not None:
        since = datetime.fromtimestamp(before.at / 1000, UTC) - QUIET
        running = running.where(or_(Attempt.closed_at.is_(None), Attempt.closed_at > since))
    query = (
        select(
            AnswerSave.attempt_id,
            func.count(counting.distinct()),
            func.max(AnswerSave.received_at),
        )
        .where(AnswerSave.school_id == exam.school_id, AnswerSave.attempt_id.in_(running))
        .group_by(AnswerSave.attempt_id)
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query)}


def _left(exam: Exam) -> dict[int, int]:
    """How often the page was left, by attempt."""
    query = (
        select(Fact.attempt_id, func.count())
        .join(Attempt, Attempt.id == Fact.attempt_id)
        .where(Attempt.exam_id == exam.id, Fact.kind == LEFT)
        .group_by(Fact.attempt_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _line(
    row: Any, answered: int, saved: datetime | None, left: dict[int, int], now: datetime
) -> Line:
    state, since = NOT_STARTED, None
    ends_at = row.closed_at or row.ends_at
    if row.attempt_id is not None:
        heard = max(at for at in (row.started_at, row.heard_at, saved) if at is not None)
        state = WORKING
        if row.closed_at is not None or row.accepts_until <= now:
            state = FINISHED
        elif rules.is_paused(row.ends_at):
            state, ends_at = PAUSED, None
        elif now - heard > QUIET:
            state, since = OFFLINE, heard
    return Line(
        candidate_id=row.id,
        person_id=row.person_id,
        room_id=row.room_id,
        place=row.place,
        number=row.number,
        attempt_uid=row.uid or "",
        state=state,
        answered=answered,
        ends_at=ends_at,
        since=since,
        left=left.get(row.attempt_id, 0),
    )
