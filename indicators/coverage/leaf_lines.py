"""Every countable leaf of the programme as I3 sees it at a unit, for who draws a map of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select

from indicators.coverage import shelves
from indicators.formulas.materials import LeafState, measure
from indicators.formulas.periods import school_year
from school.api import SchoolYear
from suite.db import db

NONE = frozenset[int]()


@dataclass(frozen=True, slots=True)
class LeafLine:
    """A leaf: its node and those above it (from the root), its weight in periods, and how many
    usable resources that the unit sees explain it and exercise it."""

    node_id: int
    path: tuple[int, ...]
    weight: Fraction
    explain: int
    practice: int
    coarse: bool
    met: bool


@dataclass(frozen=True, slots=True)
class LeafMap:
    """The leaves of a unit on a day, and I3 of them as the indicator has it (num, den)."""

    unit_id: int
    day: date
    programme_id: int | None
    leaves: tuple[LeafLine, ...]
    num: int
    den: int


def leaf_maps(unit_ids: Iterable[int], day: date) -> list[LeafMap]:
    """The maps of several units: five statements, whatever their number, and one a unit."""
    shelf, year = shelves.shelf_on(day), _year_on(day)
    found = []
    for unit_id in unit_ids:
        offered = shelves.offers(shelf.below.get(unit_id, NONE), year) if year else {}
        states = shelves.states(shelf, shelves.joined(offered.values()))
        met = measure(states).met
        lines = tuple(_line(state) for state in states)
        found.append(LeafMap(unit_id, day, shelf.programme_id, lines, met.num, met.den))
    return found


def _year_on(day: date) -> int | None:
    """The school year of a day by the rule of `rollup.years.year_on`, its number alone."""
    query = select(SchoolYear.id, SchoolYear.starts_on, SchoolYear.ends_on)
    rows = db.session.execute(query.order_by(SchoolYear.starts_on)).all()
    holding = [row for row in rows if day in school_year(row.starts_on, row.ends_on)]
    before = [row for row in rows if row.starts_on <= day]
    return next((row.id for row in holding or before[-1:] or rows[:1]), None)


def _line(state: LeafState) -> LeafLine:
    leaf, supply = state.leaf, state.supply
    path = tuple(node.id for node in leaf.path)
    return LeafLine(
        leaf.node.id,
        path,
        leaf.weight,
        len(supply.explain),
        len(supply.practice),
        state.coarse,
        state.met,
    )
