"""What completes a search that is being typed: titles, people and subjects that the reader sees.

The index proposes by the tokens of the reader, the database has the last word, as in `service`.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from repository.catalogue.agents.models import WorkAgent
from repository.catalogue.models import Work
from repository.catalogue.permissions import is_open, tokens
from repository.search.engine import Suggestion
from repository.search.query import exact_words
from repository.search.service import engine
from repository.search.suggestions import completing, ranked
from school.api import Subject, Who, scope, subject_name
from suite.db import db
from suite.text import nfc

WORK, PERSON, SUBJECT = "work", "person", "subject"
LEAST, MOST, MOST_OTHERS = 2, 8, 2
# Some of what the index proposes may fall away in the database.
_PROPOSED = 3 * MOST


@dataclass(frozen=True)
class Completion:
    """One line below the search box. `key` is a work's uid, a name or a subject's code."""

    kind: str
    label: str
    key: str


def complete(typed: str, who: Who) -> list[Completion]:
    """At most 8; nothing for fewer than 2 letters. Four statements beside those of the rights."""
    words = exact_words(typed)
    if sum(len(word) for word in words) < LEAST:
        return []
    allowed = tokens(who)
    titled = engine().suggest(typed, allowed, _PROPOSED)
    named = engine().names(typed, allowed, _PROPOSED)
    works = {work.id: work for work in _seen({one.work_id for one in (*titled, *named)}, who)}
    names = [one.title for one in named if one.title in _people(works.get(one.work_id))]
    others = [Completion(PERSON, name, name) for name in dict.fromkeys(names)][:MOST_OTHERS]
    others += _subjects(words, who)[:MOST_OTHERS]
    found = [works[one.work_id] for one in titled if one.work_id in works]
    lines = [Completion(WORK, work.title, work.uid) for work in found[: MOST - len(others)]]
    return lines + others


def _people(work: Work | None) -> list[str]:
    return [nfc(row.agent.name) for row in work.people] if work else []


def _seen(ids: set[int], who: Who) -> list[Work]:
    if not ids:
        return []
    query = select(Work).where(Work.id.in_(ids), is_open())
    query = query.options(selectinload(Work.people).joinedload(WorkAgent.agent))
    return list(db.session.scalars(scope(query, who)))


def _subjects(words: list[str], who: Who) -> list[Completion]:
    """Subjects whose name completes it and of which the reader sees a work."""
    rows = list(db.session.scalars(select(Subject)))
    named = [Suggestion(at, subject_name(row)) for at, row in enumerate(rows)]
    fitting = ranked(completing(named, words), words, MOST)
    if not fitting:
        return []
    codes = [rows[one.work_id].code for one in fitting]
    query = select(Work.subject_code).where(Work.subject_code.in_(codes), is_open()).distinct()
    held = set(db.session.scalars(scope(query, who)))
    pairs = zip(fitting, codes, strict=True)
    return [Completion(SUBJECT, one.title, code) for one, code in pairs if code in held]
