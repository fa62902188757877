"""Classes and who is in them.

subject
school_class          of a school and year
  enrolment           a pupil in a class from a day until a day
  teaching_assignment a teacher for a subject (or the homeroom) from a day until a day
"""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.calendar.models import SchoolYear
from school.people.models import Person
from school.units.models import OrgUnit
from suite.db import BigId, Model, Uid, new_uid

ACTIVE, SUSPENDED, LEFT, GRADUATED = "active", "suspended", "left", "graduated"


class Subject(Model):
    __tablename__ = "school_subject"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20), default="compulsory")


class SchoolClass(Model):
    """From `closed_on` on nobody is in the class any more."""

    __tablename__ = "school_class"
    __table_args__ = (UniqueConstraint("school_id", "year_id", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"), index=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"), index=True)
    grade: Mapped[int]
    name: Mapped[str] = mapped_column(String(30))
    sort_key: Mapped[str] = mapped_column(String(200))
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    school: Mapped[OrgUnit] = relationship()
    year: Mapped[SchoolYear] = relationship()


class Enrolment(Model):
    __tablename__ = "school_enrolment"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"), index=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("school_class.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("school_person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(10), default=ACTIVE)
    is_main: Mapped[bool] = mapped_column(default=True)

    school_class: Mapped[SchoolClass] = relationship()
    person: Mapped[Person] = relationship()


class TeachingAssignment(Model):
    __tablename__ = "school_teaching"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"), index=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("school_class.id"), index=True)
    subject_code: Mapped[str | None] = mapped_column(ForeignKey("school_subject.code"))
    person_id: Mapped[int] = mapped_column(ForeignKey("school_person.id"), index=True)
    is_homeroom: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    school_class: Mapped[SchoolClass] = relationship()
    person: Mapped[Person] = relationship()
    subject: Mapped[Subject | None] = relationship()
