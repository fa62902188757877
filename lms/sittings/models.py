"""Sittings: when and where an exam is taken, and who watches.

lms_sitting                    of an exam: from when until when, supervised or at home
  lms_sitting_room             where, with its code, its addresses and its seats
    lms_sitting_invigilator    who watches there
    lms_sitting_seat           which candidate sits where
    lms_sitting_incident       what happened there
lms_sitting_list               that the list of an exam was published: candidates are told
lms_sitting_told               what a candidate was told last

What a sitting and a room say is written onto the candidates (`lms.exams.models.Candidate`), so
that a start never reads these tables.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.exams.models import SUPERVISED, Candidate, Exam
from school.api import OrgUnit, Person
from suite.db import BigId, Model, Uid, UtcDateTime, new_uid


class Sitting(Model):
    __tablename__ = "lms_sitting"
    __table_args__ = (UniqueConstraint("exam_id", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id))
    name: Mapped[str] = mapped_column(String(60))
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    mode: Mapped[str] = mapped_column(String(12), default=SUPERVISED)
    version: Mapped[int] = mapped_column(default=1)

    exam: Mapped[Exam] = relationship()
    rooms: Mapped[list["ExamRoom"]] = relationship(
        back_populates="sitting", order_by="ExamRoom.sort_key, ExamRoom.id"
    )


class ExamRoom(Model):
    """`opened_at` None keeps the candidates of a supervised sitting at the door; `networks` as in
    `lms.exams.models.Candidate`."""

    __tablename__ = "lms_sitting_room"
    __table_args__ = (UniqueConstraint("sitting_id", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey(Sitting.id))
    name: Mapped[str] = mapped_column(String(60))
    sort_key: Mapped[str] = mapped_column(String(300))
    access_code: Mapped[str] = mapped_column(String(20), default="")
    networks: Mapped[str] = mapped_column(Text, default="")
    seats: Mapped[int] = mapped_column(SmallInteger)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    version: Mapped[int] = mapped_column(default=1)

    sitting: Mapped[Sitting] = relationship(back_populates="rooms")
    invigilators: Mapped[list["Invigilator"]] = relationship(
        back_populates="room", order_by="Invigilator.id", cascade="all, delete-orphan"
    )


class Invigilator(Model):
    __tablename__ = "lms_sitting_invigilator"
    __table_args__ = (UniqueConstraint("room_id", "person_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    room_id: Mapped[int] = mapped_column(ForeignKey(ExamRoom.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)

    room: Mapped[ExamRoom] = relationship(back_populates="invigilators")
    person: Mapped[Person] = relationship()


class Seat(Model):
    """`place` is the number of the seat in the room, from 1."""

    __tablename__ = "lms_sitting_seat"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    candidate_id: Mapped[int] = mapped_column(ForeignKey(Candidate.id), unique=True)
    room_id: Mapped[int] = mapped_column(ForeignKey(ExamRoom.id), index=True)
    place: Mapped[int] = mapped_column(SmallInteger)

    candidate: Mapped[Candidate] = relationship()
    room: Mapped[ExamRoom] = relationship()


class Incident(Model):
    """`candidate_id` None: it concerned the whole room. `happened_at` as the invigilator says."""

    __tablename__ = "lms_sitting_incident"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    room_id: Mapped[int] = mapped_column(ForeignKey(ExamRoom.id), index=True)
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey(Candidate.id))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(Text)
    noted_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)

    candidate: Mapped[Candidate | None] = relationship()
    noted: Mapped[Person] = relationship()


class PublishedList(Model):
    """`rounds` counts how often candidates were told; `due_at`: when they are told of changes."""

    __tablename__ = "lms_sitting_list"

    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id), primary_key=True, autoincrement=False)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    rounds: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Told(Model):
    """`place` is the digest of room, number, seat and hours as they were told."""

    __tablename__ = "lms_sitting_told"

    candidate_id: Mapped[int] = mapped_column(
        ForeignKey(Candidate.id), primary_key=True, autoincrement=False
    )
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id), index=True)
    place: Mapped[str] = mapped_column(String(64))
