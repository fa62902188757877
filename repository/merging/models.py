"""Works that were deposited twice and became one.

repository_work_merge   two that were one, with all that is needed to part them again
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work
from school.api import Person
from suite.db import BigId, Json, Model, UtcDateTime


class WorkMerge(Model):
    """`state` is what the work that went had been. `moved` are the rows that went over, by table
    (`moving`), and under "files" what became of each file: {"id", "does", "to", "version"}."""

    __tablename__ = "repository_work_merge"
    __table_args__ = (
        Index(
            "uq_repository_work_merge_gone",
            "gone_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey(Work.id))
    state: Mapped[str] = mapped_column(String(15))
    moved: Mapped[dict[str, list[Any]]] = mapped_column(Json, default=dict)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))

    kept: Mapped[Work] = relationship(foreign_keys=[kept_id])
    gone: Mapped[Work] = relationship(foreign_keys=[gone_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
