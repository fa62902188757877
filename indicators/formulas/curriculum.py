"""The curriculum tree with its weights in periods (policy 2.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Level(StrEnum):
    SUBJECT = "subject"
    STRAND = "strand"
    TOPIC = "topic"
    REQUIREMENT = "requirement"


@dataclass(frozen=True, slots=True)
class Node:
    """A node; `periods` None means an equal share of what its parent has left.

    A root (parent None) is a subject in a grade and must give its periods.
    """

    id: int
    parent: int | None
    level: Level
    periods: Fraction | None = None
    countable: bool = True
    grade: int | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A node without children; `path` runs from the root to the leaf itself."""

    node: Node
    weight: Fraction
    countable: bool
    path: tuple[Node, ...]

    @property
    def root(self) -> Node:
        return self.path[0]


class CurriculumError(ValueError):
    """A tree that cannot be weighed; the text names the node."""


Children = Mapping[int, list[Node]]


def leaves(nodes: Iterable[Node], roots: frozenset[int] | None = None) -> tuple[Leaf, ...]:
    """All leaves with exact weights; `roots` narrows to the subjects × grades offered.

    Countability is inherited: nothing under an uncounted node counts. Raises
    CurriculumError for a repeated id, an unknown parent, a circle, a root without
    periods or children that are given more periods than their parent has.
    """
    rows = sorted(nodes, key=lambda node: node.id)
    check_links(rows)
    children = by_parent(rows)
    found: list[Leaf] = []
    for root in rows:
        if root.parent is None and (roots is None or root.id in roots):
            if root.periods is None:
                raise CurriculumError(f"node {root.id}: a subject must give its periods")
            found.extend(walk((root,), root.periods, root.countable, children))
    return tuple(found)


def by_parent(nodes: Iterable[Node]) -> Children:
    """Children of every node."""
    children: defaultdict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        if node.parent is not None:
            children[node.parent].append(node)
    return children


def check_links(nodes: list[Node]) -> None:
    """Every id once, every parent known, every node under a root."""
    parents: dict[int, int | None] = {}
    for node in nodes:
        if node.id in parents:
            raise CurriculumError(f"node {node.id}: the id is there twice")
        if node.periods is not None and node.periods < 0:
            raise CurriculumError(f"node {node.id}: periods are negative")
        parents[node.id] = node.parent
    for node in nodes:
        seen = {node.id}
        above = node.parent
        while above is not None:
            if above not in parents:
                raise CurriculumError(f"node {node.id}: parent {above} is unknown")
            if above in seen:
                raise CurriculumError(f"node {node.id}: it stands under itself")
            seen.add(above)
            above = parents[above]


def walk(
    path: tuple[Node, ...], weight: Fraction, countable: bool, children: Children
) -> Iterator[Leaf]:
    """Leaves under the last node of a path."""
    node = path[-1]
    below = children.get(node.id, [])
    if not below:
        yield Leaf(node, weight, countable, path)
    for child, share in zip(below, split(node, weight, below), strict=True):
        yield from walk((*path, child), share, countable and child.countable, children)


def split(node: Node, weight: Fraction, children: list[Node]) -> list[Fraction]:
    """The periods of each child: as given, the others an equal part of the rest."""
    given = sum((child.periods for child in children if child.periods is not None), Fraction(0))
    free = sum(child.periods is None for child in children)
    if given > weight:
        raise CurriculumError(f"node {node.id}: its children have {given} of {weight} periods")
    if not free:
        if children and given != weight:
            raise CurriculumError(f"node {node.id}: its children have {given} of {weight} periods")
        return [child.periods or Fraction(0) for child in children]
    rest = (weight - given) / free
    return [rest if child.periods is None else child.periods for child in children]
