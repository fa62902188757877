"""A school is turned over by its heads."""

from typing import Any

from school.access import HEADS, Who, permission
from school.units.models import SCHOOL, OrgUnit


@permission("turnover.run")
def _run(who: Who, unit: Any) -> bool:
    return isinstance(unit, OrgUnit) and unit.kind == SCHOOL and who.holds(unit.path, *HEADS)
