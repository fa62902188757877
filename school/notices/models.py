"""Notices: what somebody is told, and how it is carried beyond the pages.

school_notice            one thing told to one person; about a child where a guardian is told
  school_notice_delivery  the same on its way through a channel (the outbox)
school_notice_choice     how a person wants a channel: at once, once a day, not at all; quiet hours
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.people.models import Person
from suite.db import BigId, Json, Model, UtcDateTime

WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"


class Notice(Model):
    """`text` is the message as the code has it, with named places that `arguments` fill, so that
    it is read in the reader's language and stays readable when its kind is gone. `path` is where
    it leads ("" for nowhere), `key` makes a repeat harmless."""

    __tablename__ = "school_notice"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_school_notice_person", "person_id", "read_at", "id"),
        Index("ix_school_notice_read_at", "read_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school_unit.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("school_person.id"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("school_person.id"))
    kind: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(200))
    arguments: Mapped[dict[str, Any]] = mapped_column(Json)
    path: Mapped[str] = mapped_column(String(300))
    key: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    about: Mapped[Person | None] = relationship(foreign_keys=[about_id])


class NoticeChoice(Model):
    """`quiet_from` and `quiet_to` are minutes of the day in Viet Nam; alike: no quiet hours."""

    __tablename__ = "school_notice_choice"
    __table_args__ = (UniqueConstraint("person_id", "channel"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("school_person.id"))
    channel: Mapped[str] = mapped_column(String(40))
    mode: Mapped[str] = mapped_column(String(10))
    quiet_from: Mapped[int]
    quiet_to: Mapped[int]


class NoticeDelivery(Model):
    """Waiting until `due_at`, which also moves on while somebody tries. Those that go out in one
    message share `message`, which stays the same when it is sent again; `digest`: at most one
    such message a day. `error` says why it failed or was dropped."""

    __tablename__ = "school_notice_delivery"
    __table_args__ = (
        Index("ix_school_notice_delivery_due", "state", "due_at"),
        Index("ix_school_notice_delivery_person", "person_id", "channel", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("school_notice.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("school_person.id"))
    channel: Mapped[str] = mapped_column(String(40))
    digest: Mapped[bool]
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    message: Mapped[str | None] = mapped_column(String(36))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String(300))

    notice: Mapped[Notice] = relationship()
