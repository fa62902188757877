"""Turning a school over from one year to the next.

turnover  one for a school and the year that comes: what was decided so far, and, once it ran,
          what it wrote, so that it can be undone
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.calendar.models import SchoolYear
from school.units.models import OrgUnit
from suite.db import BigId, Json, Model, UtcDateTime


class Turnover(Model):
    """`choices` {person: [kind, class name]}, `names` {old class: new name}, `first` the names of
    the new classes of the lowest grade (None: as last year); `made` is what a run wrote."""

    __tablename__ = "school_turnover"
    __table_args__ = (UniqueConstraint("school_id", "to_year_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"))
    from_year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    to_year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    choices: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    names: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    first: Mapped[list[str] | None] = mapped_column(Json)
    keep_homeroom: Mapped[bool] = mapped_column(default=False)
    keep_teaching: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_by_id: Mapped[int | None] = mapped_column(BigInteger)
    made: Mapped[dict[str, Any] | None] = mapped_column(Json)

    school: Mapped[OrgUnit] = relationship()
    from_year: Mapped[SchoolYear] = relationship(foreign_keys=[from_year_id])
    to_year: Mapped[SchoolYear] = relationship(foreign_keys=[to_year_id])
