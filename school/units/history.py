"""Where units stood on a day. `OrgUnit` tells of today; `OrgUnitPast` of the time before a move."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, and_, func, or_, select

from school.units.models import OrgUnit, OrgUnitPast
from suite.db import db


def units_on(path: str, day: date) -> Select[OrgUnit]:
    """The units that stood at or below `path` on a day and existed then."""
    then = and_(
        OrgUnitPast.unit_id == OrgUnit.id, OrgUnitPast.starts_on <= day, OrgUnitPast.ends_on > day
    )
    return (
        select(OrgUnit)
        .outerjoin(OrgUnitPast, then)
        .where(
            func.coalesce(OrgUnitPast.path, OrgUnit.path).startswith(path, autoescape=True),
            OrgUnit.valid_from <= day,
            or_(OrgUnit.valid_to.is_(None), OrgUnit.valid_to > day),
        )
    )


def parents_on(day: date) -> dict[int, int | None]:
    """The unit above each one that existed on a day."""
    then = and_(
        OrgUnitPast.unit_id == OrgUnit.id, OrgUnitPast.starts_on <= day, OrgUnitPast.ends_on > day
    )
    query = (
        select(OrgUnit.id, OrgUnit.parent_id, OrgUnitPast.id, OrgUnitPast.parent_id)
        .outerjoin(OrgUnitPast, then)
        .where(OrgUnit.valid_from <= day, or_(OrgUnit.valid_to.is_(None), OrgUnit.valid_to > day))
    )
    return {row[0]: row[1] if row[2] is None else row[3] for row in db.session.execute(query)}


def names_on(unit_ids: Iterable[int], day: date) -> dict[int, str]:
    """How units were called on a day."""
    then = and_(
        OrgUnitPast.unit_id == OrgUnit.id, OrgUnitPast.starts_on <= day, OrgUnitPast.ends_on > day
    )
    query = select(OrgUnit.id, func.coalesce(OrgUnitPast.name, OrgUnit.name))
    query = query.outerjoin(OrgUnitPast, then).where(OrgUnit.id.in_(list(unit_ids)))
    return {row[0]: row[1] for row in db.session.execute(query)}


def remember(units: Iterable[OrgUnit], on: date) -> None:
    """Note how units stand until a day, before they change; does not commit.

    What changed on the very day before is not noted twice.
    """
    units = list(units)
    query = select(OrgUnitPast.unit_id, func.max(OrgUnitPast.ends_on)).group_by(OrgUnitPast.unit_id)
    query = query.where(OrgUnitPast.unit_id.in_([one.id for one in units]))
    since: dict[int, date] = dict(db.session.execute(query).all())
    for one in units:
        start = since.get(one.id, one.valid_from)
        if start >= on:
            continue
        place = {"parent_id": one.parent_id, "path": one.path, "name": one.name}
        db.session.add(OrgUnitPast(unit_id=one.id, **place, starts_on=start, ends_on=on))


def last_change(unit_ids: Iterable[int]) -> date | None:
    """The newest day on which one of the units moved or was renamed."""
    query = select(func.max(OrgUnitPast.ends_on)).where(OrgUnitPast.unit_id.in_(list(unit_ids)))
    return db.session.scalar(query)
