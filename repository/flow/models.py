"""How works are approved.

repository_flow            which steps a unit wants; a unit without a row has one, as `rules.USUAL`
repository_review          one way of a thing through the steps that held when it was sent
  repository_review_taken  a step that somebody took
repository_decision        a list of works that is approved, or withdrawn, under one number
  repository_decision_work in order, with what was seen of each when it was put there
repository_preview         an address under which somebody without rights sees a draft for a while

A review is of a kind of thing ("work", "version", …) and its id; it always belongs to a work, whose
unit and subject say who takes a step, as they stand when it is taken.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work
from school.api import OrgUnit, Person
from suite.db import BigId, Model, Uid, UtcDateTime, new_uid
from suite.files import FileRow

OPEN, APPROVED, RETURNED, TAKEN_BACK, REPLACED = (
    "open",
    "approved",
    "returned",
    "taken_back",
    "replaced",
)
APPROVE, WITHDRAW = "approve", "withdraw"
LISTED, DONE, UNDONE = "listed", "done", "undone"


class Flow(Model):
    """`steps` are codes with commas; `twice`: one person may take two steps in a row."""

    __tablename__ = "repository_flow"

    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), primary_key=True)
    steps: Mapped[str] = mapped_column(String(100))
    twice: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    version: Mapped[int] = mapped_column(default=1)


class Review(Model):
    """`position` counts the steps that were taken, `step` is the one that waits ("" at the end).
    `twice` is the unit's word when it began; `last_by` took the last step."""

    __tablename__ = "repository_review"
    __table_args__ = (
        Index(
            "uq_repository_review_open",
            "kind",
            "ref",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_repository_review_state_step", "state", "step"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    ref: Mapped[int] = mapped_column(BigId)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    depositor_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    steps: Mapped[str] = mapped_column(String(100))
    twice: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    step: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(15), default=OPEN)
    last_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)

    work: Mapped[Work] = relationship()
    taken: Mapped[list["Taken"]] = relationship(order_by="Taken.position")


class Taken(Model):
    __tablename__ = "repository_review_taken"
    __table_args__ = (UniqueConstraint("review_id", "position"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey(Review.id))
    position: Mapped[int]
    step: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str | None] = mapped_column(Text)

    person: Mapped[Person] = relationship()


class Decision(Model):
    """A list with its number once it was decided. `kind` is APPROVE or WITHDRAW, `state` LISTED
    while works are put together, DONE afterwards, UNDONE where it was taken back; `of_id` is the
    decision whose works a withdrawal takes out."""

    __tablename__ = "repository_decision"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    of_id: Mapped[int | None] = mapped_column(ForeignKey("repository_decision.id"))
    number: Mapped[str | None] = mapped_column(String(60))
    signed_on: Mapped[date | None]
    signer: Mapped[str | None] = mapped_column(String(120))
    reason: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(ForeignKey(FileRow.sha256))
    file_name: Mapped[str | None] = mapped_column(String(255))
    made_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_why: Mapped[str | None] = mapped_column(Text)

    unit: Mapped[OrgUnit] = relationship()
    undoer: Mapped[Person | None] = relationship(foreign_keys=[undone_by])
    maker: Mapped[Person] = relationship(foreign_keys=[made_by])
    doer: Mapped[Person | None] = relationship(foreign_keys=[done_by])
    of: Mapped["Decision | None"] = relationship(remote_side=[id])
    rows: Mapped[list["DecisionWork"]] = relationship(
        order_by="DecisionWork.position", back_populates="decision"
    )


class DecisionWork(Model):
    """`title` and `seen` are the work's title and `changed_at` when it was put there; `step` is
    the one that the decision took, `left_out` the codes of why it took none; where a decision was
    taken back, `left_out` says why this work was not."""

    __tablename__ = "repository_decision_work"
    __table_args__ = (UniqueConstraint("decision_id", "work_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey(Decision.id))
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    seen: Mapped[datetime] = mapped_column(UtcDateTime)
    step: Mapped[str | None] = mapped_column(String(20))
    left_out: Mapped[str | None] = mapped_column(String(200))

    decision: Mapped[Decision] = relationship(back_populates="rows")
    work: Mapped[Work] = relationship()


class Preview(Model):
    """Open until `until` unless it was revoked; what it is for stands on it."""

    __tablename__ = "repository_preview"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    purpose: Mapped[str] = mapped_column(String(200))
    made_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))

    work: Mapped[Work] = relationship()
    maker: Mapped[Person] = relationship(foreign_keys=[made_by])
