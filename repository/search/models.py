"""What was looked for: in vain, or again and again.

repository_missed   a text, once a day for each who asked; who it was cannot be read from it
repository_wanted   what a librarian decided about a text: to be found, or passed over
repository_saved    a search that somebody keeps, to be told of what is new
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from school.api import OrgUnit, Person
from suite.db import BigId, Model, UtcDateTime

WANTED, PASSED = "wanted", "passed"


class Missed(Model):
    """`text` is folded. `asker` is a keyed hash of person and text: it tells two people who asked
    the same apart, and joins no two texts."""

    __tablename__ = "repository_missed"
    __table_args__ = (
        UniqueConstraint("unit_id", "text", "asker", "day"),
        Index("ix_repository_missed_day", "day"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    text: Mapped[str] = mapped_column(String(80))
    asker: Mapped[str] = mapped_column(String(32))
    day: Mapped[date]


class Wanted(Model):
    """One decision a unit and text; it stays when the searches are swept."""

    __tablename__ = "repository_wanted"

    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), primary_key=True)
    text: Mapped[str] = mapped_column(String(80), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Saved(Model):
    """`address` is the query of the search page; works that opened after `told_at` are news."""

    __tablename__ = "repository_saved"
    __table_args__ = (UniqueConstraint("person_id", "address"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    address: Mapped[str] = mapped_column(String(500))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
