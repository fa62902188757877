"""Who sees how much a unit reads: staff and overseers; by class its own staff alone."""

from school.api import INSPECTOR, OFFICERS, OVERSEERS, STAFF, OrgUnit, Who, permission


@permission("counts.open")
def _open(who: Who, _thing: object) -> bool:
    """Whoever has a unit to see."""
    return who.has(*STAFF, *OFFICERS, INSPECTOR)


@permission("counts.view")
def _view(who: Who, unit: OrgUnit) -> bool:
    """Staff their own unit; officers and heads above every unit below them."""
    return who.at(unit.id, *STAFF, INSPECTOR) or who.holds(unit.path, *OFFICERS, *OVERSEERS)


@permission("counts.inside")
def _inside(who: Who, unit: OrgUnit) -> bool:
    """Small numbers, classes and topics are for the school itself."""
    return unit.kind == "school" and who.at(unit.id, *STAFF)
