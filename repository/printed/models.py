"""Printed books.

repository_print            what the register says of a title; the title itself is a work
  repository_copy           one book with its accession number
    repository_copy_change  what happened to it, and who of the staff did it; never a borrower
repository_print_batch      a line of the general register: what came in or went out by a paper
repository_print_import     a list that was taken in
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work
from school.api import OrgUnit, Person
from suite.db import BigId, Json, Model, UtcDateTime


class PrintTitle(Model):
    """`key` finds the title again when a list comes once more, `search_key` is it folded; `stock`
    is a code of `rules.STOCKS`; `ddc` and `mark` make the spine label."""

    __tablename__ = "repository_print"
    __table_args__ = (UniqueConstraint("unit_id", "key"),)

    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    key: Mapped[str] = mapped_column(String(64))
    stock: Mapped[str] = mapped_column(String(10))
    ddc: Mapped[str] = mapped_column(String(20), default="")
    mark: Mapped[str] = mapped_column(String(20), default="")
    publisher: Mapped[str] = mapped_column(String(120), default="")
    place: Mapped[str] = mapped_column(String(60), default="")
    year: Mapped[int | None]
    isbn: Mapped[str] = mapped_column(String(20), default="")
    search_key: Mapped[str] = mapped_column(String(300), default="")

    work: Mapped[Work] = relationship()


class Batch(Model):
    """`direction` is "in" or "out"; `number` counts within it and the unit. `document` is the
    number of the paper (voucher, decision), `source` from whom it came or why it went."""

    __tablename__ = "repository_print_batch"
    __table_args__ = (UniqueConstraint("unit_id", "direction", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    direction: Mapped[str] = mapped_column(String(3))
    number: Mapped[int]
    on: Mapped[date] = mapped_column("on_day")
    document: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int] = mapped_column(ForeignKey(Person.id))


class PrintImport(Model):
    __tablename__ = "repository_print_import"
    __table_args__ = (Index("ix_repository_print_import_unit", "unit_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    file_name: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    counts: Mapped[dict[str, Any]] = mapped_column(Json)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Copy(Model):
    """`number` is the accession number, of `series` and `serial`; `price` in đồng. `state` is a
    code of `rules.STATES`; `out_id` the batch with which it was written off."""

    __tablename__ = "repository_copy"
    __table_args__ = (
        UniqueConstraint("unit_id", "number"),
        UniqueConstraint("unit_id", "series", "serial"),
        Index("ix_repository_copy_unit_state", "unit_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    number: Mapped[str] = mapped_column(String(20))
    series: Mapped[str] = mapped_column(String(8))
    serial: Mapped[int]
    price: Mapped[int | None] = mapped_column(BigInteger)
    shelf: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    entered_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    batch_id: Mapped[int] = mapped_column(ForeignKey(Batch.id), index=True)
    out_id: Mapped[int | None] = mapped_column(ForeignKey(Batch.id), index=True)
    import_id: Mapped[int | None] = mapped_column(ForeignKey(PrintImport.id), index=True)

    work: Mapped[Work] = relationship()
    batch: Mapped[Batch] = relationship(foreign_keys=[batch_id])
    out: Mapped[Batch | None] = relationship(foreign_keys=[out_id])


class CopyChange(Model):
    __tablename__ = "repository_copy_change"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    copy_id: Mapped[int] = mapped_column(ForeignKey(Copy.id), index=True)
    before: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    note: Mapped[str] = mapped_column(String(200), default="")
