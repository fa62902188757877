"""Making and keeping the figures of every unit and period; made twice they are the same."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import delete, insert, select

from indicators.coverage import shelves, tally
from indicators.coverage.rules import Figures, packed, unpacked
from indicators.coverage.shelves import Shelf
from indicators.coverage.tally import Key, Memo
from indicators.formulas.periods import ReportPeriod
from indicators.rollup import stamps
from indicators.rollup.models import Value
from indicators.rollup.rules import Year, periods_of
from indicators.rollup.years import years
from school.api import OrgUnit
from school.units.history import Paths
from school.units.models import SCHOOL
from suite import clock
from suite.db import db, read_first

Progress = Callable[[int, int], object]


@dataclass
class Bench:
    """What one run reads once: the shelves of the days, and equal ones measured once."""

    year: Year
    today: date
    shelves: dict[date, Shelf] = field(default_factory=dict)
    memo: Memo = field(default_factory=dict)

    def shelf(self, period: ReportPeriod) -> Shelf:
        """The programme and the resources on the day that judges a period."""
        day = tally.material_day(period, self.today)
        if day not in self.shelves:
            self.shelves[day] = shelves.shelf_on(day)
        return self.shelves[day]


def quiet(_done: int, _total: int) -> None:
    """No progress shown."""


def compute(*, progress: Progress = quiet) -> int:
    """Make all figures of all begun years anew; the number of schools. Commits by school."""
    return _compute(lambda ids, _year: list(ids), progress)


def compute_changed(*, progress: Progress = quiet) -> int:
    """Make anew what is no longer fresh; the number of schools. Commits by school."""
    return _compute(stamps.stale, progress)


def _compute(choose: Callable[[list[int], Year], list[int]], progress: Progress) -> int:
    today = clock.today()
    units = list(db.session.scalars(select(OrgUnit).order_by(OrgUnit.path)))
    schools = {unit.id: unit for unit in units if unit.kind == SCHOOL}
    found = [year for year in years() if year.period.start <= today]
    wanted = {year: choose(sorted(schools), year) for year in found}
    amount, done = sum(map(len, wanted.values())), 0
    paths = Paths()
    for year, ids in wanted.items():
        bench = Bench(year, today)
        for school_id in ids:
            keep_school(bench, schools[school_id])
            done += 1
            progress(done, amount)
        begin = year.period.start
        above = {i for one in ids for i in paths.ever_above(schools[one], begin)}
        for unit in units:
            if unit.id in above and unit.kind != SCHOOL:
                keep_sum(bench, unit, schools.values(), paths)
                db.session.commit()
    return amount


def keep_school(bench: Bench, unit: OrgUnit) -> None:
    """Make and keep the figures of a school, its grades and classes over all periods.

    All is read before anything is written; what changes in between is not in the stamp, so the
    figures are no longer fresh then.
    """
    read_first()
    year = bench.year
    inputs = stamps.inputs_of([unit.id], year)[unit.id]
    school = tally.read_school(unit, year)
    offer = shelves.offers([unit.id], year.id)[unit.id]
    rows: list[dict[str, object]] = []
    for period in periods_of(year, bench.today):
        found = tally.of_school(school, period)
        if school.reports:
            found = tally.with_materials(found, school, bench.shelf(period), offer, bench.memo)
        rows += [_row(key, figures, year, period, unit.id) for key, figures in found.items()]
    db.session.commit()
    _replace(Value.school_id == unit.id, year, rows)
    stamps.put(unit.id, year, inputs)
    db.session.commit()


def _row(
    key: Key, figures: Figures, year: Year, period: ReportPeriod, school_id: int | None
) -> dict[str, object]:
    level, unit_id, grade = key
    return {
        "level": level,
        "unit_id": unit_id,
        "grade": grade,
        "year_id": year.id,
        "school_id": school_id,
        "starts_on": period.start,
        "ends_on": period.end,
        "figures": packed(figures),
    }


def _replace(which: object, year: Year, rows: list[dict[str, object]]) -> None:
    gone = delete(Value).where(which, Value.year_id == year.id)  # type: ignore[arg-type]
    db.session.execute(gone.execution_options(synchronize_session=False))
    unique = {(r["level"], r["unit_id"], r["grade"], r["starts_on"], r["ends_on"]): r for r in rows}
    if unique:
        db.session.execute(insert(Value), list(unique.values()))


def keep_sum(bench: Bench, unit: OrgUnit, schools: Iterable[OrgUnit], paths: Paths) -> None:
    """Add up the schools of a commune or province from their kept figures, and keep the sum; does
    not commit.

    A school counts in every period under the units above it on the census day (policy 2.6).
    """
    year = bench.year
    below = [one for one in schools if unit.id in paths.ever_above(one, year.period.start)]
    kept: dict[tuple[date, date], dict[int, dict[Key, Figures]]] = {}
    query = select(Value).where(
        Value.school_id.in_([school.id for school in below]),
        Value.year_id == year.id,
        Value.level.in_(("school", "grade")),
    )
    for row in db.session.scalars(query):
        place = kept.setdefault((row.starts_on, row.ends_on), {}).setdefault(row.school_id or 0, {})
        place[row.level, row.unit_id, row.grade] = unpacked(row.figures)
    rows = []
    offers = shelves.offers([school.id for school in below], year.id)
    for period in periods_of(year, bench.today):
        held, day = kept.get((period.start, period.end), {}), period.last_day
        here = (s for s in below if exists_on(s, day) and unit.id in paths.above(s, day))
        alive = {s.id: held[s.id] for s in here if s.id in held}
        figures = sum_of(bench, period, alive, offers)
        rows.append(_row((unit.kind, unit.id, 0), figures, year, period, None))
    _replace((Value.unit_id == unit.id) & (Value.level == unit.kind), year, rows)


def exists_on(unit: OrgUnit, day: date) -> bool:
    """Whether a unit is valid on a day."""
    return unit.valid_from <= day and (unit.valid_to is None or day < unit.valid_to)


def sum_of(
    bench: Bench,
    period: ReportPeriod,
    schools: dict[int, dict[Key, Figures]],
    offers: dict[int, shelves.Offer],
) -> Figures:
    """The figures of several schools together."""
    parts, joined = [], []
    for school_id, found in schools.items():
        parts.append(found["school", school_id, 0])
        pupils = tally.pupils_by_grade(found, school_id)
        if pupils:
            offer = offers[school_id]
            joined.append(shelves.Offer(offer.schools, offer.pairs, offer.grades, pupils))
    materials: Figures = {}
    if joined:
        whole = shelves.joined(joined)
        materials = tally.materials_of(bench.shelf(period), whole, bench.memo)
    return tally.summed(parts, materials)
