"""Where units stood on a day. `OrgUnit` tells of today; `OrgUnitPast` of the time before a move."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.sql import ColumnElement

from school.units.models import OrgUnit, OrgUnitPast
from suite.db import db


@dataclass(frozen=True)
class Placed:
    """A unit with its place and name of some day."""

    unit: OrgUnit
    parent_id: int | None
    name: str
    path: str


def units_on(path: str, day: date) -> Select[OrgUnit]:
    """The units that stood at or below `path` on a day and existed then."""
    return (
        select(OrgUnit)
        .outerjoin(OrgUnitPast, _then(day))
        .where(
            func.coalesce(OrgUnitPast.path, OrgUnit.path).startswith(path, autoescape=True),
            *_existed(day),
        )
    )


def placed_on(day: date) -> list[Placed]:
    """Every unit that existed on a day as it stood then, by name (one statement)."""
    query = (
        select(OrgUnit, OrgUnitPast)
        .outerjoin(OrgUnitPast, _then(day))
        .where(*_existed(day))
        .order_by(OrgUnit.sort_key, OrgUnit.id)
    )
    return [
        Placed(unit, then.parent_id, then.name, then.path)
        if then
        else Placed(unit, unit.parent_id, unit.name, unit.path)
        for unit, then in db.session.execute(query)
    ]


class Paths:
    """Where units stood on any day, for who asks about many days (one statement)."""

    def __init__(self) -> None:
        self._held: defaultdict[int, list[tuple[date, date, str]]] = defaultdict(list)
        for row in db.session.scalars(select(OrgUnitPast)):
            self._held[row.unit_id].append((row.starts_on, row.ends_on, row.path))

    def above(self, unit: OrgUnit, day: date) -> frozenset[int]:
        """The ids of a unit and of those above it on a day."""
        held = self._held.get(unit.id, ())
        then = (path for start, end, path in held if start <= day < end)
        return _ids(next(then, unit.path))

    def ever_above(self, unit: OrgUnit, since: date) -> frozenset[int]:
        """The ids of a unit and of those that stood above it at any time since a day."""
        held = (path for _start, end, path in self._held.get(unit.id, ()) if end > since)
        return _ids(unit.path).union(*map(_ids, held))


def _ids(path: str) -> frozenset[int]:
    return frozenset(int(part) for part in path.split("/") if part)


def _then(day: date) -> ColumnElement[bool]:
    return and_(
        OrgUnitPast.unit_id == OrgUnit.id, OrgUnitPast.starts_on <= day, OrgUnitPast.ends_on > day
    )


def _existed(day: date) -> tuple[ColumnElement[bool], ...]:
    return OrgUnit.valid_from <= day, or_(OrgUnit.valid_to.is_(None), OrgUnit.valid_to > day)


def parents_on(day: date) -> dict[int, int | None]:
    """The unit above each one that existed on a day."""
    query = (
        select(OrgUnit.id, OrgUnit.parent_id, OrgUnitPast.id, OrgUnitPast.parent_id)
        .outerjoin(OrgUnitPast, _then(day))
        .where(*_existed(day))
    )
    return {row[0]: row[1] if row[2] is None else row[3] for row in db.session.execute(query)}


def names_on(unit_ids: Iterable[int], day: date) -> dict[int, str]:
    """How units were called on a day."""
    query = select(OrgUnit.id, func.coalesce(OrgUnitPast.name, OrgUnit.name))
    query = query.outerjoin(OrgUnitPast, _then(day)).where(OrgUnit.id.in_(list(unit_ids)))
    return {row[0]: row[1] for row in db.session.execute(query)}


def remember(units: Iterable[OrgUnit], on: date) -> list[OrgUnitPast]:
    """Note how units stand until a day, before they change; the new notes. Does not commit.

    What changed on the very day before is not noted twice.
    """
    units = list(units)
    query = select(OrgUnitPast.unit_id, func.max(OrgUnitPast.ends_on)).group_by(OrgUnitPast.unit_id)
    query = query.where(OrgUnitPast.unit_id.in_([one.id for one in units]))
    since: dict[int, date] = dict(db.session.execute(query).all())
    noted = []
    for one in units:
        start = since.get(one.id, one.valid_from)
        if start >= on:
            continue
        place = {"parent_id": one.parent_id, "path": one.path, "name": one.name}
        noted.append(OrgUnitPast(unit_id=one.id, **place, starts_on=start, ends_on=on))
    db.session.add_all(noted)
    db.session.flush()
    return noted


def last_change(unit_ids: Iterable[int]) -> date | None:
    """The newest day on which one of the units moved or was renamed."""
    query = select(func.max(OrgUnitPast.ends_on)).where(OrgUnitPast.unit_id.in_(list(unit_ids)))
    return db.session.scalar(query)
