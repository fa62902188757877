"""Who gives a new version, and who decides about it."""

from repository.catalogue import rules
from repository.catalogue.models import Work
from repository.catalogue.permissions import DEPOSITORS, REVIEWERS
from repository.deposit.versions.models import Version
from school.api import Who, permission

RENEW, REVIEW = "work.renew", "version.review"


@permission(RENEW)
def _renew(who: Who, work: Work) -> bool:
    """Of a published work: who deposited it and is still there, and reviewers of the unit."""
    if work.state != rules.PUBLISHED:
        return False
    mine = work.depositor_id == who.person_id and who.at(work.unit_id, *DEPOSITORS)
    return mine or who.holds(work.unit.path, *REVIEWERS)


@permission(REVIEW)
def _review(who: Who, version: Version) -> bool:
    """Reviewers of the unit, but never for what they gave themselves."""
    return version.person_id != who.person_id and who.holds(version.work.unit.path, *REVIEWERS)
