"""Versions of files of published works.

repository_version        a content that a file had, has, or may get; pinned for ever
  repository_version_page its text; that of the newest version is in repository_page
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work, WorkFile
from school.api import Person
from suite.db import BigId, Json, Model, Uid, UtcDateTime, new_uid
from suite.files import FileRow

READING, REFUSED, WAITING, GIVEN_BACK = "reading", "refused", "waiting", "given_back"
CURRENT, OLD = "current", "old"
OPEN = (READING, WAITING)
PINNED = (CURRENT, OLD)
CONTENT = ("sha256", "name", "media_type", "format", "size", "pages", "locked", "warnings",
           "shown_sha256", "shown_type", "seconds")  # fmt: skip
"""The columns that a version has in common with a file of the catalogue."""


class Version(Model):
    """`number` is None until it was the newest once; `since` is when it became that. `code` names
    why a file could not be read, `note` is why a reviewer gave it back."""

    __tablename__ = "repository_version"
    __table_args__ = (
        UniqueConstraint("file_id", "number"),
        Index("ix_repository_version_work", "work_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id))
    file_id: Mapped[int] = mapped_column(ForeignKey(WorkFile.id))
    number: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)

    sha256: Mapped[str | None] = mapped_column(ForeignKey(FileRow.sha256))
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100), default="")
    format: Mapped[str] = mapped_column(String(40), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    pages: Mapped[int] = mapped_column(default=0)
    locked: Mapped[bool] = mapped_column(default=False)
    warnings: Mapped[list[str]] = mapped_column(Json, default=list)
    shown_sha256: Mapped[str | None] = mapped_column(ForeignKey(FileRow.sha256))
    shown_type: Mapped[str | None] = mapped_column(String(40))
    seconds: Mapped[int | None]
    cover_sha256: Mapped[str | None] = mapped_column(ForeignKey(FileRow.sha256))

    work: Mapped[Work] = relationship()
    file: Mapped[WorkFile] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class VersionPage(Model):
    __tablename__ = "repository_version_page"

    version_id: Mapped[int] = mapped_column(ForeignKey(Version.id), primary_key=True)
    page_no: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    read_by: Mapped[str | None] = mapped_column(String(10))
