"""The map of a unit on a day: I3's leaves put onto the tree of the programme."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from repository import usage
from repository.map import rules
from repository.map.rules import Weights
from repository.usage import LeafLine, LeafMap
from school.api import CurriculumNode, Subject, subject_name
from suite.db import db
from suite.text import sort_key

NOTHING = Weights()


@dataclass(frozen=True)
class Field:
    """A subject in a grade."""

    root: CurriculumNode
    subject: str
    weights: Weights
    unmet: int


@dataclass(frozen=True)
class Drawn:
    """The map of a unit: all of it, by subject × grade, and the leaves themselves."""

    found: LeafMap
    whole: Weights
    fields: list[Field]

    def of(self, subject: str, grade: int) -> Field | None:
        """One subject in one grade; None where the unit does not offer it."""
        rows = (f for f in self.fields if f.root.subject_code == subject and f.root.grade == grade)
        return next(rows, None)

    def leaves_of(self, roots: Iterable[int]) -> list[LeafLine]:
        """The leaves under some subjects × grades."""
        wanted = set(roots)
        return [leaf for leaf in self.found.leaves if leaf.path[0] in wanted]


@dataclass
class Branch:
    """A node of the tree; `leaf` where it has none below. Without weights it does not count."""

    node: CurriculumNode
    weights: Weights
    leaf: LeafLine | None
    children: list["Branch"] = field(default_factory=list)


def draw(unit_id: int, day: date) -> Drawn:
    """The map of a unit (a dozen statements)."""
    (found,) = usage.leaf_maps([unit_id], day)
    return drawn(found)


def drawn(found: LeafMap) -> Drawn:
    """The subjects × grades of a map with their names (one statement)."""
    weights = rules.by_root(found.leaves)
    unmet: defaultdict[int, int] = defaultdict(int)
    for leaf in found.leaves:
        unmet[leaf.path[0]] += not leaf.met
    query = (
        select(CurriculumNode, Subject)
        .join(Subject, Subject.code == CurriculumNode.subject_code)
        .where(
            CurriculumNode.parent_id.is_(None), CurriculumNode.programme_id == found.programme_id
        )
    )
    fields = [
        Field(root, subject_name(subject), weights[root.id], unmet[root.id])
        for root, subject in db.session.execute(query)
        if root.id in weights
    ]
    fields.sort(key=lambda one: (sort_key(one.subject), one.root.grade))
    return Drawn(found, rules.whole(weights.values()), fields)


def tree(made: Drawn, root: CurriculumNode) -> Branch:
    """The branches of one subject × grade (one statement)."""
    query = select(CurriculumNode).where(
        CurriculumNode.programme_id == root.programme_id,
        CurriculumNode.subject_code == root.subject_code,
        CurriculumNode.grade == root.grade,
    )
    order = (CurriculumNode.position, CurriculumNode.id)
    below: defaultdict[int | None, list[CurriculumNode]] = defaultdict(list)
    for node in db.session.scalars(query.order_by(*order)):
        below[node.parent_id].append(node)
    leaves = made.leaves_of([root.id])
    return _branch(root, below, rules.by_node(leaves), {leaf.node_id: leaf for leaf in leaves})


def _branch(
    node: CurriculumNode,
    below: Mapping[int | None, list[CurriculumNode]],
    weights: Mapping[int, Weights],
    leaves: Mapping[int, LeafLine],
) -> Branch:
    children = [_branch(child, below, weights, leaves) for child in below.get(node.id, ())]
    return Branch(node, weights.get(node.id, NOTHING), leaves.get(node.id), children)


def nodes_of(ids: Iterable[int]) -> dict[int, CurriculumNode]:
    """Nodes by id, five hundred a statement."""
    wanted, found = sorted(set(ids)), {}
    for start in range(0, len(wanted), 500):
        query = select(CurriculumNode).where(CurriculumNode.id.in_(wanted[start : start + 500]))
        found.update({row.id: row for row in db.session.scalars(query)})
    return found
