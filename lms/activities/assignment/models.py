"""What pupils hand in.

assignment_submission   one pupil's work in one assignment; handed in `number` times
  assignment_file       a file of it; the content lies in the file store

Rows of the house are named by id without foreign keys, so that the house can migrate, change
and delete its rows when this plugin is gone.
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from suite.db import BigId, Model, Uid, UtcDateTime, new_uid


class Submission(Model):
    """`handed_in_at` None is a draft that only the pupil sees; `version` grows by each change."""

    __tablename__ = "assignment_submission"
    __table_args__ = (UniqueConstraint("activity_id", "person_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(BigInteger, index=True)
    activity_id: Mapped[int] = mapped_column(BigInteger, index=True)
    person_id: Mapped[int] = mapped_column(BigInteger, index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    number: Mapped[int] = mapped_column(default=0)
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    late: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    files: Mapped[list["File"]] = relationship(
        back_populates="submission", order_by="File.id", cascade="all, delete-orphan"
    )


class File(Model):
    """`media_type` was found in the content, `name` made harmless."""

    __tablename__ = "assignment_file"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(BigInteger, index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey(Submission.id), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    submission: Mapped[Submission] = relationship(back_populates="files")
