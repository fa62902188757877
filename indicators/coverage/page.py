"""Putting the coverage page together: one unit, one period, what is below it, its weeks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from indicators.coverage import figures, rules
from indicators.coverage.choices import Choice
from indicators.coverage.figures import Found
from indicators.coverage.lines import Line, line, lines
from indicators.coverage.resolve import Place
from indicators.coverage.rules import I1S, I1T, I2, I2T, I3, REPORTING, Count, Figures
from indicators.coverage.tally import Key
from indicators.coverage.units import (
    CLASS,
    GRADE,
    Unit,
    classes_of,
    key_of,
    of_class,
    of_grade,
    of_placed,
)
from indicators.coverage.veil import Veil, veil_over
from indicators.formulas.periods import ReportPeriod, to_date
from indicators.formulas.share import median
from indicators.formulas.suppress import Mark
from indicators.formulas.targets import Indicator, Status, status
from indicators.register.service import register
from indicators.rollup.rules import Year, begun
from school.api import may
from school.units.history import placed_on
from school.units.models import SCHOOL
from suite import clock

HEAD = (rules.REGULAR, I2["reached"], I2["daily"])
REST = (I1S, I1T, I3)
TEACHERS = (I2T["regular"], I2T["reached"], I2T["daily"])
MORE = (rules.I3_DIRECT, rules.I3_PUPILS, rules.I3_COARSE)
CHILD = (rules.REGULAR, I2["reached"], I2["daily"], I1S, I3)


@dataclass(frozen=True)
class Point:
    """One week of a chart."""

    label: str
    num: int
    den: int
    percent: Decimal | None


@dataclass
class Page:
    """Everything that the page and its files show."""

    place: Place
    year: Year
    choice: Choice
    veil: Veil
    made_at: datetime | None
    lines: dict[str, Line]
    status: Status | None
    children: list[tuple[Unit, dict[str, Line]]]
    reporting: Line | None
    median: Decimal | None
    charts: dict[str, list[Point]] = field(default_factory=dict)

    @property
    def unit(self) -> Unit:
        return self.place.unit

    @property
    def hides(self) -> bool:
        """Whether something on the page is not shown."""
        rows = [*self.lines.values(), *(one for _, held in self.children for one in held.values())]
        return any(row.mark in (Mark.HIDDEN, Mark.SMALL) for row in rows)


def build(place: Place, year: Year, choice: Choice, *, inside: bool, charts: bool = True) -> Page:
    """Read and arrange the figures of a unit."""
    unit, period = place.unit, choice.counted
    if inside:
        found, veil = figures.of_school(place.org, year, period), Veil()
        below = _below_school(place, year)
    else:
        found, veil, below = _outside(place, year, period)
    schools = [key for key in found.figures if key[0] == SCHOOL and key[1] in found.below]
    key = key_of(unit)
    own = found.figures.get(key, {})
    dated, target_year = register(), year.target_year
    names = [*HEAD, *REST, *(TEACHERS if unit.level not in (CLASS, GRADE) else ()), *MORE]
    if unit.level in (CLASS, GRADE):
        names.remove(I1T)
    if not inside:
        names.remove(rules.I3_PUPILS)
    rows = lines(names, key, own, veil, dated, target_year)
    children = [
        (child, _lines_of(child, found, veil, target_year)) for child in below if child != unit
    ]
    above = unit.level in ("commune", "province")
    page = Page(
        place,
        year,
        choice,
        veil,
        found.made_at,
        {row.name: row for row in rows},
        _status(own, rows, target_year),
        children,
        line(REPORTING, key, own, veil, dated, target_year) if above else None,
        _median(found, schools) if above else None,
    )
    if charts and may_chart(page, inside):
        page.charts = charts_of(key, year, choice, guarded=not inside)
    return page


def _lines_of(child: Unit, found: Found, veil: Veil, year: int) -> dict[str, Line]:
    key = key_of(child)
    held = found.figures.get(key, {})
    return {row.name: row for row in lines(CHILD, key, held, veil, register(), year)}


def _below_school(place: Place, year: Year) -> list[Unit]:
    """The classes of the school or of the grade; a class has nothing below it."""
    unit = place.unit
    if unit.level == CLASS or unit.school_id is None:
        return []
    rows = classes_of([unit.school_id], year.id)
    if unit.level == GRADE:
        rows = [row for row in rows if row.grade == unit.grade]
    return [of_class(row, unit.path) for row in rows]


def _outside(place: Place, year: Year, period: ReportPeriod) -> tuple[Found, Veil, list[Unit]]:
    """The whole tree of the province on the census day, so that every page hides the same.

    Rights follow the tree of today: who may not see a unit any more finds it in the sum alone.
    """
    placed = placed_on(period.last_day)
    path = next((row.path for row in placed if row.unit.id == place.org.id), place.org.path)
    root = "/" + path.split("/")[1] + "/"
    tree = [row for row in placed if row.path.startswith(root)]
    found = figures.of_tree(tree, year, period)
    found.below = {row.unit.id for row in tree if row.path.startswith(path)}
    params = register().suppression(period.last_day)
    seen = {key: held for key, held in found.figures.items() if key[0] != CLASS}
    veil = veil_over(tree, seen, params)
    below = [
        unit
        for row in tree
        if row.parent_id == place.org.id
        and (unit := of_placed(row))
        and key_of(unit) in found.figures
        and (place.who is None or may(place.who, "coverage.view", unit))
    ]
    if place.unit.level == SCHOOL:
        grades = sorted(key[2] for key in seen if key[0] == GRADE and key[1] == place.org.id)
        below = [of_grade(place.unit, grade) for grade in grades]
    return found, veil, below if place.unit.level != GRADE else []


def _status(own: Figures, rows: list[Line], year: int) -> Status | None:
    """Met only if every one of the three meets its line; None where one is hidden."""
    if any(row.mark in (Mark.HIDDEN, Mark.SMALL) for row in rows if row.name in HEAD[:1] + REST):
        return None
    named = {Indicator.I1S: I1S, Indicator.I1T: I1T, Indicator.I2: rules.REGULAR, Indicator.I3: I3}
    shares = {i: own[name].share for i, name in named.items() if name in own}
    found = {
        i: target.line
        for i, name in named.items()
        if (name in own or i is not Indicator.I1T) and (target := register().target(i, year))
    }
    return status(shares, found)


def _median(found: Found, schools: list[Key]) -> Decimal | None:
    """The median school's I3, of the schools that have materials to be measured."""
    middle = median(found.figures[key][I3].share for key in schools if I3 in found.figures[key])
    if middle is None:
        return None
    return Count(middle.numerator, middle.denominator).share.percent


