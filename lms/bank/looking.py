"""What the list of questions shows: which ones, how many, and what they would be narrowed to.

Without words the numbers come from lms_bank_tally. Rare words are counted as they are found. Of
common words the newest MOST are found and nothing is counted, so that no search reads the bank.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, false, func, select

from lms.bank import finding
from lms.bank.models import Item, ItemTally
from lms.bank.queries import (
    COMMUNE,
    GROUP,
    MOST_TOPICS,
    Filters,
    Schools,
    faceted,
    narrowed,
    schools_of,
)
from school.api import Subject, Who, scope
from suite.db import db

# How many questions common words find, and among how many of the newest they are looked for first.
MOST, WINDOW = 1_000, 10_000
Place = tuple[str, int | None, str]  # subject, grade, topic


@dataclass(frozen=True)
class Facets:
    """How many questions fit, and what they would be narrowed to further, with how many there are
    (None: not counted). `cut`: there may be more than `total`, which are the newest."""

    total: int
    subjects: Sequence[tuple[Subject, int | None]]
    grades: Sequence[tuple[int, int | None]]
    topics: Sequence[tuple[str, int | None]]
    cut: bool = False


@dataclass(frozen=True)
class Found:
    """A select of the ids of the questions, the newest first, and their facets."""

    ids: Select[Any]
    facets: Facets


def look(who: Who, filters: Filters) -> Found:
    """The questions that fit; at most five statements and those for rights."""
    schools = schools_of(who, filters)
    if not filters.words.strip():
        query = _ids(who, filters, schools)
        return Found(query, _facets(_tallied(who, filters, schools), filters))
    rarity = finding.by_rarity(filters.words, schools.asked)
    words = [word for _count, word in rarity]
    if not rarity or rarity[0][0] < finding.MANY:
        held = finding.found_by(words[:1], words[1:], schools.asked) if words else false()
        counted = narrowed(scope(select(Item), who), who, filters, schools).where(held)
        query = _ids(who, filters, schools).where(held)
        return Found(query, _facets(_counted(counted), filters))
    ids = _newest(who, filters, schools, words)
    told = _facets(_tallied(who, filters, schools), filters)
    facets = Facets(
        len(ids),
        [(subject, None) for subject, _count in told.subjects],
        [(grade, None) for grade, _count in told.grades],
        [(topic, None) for topic, _count in told.topics],
        cut=len(ids) == MOST,
    )
    query = scope(select(Item), who).where(Item.id.in_(ids))
    return Found(query.with_only_columns(Item.id).order_by(Item.id.desc()), facets)


def _ids(who: Who, filters: Filters, schools: Schools) -> Select[Any]:
    query = faceted(narrowed(scope(select(Item), who), who, filters, schools), filters)
    return query.with_only_columns(Item.id).order_by(Item.id.desc())


def _newest(who: Who, filters: Filters, schools: Schools, words: Sequence[str]) -> list[int]:
    """Ids of the newest MOST questions that hold common words; one or two statements.

    Common words are mostly found among the newest questions. Where they are not, because they
    seldom stand together, the two rarest are intersected first.
    """
    fit = _ids(who, filters, schools)
    window = fit.limit(WINDOW).subquery()
    near = select(Item.id).where(
        Item.id.in_(select(window.c.id)), finding.found_by((), words, schools.asked)
    )
    ids = list(db.session.scalars(near.order_by(Item.id.desc()).limit(MOST)))
    if len(ids) < MOST:
        held = finding.found_by(words[:2], words[2:], schools.asked)
        ids = list(db.session.scalars(fit.where(held).limit(MOST)))
    return ids


def _tallied(who: Who, filters: Filters, schools: Schools) -> Iterable[tuple[Place, int]]:
    """How many questions without words; drafts and places in the curriculum are counted."""
    if filters.bank == GROUP or filters.node:
        return _counted(narrowed(scope(select(Item), who), who, filters, schools))
    if filters.bank == COMMUNE and filters.retired:
        return []
    place: tuple[Any, ...] = (ItemTally.subject_code, ItemTally.grade, ItemTally.topic)
    query: Select[Any] = select(*place, func.sum(ItemTally.number)).where(
        ItemTally.school_id.in_(schools.asked), ItemTally.retired == filters.retired
    )
    if filters.bank == COMMUNE:
        query = query.where(ItemTally.shared)
    else:
        query = query.where(~ItemTally.draft)
    if filters.level:
        query = query.where(ItemTally.level == ("" if filters.level == "none" else filters.level))
    if filters.kind:
        query = query.where(ItemTally.kind == filters.kind)
    if filters.difficulty:
        query = query.where(ItemTally.band == filters.difficulty)
    return _places(query.group_by(*place))


def _counted(query: Select[Any]) -> Iterable[tuple[Place, int]]:
    place: tuple[Any, ...] = (Item.subject_code, Item.grade, Item.topic)
    return _places(query.with_only_columns(*place, func.count()).group_by(*place))


def _places(query: Select[Any]) -> list[tuple[Place, int]]:
    rows = db.session.execute(query)
    return [((subject, grade, topic), int(count)) for subject, grade, topic, count in rows]


def _facets(places: Iterable[tuple[Place, int]], filters: Filters) -> Facets:
    """Counts for the list and for its filters, each under the others; one statement."""
    total = 0
    subjects: Counter[str] = Counter()
    grades: Counter[int] = Counter()
    topics: Counter[str] = Counter()
    for (subject, grade, topic), count in places:
        of_subject = filters.subject in ("", subject)
        of_grade = filters.grade in (None, grade)
        of_topic = filters.topic in ("", topic)
        total += count * (of_subject and of_grade and of_topic)
        subjects[subject] += count * of_grade
        if grade is not None:
            grades[grade] += count * (of_subject and of_topic)
        if topic:
            topics[topic] += count * (of_subject and of_grade)
    named = db.session.scalars(
        select(Subject).where(Subject.code.in_(+subjects)).order_by(Subject.code)
    )
    return Facets(
        total,
        [(row, subjects[row.code]) for row in named],
        sorted((+grades).items()),
        sorted((+topics).items())[:MOST_TOPICS],
    )
