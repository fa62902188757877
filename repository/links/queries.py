"""What the pages of links read."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from repository.catalogue import rules as works
from repository.catalogue.models import Work
from repository.catalogue.permissions import decides
from repository.links.models import Link
from school.api import Who, scope
from suite.db import db


def of_work(work: Work) -> list[Link]:
    """The links of a work in order; one statement. The caller has asked who may see the work."""
    query = select(Link).where(Link.work_id == work.id).order_by(Link.position, Link.id)
    return list(db.session.scalars(query))


def link_for(link_id: int, who: Who) -> Link | None:
    """A link of a work that `who` may see."""
    seen = scope(select(Work.id).where(Work.id == Link.work_id), who)
    query = select(Link).where(Link.id == link_id, seen.exists())
    return db.session.scalar(query.options(joinedload(Link.work).joinedload(Work.unit)))


def same_link(unit_id: int, keys: Iterable[str]) -> dict[str, Work]:
    """The works of the unit that have these very links, by key; those withdrawn left out."""
    query = (
        select(Link.url_key, Work)
        .join(Work, Work.id == Link.work_id)
        .where(
            Link.unit_id == unit_id,
            Link.url_key.in_(list(keys)),
            Work.state != works.WITHDRAWN,
        )
        .order_by(Link.id.desc())
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def kept_by(who: Who) -> Select[Any]:
    """The links of the works for which `who` is a reviewer, those withdrawn left out."""
    query = select(Link).join(Work, Work.id == Link.work_id)
    return query.where(decides(who), Work.state != works.WITHDRAWN).options(
        contains_eager(Link.work).joinedload(Work.depositor)
    )
