"""Marks, and every step that led to them.

lms_grade_mark        one pupil's mark in one activity: empty, excused or a value (0 is a value)
  lms_grade_step      append-only: who changed it, when, why, from what to what
"""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.courses.models import Activity
from school.api import OrgUnit, Person
from suite.db import BigId, Hundredths, Model, UtcDateTime

EMPTY, EXCUSED, GIVEN = "empty", "excused", "given"


class Mark(Model):
    """`value` is on the 10-point scale; None unless the state is "given".

    `version` grows with every change, so that two markers notice each other; `released_at` is
    when the pupil was allowed to see it, `seen_at` when the pupil did.
    """

    __tablename__ = "lms_grade_mark"
    __table_args__ = (UniqueConstraint("activity_id", "person_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    state: Mapped[str] = mapped_column(String(10), default=EMPTY)
    value: Mapped[Decimal | None] = mapped_column(Hundredths)
    comment: Mapped[str] = mapped_column(Text, default="")
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    steps: Mapped[list["MarkStep"]] = relationship(order_by="MarkStep.id")
    activity: Mapped[Activity] = relationship()
    person: Mapped[Person] = relationship()


class MarkStep(Model):
    """`actor_id` is None for the machine's own marking."""

    __tablename__ = "lms_grade_step"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    mark_id: Mapped[int] = mapped_column(ForeignKey(Mark.id), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    state: Mapped[str] = mapped_column(String(10))
    value: Mapped[Decimal | None] = mapped_column(Hundredths)
    reason: Mapped[str] = mapped_column(String(200))

    actor: Mapped[Person | None] = relationship()
