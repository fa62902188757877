"""Who is told of links that died: who keeps the library, once a day."""

from collections.abc import Collection

from sqlalchemy import func, select

from repository import keepers
from repository.catalogue import rules as works
from repository.catalogue.models import Work
from repository.links import rules
from repository.links.models import Link
from school.api import NoticeKind, notice_kind
from suite import clock
from suite.db import db


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated when it is shown."""
    return message


DIED = notice_kind(
    NoticeKind(
        "links_died",
        N_("Links of the library are dead"),
        N_("Links of the library that are dead: %(num)s"),
        "globe",
    )
)


def died(link_ids: Collection[int]) -> None:
    """Tell of links that were just found dead how many there are. No commit."""
    if not link_ids:
        return
    fresh = select(Link.unit_id).where(Link.id.in_(link_ids))
    query = (
        select(Link.unit_id, func.count())
        .join(Work, Work.id == Link.work_id)
        .where(Link.unit_id.in_(fresh), Link.state == rules.DEAD, Work.state == works.PUBLISHED)
        .group_by(Link.unit_id)
    )
    counts = {row[0]: row[1] for row in db.session.execute(query)}
    keepers.tell(DIED, counts, "links.index", f"links:{clock.today().isoformat()}")
