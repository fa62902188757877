"""Marking by people, and what is asked of it afterwards.

lms_marking_plan       how an exam is marked by hand: blind, one or two markers, requests until when
lms_marking_marker     who marks beside the teacher: as second, or as third who decides
lms_marking_mark       what one marker gives one answer
  lms_marking_step     append-only: every state that such a mark had
lms_marking_comment    ready comments, one's own or shared within the subject
lms_marking_change     whose score a ruling (lms_exam_ruling) changes, from what to what
lms_marking_request    a pupil asks that an exam or an answer be marked again (phúc khảo)

An answer is named by attempt and question, because results are written anew at each marking.
"""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.exams.decided import Ruling
from lms.exams.models import Attempt, Exam, ExamQuestion
from school.api import OrgUnit, Person, Subject
from suite.db import BigId, Hundredths, Json, Model, UtcDateTime

FIRST, SECOND, THIRD = 1, 2, 3
OPEN, PROPOSED, KEPT, CHANGED, WITHDRAWN = "open", "proposed", "kept", "changed", "withdrawn"


class Plan(Model):
    """Two markers: where they differ by more than `most_apart` points a third decides, else their
    mean counts, rounded half up to a multiple of `step`. `seed` orders the answers when `blind`."""

    __tablename__ = "lms_marking_plan"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id), unique=True)
    blind: Mapped[bool] = mapped_column(default=False)
    two_markers: Mapped[bool] = mapped_column(default=False)
    most_apart: Mapped[Decimal] = mapped_column(Hundredths)
    step: Mapped[Decimal] = mapped_column(Hundredths)
    seed: Mapped[str] = mapped_column(String(32))
    requests_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class Marker(Model):
    __tablename__ = "lms_marking_marker"
    __table_args__ = (
        UniqueConstraint("exam_id", "place"),
        UniqueConstraint("exam_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    place: Mapped[int] = mapped_column(SmallInteger)

    person: Mapped[Person] = relationship()


class HandMark(Model):
    """`rows` are the points for each line of the rubric, as texts; None where points are free."""

    __tablename__ = "lms_marking_mark"
    __table_args__ = (UniqueConstraint("attempt_id", "question_id", "place"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    attempt_id: Mapped[int] = mapped_column(ForeignKey(Attempt.id))
    question_id: Mapped[int] = mapped_column(ForeignKey(ExamQuestion.id), index=True)
    place: Mapped[int] = mapped_column(SmallInteger)
    points: Mapped[Decimal] = mapped_column(Hundredths)
    rows: Mapped[list[str] | None] = mapped_column(Json)
    comment: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class HandStep(Model):
    __tablename__ = "lms_marking_step"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    mark_id: Mapped[int] = mapped_column(ForeignKey(HandMark.id), index=True)
    points: Mapped[Decimal] = mapped_column(Hundredths)
    comment: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Comment(Model):
    __tablename__ = "lms_marking_comment"
    __table_args__ = (Index("ix_lms_marking_comment_use", "school_id", "subject_code"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    subject_code: Mapped[str] = mapped_column(ForeignKey(Subject.code))
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    shared: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Change(Model):
    """`rise` is after less before; a draft's rows are made anew when the marking moved on."""

    __tablename__ = "lms_marking_change"
    __table_args__ = (UniqueConstraint("ruling_id", "attempt_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    ruling_id: Mapped[int] = mapped_column(ForeignKey(Ruling.id))
    attempt_id: Mapped[int] = mapped_column(ForeignKey(Attempt.id), index=True)
    before: Mapped[Decimal] = mapped_column(Hundredths)
    after: Mapped[Decimal] = mapped_column(Hundredths)
    rise: Mapped[Decimal] = mapped_column(Hundredths)

    attempt: Mapped[Attempt] = relationship()


class Request(Model):
    """`question_id` None asks for the whole exam. A teacher proposes, a second person decides;
    points are those of the one question, None where they stay or the whole exam is asked."""

    __tablename__ = "lms_marking_request"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id), index=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey(Attempt.id), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey(ExamQuestion.id))
    words: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default=OPEN)
    points_before: Mapped[Decimal | None] = mapped_column(Hundredths)
    proposed_points: Mapped[Decimal | None] = mapped_column(Hundredths)
    proposed_words: Mapped[str] = mapped_column(Text, default="")
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    proposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_points: Mapped[Decimal | None] = mapped_column(Hundredths)
    decided_words: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    attempt: Mapped[Attempt] = relationship()
    question: Mapped[ExamQuestion | None] = relationship()
    proposer: Mapped[Person | None] = relationship(foreign_keys=[proposed_by])
    decider: Mapped[Person | None] = relationship(foreign_keys=[decided_by])
