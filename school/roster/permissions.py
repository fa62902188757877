"""Lists are imported by the heads of a school or of a unit above it."""

from typing import Any

from school.access import HEADS, Who, permission
from school.people.rules import WIDTH, wider
from school.units.models import SCHOOL, OrgUnit


@permission("roster.import")
def _import(who: Who, unit: Any) -> bool:
    return isinstance(unit, OrgUnit) and unit.kind == SCHOOL and who.holds(unit.path, *HEADS)


def reach(who: Who, unit: OrgUnit) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The paths of the units from whose schools pupils come at once when `who` imports a list of
    the school, and the roles that no list of theirs gives."""
    held = [grant.role for grant in who.grants if unit.path.startswith(grant.path)]
    own = [role for role in held if role in HEADS]
    withheld = tuple(role for role in WIDTH if all(wider(role, one) for one in own))
    return tuple(who.paths(*HEADS)), withheld
