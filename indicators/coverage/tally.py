"""The figures of one school over any periods: of its classes, its grades and itself."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from indicators.coverage import people, rules, shelves
from indicators.coverage.rules import Counted, Figures
from indicators.coverage.shelves import Offer, Shelf
from indicators.coverage.units import CLASS, GRADE, classes_of
from indicators.formulas import use
from indicators.formulas.materials import Inherit, measure
from indicators.formulas.periods import ReportPeriod
from indicators.formulas.qualify import Who
from indicators.formulas.use import UseFrame
from indicators.register.service import register
from indicators.rollup.rules import Year
from school.api import OrgUnit, SchoolClass

Key = tuple[str, int, int]
Memo = dict[object, Figures]
RawDays = Mapping[Who, Mapping[int, set[date]]]


@dataclass(frozen=True)
class School:
    """A school with everybody that it may count in a year."""

    unit: OrgUnit
    year: Year
    classes: dict[int, SchoolClass]
    pupils: list[Counted]
    teachers: list[Counted]

    @property
    def reports(self) -> bool:
        """Whether it uses the platform: it has pupils here."""
        return bool(self.pupils)


def read_school(
    unit: OrgUnit, year: Year, raw: RawDays | None = None, *, teachers: bool = True
) -> School:
    """Read a school (a dozen statements, whatever its size); `raw` as in `people_of`.

    Without `teachers` only the pupils are read.
    """
    classes = {row.id: row for row in classes_of([unit.id], year.id)}
    if not classes:
        return School(unit, year, {}, [], [])
    return School(
        unit,
        year,
        classes,
        people.people_of(unit.id, year, Who.LEARNER, None if raw is None else raw[Who.LEARNER]),
        people.people_of(unit.id, year, Who.TEACHER, None if raw is None else raw[Who.TEACHER])
        if teachers
        else [],
    )


def frame_of(year: Year, period: ReportPeriod, who: Who) -> UseFrame:
    """A period of a year as the use formula wants it, with the parameters of its census."""
    params = register().use(who, period.last_day)
    return use.frame(period, year.mondays, params, grid=year.grid)


def judged(school: School, period: ReportPeriod, who: Who) -> dict[int, list[rules.Judged]]:
    """The population by class (pupils) or school (teachers)."""
    over = frame_of(school.year, period, who)
    chosen = school.pupils if who is Who.LEARNER else school.teachers
    params = register().conditions(period.last_day)
    return rules.judge(chosen, over, period, period.last_day, params)


def of_school(school: School, period: ReportPeriod) -> dict[Key, Figures]:
    """The figures of classes, grades and the school over a period, without I3."""
    over = frame_of(school.year, period, Who.LEARNER)
    if not school.reports:
        heads = (school.unit.headcount or 0, school.unit.teacher_headcount or 0)
        return {("school", school.unit.id, 0): rules.headcount_figures(*heads, over.weeks)}
    rows = judged(school, period, Who.LEARNER)
    found: dict[Key, Figures] = {}
    by_grade: defaultdict[int, list[Figures]] = defaultdict(list)
    for class_id, row in school.classes.items():
        made = rules.figures_of(rows.get(class_id, ()), over, rules.I2, rules.I1S)
        found[CLASS, class_id, 0] = made
        by_grade[row.grade].append(made)
    for grade, parts in by_grade.items():
        found[GRADE, school.unit.id, grade] = rules.total(parts)
    whole = rules.total(part for parts in by_grade.values() for part in parts)
    population = whole[rules.I1S].den
    whole[rules.REPORTING] = rules.Count(population, population)
    found["school", school.unit.id, 0] = {**whole, **teachers_of(school, period)}
    return found


def teachers_of(school: School, period: ReportPeriod) -> Figures:
    """The teachers' figures; they are never shown below the school (policy 2.10)."""
    over = frame_of(school.year, period, Who.TEACHER)
    rows = judged(school, period, Who.TEACHER).get(school.unit.id, [])
    return rules.figures_of(rows, over, rules.I2T, rules.I1T)


def pupils_by_grade(found: dict[Key, Figures], school_id: int) -> dict[int, int]:
    """The pupils of each grade of a school, from its figures."""
    return {
        grade: figures[rules.I1S].den
        for (level, unit, grade), figures in found.items()
        if level == GRADE and unit == school_id
    }


def materials_of(shelf: Shelf, offer: Offer, memo: Memo) -> Figures:
    """The lines of I3 for what some schools offer; `memo` spares equal shelves the work."""
    at = shelves.supplies_of(shelf, offer)
    pupils = tuple(sorted(offer.pupils.items()))
    key = (offer.pairs, offer.grades, pupils, frozenset(at.items()))
    if key not in memo:
        rows = shelves.states(shelf, offer)
        direct = shelves.states(shelf, offer, Inherit.NONE)
        lines = (measure(rows), measure(rows, offer.pupils), measure(direct))
        memo[key] = rules.material_figures(*lines)
    return memo[key]


def with_materials(
    found: dict[Key, Figures], school: School, shelf: Shelf, offer: Offer, memo: Memo
) -> dict[Key, Figures]:
    """The same figures with I3 for the school and its grades; a class has its grade's."""
    if not school.reports:
        return found
    whole = replace(offer, pupils=pupils_by_grade(found, school.unit.id))
    by_grade: dict[int, Figures] = {}
    made: dict[Key, Figures] = {}
    for key, figures in found.items():
        grade = school.classes[key[1]].grade if key[0] == CLASS else key[2]
        if grade not in by_grade:
            part = shelves.of_grade(whole, grade) if grade else whole
            by_grade[grade] = materials_of(shelf, part, memo)
        made[key] = {**figures, **by_grade[grade]}
    return made


def material_day(period: ReportPeriod, today: date) -> date:
    """I3 is judged on the census day, and never ahead of today."""
    return min(period.last_day, today)


def summed(parts: Iterable[Figures], materials: Figures) -> dict[str, rules.Count]:
    """The figures of a commune or province: sums of its schools, I3 made anew."""
    return {**rules.total(parts), **materials}
