"""The organisation tree, with validity dates.

province
  commune            lower schools stand under it
    school
  school             upper secondary schools stand under their owner, the province
org_unit_past        where a unit stood and how it was called before it moved or was renamed
org_succession       which unit followed which, when, with what share
unit_change          what a succession or a move wrote, so that it can be taken back
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from suite.db import BigId, Hundredths, Json, Model, Uid, UtcDateTime, new_uid

PROVINCE, COMMUNE, SCHOOL = "province", "commune", "school"
STAGES = ("primary", "lower_secondary", "upper_secondary")


class OrgUnit(Model):
    """`path` is "/1/4/12/": the ids from the root down to the unit itself, as of today."""

    __tablename__ = "school_unit"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("school_unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(String(600))
    path: Mapped[str] = mapped_column(String(200), index=True)
    stage: Mapped[str | None] = mapped_column(String(20))
    headcount: Mapped[int | None]
    teacher_headcount: Mapped[int | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    parent: Mapped["OrgUnit | None"] = relationship(remote_side=[id])


class OrgSuccession(Model):
    """`share` is the part (0 to 1) of the old unit that went to the new one on the date."""

    __tablename__ = "school_succession"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    old_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"), index=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"), index=True)
    share: Mapped[Decimal] = mapped_column(Hundredths)
    on_date: Mapped[date]


class OrgUnitPast(Model):
    """How a unit was called and where it stood before it was renamed or moved, half-open."""

    __tablename__ = "school_unit_past"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("school_unit.id"))
    name: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(String(200), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class UnitChange(Model):
    """`unit_ids` is "/4/12/": the units that ended, followed, moved or took in; `made` are the
    notes of a journal, `counts` what was handed over."""

    __tablename__ = "school_unit_change"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    unit_ids: Mapped[str] = mapped_column(Text)
    on_date: Mapped[date]
    counts: Mapped[dict[str, int]] = mapped_column(Json)
    made: Mapped[dict[str, Any]] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by_id: Mapped[int | None] = mapped_column(BigInteger)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(BigInteger)
