"""The curriculum, versioned.

programme
  curriculum_node   subject × grade > strand > topic > requirement
Weight is `periods`; a node without periods shares its parent's equally with its like siblings.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from suite.db import BigId, Hundredths, Model, Uid, new_uid

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
