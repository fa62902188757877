"""Answers that are kept apart: who decides about them, and what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all, update

from lms.exams import service
from lms.exams.models import (
    BY_PART,
    BY_PERSON,
    COUNTS,
    PART_OVER,
    AnswerDecision,
    AnswerSave,
    Attempt,
    Exam,
)
from school.api import Person
from suite import audit, clock
from suite.db import db


@dataclass(frozen=True)
class HeldLine:
    """What of one attempt waits: how many answers, why (1 another device, 2 late, 3 after the
    end, 4 from a file and proven, 5 from a file and not provable, 6 after the end of their part,
    7 to a question that was left behind), when the first and the last came, by the database's
    clock."""

    attempt_id: int
    full_name: str
    why: int
    count: int
    first_at: datetime
    last_at: datetime


def undecided(exam: Exam) -> list[HeldLine]:
    """The answers of an exam that nobody has decided about, by attempt and reason, in one
    statement."""
    decided = select(AnswerDecision.id).where(
        AnswerDecision.attempt_id == AnswerSave.attempt_id,
        AnswerDecision.epoch == AnswerSave.epoch,
        AnswerDecision.seq == AnswerSave.seq,
    )
    waiting = (
        select(*_columns(AnswerSave.held))
        .select_from(AnswerSave)
        .join(
            Attempt,
            (Attempt.id == AnswerSave.attempt_id) & (Attempt.school_id == AnswerSave.school_id),
        )
        .join(Person, Person.id == Attempt.person_id)
        .where(
            Attempt.exam_id == exam.id,
            AnswerSave.school_id == exam.school_id,
            AnswerSave.held != COUNTS,
            ~decided.exists(),
        )
        .group_by(Attempt.id, Person.full_name, Person.sort_key, AnswerSave.held)
    )
    rows: Sequence[Any] = db.session.execute(union_all(waiting, _after_their_part(exam))).all()
    return [HeldLine(*row[1:]) for row in sorted(rows, key=lambda row: (row[3] == PART_OVER, *row))]


def _columns(why: Any) -> tuple[ColumnElement[Any], ...]:
    """The name's place in a list, then what a line says."""
    return (
        Person.sort_key.label("place"),
        Attempt.id.label("attempt"),
        Person.full_name.label("name"),
        why.label("why"),
        func.count().label("count"),
        func.min(AnswerSave.received_at).label("first"),
        func.max(AnswerSave.received_at).label("last"),
    )


def _after_their_part(exam: Exam) -> Select[Any]:
    return (
        select(*_columns(literal(PART_OVER)))
        .select_from(AnswerDecision)
        .join(Attempt, Attempt.id == AnswerDecision.attempt_id)
        .join(Person, Person.id == Attempt.person_id)
        .join(
            AnswerSave,
            (AnswerSave.school_id == AnswerDecision.school_id)
            & (AnswerSave.attempt_id == AnswerDecision.attempt_id)
            & (AnswerSave.epoch == AnswerDecision.epoch)
            & (AnswerSave.seq == AnswerDecision.seq),
        )
        .where(Attempt.exam_id == exam.id, AnswerDecision.reason == BY_PART)
        .group_by(Attempt.id, Person.full_name, Person.sort_key)
    )


def decide(exam_id: int, attempt_id: int, why: int, accepted: bool, by: int) -> int:
    """Let the waiting answers of an attempt count, or not; how many. Marks what is marked again.

    They count in their order of (epoch, seq): an older answer never replaces a newer one.
    """
    exam = service.locked(exam_id)
    attempt = db.session.scalars(
        select(Attempt)
        .where(Attempt.id == attempt_id, Attempt.exam_id == exam.id)
        .with_for_update()
    ).one()
    if why == PART_OVER:
        count = _decide_part(attempt, accepted, by)
        return _decided(exam, attempt, why, accepted, count)
    decided = db.session.execute(
        select(AnswerDecision.epoch, AnswerDecision.seq).where(
            AnswerDecision.attempt_id == attempt.id
        )
    )
    known = {(epoch, seq) for epoch, seq in decided}
    saves = db.session.execute(
        select(AnswerSave.epoch, AnswerSave.seq).where(
            AnswerSave.school_id == attempt.school_id,
            AnswerSave.attempt_id == attempt.id,
            AnswerSave.held == why,
            AnswerSave.held != COUNTS,
        )
    )
    waiting = [(epoch, seq) for epoch, seq in saves if (epoch, seq) not in known]
    for epoch, seq in waiting:
        db.session.add(
            AnswerDecision(
                school_id=attempt.school_id,
                attempt_id=attempt.id,
                epoch=epoch,
                seq=seq,
                accepted=accepted,
                decided_by=by,
                decided_at=clock.now(),
            )
        )
    return _decided(exam, attempt, why, accepted, len(waiting))


def _decide_part(attempt: Attempt, accepted: bool, by: int) -> int:
    done = db.session.execute(
        update(AnswerDecision)
        .where(AnswerDecision.attempt_id == attempt.id, AnswerDecision.reason == BY_PART)
        .values(accepted=accepted, reason=BY_PERSON, decided_by=by, decided_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def _decided(exam: Exam, attempt: Attempt, why: int, accepted: bool, count: int) -> int:
    if accepted and count:
        attempt.marked_at = None
    detail = {"accepted": accepted, "count": count, "why": why}
    audit.record("attempt.held", f"attempt:{attempt.uid}", detail=detail)
    db.session.commit()
    service.settle(exam)
    return count
