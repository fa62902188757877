"""Materials given many at once.

repository_list        a list with its files, or files alone: tried, then taken in, perhaps undone
  repository_list_row  one material: what is said of it, what is wrong, and the work it became
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work
from school.api import OrgUnit, Person
from suite.db import BigId, Json, Model, Uid, UtcDateTime, new_uid

TRYING, TRIED, TAKING = "trying", "tried", "taking"
DONE, UNDONE, FAILED = "done", "undone", "failed"
NEW, SAME, REFUSED, TAKEN = "new", "same", "refused", "taken"


class Deposit(Model):
    """`name` is the list's file ("" where there was none), `archive` that of the ZIP or the folder
    on the server. `usual` is said of every material that says nothing else. `code` names why
    nothing could be read. `unnamed` counts files that no row names."""

    __tablename__ = "repository_list"
    __table_args__ = (Index("ix_repository_list_mine", "person_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    name: Mapped[str] = mapped_column(String(255))
    archive: Mapped[str] = mapped_column(String(255))
    usual: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(30), default="")
    unnamed: Mapped[int] = mapped_column(default=0)
    job_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    unit: Mapped[OrgUnit] = relationship()


class DepositRow(Model):
    """`row` is 0 for a file without a list. `work_id` is the work that was made of it, `same_id`
    the one that the library had already."""

    __tablename__ = "repository_list_row"
    __table_args__ = (Index("ix_repository_list_row_outcome", "list_id", "outcome"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey(Deposit.id))
    sheet: Mapped[str] = mapped_column(String(100))
    row: Mapped[int]
    said: Mapped[dict[str, Any]] = mapped_column(Json)
    file: Mapped[str] = mapped_column(String(1000))
    link: Mapped[str] = mapped_column(String(2000))
    title: Mapped[str] = mapped_column(String(300))
    pages: Mapped[int] = mapped_column(default=0)
    faults: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    outcome: Mapped[str] = mapped_column(String(10), default="")
    work_id: Mapped[int | None] = mapped_column(ForeignKey(Work.id), index=True)
    same_id: Mapped[int | None] = mapped_column(ForeignKey(Work.id), index=True)
