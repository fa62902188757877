"""Use cases of lists: make, describe, put in, order, take out, throw away, take back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from flask_babel import lazy_gettext
from sqlalchemy import Select, delete, func, select

from repository.catalogue.models import Work
from repository.sharing import rules
from repository.sharing.models import Collection, CollectionItem
from school.api import SchoolClass
from suite import audit, clock, edits, inuse, jobs
from suite.db import db

MOST_ITEMS, MOST_LISTS = 300, 200
KEPT = timedelta(days=1)


class TooMany(Exception):
    """The person keeps MOST_LISTS lists, or the list holds MOST_ITEMS works."""


@dataclass(frozen=True)
class Said:
    """What a person says of a list; `class_id` with the visibility of a class alone."""

    title: str
    description: str = ""
    visibility: str = rules.PRIVATE
    class_id: int | None = None
    of_unit: bool = False


@dataclass(frozen=True)
class Part:
    """Which part of a work is meant, and what is said to it. Pages and seconds are inclusive."""

    from_page: int | None = None
    to_page: int | None = None
    from_second: int | None = None
    to_second: int | None = None
    note: str = ""


def make(unit_id: int, owner_id: int, said: Said) -> Collection:
    """A list without works. Raises TooMany."""
    mine = select(func.count(Collection.id)).where(
        Collection.owner_id == owner_id, Collection.removed_at.is_(None)
    )
    if (db.session.scalar(mine) or 0) >= MOST_LISTS:
        raise TooMany
    now = clock.now()
    held = Collection(unit_id=unit_id, owner_id=owner_id, made_at=now, changed_at=now)
    for name, value in asdict(said).items():
        setattr(held, name, value)
    db.session.add(held)
    db.session.flush()
    _note(held, "made", owner_id)
    db.session.commit()
    return held


def describe(held: Collection, said: Said, seen: int, actor_id: int) -> None:
    """Describe it anew. Raises edits.Conflict when somebody else changed it meanwhile."""
    row = edits.claim(Collection, held.id, seen)
    for name, value in asdict(said).items():
        setattr(row, name, value)
    row.changed_at = clock.now()
    _note(row, "described", actor_id)
    db.session.commit()


def put(held: Collection, work: Work, part: Part) -> CollectionItem:
    """Put a work at the end. Raises TooMany."""
    row = edits.claim(Collection, held.id, None)
    number, last = db.session.execute(
        select(func.count(), func.max(CollectionItem.position)).where(
            CollectionItem.collection_id == row.id
        )
    ).one()
    if number >= MOST_ITEMS:
        db.session.rollback()
        raise TooMany
    position = 0 if last is None else last + 1
    item = CollectionItem(collection_id=row.id, work_id=work.id, position=position, **asdict(part))
    db.session.add(item)
    row.changed_at = clock.now()
    db.session.commit()
    return item


def change(item: CollectionItem, part: Part, seen: int) -> None:
    """Mean another part of it. Raises edits.Conflict."""
    row = edits.claim(Collection, item.collection_id, seen)
    for name, value in asdict(part).items():
        setattr(item, name, value)
    row.changed_at = clock.now()
    db.session.commit()


def move(
    held: Collection, shown: Sequence[CollectionItem], item_id: int, way: str, seen: int
) -> bool:
    """Let an item change places with its neighbour among those `shown`; whether it moved. Raises
    edits.Conflict."""
    row = edits.claim(Collection, held.id, seen)
    by_id = {item.id: item for item in shown}
    pair = rules.moved([item.id for item in shown], item_id, way)
    if pair is None:
        db.session.rollback()
        return False
    one, other = by_id[pair[0]], by_id[pair[1]]
    one.position, other.position = other.position, one.position
    row.changed_at = clock.now()
    db.session.commit()
    return True


def take_out(item: CollectionItem) -> Part:
    """Take a work out; what was said of it, to put it back."""
    edits.claim(Collection, item.collection_id, None)
    part = Part(item.from_page, item.to_page, item.from_second, item.to_second, item.note)
    db.session.delete(item)
    db.session.commit()
    return part


def put_back(held: Collection, work: Work, position: int, part: Part) -> None:
    """Have a work again where it was; twice does nothing."""
    edits.claim(Collection, held.id, None)
    there = select(CollectionItem.id).where(
        CollectionItem.collection_id == held.id,
        CollectionItem.work_id == work.id,
        CollectionItem.position == position,
    )
    if db.session.scalar(there) is None:
        db.session.add(
            CollectionItem(
                collection_id=held.id, work_id=work.id, position=position, **asdict(part)
            )
        )
    db.session.commit()


def throw_away(held: Collection, actor_id: int) -> None:
    """Nobody sees it any more; it can be taken back until it is swept."""
    held.removed_at = clock.now()
    _note(held, "removed", actor_id)
    db.session.commit()


def take_back(held: Collection, actor_id: int) -> None:
    """Have it again."""
    held.removed_at = None
    _note(held, "taken_back", actor_id)
    db.session.commit()


@inuse.used("class", lazy_gettext("has a reading list"))
def has_list(ids: inuse.Ids) -> inuse.Ids:
    """Classes for which somebody keeps a list."""
    return select(SchoolClass.id).where(
        SchoolClass.id.in_(ids), SchoolClass.id.in_(select(Collection.class_id))
    )


@jobs.job("library.sweep_collections", every=timedelta(days=1))
def sweep(_ctx: jobs.Context) -> dict[str, int]:
    """Delete what was thrown away a day ago."""
    old = select(Collection.id).where(Collection.removed_at < clock.now() - KEPT)
    return {"deleted": forget(old)}


def forget(ids: Select[int]) -> int:
    """Delete lists for good; how many. No commit."""
    db.session.execute(delete(CollectionItem).where(CollectionItem.collection_id.in_(ids)))
    gone = delete(Collection).where(Collection.id.in_(ids)).returning(Collection.id)
    return len(db.session.scalars(gone).all())


def _note(held: Collection, action: str, actor_id: int) -> None:
    audit.record(
        f"collection.{action}",
        f"collection:{held.id}",
        detail={"person": actor_id, "visibility": held.visibility},
    )
