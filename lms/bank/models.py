"""The question bank.

lms_bank_item            a question of a school, of one kind and subject
  lms_bank_version       what it says; an edit makes a new version, old attempts keep theirs
lms_bank_file            a picture that questions of a school show
lms_bank_share_table     dated: what a number of right statements earns of the points
lms_bank_import          what somebody pasted or uploaded, until it is taken in or two weeks old
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.api import OrgUnit, Person, Subject
from suite.db import BigId, Json, Model, Uid, UtcDateTime, new_uid


class Item(Model):
    """`digest` is over stem, body and key, so that the same question is not taken in twice.

    `search_key` is the folded text of the current version and the topic.
    """

    __tablename__ = "lms_bank_item"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    subject_code: Mapped[str] = mapped_column(ForeignKey(Subject.code), index=True)
    grade: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(40))
    topic: Mapped[str] = mapped_column(String(120), default="")
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    search_key: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    current_number: Mapped[int] = mapped_column(default=1)

    versions: Mapped[list["ItemVersion"]] = relationship(
        back_populates="item", order_by="ItemVersion.number"
    )


class ItemVersion(Model):
    """`body` is what a pupil may see, `key` what decides; neither is ever changed."""

    __tablename__ = "lms_bank_version"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey(Item.id), index=True)
    number: Mapped[int]
    stem: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    key: Mapped[dict[str, Any]] = mapped_column(Json)
    solution: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id))

    item: Mapped[Item] = relationship(back_populates="versions")
    author: Mapped[Person] = relationship()


class BankFile(Model):
    """Made anew from what was uploaded, so that nothing but the picture is in it; size in bytes."""

    __tablename__ = "lms_bank_file"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(100))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ShareTable(Model):
    """`shares` are decimals with spaces between: for none right, one right, and so on."""

    __tablename__ = "lms_bank_share_table"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    name_vi: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    shares: Mapped[str] = mapped_column(String(200))
    citation: Mapped[str] = mapped_column(String(300))


class BankImport(Model):
    """`content` holds lines, questions and notes as `drafts.pack` writes them.

    `about` is subject, grade and topic, `choices` the ticks and keys as last sent. Once taken in,
    text and content are emptied and `outcome` says what became of it. One that was thrown away has
    the time in `taken_at` and {"dropped": true}; it keeps its text for an hour.
    """

    __tablename__ = "lms_bank_import"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    about: Mapped[dict[str, Any]] = mapped_column(Json)
    choices: Mapped[dict[str, Any] | None] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(Json)
