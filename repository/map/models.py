"""The curriculum map.

repository_map_month        how the map of a unit stood on the last day told of a month
repository_map_ask          a gap that somebody was asked to fill by a day
repository_alignment_move   an alignment that went to another node, and from which one
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work
from school.api import CurriculumNode, OrgUnit, Person, Programme
from suite.db import BigId, Json, Model, Uid, UtcDateTime, new_uid

EXPLAIN, PRACTICE, ANY = "explain", "practice", "any"


class MapMonth(Model):
    """`weights` is, by "subject code.grade", [met, partly, empty, not broken down] as exact
    fractions of periods ("35/2"); `month` is its first day, `day` the one that was judged."""

    __tablename__ = "repository_map_month"

    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    day: Mapped[date]
    programme_id: Mapped[int | None] = mapped_column(ForeignKey(Programme.id))
    weights: Mapped[dict[str, list[str]]] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MapAsk(Model):
    """`wanted` is explain, practice or any; open until `closed_at`. `work_id` is the material that
    closed it, `closed_by` the person who did."""

    __tablename__ = "repository_map_ask"
    __table_args__ = (Index("ix_repository_map_ask_person", "person_id", "closed_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    node_id: Mapped[int] = mapped_column(ForeignKey(CurriculumNode.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    asked_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date]
    wanted: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    work_id: Mapped[int | None] = mapped_column(ForeignKey(Work.id), index=True)

    unit: Mapped[OrgUnit] = relationship()
    node: Mapped[CurriculumNode] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asker: Mapped[Person] = relationship(foreign_keys=[asked_by])


class AlignmentMove(Model):
    """No key to the alignment: it may be taken away later. `by_id` None: it went by itself to the
    node that took the place of its own."""

    __tablename__ = "repository_alignment_move"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    alignment_id: Mapped[int] = mapped_column(BigInteger, index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey(CurriculumNode.id))
    to_id: Mapped[int] = mapped_column(ForeignKey(CurriculumNode.id))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
