"""What the pages of lists read. A work that the reader may not see is left out, also of counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from repository.catalogue.models import Work
from repository.catalogue.permissions import REVIEWERS
from repository.reading.views import read_url
from repository.sharing.models import Collection, CollectionItem
from repository.sharing.permissions import keeps, of_own_class, shown_to
from repository.sharing.service import MOST_LISTS
from school.api import SchoolClass, Who, current_year, scope, teaches
from suite import clock
from suite.db import db

MOST_CLASSES, FRONT = 200, 6


@dataclass(frozen=True)
class Line:
    """A list with the number of works in it that the reader may see."""

    held: Collection
    works: int


def one(uid: str, who: Who) -> Collection | None:
    """A list that `who` sees; one statement."""
    query = select(Collection).where(Collection.uid == uid).options(*_told())
    found: Collection | None = db.session.scalar(scope(query, who))
    return found


def thrown_away(uid: str) -> Collection | None:
    """A list that was thrown away and not yet swept."""
    query = select(Collection).where(Collection.uid == uid, Collection.removed_at.is_not(None))
    found: Collection | None = db.session.scalar(query.options(*_told()))
    return found


def items(held: Collection, who: Who) -> list[CollectionItem]:
    """The items whose works `who` may see, in order; two statements."""
    query = _seen(select(CollectionItem).where(CollectionItem.collection_id == held.id), who)
    query = query.options(
        contains_eager(CollectionItem.work).options(
            joinedload(Work.subject), joinedload(Work.unit), selectinload(Work.files)
        )
    )
    return list(db.session.scalars(query.order_by(CollectionItem.position, CollectionItem.id)))


def mine(who: Who) -> list[Line]:
    """The lists that `who` keeps, the last changed first; two statements."""
    return _lines(select(Collection).where(keeps(who)).limit(MOST_LISTS), who)


def for_me(who: Who) -> Select[Any]:
    """The lists that others show to `who`, the last changed first."""
    query = scope(select(Collection).where(shown_to(who), ~keeps(who)), who)
    return query.options(*_told()).order_by(Collection.changed_at.desc(), Collection.id.desc())


def of_my_classes(who: Who, *conditions: ColumnElement[bool], most: int = FRONT) -> list[Line]:
    """The lists that teachers show to the classes of `who`; two statements."""
    if who.person_id is None:
        return []
    query = select(Collection).where(of_own_class(who), ~keeps(who), *conditions)
    return _lines(query.limit(most), who)


def counted(held: Sequence[Collection], who: Who) -> list[Line]:
    """The lists with the numbers of works that `who` may see; one statement."""
    ids = [one.id for one in held]
    if not ids:
        return []
    query = select(CollectionItem.collection_id, func.count())
    query = query.select_from(CollectionItem).where(CollectionItem.collection_id.in_(ids))
    visible = scope(select(Work.id).where(Work.id == CollectionItem.work_id), who)
    query = query.where(visible.exists()).group_by(CollectionItem.collection_id)
    numbers = {row[0]: row[1] for row in db.session.execute(query)}
    return [Line(one, numbers.get(one.id, 0)) for one in held]


def classes_of(who: Who) -> list[SchoolClass]:
    """The classes to which `who` may show a list: those taught today, and those of this year at a
    school whose library `who` keeps."""
    query = select(SchoolClass).where(or_(teaches(who, SchoolClass.id), _of_library(who)))
    return list(db.session.scalars(query.order_by(SchoolClass.sort_key).limit(MOST_CLASSES)))


def _of_library(who: Who) -> ColumnElement[bool]:
    units = [grant.unit_id for grant in who.grants if grant.role in REVIEWERS]
    year = current_year() if units else None
    if year is None:
        return false()
    running = SchoolClass.closed_on.is_(None) | (SchoolClass.closed_on > clock.today())
    return SchoolClass.school_id.in_(units) & (SchoolClass.year_id == year.id) & running


def place_url(item: CollectionItem) -> str:
    """Where an item is opened: at its page or moment."""
    moment = None
    if item.from_second is not None or item.to_second is not None:
        moment = (item.from_second or 0, item.to_second)
    return read_url(item.work, item.from_page, moment=moment)


def _seen(query: Select[Any], who: Who) -> Select[Any]:
    visible = scope(select(Work.id).where(Work.id == CollectionItem.work_id), who)
    return query.join(CollectionItem.work).where(visible.correlate(CollectionItem).exists())


def _lines(query: Select[Any], who: Who) -> list[Line]:
    ordered = scope(query, who).order_by(Collection.changed_at.desc(), Collection.id.desc())
    return counted(list(db.session.scalars(ordered.options(*_told()))), who)


def _told() -> tuple[Any, ...]:
    return (
        joinedload(Collection.unit),
        joinedload(Collection.owner),
        joinedload(Collection.school_class),
    )
