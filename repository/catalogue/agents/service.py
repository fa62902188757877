"""Use cases of people and bodies: tie them to works, name them, make one of two and part them.

`tie` is a part of describing a work and does not commit; the others do. Rights are asked by the
caller. The names that lists show (`Work.creators`, `Work.publisher`) follow what is done here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import selectinload

from repository.catalogue.agents import rules
from repository.catalogue.agents.models import Agent, AgentMerge, WorkAgent
from repository.catalogue.models import Work
from repository.catalogue.touching import touch
from suite import audit, clock
from suite.db import db
from suite.edits import claim, locked
from suite.text import fold

Named = Mapping[str, Sequence[str]]
MOST_VARIANTS = 30
SPELLINGS_AT_ONCE = 200


class Refused(Exception):
    """What cannot be done with a person; codes: no_name, itself, other_unit, merged, undone."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def tie(work: Work, named: Named) -> list[str]:
    """Tie the work to those named for each role, in their order; roles that are not given stay.
    Who is not known yet is taken in. The roles in which something changed."""
    known = _known(work.unit_id, [name for names in named.values() for name in names])
    changed = []
    for role, names in named.items():
        agents = list(dict.fromkeys(_agent(work.unit_id, name, role, known) for name in names))
        db.session.flush()
        if _tied(work, role, agents):
            changed.append(role)
    if changed:
        db.session.flush()
        db.session.expire(work, ["people"])
    copy_names(work)
    return changed


def tie_new(unit_id: int, works: Mapping[int, Named]) -> None:
    """Tie works by id that were just made and have nobody yet, in a few statements for all."""
    typed = [name for named in works.values() for names in named.values() for name in names]
    spelled: dict[str, list[Agent]] = defaultdict(list)
    for agent in _known(unit_id, typed):
        for one in (agent.name, *agent.variants):
            spelled[rules.same(one)].append(agent)
    ties: list[tuple[int, str, int, Agent]] = []
    for work_id, named in works.items():
        for role, names in named.items():
            agents = dict.fromkeys(_agent_of(unit_id, name, role, spelled) for name in names)
            ties += [(work_id, role, at, agent) for at, agent in enumerate(agents)]
    db.session.flush()
    if ties:
        db.session.execute(
            insert(WorkAgent),
            [
                {"work_id": work_id, "role": role, "position": at, "agent_id": agent.id}
                for work_id, role, at, agent in ties
            ],
        )


def copy_names(work: Work) -> bool:
    """Show the names as they stand now; whether that changed something."""
    creators = [row.agent.name for row in work.people if row.role == rules.AUTHOR]
    publishers = [row.agent.name for row in work.people if row.role == rules.PUBLISHER]
    publisher = "; ".join(publishers)[: rules.LONGEST]
    if (work.creators, work.publisher) == (creators, publisher):
        return False
    work.creators, work.publisher = creators, publisher
    return True


def rename(
    agent_id: int, seen: int, *, name: str, dates: str, kind: str, variants: Iterable[str],
    note: str,
) -> Agent:  # fmt: skip
    """Say anew who it is. Raises Conflict, and Refused("no_name")."""
    agent = claim(Agent, agent_id, seen)
    clean = rules.clean(name)
    if not clean:
        raise Refused("no_name")
    others = rules.others(clean, variants)[:MOST_VARIANTS]
    agent.name, agent.dates, agent.kind, agent.note = clean, dates.strip(), kind, note.strip()
    _spell(agent, others)
    audit.record("agent.changed", f"agent:{agent.id}", detail={"name": clean})
    _show_anew([agent.id])
    db.session.commit()
    return agent


def merge(kept_id: int, gone_id: int, actor_id: int) -> AgentMerge:
    """Make one of two: all ties of the second go to the first, which learns its spellings.
    Raises Refused."""
    if kept_id == gone_id:
        raise Refused("itself")
    first, second = (locked(Agent, one) for one in sorted((kept_id, gone_id)))
    kept, gone = (first, second) if first.id == kept_id else (second, first)
    if kept.unit_id != gone.unit_id:
        raise Refused("other_unit")
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise Refused("merged")
    row = AgentMerge(
        kept_id=kept.id, gone_id=gone.id, moved=_move(gone, kept), by_id=actor_id, at=clock.now()
    )
    db.session.add(row)
    gone.merged_into_id = kept.id
    _spell(kept, rules.others(kept.name, [*kept.variants, gone.name, *gone.variants]))
    _count_up(kept, gone)
    db.session.flush()
    audit.record("agent.merged", f"agent:{kept.id}", detail={"gone": gone.id, "merge": row.id})
    _show_anew([kept.id])
    db.session.commit()
    return row


def part(merge_id: int) -> AgentMerge:
    """Take a merging back: what went over and still stands goes back.
    Raises Refused("undone"), and Refused("merged") where the first was merged on meanwhile."""
    row = locked(AgentMerge, merge_id)
    kept, gone = locked(Agent, row.kept_id), locked(Agent, row.gone_id)
    if row.undone_at is not None:
        raise Refused("undone")
    if kept.merged_into_id is not None:
        raise Refused("merged")
    touched = _move_back(row)
    gone.merged_into_id = None
    gone_names = {rules.same(one) for one in (gone.name, *gone.variants)}
    _spell(kept, [one for one in kept.variants if rules.same(one) not in gone_names])
    _count_up(kept, gone)
    row.undone_at = clock.now()
    db.session.flush()
    audit.record("agent.parted", f"agent:{kept.id}", detail={"gone": gone.id, "merge": row.id})
    _show_anew([kept.id, gone.id], touched)
    db.session.commit()
    return row


