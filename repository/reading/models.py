"""Reading.

repository_reading   one opening of a file by one person, with the seconds in the foreground
repository_place     the page at which a person stopped in a file
repository_note      what a person keeps at a page of a file: a bookmark, a highlight, a note
  repository_note_class  a class whose pupils see the note, shared by their teacher
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work, WorkFile
from repository.deposit.versions.models import Version
from school.api import Person, SchoolClass
from suite.db import BigId, Model, Uid, UtcDateTime, new_uid


class Reading(Model):
    """`seconds` never exceed what the server's clock allows; `used_at` is when they sufficed."""

    __tablename__ = "repository_reading"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(WorkFile.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seconds: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    work: Mapped[Work] = relationship()


class Place(Model):
    """`closed_at` is when the person took it off the list of what is being read."""

    __tablename__ = "repository_place"
    __table_args__ = (Index("ix_repository_place_person_at", "person_id", "at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(WorkFile.id), primary_key=True, index=True)
    page: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[WorkFile] = relationship()


class Note(Model):
    """Without a quote and a text it is a bookmark. `starts` and `ends` are offsets into the text of
    the page, where the quote was found there. `version_id` is the earlier version at which it
    stayed, because its place is not in the newest text. `removed_at` is when its person threw it
    away; it can be taken back for a while."""

    __tablename__ = "repository_note"
    __table_args__ = (Index("ix_repository_note_file_page", "file_id", "page"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(WorkFile.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey(Version.id), index=True)
    page: Mapped[int]
    quote: Mapped[str] = mapped_column(Text, default="")
    starts: Mapped[int | None]
    ends: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    file: Mapped[WorkFile] = relationship()
    stayed: Mapped[Version | None] = relationship()
    person: Mapped[Person] = relationship()
    classes: Mapped[list["NoteClass"]] = relationship(
        cascade="all, delete-orphan", order_by="NoteClass.class_id"
    )

    @property
    def is_bookmark(self) -> bool:
        """Whether nothing but the page is kept."""
        return not self.quote and not self.text


class NoteClass(Model):
    """Pupils of the class see the note while its author teaches there."""

    __tablename__ = "repository_note_class"

    note_id: Mapped[int] = mapped_column(ForeignKey(Note.id), primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey(SchoolClass.id), primary_key=True, index=True)

    school_class: Mapped[SchoolClass] = relationship()
