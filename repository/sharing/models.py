"""Sharing.

repository_collection         a list that somebody made, in order; of the unit, or of the person
  repository_collection_item  a work in it, with a page range or a moment, and a note
repository_rating             the stars that a reader gives to a work, and a few words
  repository_rating_report    a reader finds that the words should not stand there
repository_rating_off         a school that wants no ratings
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work
from school.api import OrgUnit, Person, SchoolClass
from suite.db import BigId, Model, Uid, UtcDateTime, new_uid


class Collection(Model):
    """`of_unit`: whoever reviews for the unit keeps it, not its owner alone. `removed_at` is when
    it was thrown away; it can be taken back for a while."""

    __tablename__ = "repository_collection"
    __table_args__ = (Index("ix_repository_collection_unit", "unit_id", "visibility"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    owner_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    of_unit: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    visibility: Mapped[str] = mapped_column(String(10))
    class_id: Mapped[int | None] = mapped_column(ForeignKey(SchoolClass.id), index=True)
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    unit: Mapped[OrgUnit] = relationship()
    owner: Mapped[Person] = relationship()
    school_class: Mapped[SchoolClass | None] = relationship()


class CollectionItem(Model):
    """Pages and seconds are inclusive; a lone begin reads on, a lone end begins at the start."""

    __tablename__ = "repository_collection_item"
    __table_args__ = (Index("ix_repository_collection_item_order", "collection_id", "position"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey(Collection.id))
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    position: Mapped[int]
    from_page: Mapped[int | None]
    to_page: Mapped[int | None]
    from_second: Mapped[int | None]
    to_second: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")

    work: Mapped[Work] = relationship()


class Rating(Model):
    """`state` is that of the words: waiting, shown or hidden; the stars count in each."""

    __tablename__ = "repository_rating"
    __table_args__ = (
        UniqueConstraint("work_id", "person_id"),
        Index("ix_repository_rating_state", "state", "work_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    stars: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    work: Mapped[Work] = relationship()


class RatingReport(Model):
    """One of each person; the words go back to who decides on them."""

    __tablename__ = "repository_rating_report"

    rating_id: Mapped[int] = mapped_column(ForeignKey(Rating.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class RatingOff(Model):
    """On works of the unit, and to its people, no ratings are shown and none are taken."""

    __tablename__ = "repository_rating_off"

    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
