"""Lists are imported by the heads of a school or of a unit above it."""

from typing import Any

from school.access import HEADS, Who, permission
from school.units.models import SCHOOL, OrgUnit


@permission("roster.import")
def _import(who: Who, unit: Any) -> bool:
    return isinstance(unit, OrgUnit) and unit.kind == SCHOOL and who.holds(unit.path, *HEADS)
