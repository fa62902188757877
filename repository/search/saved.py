"""Searches that people keep, and the notice of what is new in them: one a day at most.

What is new is asked by the rights of the owner when the notice is written, never before.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from repository.catalogue.models import Work
from repository.search import filters
from repository.search.engine import NEWEST, Query
from repository.search.models import Saved
from repository.search.service import find
from school.api import NoticeKind, Person, To, Who, notice_kind, notify, who_is
from suite import clock, jobs, web
from suite.db import db

MOST, LOOKED_AT = 30, 50
# What opened so shortly before may not be indexed yet: it is told the next day.
LAG = timedelta(minutes=10)
_LONGEST = 500


class TooMany(Exception):
    """Somebody keeps as many searches as may be kept."""


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated when it is shown."""
    return message


NEWS = notice_kind(
    NoticeKind(
        "search_news",
        N_("New in the library for a search that you keep"),
        N_("New in the library for searches that you keep: %(num)s"),
        "search",
    )
)


def address(args: MultiDict[str, str]) -> str:
    """The words and filters of a search in one order; empty when there is none, or too much."""
    text = " ".join(args.get("q", "").split())
    pairs = [("q", text)] if text else []
    pairs += [(name, value) for name in filters.NAMES for value in sorted(set(args.getlist(name)))]
    made = urlencode(pairs)
    return made if len(made) <= _LONGEST else ""


def args_of(kept: str) -> MultiDict[str, str]:
    """The arguments that an address has."""
    return MultiDict(parse_qsl(kept))


def keep(person_id: int, kept: str) -> None:
    """Keep a search; twice is once. Commits. Raises TooMany."""
    mine = select(Saved).where(Saved.person_id == person_id)
    if db.session.scalar(mine.where(Saved.address == kept)) is not None:
        return
    number = db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    if number >= MOST:
        raise TooMany
    now = clock.now()
    db.session.add(Saved(person_id=person_id, address=kept, saved_at=now, told_at=now))
    db.session.commit()


def mine(person_id: int) -> list[Saved]:
    """The searches that somebody keeps, the newest first."""
    query = select(Saved).where(Saved.person_id == person_id)
    return list(db.session.scalars(query.order_by(Saved.saved_at.desc(), Saved.id.desc())))


def remove(person_id: int, saved_id: int) -> bool:
    """Keep it no longer; whether it was one's own. Commits."""
    row = db.session.get(Saved, saved_id)
    if row is None or row.person_id != person_id:
        return False
    db.session.delete(row)
    db.session.commit()
    return True


@jobs.job("repository.search_news", every=timedelta(days=1), heavy=True)
def tell_news(ctx: jobs.Context) -> dict[str, int]:
    """Tell owners of kept searches how many works are new for them."""
    query = select(Saved, Person).join(Person, Person.id == Saved.person_id)
    query = query.where(Person.left_on.is_(None)).order_by(Saved.person_id, Saved.id)
    rows = [(row[0], row[1]) for row in db.session.execute(query)]
    told = 0
    for at, (person, held) in enumerate(groupby(rows, key=lambda row: row[1]), start=1):
        told += _tell(person, [row[0] for row in held])
        ctx.progress(at, at)
    return {"told": told}


def _tell(person: Person, held: Iterable[Saved]) -> int:
    me, new, until = who_is(person), set[int](), clock.now() - LAG
    for row in held:
        if row.told_at < until:
            new |= fresh(row.address, me, row.told_at, until)
            row.told_at = until
    if not new:
        return 0
    return notify(
        NEWS,
        [To(person.id)],
        key=f"search-news:{clock.today().isoformat()}",
        school_id=person.school_id,
        path=web.path_of("library.saved_list"),
        arguments={"num": len(new)},
    )


def fresh(kept: str, me: Who, since: datetime, until: datetime) -> set[int]:
    """The works that a search finds for `me` and that opened after `since`, up to `until`."""
    args = args_of(kept)
    chosen = filters.asked(args)
    query = Query(args.get("q", ""), frozenset(), sort=NEWEST, per_page=LOOKED_AT, **chosen)
    screen = find(query, me)
    return {found.work.id for found in screen.found if since < _opened(found.work) <= until}


def _opened(work: Work) -> datetime:
    published = work.published_at or work.created_at
    return max(published, work.embargo_until or published)
