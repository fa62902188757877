"""The list of one's own deposits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext
from sqlalchemy import select

from repository.catalogue import queries
from repository.catalogue.labels import KINDS, STATES, label
from repository.catalogue.models import Work
from school.api import subject_name
from suite import clock
from suite.db import db
from suite.lists import Column, Listing

PER_PAGE = 20


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed to, by code; empty values do not narrow."""

    state: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Choices:
    """What a list can be narrowed to: codes with their words."""

    states: dict[str, str]
    kinds: dict[str, str]


def _subject(work: Work) -> str:
    return subject_name(work.subject) if work.subject else ""


TITLE = Column("title", lazy_gettext("Title"), lambda work: work.title)
ABOUT = (
    Column("creators", lazy_gettext("Creators"), lambda work: ", ".join(work.creators)),
    Column("kind", lazy_gettext("Kind"), lambda work: label(KINDS, work.kind)),
    Column("subject", lazy_gettext("Subject"), _subject, (Work.subject_code,)),
    Column("grades", lazy_gettext("Grades"), lambda work: ", ".join(map(str, work.grades))),
)
MINE = (
    TITLE,
    Column("state", lazy_gettext("State"), lambda work: label(STATES, work.state)),
    *ABOUT,
    Column("made", lazy_gettext("Deposited"), lambda work: clock.show(work.created_at),
           (Work.created_at,)),
    Column("changed", lazy_gettext("Changed"), lambda work: clock.show(work.changed_at),
           (Work.changed_at,)),
    Column("reason", lazy_gettext("Reason"), lambda work: work.reason),
)  # fmt: skip


def mine(person_id: int, asked: Asked, choices: Choices) -> Listing:
    """What a person deposited, the last changed first."""
    query = queries.mine(person_id)
    if asked.state:
        query = query.where(Work.state == asked.state)
    if asked.kind:
        query = query.where(Work.kind == asked.kind)
    return Listing(
        query,
        MINE,
        (Work.changed_at.desc(), Work.id.desc()),
        per_page=PER_PAGE,
        usual="-changed",
        filters=_in_words(asked, choices),
    )


def choices_of_mine(person_id: int) -> Choices:
    """The states and kinds of what a person deposited; one statement."""
    query = select(Work.state, Work.kind).where(Work.depositor_id == person_id).distinct()
    rows = db.session.execute(query).all()
    states, kinds = {row[0] for row in rows}, {row[1] for row in rows}
    return Choices(_words(STATES, states), _words(KINDS, kinds))


def _words(known: Mapping[str, Any], codes: set[str]) -> dict[str, str]:
    """Codes that occur with their words, in the order of the words' table; others at the end."""
    order = [*known, *sorted(codes - set(known))]
    return {code: str(known.get(code, code)) for code in order if code in codes}


def _in_words(asked: Asked, choices: Choices) -> tuple[tuple[str, str], ...]:
    return (
        (gettext("State"), choices.states.get(asked.state, "")),
        (gettext("Kind"), choices.kinds.get(asked.kind, "")),
    )
