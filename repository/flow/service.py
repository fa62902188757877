"""Use cases of the steps: a unit's choice of them."""

from collections.abc import Iterable

from repository.flow import rules
from repository.flow.models import Flow
from school.api import OrgUnit
from suite import audit, clock
from suite.db import db
from suite.edits import Conflict


def choose(unit: OrgUnit, wanted: Iterable[str], *, twice: bool, actor_id: int, seen: int) -> None:
    """Set the steps that works of the unit go by from now on; what is under way keeps its own.

    `seen` is the version of the choice that was changed, 0 where there was none. Raises Refused
    and Conflict.
    """
    steps = rules.joined(rules.chosen(wanted, unit.kind))
    db.session.get_one(OrgUnit, unit.id, with_for_update=True)
    row = db.session.get(Flow, unit.id, populate_existing=True)
    if (row.version if row else 0) != seen:
        raise Conflict(row)
    if row is None:
        row = Flow(unit_id=unit.id, version=0)
        db.session.add(row)
    row.steps, row.twice, row.version = steps, twice, row.version + 1
    row.changed_at, row.changed_by = clock.now(), actor_id
    audit.record("flow.chosen", f"unit:{unit.id}", detail={"steps": steps, "twice": twice})
    db.session.commit()
