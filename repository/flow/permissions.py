"""Who sets the steps of a unit, who keeps its decisions, who makes previews."""

from typing import Any

from sqlalchemy import Select, select

from repository.catalogue import rules
from repository.catalogue.models import Work
from repository.flow import running
from repository.flow.models import Decision
from repository.flow.taking import KEEPERS
from school.api import (
    COMMUNE_OFFICER,
    SUBJECT_HEAD,
    OrgUnit,
    Who,
    below,
    may,
    permission,
    scoper,
)

SETTERS = (*KEEPERS, COMMUNE_OFFICER)


def set_units(who: Who) -> list[int]:
    """The units whose steps `who` may set: those of the own grants."""
    return sorted({grant.unit_id for grant in who.grants if grant.role in SETTERS})


@permission("flow.set")
def _set(who: Who, unit: OrgUnit) -> bool:
    """Who keeps the library, at the unit or above it; the officer at the commune itself."""
    return who.holds(unit.path, *KEEPERS) or who.at(unit.id, COMMUNE_OFFICER)


@scoper(Decision)
def _decisions(query: Select[Any], who: Who) -> Select[Any]:
    """Those of the units where one keeps the library; of the others where one has a part in the
    steps, an officer all and a head the own ones."""
    kept = select(OrgUnit.id).where(below(OrgUnit.path, who.paths(*KEEPERS)))
    held = [(grant.role, grant.unit_id) for grant in who.grants]
    shared = [unit_id for role, unit_id in held if role == COMMUNE_OFFICER]
    led = [unit_id for role, unit_id in held if role == SUBJECT_HEAD]
    own = (Decision.made_by == who.person_id) & Decision.unit_id.in_(led)
    return query.where(Decision.unit_id.in_(kept) | Decision.unit_id.in_(shared) | own)


@permission("flow.list")
def _list(who: Who, decision: Decision | None) -> bool:
    """A list that is put together belongs to who made it."""
    if decision is None:
        return may(who, "work.queue")
    return decision.made_by == who.person_id


@permission("flow.preview")
def _preview(who: Who, work: Work) -> bool:
    """Who may edit the draft, gave it, or may take its step."""
    if work.state not in (*rules.OPEN_STATES, rules.SUBMITTED):
        return False
    if work.depositor_id == who.person_id or may(who, "work.edit", work):
        return True
    return running.waits_for(who, running.WORK, work.id)
