"""Practice: question sets of the bank that the library lends out.

lms_practice_set         of a school: which questions, in their order, and for which places
  lms_practice_version   what was offered to the library: every question as it then was
    lms_practice_run     one person's way through it
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.api import OrgUnit, Person, Subject
from suite.db import BigId, Json, Model, Uid, UtcDateTime, new_uid


class PracticeSet(Model):
    """`items` are ids of questions, `nodes` uids of places in the curriculum (None: those of the
    questions). `current_number` is the version that was offered last, 0 for none; `version`
    counts the edits."""

    __tablename__ = "lms_practice_set"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    title: Mapped[str] = mapped_column(String(200))
    subject_code: Mapped[str] = mapped_column(ForeignKey(Subject.code))
    grade: Mapped[int | None]
    items: Mapped[list[int]] = mapped_column(Json, default=list)
    nodes: Mapped[list[str] | None] = mapped_column(Json)
    version: Mapped[int] = mapped_column(default=1)
    current_number: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    subject: Mapped[Subject] = relationship()
    author: Mapped[Person] = relationship()


class PracticeVersion(Model):
    """`questions` are [id of the version of a question, id of the version of its text or null]."""

    __tablename__ = "lms_practice_version"
    __table_args__ = (UniqueConstraint("set_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey(PracticeSet.id))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    questions: Mapped[list[list[Any]]] = mapped_column(Json)
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    offered_by: Mapped[int] = mapped_column(ForeignKey(Person.id))

    of: Mapped[PracticeSet] = relationship()


class PracticeRun(Model):
    """`answers` is {place from 1: {"response": JSON text, "state": how it was understood}}, the
    last answer of each; `seconds` is the time between answers, as far as one is believed to take;
    `used_at` is when that sufficed to count as a use."""

    __tablename__ = "lms_practice_run"
    __table_args__ = (Index("ix_lms_practice_run_mine", "person_id", "version_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey(PracticeVersion.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seconds: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    version: Mapped[PracticeVersion] = relationship()
