"""What waits in the library for the present person, on the first page."""

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import func, select

from repository.catalogue import queries, rules
from repository.catalogue.models import Work
from repository.links import rules as links
from repository.links.models import Link
from repository.printed.loan_models import Loan
from repository.sharing import rules as sharing
from repository.sharing.models import Rating
from school.api import LIBRARIAN, Who, may, who
from suite import clock, web
from suite.db import db


@dataclass(frozen=True)
class Kept:
    """What a librarian looks after: words of readers that wait, dead links, overdue loans."""

    words: int
    dead: int
    late: int


def piece() -> Markup | None:
    """Reviews, own works to change, and what a librarian looks after; two statements."""
    person = who()
    queues = may(person, "work.queue")
    if person.person_id is None or not (queues or may(person, "work.deposit", None)):
        return None
    waiting, asked = queries.waiting_counts(person)
    if not queues:
        waiting = 0
    kept = _kept(person) if person.has(LIBRARIAN) else None
    if not waiting and not asked and kept is None:
        return None
    return web.piece("repository/today.html", waiting=waiting, asked=asked, kept=kept)


def _kept(person: Who) -> Kept:
    units = [grant.unit_id for grant in person.grants if grant.role == LIBRARIAN]
    words = select(func.count(Rating.id)).join(Work, Work.id == Rating.work_id)
    words = words.where(
        Work.unit_id.in_(units),
        Work.state == rules.PUBLISHED,
        Rating.state == sharing.WAITING,
        Rating.person_id != person.person_id,
    )
    dead = select(func.count(Link.id)).join(Work, Work.id == Link.work_id)
    dead = dead.where(
        Link.unit_id.in_(units), Link.state == links.DEAD, Work.state != rules.WITHDRAWN
    )
    late = select(func.count(Loan.id)).where(
        Loan.unit_id.in_(units), Loan.returned_at.is_(None), Loan.due_on < clock.today()
    )
    parts = (words.scalar_subquery(), dead.scalar_subquery(), late.scalar_subquery())
    return Kept(*db.session.execute(select(*parts)).one())
