"""Reading.

repository_reading   one opening of a file by one person, with the seconds in the foreground
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work, WorkFile
from school.api import Person
from suite.db import BigId, Model, Uid, UtcDateTime, new_uid


class Reading(Model):
    """`seconds` never exceed what the server's clock allows; `used_at` is when they sufficed."""

    __tablename__ = "repository_reading"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(WorkFile.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seconds: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    work: Mapped[Work] = relationship()
