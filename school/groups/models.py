"""Subject groups (tổ chuyên môn) of a school and who is in them.

subject_group
  group_member  a teacher from a day until a day; `is_head` leads it
"""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.people.models import Person
from school.units.models import OrgUnit
from suite.db import BigId, Model, Uid, new_uid


class SubjectGroup(Model):
    __tablename__ = "school_subject_group"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    sort_key: Mapped[str] = mapped_column(String(600))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    school: Mapped[OrgUnit] = relationship()
    members: Mapped[list["GroupMember"]] = relationship(back_populates="group")


class GroupMember(Model):
    __tablename__ = "school_group_member"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("school_subject_group.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("school_person.id"), index=True)
    is_head: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    group: Mapped[SubjectGroup] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()
