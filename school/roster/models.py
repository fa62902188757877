"""What a school decided about the headers of its lists, and what its imports changed.

list_mapping     a header by its signature: the kind of list and the field of each column
import           a list that was imported, by whom and when; done or undone
  import_change  a row that it made (no `before`) or changed (the columns that it set)
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.calendar.models import SchoolYear
from school.people.models import Person
from suite.db import BigId, Model
from suite.types import Json, UtcDateTime

DONE, UNDONE = "done", "undone"


class ListMapping(Model):
    __tablename__ = "school_list_mapping"
    __table_args__ = (UniqueConstraint("school_id", "signature"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"), index=True)
    signature: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(20))
    fields: Mapped[dict[str, Any]] = mapped_column(Json)
    kept_by: Mapped[int | None] = mapped_column(ForeignKey("school_person.id"))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ListImport(Model):
    """`sealed_slips` are the first passwords of an import that ran as a job, until they are shown
    to who imported, a day at most."""

    __tablename__ = "school_import"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"), index=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("school_person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    counts: Mapped[dict[str, int]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10), default=DONE)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("school_person.id"))
    job_id: Mapped[int | None] = mapped_column(BigInteger, index=True, unique=True)
    sealed_slips: Mapped[str | None] = mapped_column(Text)
    slips_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    year: Mapped[SchoolYear] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])


class ImportChange(Model):
    """`before` is null for a row that the import made; else the old values of what it set."""

    __tablename__ = "school_import_change"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("school_import.id"), index=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"))
    table_name: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[int] = mapped_column(BigInteger)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any]] = mapped_column(Json)
