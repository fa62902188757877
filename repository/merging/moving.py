"""What goes over with a work: rows of other rooms that name it, and the way back.

Each move gives back what it did, plain enough for JSON; the return trip moves only what still
stands where it was put. Nothing here commits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, update

from repository.catalogue.models import Alignment, Work
from repository.ingest.models import Upload
from repository.links.models import Link
from repository.map.models import MapAsk
from repository.marc.models import Origin
from repository.merging.models import WorkMerge
from repository.packs.models import PackOrigin
from repository.printed.loan_models import Hold
from repository.printed.models import Copy, PrintTitle
from repository.sharing.models import CollectionItem, Rating
from suite.db import db


@dataclass(frozen=True)
class Kind:
    """Rows that name a work by `column`; of two with the same `alike` columns the one of the work
    that stays stands. `content`: readers get it, so it goes only where it may."""

    name: str
    column: Any
    alike: tuple[Any, ...] = ()
    content: bool = False

    @property
    def model(self) -> Any:
        return self.column.class_


_PART = (CollectionItem.from_page, CollectionItem.to_page)
_MOMENT = (CollectionItem.from_second, CollectionItem.to_second)
KINDS = (
    Kind("links", Link.work_id, (Link.url_key,), content=True),
    Kind("topics", Alignment.work_id, (Alignment.node_id,)),
    Kind("lists", CollectionItem.work_id, (CollectionItem.collection_id, *_PART, *_MOMENT)),
    Kind("ratings", Rating.work_id, (Rating.person_id,)),
    Kind("origins", Origin.work_id),
    Kind("holds", Hold.work_id, (Hold.person_id, Hold.ended_at)),
    Kind("copies", Copy.work_id),
    Kind("uploads", Upload.into_id),
    Kind("editions", Work.edition_of_id),
    Kind("merges", WorkMerge.kept_id),
    Kind("asks", MapAsk.work_id),
)
# Of these a work has one at most, under its own number.
SINGLE = {"print": PrintTitle, "pack": PackOrigin}


def over(gone_id: int, kept_id: int, *, content: bool) -> dict[str, list[Any]]:
    """Let everything of the one be the other's: the ids that went, by kind."""
    moved = {}
    for kind in KINDS:
        if kind.content and not content:
            continue
        ids = _free(kind, gone_id, kept_id)
        _put(kind, kind.model.id.in_(ids), kept_id)
        if ids:
            moved[kind.name] = ids
    for name, model in SINGLE.items():
        mine: Any = model
        if db.session.get(mine, kept_id) is None and _renumber(mine, gone_id, kept_id):
            moved[name] = [gone_id]
    return moved


def back(moved: dict[str, list[Any]], gone_id: int, kept_id: int) -> None:
    """Give back what went and is still there."""
    for kind in KINDS:
        ids = moved.get(kind.name, [])
        _put(kind, kind.model.id.in_(ids) & (kind.column == kept_id), gone_id)
    for name, model in SINGLE.items():
        if name in moved:
            _renumber(model, kept_id, gone_id)


def counts(work_id: int) -> dict[str, int]:
    """How many rows of each kind name a work; for the page that asks."""
    found = {}
    for kind in KINDS:
        query = select(kind.model.id).where(kind.column == work_id)
        found[kind.name] = len(db.session.scalars(query).all())
    return found


def _free(kind: Kind, gone_id: int, kept_id: int) -> list[int]:
    """The rows of the one that goes that have no like of the one that stays."""
    if not kind.alike:
        query = select(kind.model.id).where(kind.column == gone_id)
        found = db.session.scalars(query.order_by(kind.model.id)).all()
        return [one for one in found if kind.model is not Work or one != kept_id]
    theirs = select(*kind.alike).where(kind.column == kept_id)
    held = {tuple(row) for row in db.session.execute(theirs)}
    query = select(kind.model.id, *kind.alike).where(kind.column == gone_id)
    rows: Iterable[Any] = db.session.execute(query.order_by(kind.model.id)).all()
    return [row[0] for row in rows if tuple(row[1:]) not in held]


def _put(kind: Kind, where: ColumnElement[bool], work_id: int) -> None:
    statement = update(kind.model).where(where).values({kind.column.key: work_id})
    db.session.execute(statement.execution_options(synchronize_session=False))


def _renumber(model: Any, old: int, new: int) -> bool:
    statement = update(model).where(model.work_id == old).values(work_id=new)
    statement = statement.returning(model.work_id).execution_options(synchronize_session=False)
    return bool(db.session.scalars(statement).all())
