"""Who keeps the list of people and bodies, and who sees one of them."""

from typing import Any

from sqlalchemy import Select, false, or_, select
from sqlalchemy.sql import ColumnElement

from repository.catalogue.agents.models import Agent, WorkAgent
from repository.catalogue.models import Work
from repository.catalogue.permissions import REVIEWERS, is_open
from school.api import OrgUnit, Who, below, permission, scope, scoper


def keeps(who: Who) -> ColumnElement[bool]:
    """People and bodies of the units at or below which `who` is a librarian or head."""
    paths = who.paths(*REVIEWERS)
    if not paths:
        return false()
    return Agent.unit_id.in_(select(OrgUnit.id).where(below(OrgUnit.path, paths)))


def on_works_of(who: Who, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Those on a work that `who` may see."""
    tied = select(Work.id).join(WorkAgent, WorkAgent.work_id == Work.id)
    tied = tied.where(WorkAgent.agent_id == Agent.id, *conditions)
    return scope(tied, who).correlate(Agent).exists()


@scoper(Agent)
def _agents(query: Select[Any], who: Who) -> Select[Any]:
    """Whose list one keeps, and those on an open work that one may read."""
    return query.where(or_(keeps(who), on_works_of(who, is_open())))


@permission("agent.edit")
def _edit(who: Who, agent: Agent | None) -> bool:
    """Librarians and heads of the unit; without one: whether anywhere at all."""
    if agent is None:
        return who.has(*REVIEWERS)
    return who.holds(agent.unit.path, *REVIEWERS)
