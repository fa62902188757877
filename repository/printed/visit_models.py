"""Visits of the library.

repository_visit  how many came on a day, in an hour, with a class; never who
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.api import OrgUnit, Person, SchoolClass
from suite.db import BigId, Model, UtcDateTime


class Visit(Model):
    """`hour` from 0 to 23, None where it is not known; `class_id` for a class that came together.
    Single visitors of an hour are one row as a rule; two desks at once may make two, and sums are
    the same."""

    __tablename__ = "repository_visit"
    __table_args__ = (Index("ix_repository_visit_unit_day", "unit_id", "on_day"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    on: Mapped[date] = mapped_column("on_day")
    hour: Mapped[int | None]
    class_id: Mapped[int | None] = mapped_column(ForeignKey(SchoolClass.id), index=True)
    number: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int] = mapped_column(ForeignKey(Person.id))

    school_class: Mapped[SchoolClass | None] = relationship()
