"""The list of courses: what it is narrowed to, its columns, and the query with the rights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from lms.courses.models import Course
from school.api import SchoolClass, SchoolYear, Subject, Who, scope, subject_name
from suite import clock
from suite.db import db
from suite.lists import Column, Listing
from suite.text import fold

PER_PAGE, MOST_WORDS = 48, 12


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; empty values do not narrow."""

    year_id: int | None = None
    subject: str = ""
    words: str = ""


@dataclass(frozen=True)
class Choices:
    """The years and the subjects of the courses that somebody sees."""

    years: Sequence[SchoolYear]
    subjects: Sequence[Subject]

    def year_words(self) -> dict[int, str]:
        """The names of the years by id."""
        return {one.id: one.name for one in self.years}

    def subject_words(self) -> dict[str, str]:
        """The names of the subjects by code."""
        return {one.code: subject_name(one) for one in self.subjects}

    def words_of(self, asked: Filters) -> tuple[tuple[str, str], ...]:
        """What is chosen, in words, for the file."""
        return (
            (gettext("School year"), self.year_words().get(asked.year_id or 0, "")),
            (gettext("Subject"), self.subject_words().get(asked.subject, "")),
            (gettext("Words"), asked.words),
        )


def listing(who: Who, asked: Filters, choices: Choices) -> Listing:
    """The courses that fit: newest year first, then by class and subject."""
    query = _seen(who)
    if asked.year_id:
        query = query.where(SchoolClass.year_id == asked.year_id)
    if asked.subject:
        query = query.where(Course.subject_code == asked.subject)
    if asked.words:
        query = query.where(_called(asked.words, choices.subjects))
    query = query.options(
        contains_eager(Course.school_class).options(
            contains_eager(SchoolClass.year), contains_eager(SchoolClass.school)
        ),
        joinedload(Course.subject),
    )
    return Listing(
        query.order_by(*TIES), COLUMNS, TIES, per_page=PER_PAGE, filters=choices.words_of(asked)
    )


def choices(who: Who) -> Choices:
    """What the list can be narrowed to; two statements."""
    years = select(SchoolYear).where(SchoolYear.id.in_(_only(who, SchoolClass.year_id)))
    subjects = select(Subject).where(Subject.code.in_(_only(who, Course.subject_code)))
    return Choices(
        db.session.scalars(years.order_by(SchoolYear.starts_on.desc())).all(),
        db.session.scalars(subjects.order_by(Subject.code)).all(),
    )


def _seen(who: Who) -> Select[Any]:
    """Courses that are not archived, with class, school and year beside them."""
    return (
        scope(select(Course), who)
        .join(Course.school_class)
        .join(SchoolClass.year)
        .join(SchoolClass.school)
        .where(Course.archived_at.is_(None))
    )


def _only(who: Who, column: Any) -> Select[Any]:
    return _seen(who).with_only_columns(column, maintain_column_froms=True)


def _called(words: str, subjects: Sequence[Subject]) -> ColumnElement[bool]:
    """Each word stands in the name of the class or of the subject, with or without diacritics."""

    def in_one(word: str) -> ColumnElement[bool]:
        codes = [one.code for one in subjects if word in fold(f"{one.name_vi} {one.name_en}")]
        in_class = func.lower(SchoolClass.name).contains(word, autoescape=True)
        return or_(in_class, Course.subject_code.in_(codes))

    return and_(*map(in_one, fold(words).split()[:MOST_WORDS]))


TIES = (SchoolYear.starts_on.desc(), SchoolClass.sort_key, Course.subject_code, Course.id)
COLUMNS = (
    Column("course", lazy_gettext("Course"), lambda one: one.title),
    Column("class", lazy_gettext("Class"), lambda one: one.school_class.name,
           (SchoolClass.sort_key,)),
    Column("subject", lazy_gettext("Subject"), lambda one: subject_name(one.subject),
           (Course.subject_code,)),
    Column("school", lazy_gettext("School"), lambda one: one.school_class.school.name),
    Column("year", lazy_gettext("School year"), lambda one: one.school_class.year.name),
    Column("opened", lazy_gettext("Opened on"), lambda one: clock.local_date(one.created_at),
           (Course.created_at,)),
)  # fmt: skip
