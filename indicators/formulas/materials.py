"""I3: how much of the programme has materials, weighted by periods (policy 2.5, 2.10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from .curriculum import Leaf, Level
from .share import Share, exact
from .shelf import Alignment, Resource, Role, usable, visible


class Inherit(StrEnum):
    """Whether a resource aligned to a topic serves the requirements under it."""

    TOPIC = "topic"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MaterialParams:
    """Read from dated rows; `roles` and `licences` are tables of their own."""

    k_total: int
    k_explain: int
    k_practice: int
    max_leaf_periods: int
    health_days: int
    inherit: Inherit
    roles: Mapping[str, Role]
    licences: frozenset[str]


@dataclass(frozen=True, slots=True)
class Supply:
    """Usable, visible resources of the two roles at a node, by id."""

    explain: frozenset[int] = frozenset()
    practice: frozenset[int] = frozenset()

    def __or__(self, other: Supply) -> Supply:
        return Supply(self.explain | other.explain, self.practice | other.practice)

    def enough(self, params: MaterialParams) -> bool:
        """Enough distinct resources, and enough of each role; no partial credit."""
        return (
            len(self.explain | self.practice) >= params.k_total
            and len(self.explain) >= params.k_explain
            and len(self.practice) >= params.k_practice
        )


@dataclass(frozen=True, slots=True)
class LeafState:
    """One countable leaf: what it has, whether it is met or too coarse to be met."""

    leaf: Leaf
    supply: Supply
    coarse: bool
    met: bool


@dataclass(frozen=True, slots=True)
class Materials:
    """I3 of a unit: the share met, the share not broken down, shares by level measured."""

    met: Share
    coarse: Share
    levels: Mapping[Level, Share]
    unmet: tuple[LeafState, ...]


def supplies(
    resources: Iterable[Resource],
    alignments: Iterable[Alignment],
    schools: frozenset[int],
    on: date,
    params: MaterialParams,
) -> dict[int, Supply]:
    """What stands at each node on the census date, for the schools of a unit."""
    roles = {
        resource.id: params.roles.get(resource.kind, Role.NONE)
        for resource in resources
        if visible(resource, schools) and usable(resource, on, params.licences, params.health_days)
    }
    explain: defaultdict[int, set[int]] = defaultdict(set)
    practice: defaultdict[int, set[int]] = defaultdict(set)
    for row in alignments:
        role = roles.get(row.resource, Role.NONE)
        if role is not Role.NONE and row.stands(on):
            (explain if role is Role.EXPLAIN else practice)[row.node].add(row.resource)
    return {
        node: Supply(frozenset(explain[node]), frozenset(practice[node]))
        for node in explain.keys() | practice.keys()
    }


def at_leaf(leaf: Leaf, at: Mapping[int, Supply], inherit: Inherit) -> Supply:
    """What serves a leaf: its own, and by `inherit` that of the topic above it."""
    found = at.get(leaf.node.id, Supply())
    if inherit is Inherit.TOPIC:
        for node in leaf.path[:-1]:
            if node.level is Level.TOPIC:
                found |= at.get(node.id, Supply())
    return found


def leaf_states(
    tree: Iterable[Leaf], at: Mapping[int, Supply], params: MaterialParams
) -> tuple[LeafState, ...]:
    """The state of every countable leaf; one heavier than the limit is never met."""
    states = []
    for leaf in tree:
        if leaf.countable:
            supply = at_leaf(leaf, at, params.inherit)
            coarse = leaf.weight > params.max_leaf_periods
            states.append(LeafState(leaf, supply, coarse, not coarse and supply.enough(params)))
    return tuple(states)


def weigh(state: LeafState, pupils: Mapping[int, int] | None) -> Fraction:
    """Periods of a leaf, times the pupils of its grade for the second line."""
    if pupils is None:
        return state.leaf.weight
    return state.leaf.weight * pupils.get(state.leaf.root.grade or 0, 0)


def measure(states: Iterable[LeafState], pupils: Mapping[int, int] | None = None) -> Materials:
    """Add up leaves; `pupils` (grade to head count) gives the second, pupil-weighted line."""
    rows = tuple(states)
    weights = [weigh(state, pupils) for state in rows]
    den = sum(weights, Fraction(0))

    def part(chosen: Iterable[bool]) -> Share:
        pairs = zip(weights, chosen, strict=True)
        return exact(sum((weight for weight, yes in pairs if yes), Fraction(0)), den)

    return Materials(
        met=part(state.met for state in rows),
        coarse=part(state.coarse for state in rows),
        levels={level: part(state.leaf.node.level is level for state in rows) for level in Level},
        unmet=tuple(state for state in rows if not state.met),
    )
