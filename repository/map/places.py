"""From an address to a unit and a day, and the units that a reader may turn to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request, url_for
from sqlalchemy import select

from school.api import OrgUnit, Who, may, require, valid_today, who
from suite import clock
from suite.db import db
from suite.web import not_found


@dataclass(frozen=True)
class Place:
    """Whose map on which day; `unread` is a day that was asked for and cannot be."""

    unit: OrgUnit
    day: date
    unread: str
    me: Who

    @property
    def past(self) -> bool:
        """Whether the map is of an earlier day."""
        return self.day < clock.today()

    def url(self, endpoint: str, **more: Any) -> str:
        """The address of another page about the same unit and day."""
        on = self.day.isoformat() if self.past else None
        values: dict[str, Any] = {"unit": self.unit.id, "on": on, **more}
        return url_for(endpoint, **values)


def asked() -> Place:
    """Read the address. Aborts with 403 for who sees no map, 404 for a unit that is not theirs."""
    require("map.open")
    me = who()
    number = request.args.get("unit", type=int) or _first(me)
    unit = db.session.get(OrgUnit, number) if number and number < 2**63 else None
    if unit is None or not may(me, "map.view", unit):
        not_found()
    day, unread = _day()
    return Place(unit, day, unread, me)


def below(place: Place) -> list[OrgUnit]:
    """The units right below, which the reader may see too."""
    query = select(OrgUnit).where(
        OrgUnit.parent_id == place.unit.id, valid_today(OrgUnit.valid_from, OrgUnit.valid_to)
    )
    rows = db.session.scalars(query.order_by(OrgUnit.sort_key, OrgUnit.id).limit(500))
    return [unit for unit in rows if may(place.me, "map.view", unit)]


def _first(me: Who) -> int | None:
    """The widest unit at which somebody has a role."""
    grants = sorted(me.grants, key=lambda grant: (grant.path.count("/"), grant.path))
    return grants[0].unit_id if grants else None


def _day() -> tuple[date, str]:
    today, text = clock.today(), request.args.get("on", "").strip()
    if not text:
        return today, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today, text[:40]
    return (day, "") if date(2000, 1, 1) <= day <= today else (today, text)
