"""Reading the programme and how resources stood on a day, for I3 (policy 2.5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import joinedload

from indicators.coverage.units import schools_on
from indicators.formulas.curriculum import Leaf, Level, Node, leaves
from indicators.formulas.materials import (
    Inherit,
    LeafState,
    Supply,
    leaf_states,
    supplies,
)
from indicators.formulas.periods import Span
from indicators.formulas.shelf import Alignment, HealthCheck, HealthState, Resource
from indicators.ledger.models import MaterialFact
from indicators.register.service import register
from school.api import CurriculumNode, Programme, SchoolClass, Subject, TeachingAssignment
from suite.db import db

NOBODY, MAKER, CONFIRMER = frozenset[int](), 1, 2
OPEN = ("public", "signed_in")


@dataclass(frozen=True)
class Shelf:
    """The programme of a day and every resource as it stood then; `below` are the schools of each
    unit on that day."""

    day: date
    nodes: tuple[Node, ...]
    subjects: Mapping[int, str]
    grades: Mapping[int, int]
    compulsory: frozenset[str]
    resources: tuple[Resource, ...]
    alignments: tuple[Alignment, ...]
    below: Mapping[int, frozenset[int]] = field(default_factory=dict)
    programme_id: int | None = None


@dataclass(frozen=True)
class Offer:
    """The subjects × grades that some schools offer, and their pupils by grade."""

    schools: frozenset[int]
    pairs: frozenset[tuple[str, int]]
    grades: frozenset[int]
    pupils: Mapping[int, int]


def shelf_on(day: date) -> Shelf:
    """Read it (four statements)."""
    rows, below = _nodes(day), schools_on(day)
    resources, alignments = _resources(day, below)
    return Shelf(
        day,
        tuple(_node(row) for row in rows),
        {row.id: row.subject_code for row in rows if row.parent_id is None},
        {row.id: row.grade for row in rows if row.parent_id is None},
        frozenset(row.subject_code for row in rows if row.kind == "compulsory"),
        tuple(resources),
        tuple(alignments),
        below,
        rows[0].programme_id if rows else None,
    )


def _nodes(day: date) -> list[Row[*tuple[Any, ...]]]:
    """The nodes of the programme in force, the newest where several are, each with the kind of
    its subject."""
    programme = (
        select(Programme.id)
        .where(
            Programme.valid_from <= day, or_(Programme.valid_to.is_(None), Programme.valid_to > day)
        )
        .order_by(Programme.valid_from.desc(), Programme.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    node = CurriculumNode
    query = select(
        node.id, node.parent_id, node.programme_id, node.level, node.periods, node.countable,
        node.subject_code, node.grade, Subject.kind,
    )  # fmt: skip
    query = query.join(Subject, Subject.code == node.subject_code)
    return list(db.session.execute(query.where(node.programme_id == programme).order_by(node.id)))


def _node(row: Row[*tuple[Any, ...]]) -> Node:
    periods = None if row.periods is None else Fraction(row.periods)
    return Node(row.id, row.parent_id, Level(row.level), periods, row.countable, row.grade)


def _resources(
    day: date, below: Mapping[int, frozenset[int]]
) -> tuple[list[Resource], list[Alignment]]:
    newest = (
        select(func.max(MaterialFact.id)).where(MaterialFact.day <= day).group_by(MaterialFact.ref)
    )
    query = (
        select(MaterialFact)
        .where(MaterialFact.id.in_(newest), MaterialFact.usable_from.is_not(None))
        .options(joinedload(MaterialFact.nodes))
        .order_by(MaterialFact.id)
    )
    days = register().materials(day).health_days
    resources, alignments = [], []
    for fact in db.session.scalars(query).unique():
        resources.append(resource_of(fact, below.get(fact.unit_id, NOBODY), days))
        alignments += [
            Alignment(fact.id, node.node_id, MAKER, CONFIRMER, fact.day) for node in fact.nodes
        ]
    return resources, alignments


def resource_of(fact: MaterialFact, below: frozenset[int], health_days: int) -> Resource:
    """A fact as the formula knows it; the last day of health stands for the check before it."""
    assert fact.usable_from is not None  # noqa: S101 - the query asks for it
    schools = None if fact.audience in OPEN else below if fact.audience == "school" else NOBODY
    end = fact.usable_to
    span = Span(fact.usable_from, max(end, fact.usable_from) if end else None)
    checks: tuple[HealthCheck, ...] = ()
    if fact.health_until is not None:
        checked = fact.health_until - timedelta(days=health_days)
        checks = (HealthCheck(checked, fact.id, HealthState.ALIVE),)
    return Resource(
        fact.id,
        fact.role,
        (span,),
        fact.usable_from,
        fact.licence,
        checks,
        schools=schools,
        by_contract=fact.health_until is None,
    )


def offers(schools: Iterable[int], year_id: int) -> dict[int, Offer]:
    """What each school offers: grades with classes, and subjects taught in them (one
    statement)."""
    ids = list(schools)
    pairs: dict[int, set[tuple[str, int]]] = {school: set() for school in ids}
    grades: dict[int, set[int]] = {school: set() for school in ids}
    taught = (
        select(SchoolClass.school_id, TeachingAssignment.subject_code, SchoolClass.grade)
        .distinct()
        .outerjoin(TeachingAssignment, TeachingAssignment.class_id == SchoolClass.id)
        .where(SchoolClass.school_id.in_(ids), SchoolClass.year_id == year_id)
    )
    for school, subject, grade in db.session.execute(taught):
        grades[school].add(grade)
        if subject:
            pairs[school].add((subject, grade))
    return {
        school: Offer(
            frozenset({school}),
            frozenset(pairs[school]),
            frozenset(grades[school]),
            {},
        )
        for school in ids
    }


def joined(parts: Iterable[Offer]) -> Offer:
    """What several schools offer together."""
    rows = list(parts)
    pupils: dict[int, int] = {}
    for row in rows:
        for grade, number in row.pupils.items():
            pupils[grade] = pupils.get(grade, 0) + number
    return Offer(
        frozenset[int]().union(*(row.schools for row in rows)),
        frozenset[tuple[str, int]]().union(*(row.pairs for row in rows)),
        frozenset[int]().union(*(row.grades for row in rows)),
        pupils,
    )


def of_grade(offer: Offer, grade: int) -> Offer:
    """The part of one grade."""
    pairs = frozenset(pair for pair in offer.pairs if pair[1] == grade)
    return Offer(offer.schools, pairs, offer.grades & {grade}, offer.pupils)


def tree_of(shelf: Shelf, offer: Offer) -> tuple[Leaf, ...]:
    """The leaves of what is offered: compulsory subjects of its grades, and those taught."""
    roots = frozenset(
        root
        for root, grade in shelf.grades.items()
        if grade in offer.grades
        and (
            shelf.subjects[root] in shelf.compulsory or (shelf.subjects[root], grade) in offer.pairs
        )
    )
    return leaves(shelf.nodes, roots)


def supplies_of(shelf: Shelf, offer: Offer) -> dict[int, Supply]:
    """What stands at each node for the schools of an offer."""
    params = register().materials(shelf.day)
    return supplies(shelf.resources, shelf.alignments, offer.schools, shelf.day, params)


def states(shelf: Shelf, offer: Offer, inherit: Inherit | None = None) -> tuple[LeafState, ...]:
    """The state of every countable leaf that some schools offer."""
    params = register().materials(shelf.day, inherit)
    return leaf_states(tree_of(shelf, offer), supplies_of(shelf, offer), params)
