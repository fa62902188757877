"""What a node of the programme holds for somebody: its works, those below and of its topic.

Rights are those of the asker; what cannot be seen is not counted either.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from repository.catalogue import queries
from repository.catalogue.models import Alignment, Work, WorkKind
from repository.catalogue.permissions import is_open
from school.api import (
    CurriculumNode,
    Who,
    current_programme,
    present_nodes,
    scope,
    valid_today,
)
from suite.db import db

MOST = 200
TOPIC = "topic"


@dataclass(frozen=True)
class Held:
    """The works of a node by kind, in the order of the kinds; sets to practise stand apart."""

    by_kind: list[tuple[str, list[Work]]]
    sets: list[Work]
    explains: bool
    practises: bool
    more: bool


@dataclass(frozen=True)
class Family:
    """A node with those above it (from the subject down) and those right below."""

    node: CurriculumNode
    above: list[CurriculumNode]
    below: list[CurriculumNode]
    ids: set[int]


def find(uid: str) -> CurriculumNode | None:
    """A node of any version."""
    return db.session.scalar(select(CurriculumNode).where(CurriculumNode.uid == uid))


def by_code(programme_id: int, code: str) -> CurriculumNode | None:
    """A node of a version by its code."""
    query = select(CurriculumNode).where(
        CurriculumNode.programme_id == programme_id, CurriculumNode.code == code
    )
    return db.session.scalar(query)


def present(node: CurriculumNode) -> CurriculumNode | None:
    """The node of the version in force in its place; itself where it is of that one."""
    now = current_programme()
    if now is not None and node.programme_id == now.id:
        return node
    found = present_nodes([(node.id, node.code)])[node.id]
    return db.session.get(CurriculumNode, found) if found is not None else None


def family(node: CurriculumNode) -> Family:
    """Its neighbours, and the nodes whose works it shows (one statement)."""
    rows = {row.id: row for row in of_field(node.programme_id, node.subject_code, node.grade)}
    below: defaultdict[int | None, list[CurriculumNode]] = defaultdict(list)
    for row in rows.values():
        below[row.parent_id].append(row)
    above: list[CurriculumNode] = []
    at = node
    while at.parent_id is not None:
        at = rows[at.parent_id]
        above.insert(0, at)
    ids, waiting = {row.id for row in above if row.level == TOPIC}, [node]
    while waiting:
        one = waiting.pop()
        ids.add(one.id)
        waiting += below[one.id]
    return Family(node, above, below[node.id], ids)


def of_field(programme_id: int, subject: str, grade: int) -> list[CurriculumNode]:
    """The nodes of a subject × grade in the order of the programme (one statement)."""
    query = select(CurriculumNode).where(
        CurriculumNode.programme_id == programme_id,
        CurriculumNode.subject_code == subject,
        CurriculumNode.grade == grade,
    )
    order = (CurriculumNode.position, CurriculumNode.id)
    return list(db.session.scalars(query.order_by(*order)))


def of_grade(programme_id: int, grade: int, subject: str = "") -> dict[str, list[CurriculumNode]]:
    """The nodes of a grade, or of one subject in it, by subject (one statement)."""
    query = select(CurriculumNode).where(
        CurriculumNode.programme_id == programme_id, CurriculumNode.grade == grade
    )
    if subject:
        query = query.where(CurriculumNode.subject_code == subject)
    found: dict[str, list[CurriculumNode]] = {}
    for row in db.session.scalars(query.order_by(CurriculumNode.position, CurriculumNode.id)):
        found.setdefault(row.subject_code, []).append(row)
    return {code: rows for code, rows in found.items() if coded(rows)}


def coded(rows: Iterable[CurriculumNode]) -> list[CurriculumNode]:
    """Those of a subject × grade that get a code of their own."""
    return [node for node in in_order(rows) if node.level != "strand"]


def in_order(rows: Iterable[CurriculumNode]) -> list[CurriculumNode]:
    """Nodes of a subject × grade as a book would list them, without what does not count."""
    below: defaultdict[int | None, list[CurriculumNode]] = defaultdict(list)
    for row in rows:
        below[row.parent_id].append(row)
    found: list[CurriculumNode] = []
    waiting = below[None][::-1]
    while waiting:
        one = waiting.pop()
        if one.countable:
            found.append(one)
            waiting += below[one.id][::-1]
    return found


def held(ids: Iterable[int], who: Who) -> Held:
    """What stands at nodes, confirmed by two people, open, and seen by `who`; four statements."""
    at = select(Alignment.work_id).where(
        Alignment.node_id.in_(list(ids)), Alignment.confirmed_at.is_not(None)
    )
    query = select(Work).where(Work.id.in_(at), is_open()).options(*queries.with_card)
    query = scope(query, who).order_by(Work.title, Work.id).limit(MOST + 1)
    works = list(db.session.scalars(query))
    today = valid_today(WorkKind.valid_from, WorkKind.valid_to)
    kinds = select(WorkKind.code, WorkKind.role).where(today).order_by(WorkKind.position)
    roles = dict(db.session.execute(kinds).all())
    sets = [work for work in works[:MOST] if work.kind == "question_set"]
    others = [work for work in works[:MOST] if work.kind != "question_set"]
    known = [*roles, *sorted({work.kind for work in others} - set(roles))]
    by_kind = [(kind, [work for work in others if work.kind == kind]) for kind in known]
    held_roles = {roles.get(work.kind) for work in works}
    return Held(
        [(kind, rows) for kind, rows in by_kind if rows],
        sets,
        "explain" in held_roles,
        "practice" in held_roles,
        len(works) > MOST,
    )
