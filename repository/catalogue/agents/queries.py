"""What the pages of people and bodies read, with the rights of who asks."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from repository.catalogue import queries as works
from repository.catalogue.agents import rules
from repository.catalogue.agents.models import Agent, AgentMerge, WorkAgent
from repository.catalogue.agents.permissions import keeps, on_works_of
from repository.catalogue.models import Work
from repository.catalogue.permissions import is_open
from school.api import Who, scope
from suite.db import db
from suite.text import fold

MOST_GROUPS, MOST_NAMES, MOST_WORKS = 40, 8, 200


def agent_for(uid: str, who: Who) -> Agent | None:
    """Somebody whom `who` may see; of one that was merged who took the place."""
    taken = aliased(Agent)
    resolved = select(func.coalesce(taken.id, Agent.id)).select_from(Agent)
    resolved = resolved.outerjoin(taken, taken.id == Agent.merged_into_id).where(Agent.uid == uid)
    query = select(Agent).where(Agent.id == resolved.scalar_subquery())
    found: Agent | None = db.session.scalar(scope(query.options(joinedload(Agent.unit)), who))
    return found


def works_of(agent: Agent, who: Who) -> dict[str, list[Work]]:
    """The open works of somebody that `who` may read, by role, newest year first."""
    query: Any = select(Work, WorkAgent.role).join(WorkAgent, WorkAgent.work_id == Work.id)
    query = query.where(WorkAgent.agent_id == agent.id, is_open()).options(*works.with_card)
    query = query.order_by(Work.issued.desc().nulls_last(), Work.published_at.desc(), Work.id)
    found: dict[str, list[Work]] = {}
    for work, role in db.session.execute(scope(query, who).limit(MOST_WORKS)):
        found.setdefault(role, []).append(work)
    return {role: found[role] for role in rules.ROLES if role in found}


def kept(who: Who, text: str = "") -> Select[Agent]:
    """The list that `who` keeps, narrowed to names that hold the words of `text`."""
    query = select(Agent).where(keeps(who), Agent.merged_into_id.is_(None))
    for word in fold(text).split()[:8]:
        query = query.where(Agent.search.contains(word, autoescape=True))
    return query.options(joinedload(Agent.unit)).order_by(Agent.sort_key, Agent.id)


def counts(agents: Iterable[Agent], who: Who) -> dict[int, int]:
    """The number of works of each that `who` may see; one statement."""
    query: Any = select(Work.id, WorkAgent.agent_id)
    query = query.join(WorkAgent, WorkAgent.work_id == Work.id)
    query = query.where(WorkAgent.agent_id.in_([agent.id for agent in agents])).distinct()
    tied = scope(query, who).subquery()
    counted = select(tied.c.agent_id, func.count()).group_by(tied.c.agent_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def doubles(who: Who) -> list[list[Agent]]:
    """Groups of a unit that may be one: equal but for marks, case and order of words."""
    twice = select(Agent.unit_id, Agent.key).where(keeps(who), Agent.merged_into_id.is_(None))
    twice = twice.where(Agent.key != "").group_by(Agent.unit_id, Agent.key)
    found = twice.having(func.count() > 1).order_by(Agent.key).limit(MOST_GROUPS).subquery()
    query = select(Agent).join(
        found, (found.c.unit_id == Agent.unit_id) & (found.c.key == Agent.key)
    )
    query = query.where(Agent.merged_into_id.is_(None)).options(joinedload(Agent.unit))
    rows = list(db.session.scalars(query.order_by(Agent.key, Agent.unit_id, Agent.id)))
    groups: dict[tuple[int, str], list[Agent]] = {}
    for row in rows:
        groups.setdefault((row.unit_id, row.key), []).append(row)
    return list(groups.values())


def merges(agent: Agent) -> list[AgentMerge]:
    """What was merged into somebody and not parted again, the last first."""
    query = select(AgentMerge).where(AgentMerge.kept_id == agent.id, AgentMerge.undone_at.is_(None))
    query = query.options(joinedload(AgentMerge.gone), joinedload(AgentMerge.by))
    return list(db.session.scalars(query.order_by(AgentMerge.id.desc())))


def completing(unit_id: int, typed: str, who: Who) -> list[Agent]:
    """At most 8 of a unit whose name has all the words, each a beginning; only names on works that
    `who` may see, and for who keeps the list all."""
    words = fold(typed).split()[:8]
    if sum(map(len, words)) < 2:
        return []
    query = select(Agent).where(Agent.unit_id == unit_id, Agent.merged_into_id.is_(None))
    for word in words:
        begun = [Agent.search.contains(f"{before}{word}", autoescape=True) for before in "\n "]
        query = query.where(begun[0] | begun[1])
    query = query.where(keeps(who) | on_works_of(who))
    return list(db.session.scalars(query.order_by(Agent.sort_key, Agent.id).limit(MOST_NAMES)))
