"""Changes of many works at once, so that each can be undone.

repository_batch            what was changed how, by whom and when
  repository_batch_change   a work's value before and after
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work
from school.api import Person
from suite.db import BigId, Json, Model, Uid, UtcDateTime, new_uid


class Batch(Model):
    """`value` is as `bulk.fields` keeps it; `works` is how many were changed, `left_as_is` how many
    of them the undoing did not touch because somebody had changed them meanwhile."""

    __tablename__ = "repository_batch"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    field: Mapped[str] = mapped_column(String(20))
    way: Mapped[str] = mapped_column(String(10))
    value: Mapped[Any] = mapped_column(Json)
    works: Mapped[int]
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_as_is: Mapped[int] = mapped_column(default=0)

    changes: Mapped[list["BatchChange"]] = relationship(order_by="BatchChange.work_id")


class BatchChange(Model):
    __tablename__ = "repository_batch_change"

    batch_id: Mapped[int] = mapped_column(ForeignKey(Batch.id), primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), primary_key=True, index=True)
    before: Mapped[Any] = mapped_column(Json)
    after: Mapped[Any] = mapped_column(Json)

    work: Mapped[Work] = relationship()
