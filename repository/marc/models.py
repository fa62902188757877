"""What came from other catalogues.

repository_source     a place to harvest by OAI-PMH, and how far it was harvested
repository_origin     one description of another catalogue, by its source and number there
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work
from school.api import OrgUnit, Person
from suite.db import BigId, Json, Model, UtcDateTime


class Source(Model):
    """`since` is from when on changes are asked for next; `token` where a harvest that was stopped
    goes on, begun at `began`. `counts` are those of the last harvest, `error` why it failed."""

    __tablename__ = "repository_source"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    name: Mapped[str] = mapped_column(String(200))
    base_url: Mapped[str] = mapped_column(String(500))
    prefix: Mapped[str] = mapped_column(String(20))
    set_spec: Mapped[str | None] = mapped_column(String(300))
    since: Mapped[str | None] = mapped_column(String(20))
    began: Mapped[str | None] = mapped_column(String(20))
    token: Mapped[str | None] = mapped_column(Text)
    harvested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    error: Mapped[str | None] = mapped_column(String(300))
    added_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    unit: Mapped[OrgUnit] = relationship()


class Origin(Model):
    """`digest` is that of the description as it came last; `url` where the other catalogue opens
    the thing itself; `gone_at` when it was deleted there."""

    __tablename__ = "repository_origin"
    __table_args__ = (UniqueConstraint("source", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(300))
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    url: Mapped[str | None] = mapped_column(Text)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    work: Mapped[Work] = relationship()
