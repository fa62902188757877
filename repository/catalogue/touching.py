"""Telling who follows published works that something of one changed."""

from repository.catalogue import rules
from repository.catalogue.events import WorkChanged
from repository.catalogue.models import Work
from suite import clock
from suite.events import publish as tell


def touch(work: Work) -> None:
    """Note that something of a work changed; who follows published works is told."""
    work.changed_at = clock.now()
    if work.state == rules.PUBLISHED:
        work.index_wanted += 1
        tell(WorkChanged(work.id))
