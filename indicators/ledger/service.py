"""Writing into the ledger, in the transaction of who asks; nothing here commits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite

from indicators.formulas.params import whole
from indicators.formulas.qualify import EventSource, offline_source
from indicators.ledger.models import (
    Event,
    Kind,
    MaterialFact,
    MaterialNode,
    PersonKey,
    Receipt,
    Touched,
    UsedObject,
)
from indicators.ledger.sources import NUMBERS, source_of
from indicators.register import service as register
from suite import clock
from suite.db import db


@dataclass(frozen=True)
class Use:
    """One event as a wing tells it."""

    kind: str
    person_id: int
    school_id: int | None
    class_id: int | None
    object_ref: str
    at: datetime
    seconds: int
    source: str
    client_id: str | None


def insert_once(model: type[Any], **values: object) -> bool:
    """Insert a row unless its key is there; whether it was new."""
    postgres = db.session.get_bind().dialect.name == "postgresql"
    make: Any = postgresql.insert if postgres else sqlite.insert
    key = next(iter(model.__table__.primary_key))
    query = make(model).values(**values).on_conflict_do_nothing().returning(key)
    return db.session.connection().execute(query).first() is not None


def derived_id(use: Use) -> str:
    """The client id of an event that came without one: the same fields give the same id."""
    parts = (use.kind, use.person_id, use.object_ref, use.at.isoformat(), use.source)
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).hexdigest()


def key_of(person_id: int) -> int:
    """The pseudonymous key of a person, made at the first need."""
    query = select(PersonKey.key).where(PersonKey.person_id == person_id)
    found = db.session.scalar(query)
    if found is None:
        insert_once(PersonKey, person_id=person_id)
        found = db.session.scalars(query).one()
    return found


def object_of(ref: str) -> int:
    """The number of a used thing, made at the first need."""
    query = select(UsedObject.id).where(UsedObject.ref == ref)
    found = db.session.scalar(query)
    if found is None:
        insert_once(UsedObject, ref=ref)
        found = db.session.scalars(query).one()
    return found


def kind_of(code: str) -> int:
    """The number of a kind. Raises ValueError for one that no dated row names."""
    found = db.session.scalar(select(Kind.id).where(Kind.code == code))
    if found is None:
        raise ValueError(f"no kind of use is named {code!r}")
    return found


def dated(use: Use, received: datetime) -> tuple[date, EventSource]:
    """The server's day of an event and its source; offline work may have come too late."""
    source = source_of(use.source)
    if source is not EventSource.OFFLINE:
        return clock.local_date(use.at), source
    day = clock.local_date(received)
    limit = whole(register.values_on(day), "use.v1.late_days")
    return day, offline_source(use.at, received, limit)


def add_event(use: Use) -> bool:
    """Add one event; False when its client id was here before. Raises ValueError."""
    received = clock.now()
    kind_id = kind_of(use.kind)
    day, source = dated(use, received)
    client_id = use.client_id or derived_id(use)
    if len(client_id) > 64 or not use.object_ref or use.seconds < 0:
        raise ValueError(f"not an event: {use}")
    if not insert_once(Receipt, client_id=client_id):
        return False
    key = key_of(use.person_id)
    row = {
        "received_at": received,
        "local_date": day,
        "kind_id": kind_id,
        "person_key": key,
        "unit_id": use.school_id,
        "object_id": object_of(use.object_ref),
        "class_id": use.class_id,
        "seconds": use.seconds,
        "source": NUMBERS[source],
        "client_id": client_id,
    }
    connection = db.session.connection()
    connection.execute(insert(Event).values(**row))
    connection.execute(insert(Touched).values(person_key=key, local_date=day))
    return True


def touch(person_ids: Iterable[int], day: date) -> None:
    """Ask the next rollup to look at these people again."""
    rows = [{"person_key": key_of(person_id), "local_date": day} for person_id in person_ids]
    if rows:
        db.session.connection().execute(insert(Touched), rows)


def add_material(fact: dict[str, Any], node_ids: Iterable[int]) -> bool:
    """Add how a resource stands from today on; False when it stands so already."""
    nodes = sorted(set(node_ids))
    last = db.session.scalar(
        select(MaterialFact)
        .where(MaterialFact.ref == fact["ref"])
        .order_by(MaterialFact.id.desc())
        .limit(1)
    )
    if last is not None:
        same = all(getattr(last, name) == value for name, value in fact.items())
        if same and sorted(node.node_id for node in last.nodes) == nodes:
            return False
    row = MaterialFact(day=clock.today(), **fact)
    row.nodes = [MaterialNode(node_id=node_id) for node_id in nodes]
    db.session.add(row)
    db.session.flush()
    return True
