"""The live board: who has not started, who works, who has finished; three statements."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, or_, select

from lms.courses.models import Course
from lms.exams.clocks import database_clock, database_now
from lms.exams.models import COUNTS, AnswerSave, Attempt, Candidate, Exam, ExamCourse
from lms.exams.results import counted_mark
from school.api import Enrolment, Person, valid_today
from suite.db import db

STATES = ("not_started", "working", "finished")


@dataclass(frozen=True)
class Row:
    """One pupil of the class: the newest attempt, how many there are, and the mark that counts."""

    person: Person
    attempt: Attempt | None
    state: str
    answered: int
    attempts: int
    score: Decimal | None


@dataclass(frozen=True)
class Taken:
    """All attempts at an exam, the newest first, and the database's time."""

    attempts: list[Attempt]
    now: datetime

    @property
    def due(self) -> bool:
        """Whether one is to be closed or marked."""
        return any(_over(one, self.now) and one.marked_at is None for one in self.attempts)

    @property
    def ended(self) -> bool:
        """Whether one is closed, so that answers can have come late."""
        return any(one.closed_at is not None for one in self.attempts)


def taken_of(exam: Exam) -> Taken:
    """The attempts at an exam; one statement, two where there is none."""
    query = select(Attempt, database_clock()).where(Attempt.exam_id == exam.id)
    found = db.session.execute(query.order_by(Attempt.number.desc())).all()
    return Taken([row[0] for row in found], found[0][1] if found else database_now())


def _over(attempt: Attempt, now: datetime) -> bool:
    return attempt.closed_at is not None or attempt.accepts_until <= now


def rows_of(
    exam: Exam, activities: Sequence[int] | None = None, told: Taken | None = None
) -> list[Row]:
    """Every candidate and every pupil of the classes, of these activities only where given."""
    told = told or taken_of(exam)
    taken: dict[int, list[Attempt]] = {}
    for attempt in told.attempts:
        taken.setdefault(attempt.person_id, []).append(attempt)
    people = list(db.session.scalars(_people(exam, activities)))
    seen = {person.id for person in people}
    ids = [found[0].id for person_id, found in taken.items() if person_id in seen]
    answered = answered_counts(exam, ids)
    found = []
    for person in people:
        mine = taken.get(person.id, [])
        if not mine:
            found.append(Row(person, None, "not_started", 0, 0, None))
            continue
        over = _over(mine[0], told.now)
        closed = [attempt for attempt in mine if attempt.closed_at is not None]
        found.append(
            Row(
                person,
                mine[0],
                "finished" if over else "working",
                answered.get(mine[0].id, 0),
                len(mine),
                counted_mark(exam, closed),
            )
        )
    return found


def _people(exam: Exam, activities: Sequence[int] | None) -> Select[Person]:
    candidates = select(Candidate.person_id).where(Candidate.exam_id == exam.id)
    pupils = (
        select(Enrolment.person_id)
        .join(Course, Course.class_id == Enrolment.class_id)
        .join(ExamCourse, ExamCourse.course_id == Course.id)
        .where(
            ExamCourse.exam_id == exam.id,
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
        )
    )
    if activities is not None:
        candidates = candidates.where(Candidate.activity_id.in_(activities))
        pupils = pupils.where(ExamCourse.activity_id.in_(activities))
    query = select(Person).where(or_(Person.id.in_(candidates), Person.id.in_(pupils)))
    return query.order_by(Person.sort_key, Person.id)


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
