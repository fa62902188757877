"""Searches that found nothing, kept so that librarians learn what is lacking.

A search may hold a name, so little is kept and less is shown: no person, only a hash that cannot
join two texts; nothing that looks like a name of the school, an address or a number of somebody;
and a librarian sees a text only when three people looked for it. A
class mate's name is asked for by one or two; what a lesson wants, by many.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, exists, func, select

from repository.catalogue.permissions import REVIEWERS
from repository.search.engine import Query
from repository.search.models import Missed, Wanted
from repository.search.query import folded_words
from repository.search.service import find
from school.api import OrgUnit, Person, Who
from suite import clock, jobs
from suite.db import db
from suite.settings import current_settings

LEAST_PEOPLE = 3
MOST_A_DAY, MOST_ROWS_A_DAY = 20, 2_000
KEPT = timedelta(days=90)
SHOWN = 100
_LONGEST, _MOST_WORDS = 80, 8
_NUMBER = re.compile(r"\d{6}")


@dataclass(frozen=True)
class Line:
    """A text, how many people looked for it in vain, when last, and what was decided."""

    unit: OrgUnit
    text: str
    people: int
    last: date
    state: str | None


def kept_form(text: str) -> str | None:
    """The folded text, or None for what is not kept: too short or long, numbers, addresses."""
    words = folded_words(text)
    folded = " ".join(words)
    if "@" in text or _NUMBER.search(folded.replace(" ", "")) or len(words) > _MOST_WORDS:
        return None
    return folded if 2 <= len(folded) <= _LONGEST else None


def note(text: str, who: Who) -> bool:
    """Keep that `who` looked in vain; whether it was kept. Searches itself. Commits."""
    folded, today = kept_form(text), clock.today()
    person = db.session.get(Person, who.person_id) if who.person_id else None
    if folded is None or person is None or person.school_id is None:
        return False
    if find(Query(text, frozenset()), who).books or _is_name(folded, person.school_id):
        return False
    here = select(func.count(Missed.id)).where(Missed.day == today)
    asker = _hash(person.id, folded)
    row = Missed(unit_id=person.school_id, text=folded, asker=asker, day=today)
    same = (Missed.text == folded, Missed.asker == asker, Missed.unit_id == person.school_id)
    known = db.session.scalar(select(exists().where(Missed.day == today, *same)))
    if known or (db.session.scalar(here) or 0) >= MOST_ROWS_A_DAY:
        return False
    db.session.add(row)
    db.session.commit()
    return True


def lines(who: Who) -> list[Line]:
    """What three people or more looked for in vain where `who` is a reviewer; two statements."""
    units = [grant.unit_id for grant in who.grants if grant.role in REVIEWERS]
    people, last = func.count(Missed.asker.distinct()), func.max(Missed.day)
    decided = (Wanted.unit_id == Missed.unit_id) & (Wanted.text == Missed.text)
    query = (
        select(OrgUnit, Missed.text, people, last, Wanted.state)
        .join(OrgUnit, OrgUnit.id == Missed.unit_id)
        .outerjoin(Wanted, decided)
        .where(Missed.unit_id.in_(units))
        .group_by(OrgUnit.id, Missed.text, Wanted.state)
        .having(people >= LEAST_PEOPLE)
        .order_by(people.desc(), last.desc(), Missed.text)
        .limit(SHOWN)
    )
    return [Line(*row) for row in db.session.execute(query)]


def decide(unit_id: int, text: str, state: str) -> None:
    """Note what was decided about a text. Commits."""
    row = db.session.get(Wanted, (unit_id, text)) or Wanted(unit_id=unit_id, text=text)
    row.state, row.at = state, clock.now()
    db.session.add(row)
    db.session.commit()


@jobs.job("repository.sweep_missed", every=timedelta(days=1))
def sweep(_ctx: jobs.Context) -> dict[str, int]:
    """Forget searches of more than ninety days ago."""
    old = delete(Missed).where(Missed.day < clock.today() - KEPT)
    return {"forgotten": len(db.session.scalars(old.returning(Missed.id)).all())}


def _is_name(folded: str, school_id: int) -> bool:
    """Whether two words or more stand in a row in the name of somebody of the school."""
    if " " not in folded:
        return False
    named = exists().where(
        Person.school_id == school_id, Person.search_key.contains(folded, autoescape=True)
    )
    return bool(db.session.scalar(select(named)))


def _hash(person_id: int, folded: str) -> str:
    key = current_settings().secret_key.get_secret_value().encode()
    return hmac.new(key, f"missed:{person_id}:{folded}".encode(), hashlib.sha256).hexdigest()[:32]
