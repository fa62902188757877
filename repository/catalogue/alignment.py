"""Use cases of alignment: a work is tied to topics by one person and confirmed by another."""

from collections.abc import Collection
from typing import Any

from repository.catalogue import rules
from repository.catalogue.models import Alignment, Work
from repository.catalogue.service import touch
from suite import audit, clock
from suite.db import db


def align(work: Work, chosen: Collection[int], among: Collection[int], actor_id: int) -> None:
    """Tie the work to the `chosen` nodes and to no other of `among`; other ties stay."""
    kept = {row.node_id: row for row in work.alignments}
    for node_id in set(among) & set(kept) - set(chosen):
        _remove(kept[node_id], "unaligned")
    for node_id in sorted(set(chosen) & set(among) - set(kept)):
        db.session.add(
            Alignment(
                work_id=work.id, node_id=node_id, proposed_by=actor_id, proposed_at=clock.now()
            )
        )
        _audit("aligned", work.id, node_id)
    touch(work)
    db.session.commit()


def confirm(rows: Collection[Alignment], actor_id: int) -> None:
    """Confirm what somebody else proposed. Raises Refused("own_alignment")."""
    for row in rows:
        if row.confirmed_at is not None:
            continue
        rules.second_person(row.proposed_by, actor_id, "own_alignment")
        row.confirmed_by, row.confirmed_at = actor_id, clock.now()
        _audit("confirmed", row.work_id, row.node_id)
    _touch_all(rows)
    db.session.commit()


def reject(row: Alignment) -> None:
    """Take an alignment away."""
    work = row.work
    _remove(row, "rejected")
    touch(work)
    db.session.commit()


def _touch_all(rows: Collection[Alignment]) -> None:
    for work in {row.work_id: row.work for row in rows}.values():
        touch(work)


def _remove(row: Alignment, action: str) -> None:
    _audit(action, row.work_id, row.node_id, confirmed=row.confirmed_at is not None)
    db.session.delete(row)


def _audit(action: str, work_id: int, node_id: int, **detail: Any) -> None:
    audit.record(f"alignment.{action}", f"work:{work_id}", detail={"node": node_id, **detail})
