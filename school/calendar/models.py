"""The school year of an installation.

school_year "2026-2027"
  semester            1 and 2
  instructional_week  the Mondays of the weeks that count
  holiday             days without school; a lunar one moves with Tết when the year is copied
Half-open dates: `ends_on` is the day after the last one.
"""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from suite.db import BigId, Model


class SchoolYear(Model):
    __tablename__ = "school_year"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(20), unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    semesters: Mapped[list["Semester"]] = relationship(
        back_populates="year", order_by="Semester.number", cascade="all, delete-orphan"
    )
    weeks: Mapped[list["InstructionalWeek"]] = relationship(
        order_by="InstructionalWeek.monday", cascade="all, delete-orphan"
    )
    holidays: Mapped[list["Holiday"]] = relationship(
        order_by="Holiday.starts_on, Holiday.id", cascade="all, delete-orphan"
    )


class Semester(Model):
    __tablename__ = "school_semester"
    __table_args__ = (UniqueConstraint("year_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    year: Mapped[SchoolYear] = relationship(back_populates="semesters")


class InstructionalWeek(Model):
    __tablename__ = "school_week"
    __table_args__ = (UniqueConstraint("year_id", "monday"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"))
    monday: Mapped[date]


class Holiday(Model):
    __tablename__ = "school_holiday"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("school_year.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    follows_tet: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
