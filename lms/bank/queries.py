"""Finding questions: by subject, grade, topic and words, with or without diacritics."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import selectinload

from lms.bank.models import Item, ItemVersion
from school.api import Subject, TeachingAssignment, Who, scope, valid_today
from suite.db import db
from suite.text import fold

MOST_WORDS, MOST_TOPICS = 12, 300


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty values do not narrow."""

    subject: str = ""
    grade: int | None = None
    topic: str = ""
    words: str = ""
    retired: bool = False


@dataclass(frozen=True)
class Line:
    """A question as a list shows it."""

    item: Item
    version: ItemVersion


Counted = list[tuple[Any, int]]


def matching(words: str) -> ColumnElement[bool]:
    """Questions that hold every one of the words, diacritics or not."""
    wanted = fold(words).split()[:MOST_WORDS]
    found: ColumnElement[bool] = true()
    for word in wanted:
        found = found & Item.search_key.contains(word, autoescape=True)
    return found


def _narrowed(query: Select[Any], filters: Filters) -> Select[Any]:
    retired = Item.retired_at.is_not(None) if filters.retired else Item.retired_at.is_(None)
    query = query.where(retired)
    if filters.subject:
        query = query.where(Item.subject_code == filters.subject)
    if filters.grade is not None:
        query = query.where(Item.grade == filters.grade)
    if filters.topic:
        query = query.where(Item.topic == filters.topic)
    return query.where(matching(filters.words)) if filters.words.strip() else query


def find(who: Who, filters: Filters) -> Select[Any]:
    """The questions that fit with their current versions, the newest first."""
    both: tuple[Any, ...] = (Item, ItemVersion)
    query = scope(select(*both), who).join(
        ItemVersion,
        (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.current_number),
    )
    return _narrowed(query, filters).order_by(Item.id.desc())


def _counts(who: Who, column: Any, filters: Filters) -> Counted:
    query = _narrowed(scope(select(Item), who), filters)
    rows = db.session.execute(
        query.with_only_columns(column, func.count()).group_by(column).order_by(column)
    )
    return [(value, count) for value, count in rows if value not in (None, "")]


def subject_counts(who: Who, filters: Filters) -> list[tuple[Subject, int]]:
    """Subjects that have questions under the other filters; two statements."""
    counted = dict(_counts(who, Item.subject_code, replace(filters, subject="", topic="")))
    rows = db.session.scalars(
        select(Subject).where(Subject.code.in_(counted)).order_by(Subject.code)
    )
    return [(row, counted[row.code]) for row in rows]


def grade_counts(who: Who, filters: Filters) -> Counted:
    """Grades that have questions under the other filters."""
    return _counts(who, Item.grade, replace(filters, grade=None))


def topic_counts(who: Who, filters: Filters) -> Counted:
    """Topics that have questions under the other filters."""
    return _counts(who, Item.topic, replace(filters, topic=""))[:MOST_TOPICS]


def item_of(who: Who, uid: str) -> Item | None:
    """A question that `who` may see, with its versions and their authors."""
    query = scope(select(Item), who).where(Item.uid == uid)
    versions = selectinload(Item.versions).joinedload(ItemVersion.author)
    return db.session.scalar(query.options(versions))


def subjects() -> Sequence[Subject]:
    """All subjects."""
    return db.session.scalars(select(Subject).order_by(Subject.code)).all()


def taught_subject(who: Who) -> str | None:
    """A subject that the person teaches now."""
    found: str | None = db.session.scalar(
        select(TeachingAssignment.subject_code)
        .where(
            TeachingAssignment.person_id == who.person_id,
            TeachingAssignment.subject_code.is_not(None),
            valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
        )
        .order_by(TeachingAssignment.id)
        .limit(1)
    )
    return found


def topics_of(school_id: int) -> list[str]:
    """Topics that the school uses, for suggestions."""
    query = (
        select(Item.topic)
        .where(Item.school_id == school_id, Item.topic != "")
        .distinct()
        .order_by(Item.topic)
        .limit(MOST_TOPICS)
    )
    return list(db.session.scalars(query))
