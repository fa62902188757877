"""People, what they are known by, and what they may be where.

person
  person_identifier  moet, cccd, lifelong, school: dated, unique among what is valid
  role_grant         a role at a unit from a day until a day
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.units.models import OrgUnit
from suite.db import BigId, Model, Uid, UtcDateTime, new_uid

STUDENT = "student"
TEACHER = "teacher"
LIBRARIAN = "librarian"
PRINCIPAL = "principal"
COMMUNE_OFFICER = "commune_officer"
ADMINISTRATOR = "administrator"
ROLES = (STUDENT, TEACHER, LIBRARIAN, PRINCIPAL, COMMUNE_OFFICER, ADMINISTRATOR)


class Person(Model):
    """`school_id` is where the person is now; history stands in enrolments and grants."""

    __tablename__ = "school_person"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school_unit.id"), index=True)
    full_name: Mapped[str] = mapped_column(String(120))
    sort_key: Mapped[str] = mapped_column(String(600), index=True)
    search_key: Mapped[str] = mapped_column(String(120), index=True)
    birth_date: Mapped[date | None]
    gender: Mapped[str | None] = mapped_column(String(10))
    username: Mapped[str] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    session_epoch: Mapped[int] = mapped_column(default=1)
    activated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_signin_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_test: Mapped[bool] = mapped_column(default=False)
    left_on: Mapped[date | None]

    school: Mapped[OrgUnit | None] = relationship()
    grants: Mapped[list["RoleGrant"]] = relationship(back_populates="person")


class PersonIdentifier(Model):
    __tablename__ = "school_identifier"
    __table_args__ = (Index("ix_school_identifier_value", "scheme", "value"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("school_person.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(40))
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class RoleGrant(Model):
    __tablename__ = "school_role_grant"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("school_person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="grants")
    unit: Mapped[OrgUnit] = relationship()


class SignIn(Model):
    """One row for each try to sign in; lock-out is judged from them, by account."""

    __tablename__ = "school_signin"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    username: Mapped[str] = mapped_column(String(60), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("school_person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    worked: Mapped[bool]
    address: Mapped[str] = mapped_column(String(45))
