"""Reading figures for a page: those kept where they are fresh, made on the spot where not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import or_, select

from indicators.coverage import shelves, tally
from indicators.coverage.compute import Bench, sum_of
from indicators.coverage.rules import Figures, unpacked
from indicators.coverage.tally import Key
from indicators.formulas.periods import ReportPeriod
from indicators.rollup import stamps
from indicators.rollup.models import Value
from indicators.rollup.rules import Year
from school.api import OrgUnit
from school.units.history import Paths, Placed
from school.units.models import SCHOOL
from suite import clock
from suite.db import db

LOOK_CLOSELY = 20


@dataclass
class Found:
    """Figures by unit, and when the oldest of them were made (None: just now).

    `below` are the numbers of the units at or below the one that a page shows.
    """

    figures: dict[Key, Figures] = field(default_factory=dict)
    made_at: datetime | None = None
    below: set[int] = field(default_factory=set)


def of_school(unit: OrgUnit, year: Year, period: ReportPeriod) -> Found:
    """The figures of a school, its grades and classes."""
    stamp = stamps.stamps_of([unit.id], year).get(unit.id)
    if stamp is None or stamp.inputs != stamps.inputs_of([unit.id], year)[unit.id]:
        return Found(_made(Bench(year, clock.today()), unit, period))
    kept = _kept(Value.school_id == unit.id, year, period)
    return Found(kept or _made(Bench(year, clock.today()), unit, period), stamp.computed_at)


def of_tree(rows: Sequence[Placed], year: Year, period: ReportPeriod) -> Found:
    """The figures of every unit of a tree, as it stood on the census day, and of the grades of
    its schools."""
    schools = [row.unit for row in rows if row.unit.kind == SCHOOL]
    ids = [unit.id for unit in schools]
    held = stamps.stamps_of(ids, year)
    late = {i for i in ids if i not in held}
    if len(ids) <= LOOK_CLOSELY:
        now = stamps.inputs_of(ids, year)
        late |= {i for i in ids if i in held and held[i].inputs != now[i]}
    kept = _kept(
        or_(Value.school_id.in_(ids), Value.unit_id.in_([row.unit.id for row in rows]))
        & (Value.level != "class"),
        year,
        period,
    )
    late |= {i for i in ids if ("school", i, 0) not in kept}
    found = Found(kept, min((held[i].computed_at for i in ids if i in held), default=None))
    if late:
        _mend(found, late, rows, Bench(year, clock.today()), period)
    return found


def _mend(
    found: Found, late: set[int], rows: Sequence[Placed], bench: Bench, period: ReportPeriod
) -> None:
    """Make the late schools on the spot, and the sums above them, also where they moved away."""
    schools = [row for row in rows if row.unit.kind == SCHOOL]
    for row in schools:
        if row.unit.id in late:
            found.figures.update(_made(bench, row.unit, period))
    offers = shelves.offers([row.unit.id for row in schools], bench.year.id)
    paths, since = Paths(), bench.year.period.start
    ever = (paths.ever_above(row.unit, since) for row in schools if row.unit.id in late)
    touched = frozenset[int]().union(*ever)
    for row in rows:
        unit = row.unit
        if unit.kind == SCHOOL or unit.id not in touched:
            continue
        below = {one.unit.id for one in schools if one.path.startswith(row.path)}
        parts = {
            i: {k: v for k, v in found.figures.items() if k[0] in ("school", "grade") and k[1] == i}
            for i in below
        }
        found.figures[unit.kind, unit.id, 0] = sum_of(bench, period, parts, offers)


def _made(bench: Bench, unit: OrgUnit, period: ReportPeriod) -> dict[Key, Figures]:
    school = tally.read_school(unit, bench.year)
    made = tally.of_school(school, period)
    if not school.reports:
        return made
    offer = shelves.offers([unit.id], bench.year.id)[unit.id]
    return tally.with_materials(made, school, bench.shelf(period), offer, bench.memo)


def _kept(which: object, year: Year, period: ReportPeriod) -> dict[Key, Figures]:
    query = select(Value.level, Value.unit_id, Value.grade, Value.figures).where(
        which,  # type: ignore[arg-type]
        Value.year_id == year.id,
        Value.starts_on == period.start,
        Value.ends_on == period.end,
    )
    rows = db.session.execute(query)
    return {(level, unit, grade): unpacked(kept) for level, unit, grade, kept in rows}


Weeks = dict[tuple[date, date], Figures]


def over_weeks(key: Key, year: Year, wanted: Iterable[ReportPeriod]) -> Weeks:
    """The kept figures of a unit over several periods (one statement)."""
    level, unit_id, grade = key
    dates = {(period.start, period.end) for period in wanted}
    query = select(Value.starts_on, Value.ends_on, Value.figures).where(
        Value.level == level,
        Value.unit_id == unit_id,
        Value.grade == grade,
        Value.year_id == year.id,
    )
    return {
        (start, end): unpacked(kept)
        for start, end, kept in db.session.execute(query)
        if (start, end) in dates
    }
