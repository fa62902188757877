"""The question bank.

lms_bank_item            a question of a school, of one kind and subject
  lms_bank_version       what it says; an edit makes a new version, old attempts keep theirs
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.api import OrgUnit, Person, Subject
from suite.db import BigId, Json, Model, Uid, UtcDateTime, new_uid


class Item(Model):
    """`digest` is over stem, body and key, so that the same question is not taken in twice."""

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
