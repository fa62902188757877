"""What people decided about the marking of an exam; see models.py for where it belongs.

lms_exam_ruling     how a question is marked from now on, instead of what its pinned version says
lms_exam_verdict    the points of one answer, given by a person

The machine marks as often as it likes; what stands here is laid over it each time. A ruling on
the whole question goes before a verdict on one answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms import parameters
from lms.exams.models import Attempt, Exam, ExamQuestion
from lms.exams.papers import pinned
from lms.hooks import Marked
from school.api import OrgUnit, Person
from suite.db import BigId, Hundredths, Json, Model, UtcDateTime, db

AS_WRITTEN, NEW_KEY, FULL, OUT = "as_written", "key", "full", "out"


class Ruling(Model):
    """`key` is that of the question's kind, and only of a NEW_KEY; `old` is what it replaces:
    {"rule", "key"}. Not yet applied it is a draft. One at most is `in_force` for a question."""

    __tablename__ = "lms_exam_ruling"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey(ExamQuestion.id), index=True)
    rule: Mapped[str] = mapped_column(String(12))
    key: Mapped[dict[str, Any] | None] = mapped_column(Json)
    old: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(String(300))
    made_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    in_force: Mapped[bool] = mapped_column(default=False)

    question: Mapped[ExamQuestion] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[made_by])


class Verdict(Model):
    """`comment` is for the pupil."""

    __tablename__ = "lms_exam_verdict"
    __table_args__ = (UniqueConstraint("school_id", "attempt_id", "question_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    attempt_id: Mapped[int] = mapped_column(ForeignKey(Attempt.id), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey(ExamQuestion.id), index=True)
    points: Mapped[Decimal] = mapped_column(Hundredths)
    comment: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Decided:
    """Rulings by question, verdicts by (attempt, question)."""

    rulings: Mapping[int, Ruling] = field(default_factory=dict)
    verdicts: Mapping[tuple[int, int], Verdict] = field(default_factory=dict)

    def rule(self, question_id: int) -> str:
        """How the question is marked: AS_WRITTEN, NEW_KEY, FULL or OUT."""
        found = self.rulings.get(question_id)
        return found.rule if found else AS_WRITTEN

    def counts(self, question_id: int) -> bool:
        """Whether the question is part of the sum."""
        return self.rule(question_id) != OUT

    def key(
        self, question: ExamQuestion, values: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """The key by which the question is marked now, with these values of its parameters."""
        found = self.rulings.get(question.id)
        key = found.key if found and found.key is not None else pinned(question).key
        filled: dict[str, Any] = parameters.filled(key, values) if values else key
        return filled

    def over(
        self, attempt_id: int, question_id: int, marked: Marked, possible: Decimal
    ) -> tuple[str, Decimal]:
        """State and points of an answer, once people had their say over the machine's mark."""
        rule = self.rule(question_id)
        if rule in (FULL, OUT):
            return rule, (possible if rule == FULL else Decimal(0))
        verdict = self.verdicts.get((attempt_id, question_id))
        if verdict is None:
            return marked.state, marked.points
        return state_of(verdict.points, possible), min(verdict.points, possible)


def state_of(points: Decimal, possible: Decimal) -> str:
    """The state of an answer to which a person gave the points."""
    if points >= possible:
        return "right"
    return "partly" if points > 0 else "wrong"


def rulings_of(exam_id: int) -> dict[int, Ruling]:
    """The rulings in force by question; one statement."""
    query = select(Ruling).where(Ruling.exam_id == exam_id, Ruling.in_force)
    return {one.question_id: one for one in db.session.scalars(query)}


def decided(exam_id: int, attempt_ids: Sequence[int]) -> Decided:
    """All that was decided about these attempts of an exam; two statements."""
    query = select(Verdict).where(Verdict.attempt_id.in_(attempt_ids))
    verdicts = {(one.attempt_id, one.question_id): one for one in db.session.scalars(query)}
    return Decided(rulings_of(exam_id), verdicts)


def why(found: Decided) -> str | None:
    """What the newest ruling says for itself, as steps of marks keep it."""
    applied = [one for one in found.rulings.values() if one.applied_at is not None]
    return max(applied, key=lambda one: (one.applied_at, one.id)).reason if applied else None
