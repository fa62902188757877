"""The live board: who has not started, who works, who has finished; two statements."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from lms.courses.door import pupils_of
from lms.exams.marking import database_now
from lms.exams.models import COUNTS, AnswerSave, Attempt, Exam
from school.api import Person
from suite.db import db

STATES = ("not_started", "working", "finished")


@dataclass(frozen=True)
class Row:
    """One pupil of the class."""

    person: Person
    attempt: Attempt | None
    state: str
    answered: int


def rows_of(exam: Exam) -> list[Row]:
    """Every pupil of the class, and whoever has an attempt without being in it any more."""
    attempts = {
        attempt.person_id: attempt
        for attempt in db.session.scalars(select(Attempt).where(Attempt.exam_id == exam.id))
    }
    answered = answered_counts(exam, [attempt.id for attempt in attempts.values()])
    people = pupils_of(exam.course)
    gone = set(attempts) - {person.id for person in people}
    if gone:
        people += db.session.scalars(select(Person).where(Person.id.in_(gone)))
    now = database_now()
    found = []
    for person in people:
        attempt = attempts.get(person.id)
        state = "not_started"
        if attempt is not None:
            over = attempt.closed_at is not None or attempt.accepts_until <= now
            state = "finished" if over else "working"
        found.append(Row(person, attempt, state, answered.get(attempt.id, 0) if attempt else 0))
    return found


def answered_counts(exam: Exam, attempt_ids: list[int]) -> dict[int, int]:
    """How many places of the paper have an answer that counts, by attempt."""
    rows = db.session.execute(
        select(AnswerSave.attempt_id, func.count(AnswerSave.item.distinct()))
        .where(
            AnswerSave.school_id == exam.school_id,
            AnswerSave.attempt_id.in_(attempt_ids),
            AnswerSave.held == COUNTS,
        )
        .group_by(AnswerSave.attempt_id)
    )
    return {row[0]: row[1] for row in rows}


def told(rows: list[Row]) -> tuple[str, str]:
    """The board as JSON and its tag; the same board has the same tag."""
    body: dict[str, Any] = {
        "counts": {state: sum(row.state == state for row in rows) for state in STATES},
        "rows": {
            str(row.person.id): {"state": row.state, "answered": row.answered} for row in rows
        },
    }
    text = json.dumps(body, separators=(",", ":"), sort_keys=True)
    return text, hashlib.sha256(text.encode()).hexdigest()[:16]
