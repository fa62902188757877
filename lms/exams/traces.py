"""What an attempt leaves besides its answers; see models.py for where it belongs.

Contacts, claims and parts are written at the door and have, like saves, no foreign key.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.exams.models import Attempt, Exam
from school.api import OrgUnit, Person
from suite.db import BigId, Json, Model, Uid, UtcDateTime, new_uid

LEFT, RETURNED, OFFLINE, ADDRESS, TAKEN_OVER = "left", "returned", "offline", "address", "taken"
UNLOCKED, MOVED = "unlocked", "moved"
PAUSED, RESUMED, MORE, ENDED = "paused", "resumed", "more", "ended"


class Contact(Model):
    """`heard_at`: the last request for the time while answers were accepted; `after_at`: the
    first one after that. Saves are heard, too, and stand for themselves. `noted_at` and
    `address`: when facts came last, and from where."""

    __tablename__ = "lms_attempt_contact"
    __table_args__ = ({"sqlite_with_rowid": False},)

    school_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    attempt_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    after_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    noted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(45), default="", server_default="")


class Claim(Model):
    """`given_at` is the time of receipt less the time for which the answer waited at the least."""

    __tablename__ = "lms_answer_claim"
    __table_args__ = ({"sqlite_with_rowid": False},)

    school_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    attempt_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PartEntry(Model):
    """When a pupil went on to a part (from 2; the first begins with the attempt)."""

    __tablename__ = "lms_attempt_part"
    __table_args__ = ({"sqlite_with_rowid": False},)

    school_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    attempt_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    part: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Fact(Model):
    """`seconds`: how long it lasted, where it did; `detail`: an address or an epoch."""

    __tablename__ = "lms_attempt_fact"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(BigInteger)
    attempt_id: Mapped[int] = mapped_column(BigInteger, index=True)
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    seconds: Mapped[int | None]
    detail: Mapped[str] = mapped_column(String(60), default="")


class Turn(Model):
    """What a person did with the time of a running attempt, insert-only. `seconds`: how much
    more there is, and of an attempt that was ended in a pause how much was left."""

    __tablename__ = "lms_attempt_turn"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(BigInteger)
    attempt_id: Mapped[int] = mapped_column(BigInteger, index=True)
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    seconds: Mapped[int | None]


class Outage(Model):
    """`room` is empty where it struck everybody."""

    __tablename__ = "lms_exam_outage"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id), index=True)
    room: Mapped[str] = mapped_column(String(60), default="")
    begins_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(200), default="")
    noted_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Rescue(Model):
    """`body` is the file as it came; `taken` the [epoch, seq] that were taken in, kept apart."""

    __tablename__ = "lms_attempt_rescue"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey(Attempt.id), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    brought_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    brought_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken: Mapped[list[Any] | None] = mapped_column(Json)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    attempt: Mapped[Attempt | None] = relationship()
