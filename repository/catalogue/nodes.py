"""Nodes of the curriculum for lists and the index: each with those above it."""

from collections.abc import Collection, Iterable

from sqlalchemy import or_, select

from repository.catalogue.models import Alignment, Work
from school.api import CurriculumNode
from suite.db import db

MOST = 300
# subject, strand, topic, requirement
_LEVELS = 4
_SUBJECT = "subject"


def confirmed_nodes(work_ids: Collection[int]) -> dict[int, list[str]]:
    """The codes of the nodes that a second person confirmed for each work, with the strands and
    topics above them; at most five statements, however many works."""
    query = select(Alignment.work_id, Alignment.node_id).where(
        Alignment.work_id.in_(list(work_ids)), Alignment.confirmed_at.is_not(None)
    )
    ties = [(work_id, node_id) for work_id, node_id in db.session.execute(query)]
    known = _with_those_above({node_id for _, node_id in ties})
    found: dict[int, dict[str, None]] = {}
    for work_id, node_id in ties:
        at: int | None = node_id
        while at is not None and at in known:
            code, level, at = known[at]
            if level != _SUBJECT:
                found.setdefault(work_id, {})[code] = None
    return {work_id: list(codes) for work_id, codes in found.items()}


def _with_those_above(ids: set[int]) -> dict[int, tuple[str, str, int | None]]:
    """(code, level, parent) of nodes and of all above them, a statement a level."""
    known: dict[int, tuple[str, str, int | None]] = {}
    wanted = ids
    for _ in range(_LEVELS):
        if not wanted:
            break
        query = select(
            CurriculumNode.id, CurriculumNode.code, CurriculumNode.level, CurriculumNode.parent_id
        ).where(CurriculumNode.id.in_(wanted))
        for node_id, code, level, parent in db.session.execute(query):
            known[node_id] = (code, level, parent)
        wanted = {parent for _, _, parent in known.values() if parent} - set(known)
    return known


def names(codes: Iterable[str]) -> dict[str, str]:
    """What nodes of these codes are called in the newest programme that has them; one statement,
    none for nothing."""
    asked = sorted(set(codes))[:MOST]
    if not asked:
        return {}
    query = select(CurriculumNode.code, CurriculumNode.name).where(CurriculumNode.code.in_(asked))
    rows = db.session.execute(query.order_by(CurriculumNode.id))
    return {row[0]: row[1] for row in rows}


def tree(nodes: Iterable[CurriculumNode]) -> list[tuple[CurriculumNode, int]]:
    """Nodes under their parents with their depth; the first are those whose parent is not there."""
    below: dict[int | None, list[CurriculumNode]] = {}
    ids = set()
    for node in nodes:
        ids.add(node.id)
        below.setdefault(node.parent_id, []).append(node)
    roots = [node for parent, held in below.items() if parent not in ids for node in held]
    found: list[tuple[CurriculumNode, int]] = []

    def walk(node: CurriculumNode, depth: int) -> None:
        found.append((node, depth))
        for child in below.get(node.id, []):
            walk(child, depth + 1)

    for root in roots:
        walk(root, 0)
    return found


def offered(works: Collection[Work]) -> list[CurriculumNode]:
    """The nodes of the subjects and grades of some works, in the order of the programme; at most
    300, one statement."""
    pairs = {(work.subject_code, grade) for work in works for grade in work.grades}
    known = sorted((code, grade) for code, grade in pairs if code is not None)
    if not known:
        return []
    ways = [
        (CurriculumNode.subject_code == code) & (CurriculumNode.grade == grade)
        for code, grade in known
    ]
    query = select(CurriculumNode).where(or_(*ways), CurriculumNode.level != _SUBJECT)
    query = query.order_by(
        CurriculumNode.subject_code, CurriculumNode.grade, CurriculumNode.position,
        CurriculumNode.id,
    )  # fmt: skip
    return list(db.session.scalars(query.limit(MOST)))
