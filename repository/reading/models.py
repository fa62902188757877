"""Reading.

repository_reading   one opening of a file by one person, with the seconds in the foreground
repository_place     the page at which a person stopped in a file
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
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


class Place(Model):
    """`closed_at` is when the person took it off the list of what is being read."""

    __tablename__ = "repository_place"
    __table_args__ = (Index("ix_repository_place_person_at", "person_id", "at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(WorkFile.id), primary_key=True, index=True)
    page: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[WorkFile] = relationship()
