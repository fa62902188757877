"""Editions of one work: each is a work of its own, all of them tied to the first.

Why no level above the works: see docs/decisions/0035-editions-are-works.md.
"""

import re

from sqlalchemy import select, update

from repository.catalogue import queries
from repository.catalogue.models import Work
from repository.catalogue.permissions import is_open
from school.api import Who, scope
from suite.db import db

_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def meant(typed: str, who: Who) -> Work | None:
    """The work whose address or uid somebody gave, if they may see it."""
    found = _UID.search(typed.lower())
    return queries.work_for(found.group(), who) if found else None


def first_of(work: Work, other: Work | None) -> int | None:
    """To which work `work` is tied when it is another edition of `other`; whoever was tied to it
    goes along. Does not commit."""
    if other is None or other.id == work.id:
        return None
    if other.edition_of_id == work.id:
        return None
    first = other.edition_of_id or other.id
    db.session.execute(
        update(Work).where(Work.edition_of_id == work.id).values(edition_of_id=first)
    )
    return first


def others(work: Work, who: Who) -> list[Work]:
    """The other editions that `who` may read, the newest year first; two statements."""
    first = work.edition_of_id or work.id
    query = select(Work).where(
        (Work.id == first) | (Work.edition_of_id == first), Work.id != work.id, is_open()
    )
    query = query.order_by(Work.issued.desc().nulls_last(), Work.id).options(*queries.with_card)
    return list(db.session.scalars(scope(query, who)))
