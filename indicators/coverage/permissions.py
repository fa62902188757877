"""Who sees which figures: the staff of a school its own, officers their territory."""

from typing import Any

from indicators.coverage.units import CLASS, GRADE, Unit
from school.api import INSPECTOR, OFFICERS, OVERSEERS, STAFF, Who, permission


def inside(who: Who, school_id: int | None) -> bool:
    """Whether somebody works in the school; outside it small figures are hidden."""
    return school_id is not None and who.at(school_id, *STAFF, INSPECTOR)


@permission("coverage.open")
def _open(who: Who, _thing: Any) -> bool:
    """Whoever has figures to see."""
    return who.has(*STAFF, *OFFICERS, INSPECTOR)


@permission("coverage.view")
def _view(who: Who, unit: Unit) -> bool:
    """Classes only inside the school; schools and above also for officers and heads above."""
    if inside(who, unit.school_id):
        return True
    return unit.level != CLASS and who.holds(unit.path, *OFFICERS, *OVERSEERS)


@permission("coverage.uncovered")
def _uncovered(who: Who, unit: Unit) -> bool:
    """Names of a whole school or grade are for its heads; class by class see `class.names`."""
    return unit.level in ("school", GRADE) and who.at(unit.school_id, *OVERSEERS)