def may_chart(page: Page, inside: bool) -> bool:
    """Outside the schools, weeks are drawn only where nothing could be worked out from them."""
    if inside:
        return True
    head = page.lines[rules.REGULAR]
    if head.mark in (Mark.HIDDEN, Mark.SMALL):
        return False
    hides = any(shown.den is None for parts in page.veil.shown.values() for shown in parts.values())
    return page.unit.level in ("commune", "province") or not hides


def charts_of(key: Key, year: Year, choice: Choice, *, guarded: bool) -> dict[str, list[Point]]:
    """Weekly reached and daily, and the running regular of the term, over the period's weeks."""
    weeks = [
        week
        for week in begun(year.weeks(), clock.today())
        if week.start in choice.period or choice.period == week
    ]
    if len(weeks) < 2:
        term = year.term_of(choice.period.start)
        weeks = [week for week in begun(year.weeks(), clock.today()) if week.start in term]
    pairs = [(week, to_date(year.term_of(week.start), week)) for week in weeks]
    kept = figures.over_weeks(key, year, [period for pair in pairs for period in pair])
    drawn: dict[str, list[Point]] = {"regular": [], "reached": [], "daily": []}
    for week, run in pairs:
        label = f"{week.start:%d/%m}"
        drawn["regular"].append(_point(label, kept, run, rules.REGULAR, guarded))
        for tier in ("reached", "daily"):
            drawn[tier].append(_point(label, kept, week, I2[tier], guarded))
    return drawn if any(point.den for row in drawn.values() for point in row) else {}


def _point(
    label: str,
    kept: Mapping[tuple[date, date], Figures],
    period: ReportPeriod,
    name: str,
    guarded: bool,
) -> Point:
    count = kept.get((period.start, period.end), {}).get(name, Count(0, 0))
    if guarded:
        params = register().suppression(period.last_day)
        few = range(1, params.small + 1)
        if count.den < params.k or count.num in few or count.den - count.num in few:
            count = Count(0, 0)
    return Point(label, count.num, count.den, count.share.percent)
