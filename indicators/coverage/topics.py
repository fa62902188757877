"""I3 by subject and grade, with the topics that are not met."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from flask_babel import format_decimal
from sqlalchemy import select

from indicators.coverage import shelves, tally
from indicators.coverage.rules import Count
from indicators.coverage.units import CLASS, GRADE, Unit, schools_on
from indicators.formulas.curriculum import Level
from indicators.formulas.materials import LeafState, measure
from indicators.formulas.periods import ReportPeriod
from indicators.rollup.rules import Year
from school.api import CurriculumNode, Subject
from suite import clock
from suite.db import db
from suite.text import sort_key


@dataclass(frozen=True)
class Gap:
    """A leaf that is not met, and what it has."""

    code: str
    name: str
    periods: str
    explain: int
    practice: int
    coarse: bool


@dataclass
class Block:
    """One subject in one grade."""

    subject: str
    grade: int
    count: Count
    gaps: list[Gap] = field(default_factory=list)


@dataclass
class Topics:
    """All blocks, and the share of periods measured at each level of the tree."""

    blocks: list[Block]
    levels: dict[Level, Count]


def topics(unit: Unit, year: Year, period: ReportPeriod) -> Topics:
    """Every subject × grade that the unit offers, on the day that judges the period."""
    day = tally.material_day(period, clock.today())
    shelf = shelves.shelf_on(day)
    ids = schools_on(day).get(unit.school_id or unit.id, frozenset())
    offer = shelves.joined(shelves.offers(ids, year.id).values())
    if unit.level in (CLASS, GRADE):
        offer = shelves.of_grade(offer, unit.grade)
    states = shelves.states(shelf, offer)
    by_root: defaultdict[int, list[LeafState]] = defaultdict(list)
    for state in states:
        by_root[state.leaf.root.id].append(state)
    names = _names(state.leaf.node.id for state in states if not state.met)
    subjects = {row.code: row.name_vi for row in db.session.scalars(select(Subject))}
    blocks = [
        _block(subjects[shelf.subjects[root]], shelf.grades[root], held, names)
        for root, held in by_root.items()
    ]
    blocks.sort(key=lambda block: (block.grade, sort_key(block.subject)))
    whole = measure(states)
    levels = {level: Count(share.num, share.den) for level, share in whole.levels.items()}
    return Topics(blocks, levels)


def _block(
    subject: str, grade: int, states: list[LeafState], names: dict[int, tuple[str, str]]
) -> Block:
    found = measure(states)
    gaps = [
        Gap(
            *names[state.leaf.node.id],
            periods=format_decimal(round(float(state.leaf.weight), 1)),
            explain=len(state.supply.explain),
            practice=len(state.supply.practice),
            coarse=state.coarse,
        )
        for state in found.unmet
    ]
    return Block(subject, grade, Count(found.met.num, found.met.den), gaps)


def _names(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    wanted, found = list(ids), {}
    for start in range(0, len(wanted), 500):
        query = select(CurriculumNode.id, CurriculumNode.code, CurriculumNode.name)
        rows = db.session.execute(query.where(CurriculumNode.id.in_(wanted[start : start + 500])))
        found.update({node_id: (code, name) for node_id, code, name in rows})
    return found
