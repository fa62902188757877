"""The ledger: what was done and how resources stood, only ever added to.

indicators_person        a pseudonymous key; erasing a person leaves nobody known behind `person_id`
indicators_kind          a small number for each kind of event
indicators_object        a number for each thing that was used
indicators_receipt       every client id once, so that repeats are harmless
indicators_event         one row an event, by month on PostgreSQL
indicators_touched       events that no rollup has seen yet; emptied by it
indicators_chain         a hash over the events received on a day and over the day before
indicators_material      how a resource stands from a day on
  indicators_material_node   the curriculum nodes it serves, confirmed
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.api import CurriculumNode, OrgUnit
from suite.db import BigId, Model, UtcDateTime


class PersonKey(Model):
    __tablename__ = "indicators_person"

    key: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)


class Kind(Model):
    __tablename__ = "indicators_kind"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)


class UsedObject(Model):
    __tablename__ = "indicators_object"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(120), unique=True)


class Receipt(Model):
    __tablename__ = "indicators_receipt"

    client_id: Mapped[str] = mapped_column(String(64), primary_key=True)


class Event(Model):
    """No foreign keys: what an event speaks of may be gone long before the event.

    `source` is a number of `ledger.sources`; `seconds` is 0 where nothing was measured.
    """

    __tablename__ = "indicators_event"
    __table_args__ = (
        Index("ix_indicators_event_person", "person_key", "local_date"),
        Index("ix_indicators_event_received", "received_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    local_date: Mapped[date]
    kind_id: Mapped[int] = mapped_column(SmallInteger)
    person_key: Mapped[int] = mapped_column(BigInteger)
    unit_id: Mapped[int | None] = mapped_column(BigInteger)
    object_id: Mapped[int] = mapped_column(BigInteger)
    class_id: Mapped[int | None] = mapped_column(BigInteger)
    seconds: Mapped[int]
    source: Mapped[int] = mapped_column(SmallInteger)
    client_id: Mapped[str] = mapped_column(String(64))


class Touched(Model):
    __tablename__ = "indicators_touched"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_key: Mapped[int] = mapped_column(BigInteger, index=True)
    local_date: Mapped[date]


class ChainDay(Model):
    __tablename__ = "indicators_chain"

    received_on: Mapped[date] = mapped_column(primary_key=True)
    rows: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


class MaterialFact(Model):
    """The newest row of a `ref` not later than a day says how it stands on that day.

    `usable_from` None means not usable; `health_until` None means it needs no check.
    """

    __tablename__ = "indicators_material"
    __table_args__ = (Index("ix_indicators_material_ref", "ref", "day"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(120))
    day: Mapped[date]
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    audience: Mapped[str] = mapped_column(String(10))
    licence: Mapped[str] = mapped_column(String(30))
    usable_from: Mapped[date | None]
    usable_to: Mapped[date | None]
    health_until: Mapped[date | None]

    nodes: Mapped[list["MaterialNode"]] = relationship(cascade="all, delete-orphan")


class MaterialNode(Model):
    __tablename__ = "indicators_material_node"

    material_id: Mapped[int] = mapped_column(ForeignKey(MaterialFact.id), primary_key=True)
    node_id: Mapped[int] = mapped_column(ForeignKey(CurriculumNode.id), primary_key=True)
