"""Who sees and edits the questions of a school: its teachers and heads, never pupils.

Teachers of a school share one bank; every version says who wrote it.
"""

from typing import Any

from sqlalchemy import Select, or_

from lms.bank.models import BankImport, Item
from school.api import (
    HEADS,
    PRINCIPAL,
    TEACHER,
    VICE_PRINCIPAL,
    OrgUnit,
    Who,
    heads_school,
    permission,
    scoper,
)
from suite.db import db

AUTHORS = (TEACHER, *HEADS)


def has_bank(who: Who) -> bool:
    """Whether there is a bank for this person at all."""
    return who.has(*AUTHORS)


def home_school(who: Who) -> int | None:
    """The school whose bank the person adds to: the own one, else the first where they teach."""
    if who.at(who.school_id, *AUTHORS):
        return who.school_id
    roles = (TEACHER, VICE_PRINCIPAL, PRINCIPAL)
    ids = [grant.unit_id for grant in who.grants if grant.role in roles]
    return min(ids, default=None)


@scoper(Item)
def _items(query: Select[Any], who: Who) -> Select[Any]:
    taught = [grant.unit_id for grant in who.grants if grant.role == TEACHER]
    return query.where(or_(Item.school_id.in_(taught), heads_school(who, Item.school_id)))


@scoper(BankImport)
def _imports(query: Select[Any], who: Who) -> Select[Any]:
    """Only one's own, and only while one may add to that bank."""
    return query.where(
        BankImport.person_id == who.person_id, BankImport.school_id == home_school(who)
    )


@permission("bank.view")
def _view(who: Who, item: Item) -> bool:
    if who.at(item.school_id, TEACHER):
        return True
    unit = db.session.get(OrgUnit, item.school_id)
    return unit is not None and who.holds(unit.path, *HEADS)


@permission("bank.edit")
def _edit(who: Who, item: Item) -> bool:
    return _view(who, item)


@permission("bank.add")
def _add(who: Who, school_id: int) -> bool:
    return who.at(school_id, *AUTHORS)
