"""Loans of printed books.

repository_loan       a copy with a borrower from a moment until it comes back
repository_hold       who waits for a title
repository_loan_rule  how long and how much each role borrows in a unit
repository_loan_desk  what else a unit settled: when borrowers are forgotten, how long a book waits
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work
from repository.printed.models import Copy
from school.api import OrgUnit, Person, SchoolClass
from suite.db import BigId, Model, UtcDateTime

_OUT, _WAITS = text("returned_at IS NULL"), text("ended_at IS NULL")


class Loan(Model):
    """After the return `borrower_id` and `reason` go; class, role and grade stay for the figures.
    `reason` says why a book was lent against the rules, "" where it was not. Of one copy one loan
    at most is open, which the index holds on both databases."""

    __tablename__ = "repository_loan"
    __table_args__ = (
        Index("uq_repository_loan_out", "copy_id", unique=True, sqlite_where=_OUT,
              postgresql_where=_OUT),
        Index("ix_repository_loan_unit", "unit_id", "returned_at", "due_on"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    copy_id: Mapped[int] = mapped_column(ForeignKey(Copy.id), index=True)
    borrower_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey(SchoolClass.id), index=True)
    role: Mapped[str] = mapped_column(String(10))
    grade: Mapped[int | None]
    of_set: Mapped[bool] = mapped_column(default=False)
    lent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lent_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    due_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")
    renewed: Mapped[int] = mapped_column(default=0)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    unit: Mapped[OrgUnit] = relationship()
    copy: Mapped[Copy] = relationship()
    borrower: Mapped[Person | None] = relationship(foreign_keys=[borrower_id])
    school_class: Mapped[SchoolClass | None] = relationship()


class Hold(Model):
    """`copy_id` is the copy that was set aside, until the day `ready_until`."""

    __tablename__ = "repository_hold"
    __table_args__ = (
        Index("uq_repository_hold_waits", "work_id", "person_id", unique=True,
              sqlite_where=_WAITS, postgresql_where=_WAITS),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    copy_id: Mapped[int | None] = mapped_column(ForeignKey(Copy.id), index=True)
    ready_until: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    work: Mapped[Work] = relationship()
    copy: Mapped[Copy | None] = relationship()
    person: Mapped[Person] = relationship()


class LoanRule(Model):
    __tablename__ = "repository_loan_rule"

    unit_id: Mapped[int] = mapped_column(
        ForeignKey(OrgUnit.id), primary_key=True, autoincrement=False
    )
    role: Mapped[str] = mapped_column(String(10), primary_key=True)
    days: Mapped[int]
    most: Mapped[int]
    renewals: Mapped[int]


class LoanDesk(Model):
    """`forget_days` after a return the borrower is forgotten, 0 at once; `hold_days` a book that
    came back waits for who asked for it; `most_holds` titles somebody waits for at a time. With
    more than `late_allowed` overdue books nobody borrows more."""

    __tablename__ = "repository_loan_desk"

    unit_id: Mapped[int] = mapped_column(
        ForeignKey(OrgUnit.id), primary_key=True, autoincrement=False
    )
    forget_days: Mapped[int] = mapped_column(default=0)
    hold_days: Mapped[int] = mapped_column(default=3)
    most_holds: Mapped[int] = mapped_column(default=5)
    late_allowed: Mapped[int] = mapped_column(default=0)
