"""Which node of the version in force stands where a node of another version stands.

A code names the same thing in every version. Where a version calls it otherwise, or makes one of
two, a row of succession says so.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from school.curriculum.changing_rules import followed
from school.curriculum.models import CurriculumNode, NodeSuccession
from school.curriculum.service import current_programme
from suite.db import db


def present(nodes: Iterable[tuple[int, str]]) -> dict[int, int | None]:
    """For (id, code) of nodes of any version the id of the one in force, None for what is gone;
    three statements."""
    now = current_programme()
    query = select(CurriculumNode.code, CurriculumNode.id).where(
        CurriculumNode.programme_id == (now.id if now else None)
    )
    current = dict(db.session.execute(query).all())
    forward, backward = _successions()
    return {node_id: followed(code, current, forward, backward) for node_id, code in nodes}


def standing(uids: Iterable[str]) -> dict[str, str | None]:
    """For nodes of any version, and for every other node of any version that one of them may
    stand for: the uid of the one in force in its place, None for what is gone; three statements,
    and none for no uid."""
    wanted = list(uids)
    if not wanted:
        return {}
    now, node = current_programme(), CurriculumNode
    asked = node.uid.in_(wanted)
    query = select(node.uid, node.code, node.programme_id).where(
        node.subject_code.in_(select(node.subject_code).where(asked)),
        or_(node.code.in_(select(node.code).where(asked)), node.code.in_(_renamed())),
    )
    rows = db.session.execute(query).all()
    current = {code: uid for uid, code, programme in rows if now and programme == now.id}
    forward, backward = _successions()
    return {uid: followed(code, current, forward, backward) for uid, code, _programme in rows}


def _renamed() -> Select[str]:
    """The codes that one version calls otherwise than another."""
    ends = or_(
        NodeSuccession.old_id == CurriculumNode.id, NodeSuccession.new_id == CurriculumNode.id
    )
    return select(CurriculumNode.code).join(NodeSuccession, ends)


def _successions() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Codes by the code that took their place, and the way back."""
    old, new = aliased(CurriculumNode), aliased(CurriculumNode)
    query = (
        select(old.code, new.code)
        .select_from(NodeSuccession)
        .join(old, old.id == NodeSuccession.old_id)
        .join(new, new.id == NodeSuccession.new_id)
        .order_by(NodeSuccession.new_id, NodeSuccession.old_id)
    )
    rows = [(before, after) for before, after in db.session.execute(query)]
    backward: dict[str, str] = {}
    for before, after in rows:
        backward.setdefault(after, before)
    return dict(rows), backward
