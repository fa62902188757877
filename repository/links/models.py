"""What works point to outside of the house.

repository_link   an address of a work, and what came of looking whether it is still there
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work
from school.api import OrgUnit, Person
from suite.db import BigId, Model, UtcDateTime


class Link(Model):
    """`url_key` is the digest of the whole address. `code` names what the last look found where it
    was not well, `status` is what the server answered. `failures` are those in a row; `alive_at` is
    when it was last seen alive, `confirmed_at` when a person last opened it and said that it is
    there. `unit_id` repeats the work's owner."""

    __tablename__ = "repository_link"
    __table_args__ = (
        UniqueConstraint("work_id", "url_key"),
        Index("ix_repository_link_same", "unit_id", "url_key"),
        Index("ix_repository_link_due", "checked_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    url: Mapped[str] = mapped_column(String(2000))
    url_key: Mapped[str] = mapped_column(String(64))
    host: Mapped[str] = mapped_column(String(255))
    position: Mapped[int]
    state: Mapped[str] = mapped_column(String(15))
    code: Mapped[str] = mapped_column(String(20), default="")
    status: Mapped[int | None]
    failures: Mapped[int] = mapped_column(default=0)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    alive_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    work: Mapped[Work] = relationship()
