"""Making kept figures once more from the raw events, by the slow road, and comparing integers.

Nothing that a rollup made is read: every event goes through the formulas, and those that are alike
but for the person are judged once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache

from sqlalchemy import select

from indicators.coverage import shelves, tally
from indicators.coverage.compute import Bench, Progress, quiet, sum_of
from indicators.coverage.rules import Figures, packed
from indicators.coverage.tally import Key, RawDays
from indicators.coverage.units import schools_on
from indicators.formulas.periods import PeriodKind, ReportPeriod
from indicators.formulas.qualify import RawEvent, UsageKindRow, Who, qualifies
from indicators.ledger import chain
from indicators.ledger.models import Event, Kind
from indicators.ledger.sources import SOURCES
from indicators.register.service import register
from indicators.rollup import stamps
from indicators.rollup.models import Stamp, Value
from indicators.rollup.rules import Year
from indicators.rollup.service import pending
from indicators.rollup.years import years
from school.api import OrgUnit
from school.units import history
from school.units.models import SCHOOL
from suite import clock
from suite.db import db

Place = tuple[str, int, int, date, date]
# So many judgements of events are remembered.
ALIKE = 65_536


@dataclass(frozen=True)
class Difference:
    """A figure that is not what the raw events give; [num, den, unknown]."""

    level: str
    unit_id: int
    grade: int
    starts_on: date
    ends_on: date
    name: str
    kept: list[int] | None
    found: list[int] | None


@dataclass
class Report:
    """What a check compared: figures, raw events, days of the chain."""

    events: int = 0
    figures: int = 0
    pending: int = 0
    differences: list[Difference] = field(default_factory=list)
    broken: list[chain.Broken] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        """Whether every figure agreed to the integer and the ledger is whole."""
        return not self.differences and not self.broken


def raw_days(year: Year, count: Callable[[], None]) -> RawDays:
    """The days of use of everybody in a year, event by event."""
    rows = register()
    imported = rows.counts_imported(year.period.last_day)
    names = dict(iter(db.session.execute(select(Kind.id, Kind.code))))
    by_kind: defaultdict[str, list[UsageKindRow]] = defaultdict(list)
    for row in rows.usage_kinds:
        by_kind[row.kind].append(row)
    found: dict[Who, dict[int, set[date]]] = {who: {} for who in Who}

    @lru_cache(maxsize=ALIKE)
    def counted_for(kind_id: int, day: date, seconds: int, source: int) -> tuple[Who, ...]:
        kind = names[kind_id]
        event = RawEvent(kind, day, seconds, SOURCES[source])
        return tuple(who for who in Who if qualifies(event, by_kind[kind], who, imported))

    for key, kind_id, day, seconds, source in _events(year):
        count()
        for who in counted_for(kind_id, day, seconds, source):
            found[who].setdefault(key, set()).add(day)
    return found


def _events(year: Year) -> Iterator[tuple[int, int, date, int, int]]:
    grid, row = year.grid, Event.__table__.c
    query = (
        select(row.person_key, row.kind_id, row.local_date, row.seconds, row.source)
        .where(
            row.local_date >= grid.origin,
            row.local_date < grid.origin + timedelta(days=grid.days),
        )
        .execution_options(yield_per=5000)
    )
    yield from db.session.execute(query)


def check(*, progress: Progress = quiet) -> Report:
    """Compare every kept figure of every year with the raw events."""
    report = Report(pending=pending(), broken=list(chain.broken()))
    units = list(db.session.scalars(select(OrgUnit).order_by(OrgUnit.path)))
    schools = [unit for unit in units if unit.kind == SCHOOL]

    def count() -> None:
        report.events += 1

    found_years = [year for year in years() if year.period.start <= clock.today()]
    done = 0
    for year in found_years:
        raw = raw_days(year, count)
        kept = stamps.stamps_of([school.id for school in schools], year)
        made: dict[Place, Figures] = {}
        for school in schools:
            if school.id in kept:
                made |= _school(school, year, raw, kept[school.id])
            done += 1
            progress(done, len(schools) * len(found_years))
        made |= _sums(units, schools, year, made, kept)
        _compare(year, made, report)
    return report


def _periods(year: Year, column: object) -> set[tuple[date, date]]:
    query = select(Value.starts_on, Value.ends_on).distinct()
    rows = db.session.execute(query.where(column, Value.year_id == year.id))  # type: ignore[arg-type]
    return set(rows)


def _school(unit: OrgUnit, year: Year, raw: RawDays, stamp: Stamp) -> dict[Place, Figures]:
    bench = Bench(year, clock.local_date(stamp.computed_at))
    school = tally.read_school(unit, year, raw)
    offer = shelves.offers([unit.id], year.id)[unit.id]
    made: dict[Place, Figures] = {}
    for start, end in _periods(year, Value.school_id == unit.id):
        period = ReportPeriod(PeriodKind.RANGE, start, end)
        found = tally.of_school(school, period)
        if school.reports:
            found = tally.with_materials(found, school, bench.shelf(period), offer, bench.memo)
        made |= {(*key, start, end): figures for key, figures in found.items()}
    return made


def _sums(
    units: list[OrgUnit],
    schools: list[OrgUnit],
    year: Year,
    made: dict[Place, Figures],
    kept: dict[int, Stamp],
) -> dict[Place, Figures]:
    held: defaultdict[tuple[int, date, date], dict[Key, Figures]] = defaultdict(dict)
    for (level, unit_id, grade, start, end), figures in made.items():
        if level in ("school", "grade"):
            held[unit_id, start, end][level, unit_id, grade] = figures
    sums: dict[Place, Figures] = {}
    paths = history.Paths()
    above = {s.id: paths.ever_above(s, year.period.start) for s in schools if s.id in kept}
    stood = cache(schools_on)
    for unit in units:
        below = [s for s in schools if unit.id in above.get(s.id, ())]
        if unit.kind == SCHOOL or not below:
            continue
        today = max(clock.local_date(kept[school.id].computed_at) for school in below)
        bench, offers = Bench(year, today), shelves.offers([s.id for s in below], year.id)
        mine = (Value.unit_id == unit.id) & (Value.level == unit.kind)
        for start, end in _periods(year, mine):
            period = ReportPeriod(PeriodKind.RANGE, start, end)
            here = stood(period.last_day).get(unit.id, frozenset())
            alive = {i: found for i in here & above.keys() if (found := held[i, start, end])}
            sums[unit.kind, unit.id, 0, start, end] = sum_of(bench, period, alive, offers)
    return sums


def _compare(year: Year, made: dict[Place, Figures], report: Report) -> None:
    query = select(
        Value.level, Value.unit_id, Value.grade, Value.starts_on, Value.ends_on, Value.figures
    )
    for row in db.session.execute(query.where(Value.year_id == year.id)):
        place = (row.level, row.unit_id, row.grade, row.starts_on, row.ends_on)
        figures: dict[str, list[int]] = row.figures
        found = packed(made.get(place, {}))
        for name in sorted(figures.keys() | found.keys()):
            report.figures += 1
            kept, again = figures.get(name), found.get(name)
            if kept != again:
                report.differences.append(Difference(*place, name, kept, again))
