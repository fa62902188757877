"""People, what they are known by, and what they may be where.

person
  person_identifier  moet, cccd, lifelong, school: dated, unique among what is valid
  contact            e-mail and telephone, by which notices go out
  role_grant         a role at a unit from a day until a day
  guardianship       a guardian and a pupil, from a day until a day

Three roles are never granted, because they follow from what stands elsewhere: the homeroom teacher
from the teaching assignments, the head of a subject group from its members, the guardian from the
guardianships.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.units.models import OrgUnit
from suite.db import BigId, Model, Uid, UtcDateTime, new_uid

STUDENT = "student"
GUARDIAN = "guardian"
INVIGILATOR = "invigilator"
MARKER = "marker"
TEACHER = "teacher"
HOMEROOM_TEACHER = "homeroom_teacher"
SUBJECT_HEAD = "subject_head"
LIBRARIAN = "librarian"
VICE_PRINCIPAL = "vice_principal"
PRINCIPAL = "principal"
SCHOOL_ADMINISTRATOR = "school_administrator"
INSPECTOR = "inspector"
COMMUNE_OFFICER = "commune_officer"
PROVINCE_OFFICER = "province_officer"
ADMINISTRATOR = "administrator"
# From the narrowest to the widest: a person is shown by the widest one.
ROLES = (
    STUDENT,
    GUARDIAN,
    INVIGILATOR,
    MARKER,
    TEACHER,
    HOMEROOM_TEACHER,
    SUBJECT_HEAD,
    LIBRARIAN,
    VICE_PRINCIPAL,
    PRINCIPAL,
    SCHOOL_ADMINISTRATOR,
    INSPECTOR,
    COMMUNE_OFFICER,
    PROVINCE_OFFICER,
    ADMINISTRATOR,
)
DERIVED = (HOMEROOM_TEACHER, SUBJECT_HEAD, GUARDIAN)


class Person(Model):
    """`school_id` is where the person is now; history stands in enrolments and grants. `language`
    is the one chosen on the pages ("vi", "en"), in which the person is also written to."""

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
    language: Mapped[str | None] = mapped_column(String(2))
    is_test: Mapped[bool] = mapped_column(default=False)
    left_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    school: Mapped[OrgUnit | None] = relationship()
    grants: Mapped[list["RoleGrant"]] = relationship(back_populates="person")


class PersonIdentifier(Model):
    """Of a citizen number `value` is a keyed digest to find it by, `sealed` the number itself
    under the installation's key, `hint` its last three digits."""

    __tablename__ = "school_identifier"
    __table_args__ = (Index("ix_school_identifier_value", "scheme", "value"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("school_person.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(40))
    sealed: Mapped[str | None] = mapped_column(Text)
    hint: Mapped[str | None] = mapped_column(String(3))
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(BigInteger)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Contact(Model):
    """An address of a person: `kind` is "email" or "phone"; one that was replaced has an end."""

    __tablename__ = "school_contact"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("school_person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(120))
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
    granted_by_id: Mapped[int | None] = mapped_column(BigInteger)

    person: Mapped[Person] = relationship(back_populates="grants")
    unit: Mapped[OrgUnit] = relationship()


class Guardianship(Model):
    """`relation` is "father", "mother" or "guardian"."""

    __tablename__ = "school_guardianship"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("school_person.id"), index=True)
    pupil_id: Mapped[int] = mapped_column(ForeignKey("school_person.id"), index=True)
    relation: Mapped[str] = mapped_column(String(10))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    guardian: Mapped[Person] = relationship(foreign_keys=[guardian_id])
    pupil: Mapped[Person] = relationship(foreign_keys=[pupil_id])


class SignIn(Model):
    """One row for each try to sign in; lock-out is judged from them, by account.

    `how` it was tried: "password", "code" (the second step), "card", "oidc" or "passkey".
    """

    __tablename__ = "school_signin"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    username: Mapped[str] = mapped_column(String(60), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("school_person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    worked: Mapped[bool]
    address: Mapped[str] = mapped_column(String(45))
    how: Mapped[str] = mapped_column(String(10), default="password", server_default="password")
