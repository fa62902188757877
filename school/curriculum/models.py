"""The curriculum, versioned.

programme
  curriculum_node   subject × grade > strand > topic > requirement
programme_change    a version that was made here: by whom, why, and whether it was undone
curriculum_succession   which node of a version took the place of which one before
Weight is `periods`; a node without periods shares its parent's equally with its like siblings.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from suite.db import BigId, Hundredths, Model, Uid, UtcDateTime, new_uid

SUBJECT, STRAND, TOPIC, REQUIREMENT = "subject", "strand", "topic", "requirement"


class Programme(Model):
    __tablename__ = "school_programme"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    version: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    citation: Mapped[str] = mapped_column(String(300))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class CurriculumNode(Model):
    __tablename__ = "school_curriculum_node"
    __table_args__ = (UniqueConstraint("programme_id", "code"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("school_programme.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("school_curriculum_node.id"), index=True
    )
    code: Mapped[str] = mapped_column(String(40))
    level: Mapped[str] = mapped_column(String(12))
    subject_code: Mapped[str] = mapped_column(ForeignKey("school_subject.code"), index=True)
    grade: Mapped[int]
    name: Mapped[str] = mapped_column(String(400))
    position: Mapped[int]
    periods: Mapped[Decimal | None] = mapped_column(Hundredths)
    countable: Mapped[bool] = mapped_column(default=True)
    source: Mapped[str | None] = mapped_column(String(400))


class ProgrammeChange(Model):
    """`kind` is table, correction or undo; `former_id` the version that was in force before;
    `by_id` None: from a command."""

    __tablename__ = "school_programme_change"

    programme_id: Mapped[int] = mapped_column(ForeignKey(Programme.id), primary_key=True)
    former_id: Mapped[int] = mapped_column(ForeignKey(Programme.id))
    kind: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("school_person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NodeSuccession(Model):
    """The new node stands where the old one stood; of several old ones that became one, each has
    a row."""

    __tablename__ = "school_curriculum_succession"

    old_id: Mapped[int] = mapped_column(ForeignKey(CurriculumNode.id), primary_key=True)
    new_id: Mapped[int] = mapped_column(ForeignKey(CurriculumNode.id), primary_key=True, index=True)
