"""The tree is for those who look after units."""

from collections.abc import Sequence
from typing import Any

from school.access import OFFICERS, OVERSEERS, Who, permission
from school.people.models import ADMINISTRATOR
from school.units.models import OrgUnit


@permission("unit.edit")
def _edit(who: Who, unit: OrgUnit) -> bool:
    """What a unit is and what stands under it: administrators of it or of a unit above."""
    return who.holds(unit.path, ADMINISTRATOR)


@permission("units.succeed")
def _succeed(who: Who, units: Sequence[OrgUnit]) -> bool:
    """Administrators who stand above every one of the units."""
    return bool(units) and all(
        any(
            g.role == ADMINISTRATOR and g.path != unit.path and unit.path.startswith(g.path)
            for g in who.grants
        )
        for unit in units
    )


@permission("units.list")
def _list(who: Who, _thing: Any) -> bool:
    return who.has(*OVERSEERS, *OFFICERS)
