"""Where works came from that came in packs."""

from repository.catalogue.models import Work
from repository.packs.models import PackOrigin
from suite.db import db


def origin_of(work: Work) -> PackOrigin | None:
    """What the pack said of a work that came in one; one statement."""
    return db.session.get(PackOrigin, work.id)
