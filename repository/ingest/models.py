"""Files on their way in.

repository_upload   one file that somebody gave: waiting, done (its work exists) or refused (why)
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work
from school.api import OrgUnit, Person
from suite.db import BigId, Json, Model, Uid, UtcDateTime, new_uid

WAITING, DONE, REFUSED = "waiting", "done", "refused"


class Upload(Model):
    """The content waits beside the store under `uid`; nothing of a refused file is kept. `into_id`
    is the work that it is added to; without it a work is made of it."""

    __tablename__ = "repository_upload"
    __table_args__ = (Index("ix_repository_upload_mine", "person_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))
    code: Mapped[str | None] = mapped_column(String(40))
    params: Mapped[dict[str, Any] | None] = mapped_column(Json)
    work_id: Mapped[int | None] = mapped_column(ForeignKey(Work.id))
    into_id: Mapped[int | None] = mapped_column(ForeignKey(Work.id))
    job_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    work: Mapped[Work | None] = relationship(foreign_keys=[work_id])
