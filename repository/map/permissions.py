"""Who sees the map of which unit, and who asks colleagues to fill a gap."""

from repository.catalogue.permissions import REVIEWERS
from school.api import (
    INSPECTOR,
    OFFICERS,
    OVERSEERS,
    STAFF,
    SUBJECT_HEAD,
    OrgUnit,
    Who,
    permission,
)

PLANNERS = (SUBJECT_HEAD, *REVIEWERS)


@permission("map.open")
def _open(who: Who, _thing: object) -> bool:
    """Staff and whoever oversees schools."""
    return who.has(*STAFF, *OFFICERS, INSPECTOR)


@permission("map.view")
def _view(who: Who, unit: OrgUnit) -> bool:
    """Staff that of their own unit; officers and heads above that of every unit below them."""
    return who.at(unit.id, *STAFF, INSPECTOR) or who.holds(unit.path, *OFFICERS, *OVERSEERS)


@permission("map.ask")
def _ask(who: Who, unit: OrgUnit) -> bool:
    """Heads, librarians and heads of subject groups, at their own school."""
    return unit.kind == "school" and who.at(unit.id, *PLANNERS)
