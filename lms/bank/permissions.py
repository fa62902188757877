"""Who sees and edits the questions of a school: its teachers and heads, never pupils.

school    teachers of a school share one bank; every version says who wrote it
group     a draft of a subject group is seen by its author, the group and the heads of the school,
          until the head of the group or of the school approves it
commune   what the heads of a school share is read and copied, never changed, by those who have a
          bank in another school of the same commune
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from lms.bank.models import BankImport, Item
from school.api import (
    HEADS,
    PRINCIPAL,
    SUBJECT_HEAD,
    TEACHER,
    VICE_PRINCIPAL,
    GroupMember,
    OrgUnit,
    Who,
    below,
    heads_school,
    permission,
    scope,
    scoper,
    valid_today,
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


def own_schools(who: Who) -> list[int]:
    """The schools whose banks are the person's own, as teacher or head; at most one statement."""
    taught = {grant.unit_id for grant in who.grants if grant.role == TEACHER}
    if who.paths(*HEADS):
        headed = select(OrgUnit.id).where(
            OrgUnit.kind == "school", below(OrgUnit.path, who.paths(*HEADS))
        )
        taught.update(db.session.scalars(headed))
    return sorted(taught)


def _own(who: Who) -> ColumnElement[bool]:
    taught = [grant.unit_id for grant in who.grants if grant.role == TEACHER]
    return or_(Item.school_id.in_(taught), heads_school(who, Item.school_id))


def groups_of(who: Who) -> Select[Any]:
    """The ids of the subject groups in which the person is today."""
    return select(GroupMember.group_id).where(
        GroupMember.person_id == who.person_id,
        valid_today(GroupMember.starts_on, GroupMember.ends_on),
    )


def schools_beside(who: Who) -> Select[Any]:
    """The ids of the schools in the communes of the own schools."""
    own, other, commune = aliased(OrgUnit), aliased(OrgUnit), aliased(OrgUnit)
    taught = [grant.unit_id for grant in who.grants if grant.role == TEACHER]
    mine = or_(own.id.in_(taught), below(own.path, who.paths(*HEADS)))
    return (
        select(other.id)
        .join(commune, (commune.id == other.parent_id) & (commune.kind == "commune"))
        .join(own, own.parent_id == commune.id)
        .where(mine)
        .distinct()
    )


def in_commune(who: Who) -> ColumnElement[bool]:
    """Questions in use that another school shares with a commune of one of the own schools."""
    beside = Item.school_id.in_(schools_beside(who))
    return and_(Item.shared_at.is_not(None), Item.retired_at.is_(None), beside)


def finished() -> ColumnElement[bool]:
    """Questions that are no drafts of a group."""
    return or_(Item.group_id.is_(None), Item.approved_at.is_not(None))


@scoper(Item)
def _items(query: Select[Any], who: Who) -> Select[Any]:
    seen = or_(
        finished(),
        Item.author_id == who.person_id,
        Item.group_id.in_(groups_of(who)),
        heads_school(who, Item.school_id),
    )
    return query.where(or_(and_(_own(who), seen), in_commune(who)))


@scoper(BankImport)
def _imports(query: Select[Any], who: Who) -> Select[Any]:
    """Only one's own, and only while one may add to that bank."""
    return query.where(
        BankImport.person_id == who.person_id, BankImport.school_id == home_school(who)
    )


@permission("bank.view")
def _view(who: Who, item: Item) -> bool:
    found = scope(select(Item.id), who).where(Item.id == item.id)
    return db.session.scalar(found) is not None


@permission("bank.edit")
def _edit(who: Who, item: Item) -> bool:
    return (
        not item.of_sheet
        and _view(who, item)
        and (who.at(item.school_id, TEACHER) or _heads(who, item))
    )


@permission("bank.approve")
def _approve(who: Who, item: Item) -> bool:
    """Only of a draft: the head of its group, or of the school."""
    if item.group_id is None:
        return False
    leads = any(g.role == SUBJECT_HEAD and g.about == item.group_id for g in who.grants)
    return leads or _heads(who, item)


@permission("bank.share")
def _share(who: Who, item: Item) -> bool:
    return _heads(who, item)


@permission("bank.copy")
def _copy(who: Who, item: Item) -> bool:
    """Into the own bank, of what another school shares."""
    home = home_school(who)
    return home is not None and home != item.school_id and _view(who, item)


def _heads(who: Who, item: Item) -> bool:
    unit = db.session.get(OrgUnit, item.school_id)
    return unit is not None and who.holds(unit.path, *HEADS)


@permission("bank.add")
def _add(who: Who, school_id: int) -> bool:
    return who.at(school_id, *AUTHORS)