def _known(unit_id: int, typed: Iterable[str]) -> list[Agent]:
    """The agents of a unit one of whose spellings is among what was typed; one statement for
    every 200 spellings."""
    names = {one for name in typed for one in (rules.clean(name), rules.parted(name)[0])}
    query = select(Agent).where(Agent.unit_id == unit_id, Agent.merged_into_id.is_(None))
    found: set[Agent] = set()
    ordered = sorted(names)
    for at in range(0, len(ordered), SPELLINGS_AT_ONCE):
        some = ordered[at : at + SPELLINGS_AT_ONCE]
        like = [Agent.search.contains(f"\n{fold(one)}\n", autoescape=True) for one in some]
        found |= set(db.session.scalars(query.where(or_(*like))))
    return sorted(found, key=lambda agent: agent.id)


def _agent_of(unit_id: int, typed: str, role: str, spelled: dict[str, list[Agent]]) -> Agent:
    """As `_agent`, looking only among those who are spelled so."""
    near = [
        agent
        for key in dict.fromkeys(map(rules.same, (rules.clean(typed), rules.parted(typed)[0])))
        for agent in spelled[key]
    ]
    known = len(near)
    agent = _agent(unit_id, typed, role, near)
    if len(near) > known:
        spelled[rules.same(agent.name)].append(agent)
    return agent


def _agent(unit_id: int, typed: str, role: str, known: list[Agent]) -> Agent:
    whole, (name, dates) = rules.clean(typed), rules.parted(typed)
    found = _chosen(known, name, dates) or _chosen(known, whole, "")
    if found is not None:
        return found
    kind = rules.BODY if role == rules.PUBLISHER else rules.kind_of(name)
    made = Agent(
        unit_id=unit_id, name=name, dates=dates, kind=kind, variants=[], note="",
        **rules.keys(name),
    )  # fmt: skip
    db.session.add(made)
    known.append(made)
    return made


def _chosen(known: Iterable[Agent], name: str, dates: str) -> Agent | None:
    """Whose name it is with these dates, else whose other spelling; without dates whoever has
    none comes first."""
    wanted = rules.same(name)
    by_name = [one for one in known if rules.same(one.name) == wanted]
    if dates:
        return next((one for one in by_name if one.dates == dates), None)
    spelled = [one for one in known if wanted in map(rules.same, one.variants)]
    return next(iter([*sorted(by_name, key=lambda one: bool(one.dates)), *spelled]), None)


def _tied(work: Work, role: str, agents: Sequence[Agent]) -> bool:
    rows = {row.agent_id: row for row in work.people if row.role == role}
    if list(rows) == [agent.id for agent in agents]:
        return False
    for agent_id in set(rows) - {agent.id for agent in agents}:
        db.session.delete(rows[agent_id])
    for position, agent in enumerate(agents):
        if agent.id in rows:
            rows[agent.id].position = position
        else:
            made = WorkAgent(work_id=work.id, agent_id=agent.id, role=role, position=position)
            db.session.add(made)
    return True


def _spell(agent: Agent, variants: Sequence[str]) -> None:
    agent.variants = list(variants)
    for name, value in rules.keys(agent.name, variants).items():
        setattr(agent, name, value)


def _count_up(*agents: Agent) -> None:
    for agent in agents:
        agent.version += 1


def _move(gone: Agent, kept: Agent) -> list[dict[str, object]]:
    held = {(row.work_id, row.role) for row in _ties(kept.id)}
    moved: list[dict[str, object]] = []
    for row in _ties(gone.id):
        twice = (row.work_id, row.role) in held
        moved.append({
            "id": None if twice else row.id, "work": row.work_id, "role": row.role,
            "position": row.position,
        })  # fmt: skip
        if twice:
            db.session.delete(row)
        else:
            row.agent_id = kept.id
    db.session.flush()
    return moved


def _move_back(merge: AgentMerge) -> set[int]:
    """Give the ties back that still stand; the works that they are of."""
    stand = {row.id: row for row in _ties(merge.kept_id)}
    held = {(row.work_id, row.role) for row in stand.values()}
    taken = {(row.work_id, row.role) for row in _ties(merge.gone_id)}
    touched = set()
    for one in merge.moved:
        at = (one["work"], one["role"])
        if at in taken or at not in held:
            continue
        touched.add(one["work"])
        if one["id"] in stand:
            stand[one["id"]].agent_id = merge.gone_id
        elif one["id"] is None:
            db.session.add(
                WorkAgent(
                    work_id=one["work"], agent_id=merge.gone_id, role=one["role"],
                    position=one["position"],
                )
            )  # fmt: skip
    db.session.flush()
    return touched


def _ties(agent_id: int) -> list[WorkAgent]:
    query = select(WorkAgent).where(WorkAgent.agent_id == agent_id).order_by(WorkAgent.id)
    return list(db.session.scalars(query))


def _show_anew(agent_ids: Sequence[int], works: Iterable[int] = ()) -> None:
    """Let the names on works follow; a published one is told to the index."""
    tied = select(WorkAgent.work_id).where(WorkAgent.agent_id.in_(agent_ids))
    query = select(Work).where(or_(Work.id.in_(tied), Work.id.in_(list(works))))
    query = query.options(selectinload(Work.people).joinedload(WorkAgent.agent))
    for work in db.session.scalars(query.execution_options(populate_existing=True)):
        if copy_names(work):
            work.version += 1
        touch(work)
