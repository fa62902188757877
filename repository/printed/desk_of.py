"""The unit of a page of printed books, if the present person may be there, and the day that was
typed on one."""

from datetime import date

from sqlalchemy import select

from repository.printed.permissions import READERS
from repository.printed.rules import Refused
from school.api import OrgUnit, Who, may, require, who
from suite import clock
from suite.db import db
from suite.web import not_found


def unit_to(action: str, unit_id: int) -> OrgUnit:
    """The unit, for who may do `action` there; 404 for who may not even read its registers."""
    unit = db.session.get(OrgUnit, unit_id)
    if unit is None or not may(who(), "print.read", unit):
        not_found()
    require(action, unit)
    return unit


def units_of(person: Who) -> list[OrgUnit]:
    """The units whose books one keeps or inspects, by the roles held at the units themselves; for
    who stands above schools those below."""
    ids = {grant.unit_id for grant in person.grants if grant.role in READERS}
    query = select(OrgUnit).where(OrgUnit.id.in_(ids)).order_by(OrgUnit.sort_key)
    return list(db.session.scalars(query))


def me() -> int:
    """The id of the present person."""
    person_id = who().person_id
    if person_id is None:
        not_found()
    return person_id


def past_day(text: str) -> date:
    """A day that has come. Raises Refused("bad_day", "day_to_come")."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused("bad_day") from None
    if day > clock.today():
        raise Refused("day_to_come")
    return day
