"""Courses.

lms_course             of a class and subject
  lms_course_section   in order
    lms_course_activity  in order; of a kind that a plugin brings
      lms_course_visit   who opened it when, for how long, whether it is done or handed in
lms_followed             from which school and class a course or a question came
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.api import OrgUnit, Person, SchoolClass, Subject
from suite.db import BigId, Json, Model, Uid, UtcDateTime, new_uid

COURSE, QUESTION = "course", "question"


class Course(Model):
    __tablename__ = "lms_course"
    __table_args__ = (UniqueConstraint("class_id", "subject_code"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    class_id: Mapped[int] = mapped_column(ForeignKey(SchoolClass.id), index=True)
    subject_code: Mapped[str] = mapped_column(ForeignKey(Subject.code))
    title: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    school_class: Mapped[SchoolClass] = relationship()
    subject: Mapped[Subject] = relationship()
    sections: Mapped[list["Section"]] = relationship(
        back_populates="course", order_by="Section.position"
    )


class Section(Model):
    __tablename__ = "lms_course_section"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id), index=True)
    title: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)

    course: Mapped[Course] = relationship(back_populates="sections")
    activities: Mapped[list["Activity"]] = relationship(
        back_populates="section", order_by="Activity.position"
    )


class Activity(Model):
    """`settings` belongs to the kind; `visible_from` None is a draft that pupils do not see."""

    __tablename__ = "lms_course_activity"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey(Section.id), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    settings: Mapped[dict[str, Any]] = mapped_column(Json)
    visible_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    course: Mapped[Course] = relationship()
    section: Mapped[Section] = relationship(back_populates="activities")


class Visit(Model):
    """What one person did with an activity.

    `seconds` are counted in the foreground and never exceed what the server's clock allows;
    `day` is the local day of `last_at`, `day_seconds` are those of that day, and `day_counted`
    says that the day was told of as a lesson viewed. `handed_in_at` is set by kinds that take
    something in, and is the last time.
    """

    __tablename__ = "lms_course_visit"
    __table_args__ = (UniqueConstraint("activity_id", "person_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seconds: Mapped[int] = mapped_column(default=0)
    day: Mapped[date]
    day_seconds: Mapped[int] = mapped_column(default=0)
    day_counted: Mapped[bool] = mapped_column(default=False)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    late: Mapped[bool] = mapped_column(default=False)


class Followed(Model):
    """Where a course or a question came from when a unit was succeeded by others.

    `change_id` is the school's number of the succession, `row_id` that of the course or question.
    """

    __tablename__ = "lms_followed"
    __table_args__ = (Index("ix_lms_followed_row", "kind", "row_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    change_id: Mapped[int] = mapped_column(BigInteger, index=True)
    kind: Mapped[str] = mapped_column(String(10))
    row_id: Mapped[int] = mapped_column(BigInteger)
    from_school_id: Mapped[int] = mapped_column(BigInteger)
    from_class_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
