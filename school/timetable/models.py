"""Rooms and lessons of the week.

room    a place of the school by its code, as doors and timetables say
lesson  a class, a weekday and a period, from a day until a day
"""

from datetime import date

from sqlalchemy import ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.classes.models import SchoolClass, Subject
from school.people.models import Person
from suite.db import BigId, Model


class Room(Model):
    __tablename__ = "school_room"
    __table_args__ = (UniqueConstraint("school_id", "code"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100), default="")
    seats: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(60), default="")
    valid_to: Mapped[date | None]


class Lesson(Model):
    """`weekday` is 1 (Monday) to 7, `session` "morning", "afternoon" or "" where nothing says;
    `activity` says in words what is no subject; `valid_to` is the day after the last."""

    __tablename__ = "school_lesson"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"), index=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    class_id: Mapped[int] = mapped_column(ForeignKey("school_class.id"), index=True)
    weekday: Mapped[int] = mapped_column(SmallInteger)
    session: Mapped[str] = mapped_column(String(10), default="")
    period: Mapped[int] = mapped_column(SmallInteger)
    subject_code: Mapped[str | None] = mapped_column(ForeignKey("school_subject.code"))
    activity: Mapped[str] = mapped_column(String(100), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("school_person.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("school_room.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    school_class: Mapped[SchoolClass] = relationship()
    subject: Mapped[Subject | None] = relationship()
    person: Mapped[Person | None] = relationship()
    room: Mapped[Room | None] = relationship()
