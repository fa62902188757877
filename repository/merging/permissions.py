"""Who makes one of two works."""

from repository.catalogue.models import Work
from repository.catalogue.permissions import REVIEWERS
from school.api import Who, permission

MERGE = "work.merge"


@permission(MERGE)
def _merge(who: Who, work: Work) -> bool:
    """Reviewers of the unit."""
    return who.holds(work.unit.path, *REVIEWERS)
