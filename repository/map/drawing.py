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
from school.api import CurriculumNode, Programme, Subject, subject_name
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
    """The map of a unit: all of it, by subject × grade, and the leaves themselves. `programme` is
    None where nothing is offered."""

    found: LeafMap
    whole: Weights
    fields: list[Field]
    programme: Programme | None

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
    """The map of a unit (seven statements)."""
    (found,) = usage.leaf_maps([unit_id], day)
    return drawn(found)


def drawn(found: LeafMap) -> Drawn:
    """The subjects × grades of a map with their names (one statement)."""
    weights = rules.by_root(found.leaves)
    unmet: defaultdict[int, int] = defaultdict(int)
    for leaf in found.leaves:
        unmet[leaf.path[0]] += not leaf.met
    query = (
        select(CurriculumNode, Subject, Programme)
        .join(Subject, Subject.code == CurriculumNode.subject_code)
        .join(Programme, Programme.id == CurriculumNode.programme_id)
        .where(
            CurriculumNode.parent_id.is_(None), CurriculumNode.programme_id == found.programme_id
        )
    )
    rows = [row for row in db.session.execute(query) if row[0].id in weights]
    fields = [
        Field(root, subject_name(subject), weights[root.id], unmet[root.id])
        for root, subject, _programme in rows
    ]
    fields.sort(key=lambda one: (sort_key(one.subject), one.root.grade))
    programme = rows[0][2] if rows else None
    return Drawn(found, rules.whole(weights.values()), fields, programme)


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


def nodes_of(chosen: Iterable[Field]) -> dict[int, CurriculumNode]:
    """The nodes of some subjects × grades of one version by id (one statement)."""
    roots = [one.root for one in chosen]
    wanted = {(root.subject_code, root.grade) for root in roots}
    query = select(CurriculumNode).where(
        CurriculumNode.programme_id.in_({root.programme_id for root in roots}),
        CurriculumNode.subject_code.in_({subject for subject, _ in wanted}),
        CurriculumNode.grade.in_({grade for _, grade in wanted}),
    )
    return {
        row.id: row for row in db.session.scalars(query) if (row.subject_code, row.grade) in wanted
    }


def subjects(codes: Iterable[str]) -> dict[str, str]:
    """Subjects by code with their names, in the order of the names (one statement)."""
    rows = db.session.scalars(select(Subject).where(Subject.code.in_(list(codes))))
    names = {row.code: subject_name(row) for row in rows}
    return dict(sorted(names.items(), key=lambda item: sort_key(item[1])))
