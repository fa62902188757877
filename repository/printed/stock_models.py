"""Stock-taking, and what the rules ask of a school library.

repository_stocktake         a count of the copies of a series or shelf
  repository_stocktake_seen  what was scanned: a copy, or a code that is none
repository_print_criterion   a criterion for school libraries by level, dated
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.printed.models import Copy
from school.api import OrgUnit, Person
from suite.db import BigId, Json, Model, UtcDateTime


class Stocktake(Model):
    """`series` and `shelf` narrow it, empty ones do not; `report` is what was found at the
    close."""

    __tablename__ = "repository_stocktake"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    name: Mapped[str] = mapped_column(String(120))
    series: Mapped[str] = mapped_column(String(8), default="")
    shelf: Mapped[str] = mapped_column(String(40), default="")
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begun_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    report: Mapped[dict[str, Any] | None] = mapped_column(Json)


class Seen(Model):
    __tablename__ = "repository_stocktake_seen"
    __table_args__ = (UniqueConstraint("stocktake_id", "code"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    stocktake_id: Mapped[int] = mapped_column(ForeignKey(Stocktake.id))
    code: Mapped[str] = mapped_column(String(40))
    copy_id: Mapped[int | None] = mapped_column(ForeignKey(Copy.id))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    copy: Mapped[Copy | None] = relationship()


class Criterion(Model):
    """`measure` names the figure that is compared (`figures.MEASURES`), empty where none can be
    worked out here; `least` is in hundredths of its unit. `stage` is that of the schools that it
    concerns, empty for all. `surety` says how well the number is known: "S" read in a secondary
    source, "M" from memory, "?" not known."""

    __tablename__ = "repository_print_criterion"

    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    level: Mapped[int]
    stage: Mapped[str] = mapped_column(String(20), default="")
    text: Mapped[str] = mapped_column(String(300))
    measure: Mapped[str] = mapped_column(String(30), default="")
    least: Mapped[int | None]
    surety: Mapped[str] = mapped_column(String(1))
    position: Mapped[int]
    citation: Mapped[str] = mapped_column(String(300))
