"""Alignments follow the programme, to the node in force that took the place of their own.

Facts of earlier days keep the nodes that they named (`indicators_material`), so the figures and
maps of those days stay. What has no node to go to waits for a person, who moves it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from repository.catalogue import rules
from repository.catalogue.events import WorkChanged
from repository.catalogue.models import Alignment, Work
from repository.map.models import AlignmentMove
from school.api import (
    CurriculumNode,
    ProgrammeVersioned,
    Who,
    current_programme,
    present_nodes,
    scope,
)
from suite import audit, clock, events, jobs
from suite.db import db

MOST_STRANDED = 500


@dataclass(frozen=True)
class Stranded:
    """A node of an earlier version that has no place in the present one; how many works stand at
    it, and those that the asker may see."""

    node: CurriculumNode
    number: int
    works: list[Work]


@events.subscribe(ProgrammeVersioned)
def on_versioned(_event: ProgrammeVersioned) -> None:
    carry()


@jobs.job("repository.carry_alignments", every=timedelta(hours=1), atomic=True)
def run(_ctx: jobs.Context) -> dict[str, int]:
    """A version may begin on a day to come, and a set be offered with nodes of an older one."""
    return {"moved": carry()}


def carry() -> int:
    """Let every alignment go to where its node stands today; how many went. Does not commit."""
    rows = _elsewhere()
    if not rows:
        return 0
    places = present_nodes({(row.node_id, row.node.code) for row in rows})
    back = _came_from(rows)
    wanted = {row: back.get(row.id) or places[row.node_id] for row in rows}
    return _move({row: to for row, to in wanted.items() if to is not None}, None)


def stranded(who: Who) -> list[Stranded]:
    """The nodes from which alignments cannot go anywhere by themselves; five statements."""
    now = current_programme()
    query = (
        select(CurriculumNode, func.count(Alignment.id))
        .join(Alignment, Alignment.node_id == CurriculumNode.id)
        .where(CurriculumNode.programme_id != (now.id if now else None))
        .group_by(CurriculumNode.id)
        .order_by(CurriculumNode.subject_code, CurriculumNode.grade, CurriculumNode.code)
    )
    rows = [(node, number) for node, number in db.session.execute(query)]
    places = present_nodes({(node.id, node.code) for node, _ in rows})
    lost = [(node, number) for node, number in rows if places[node.id] is None]
    works = _seen_at({node.id for node, _ in lost}, who)
    return [Stranded(node, number, works[node.id]) for node, number in lost]


def _seen_at(node_ids: set[int], who: Who) -> Mapping[int, list[Work]]:
    at = Alignment.node_id.in_(node_ids)
    seen: Select[Any] = scope(select(Work), who)
    query = seen.join(Alignment, Alignment.work_id == Work.id).where(at)
    query = query.add_columns(Alignment.node_id).order_by(Work.title).limit(MOST_STRANDED)
    found: defaultdict[int, list[Work]] = defaultdict(list)
    for work, node_id in db.session.execute(query):
        found[node_id].append(work)
    return found


def aligned_to(node_id: int) -> list[Alignment]:
    """The alignments of a node with their works, confirmed ones first."""
    query = select(Alignment).where(Alignment.node_id == node_id)
    query = query.options(joinedload(Alignment.work))
    order = (Alignment.confirmed_at.is_(None), Alignment.id)
    return list(db.session.scalars(query.order_by(*order)))


def move(from_node: CurriculumNode, to_node: CurriculumNode, actor_id: int) -> int:
    """Let every alignment of a node go to another at once; how many went. Commits.

    What two people agreed on the one stands for the other: it stays confirmed.
    """
    moved = _move(dict.fromkeys(aligned_to(from_node.id), to_node.id), actor_id)
    detail = {"from": from_node.code, "to": to_node.code, "alignments": moved}
    audit.record("alignment.moved", f"node:{from_node.id}", detail=detail)
    db.session.commit()
    return moved


def _elsewhere() -> list[Alignment]:
    """Alignments to nodes of other versions than the one in force, confirmed ones first."""
    now = current_programme()
    query = (
        select(Alignment)
        .join(CurriculumNode, CurriculumNode.id == Alignment.node_id)
        .where(CurriculumNode.programme_id != (now.id if now else None))
        .options(joinedload(Alignment.node), joinedload(Alignment.work))
    )
    order = (Alignment.confirmed_at.is_(None), Alignment.id)
    return list(db.session.scalars(query.order_by(*order)))


def _came_from(rows: Sequence[Alignment]) -> dict[int, int]:
    """Where alignments were before they came to a version that was undone since."""
    now = current_programme()
    query = (
        select(AlignmentMove.alignment_id, AlignmentMove.from_id)
        .join(Alignment, Alignment.id == AlignmentMove.alignment_id)
        .join(CurriculumNode, CurriculumNode.id == AlignmentMove.from_id)
        .where(
            AlignmentMove.to_id == Alignment.node_id,
            CurriculumNode.programme_id == (now.id if now else None),
        )
        .order_by(AlignmentMove.id)
    )
    wanted = {row.id for row in rows}
    return {one: node for one, node in db.session.execute(query) if one in wanted}


def _move(wanted: Mapping[Alignment, int], actor_id: int | None) -> int:
    """Where a work has the other node already, the alignment stays where it is."""
    works = {row.work_id for row in wanted}
    there = Alignment.node_id.in_(set(wanted.values()))
    held = select(Alignment.work_id, Alignment.node_id).where(there)
    taken = {(work, node) for work, node in db.session.execute(held) if work in works}
    moved: dict[int, Work] = {}
    number = 0
    for row, to in wanted.items():
        if (row.work_id, to) in taken:
            continue
        taken.add((row.work_id, to))
        db.session.add(
            AlignmentMove(
                alignment_id=row.id, from_id=row.node_id, to_id=to, by_id=actor_id, at=clock.now()
            )
        )
        row.node_id = to
        moved[row.work_id] = row.work
        number += 1
    for work in moved.values():
        if work.state == rules.PUBLISHED:
            events.publish(WorkChanged(work.id))
    return number
