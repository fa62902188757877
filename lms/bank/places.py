"""Places of questions in the curriculum when it comes in another version.

A question keeps the node at which somebody put it; whoever looks for questions of a node finds
those of every node in whose place it stands. So undoing a version needs nothing undone here. What
has no place in the version in force waits for a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, select, update
from sqlalchemy.orm import aliased

from lms.bank.models import Item
from lms.bank.permissions import own_schools
from school.api import (
    CurriculumNode,
    Programme,
    Who,
    current_programme,
    scope,
    standing_nodes,
    valid_today,
)
from suite import audit
from suite.db import db


@dataclass(frozen=True)
class Gone:
    """A node without a place in the version in force, and how many questions stand at it."""

    node: CurriculumNode
    number: int


def present(uids: Iterable[str]) -> dict[str, str]:
    """The node in force by nodes of any version; itself where it is gone (three statements)."""
    wanted = list(uids)
    found = standing_nodes(wanted)
    return {uid: found.get(uid) or uid for uid in wanted}


def alike(uids: Iterable[str]) -> dict[str, str]:
    """Those given by every node whose questions are theirs, themselves among them (three
    statements)."""
    wanted = list(uids)
    found = standing_nodes(wanted)
    at: dict[str, list[str]] = {}
    for uid, to in found.items():
        if to is not None:
            at.setdefault(to, []).append(uid)
    return {one: uid for uid in wanted for one in [uid, *at.get(found.get(uid) or "", [])]}


def at(uid: str) -> ColumnElement[bool]:
    """Questions of a node, at whichever version they were put there."""
    return Item.node_uid.in_(alike([uid]))


def strayed(who: Who) -> bool:
    """Whether there is anything to place anew (one or two statements, more only where a code is
    gone)."""
    other, own = aliased(CurriculumNode), own_schools(who)
    current = (
        select(other.code)
        .join(Programme, Programme.id == other.programme_id)
        .where(valid_today(Programme.valid_from, Programme.valid_to))
    )
    held = exists().where(
        Item.node_uid == CurriculumNode.uid, Item.school_id.in_(own), Item.of_sheet.is_(False)
    )
    lost = select(CurriculumNode.uid).where(CurriculumNode.code.not_in(current), held)
    uids = list(db.session.scalars(lost))
    places = standing_nodes(uids)
    return any(places[uid] is None for uid in uids)


def gone(who: Who) -> list[Gone]:
    """The nodes at which questions of the own schools stand and that are gone, in order."""
    now = current_programme()
    query = (
        _own(who)
        .join(CurriculumNode, CurriculumNode.uid == Item.node_uid)
        .where(CurriculumNode.programme_id != (now.id if now else None))
        .with_only_columns(CurriculumNode, func.count(Item.id))
        .group_by(CurriculumNode.id)
        .order_by(CurriculumNode.subject_code, CurriculumNode.grade, CurriculumNode.code)
    )
    rows = [Gone(node, number) for node, number in db.session.execute(query)]
    places = standing_nodes(one.node.uid for one in rows)
    return [one for one in rows if places[one.node.uid] is None]


def move(who: Who, gone_uid: str, to: CurriculumNode) -> int:
    """Put the questions of the own schools that stand at a node to another of its subject; how
    many. Commits."""
    ids = _own(who).where(Item.node_uid == gone_uid, Item.subject_code == to.subject_code)
    moved = db.session.execute(
        update(Item)
        .where(Item.id.in_(ids.with_only_columns(Item.id)))
        .values(node_uid=to.uid)
        .execution_options(synchronize_session=False)
    )
    number = int(getattr(moved, "rowcount", 0))
    detail = {"from": gone_uid, "to": to.uid, "questions": number}
    audit.record("bank.place", f"node:{to.uid}", detail=detail)
    db.session.commit()
    return number


def _own(who: Who) -> Select[tuple[Item]]:
    """Questions of the own schools that the person sees, out of use ones too."""
    query: Select[tuple[Item]] = scope(select(Item), who)
    return query.where(Item.school_id.in_(own_schools(who)), Item.of_sheet.is_(False))
