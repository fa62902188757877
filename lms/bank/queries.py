"""Finding questions: by subject, grade, topic and words, with or without diacritics."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import aliased, selectinload

from lms.bank import places
from lms.bank.finding import holding
from lms.bank.models import Item, ItemUse, ItemVersion, Stimulus
from lms.bank.permissions import (
    finished,
    groups_of,
    in_commune,
    own_schools,
    schools_beside,
)
from school.api import (
    CurriculumNode,
    OrgUnit,
    Subject,
    SubjectGroup,
    TeachingAssignment,
    Who,
    current_programme,
    scope,
    valid_today,
)
from suite import clock
from suite.db import db

MOST_TOPICS = 300


# Which questions: all that may be seen, the own schools' in use, drafts of groups, the commune's.
BANKS = SCHOOL, GROUP, COMMUNE = "", "group", "commune"
# How hard they were in use, in thousandths of the points: from, to (half-open). The triggers that
# keep lms_bank_tally have the same borders.
DIFFICULTY = {"easy": (700, 1001), "middle": (300, 700), "hard": (0, 300)}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty values do not narrow."""

    subject: str = ""
    grade: int | None = None
    topic: str = ""
    words: str = ""
    retired: bool = False
    level: str = ""
    kind: str = ""
    node: str = ""
    difficulty: str = ""
    bank: str = SCHOOL


@dataclass(frozen=True)
class Schools:
    """The schools whose bank is asked for: the own ones, and where the question may stand."""

    own: Sequence[int]
    asked: Sequence[int]


def schools_of(who: Who, filters: Filters) -> Schools:
    """At most two statements."""
    own = own_schools(who)
    if filters.bank != COMMUNE:
        return Schools(own, own)
    beside = db.session.scalars(schools_beside(who)).all()
    return Schools(own, [one for one in beside if one not in own])


def matching(words: str, school_ids: Iterable[int]) -> ColumnElement[bool]:
    """Questions of the schools that hold words that begin so; all where no word was given."""
    return holding(words, school_ids) if words.strip() else true()


def narrowed(query: Select[Any], who: Who, filters: Filters, schools: Schools) -> Select[Any]:
    """Under the filters that are neither words nor facets."""
    retired = Item.retired_at.is_not(None) if filters.retired else Item.retired_at.is_(None)
    query = query.where(retired, Item.school_id.in_(schools.asked))
    if filters.retired:
        query = query.where(Item.of_sheet.is_(False))
    if filters.bank == COMMUNE:
        query = query.where(in_commune(who))
    elif filters.bank == GROUP:
        query = query.where(Item.group_id.is_not(None), Item.approved_at.is_(None))
    else:
        query = query.where(finished())
    if filters.level:
        none = filters.level == "none"
        query = query.where(Item.level == ("" if none else filters.level))
    if filters.kind:
        query = query.where(Item.kind == filters.kind)
    if filters.node:
        query = query.where(places.at(filters.node))
    if filters.difficulty in DIFFICULTY:
        low, high = DIFFICULTY[filters.difficulty]
        query = query.where(Item.facility >= low, Item.facility < high)
    return query


def faceted(query: Select[Any], filters: Filters) -> Select[Any]:
    """Under the filters that are facets."""
    if filters.subject:
        query = query.where(Item.subject_code == filters.subject)
    if filters.grade is not None:
        query = query.where(Item.grade == filters.grade)
    return query.where(Item.topic == filters.topic) if filters.topic else query


def find(who: Who, filters: Filters) -> Select[Any]:
    """The questions that fit with their current versions, the newest first."""
    both: tuple[Any, ...] = (Item, ItemVersion)
    query = scope(select(*both), who).join(
        ItemVersion,
        (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.current_number),
    )
    schools = schools_of(who, filters)
    query = faceted(narrowed(query, who, filters, schools), filters)
    return query.where(matching(filters.words, schools.asked)).order_by(Item.id.desc())


def item_of(who: Who, uid: str) -> Item | None:
    """A question that `who` may see, with its versions and their authors."""
    query = scope(select(Item), who).where(Item.uid == uid)
    versions = selectinload(Item.versions).joinedload(ItemVersion.author)
    stimulus = selectinload(Item.stimulus).selectinload(Stimulus.versions)
    return db.session.scalar(query.options(versions, stimulus, selectinload(Item.node)))


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


def nodes(subject_code: str = "", grade: int | None = None) -> Sequence[CurriculumNode]:
    """Topics and requirements of the programme in force, in its order; of one subject or grade."""
    programme = current_programme()
    query = select(CurriculumNode).where(
        CurriculumNode.programme_id == (programme.id if programme else None),
        CurriculumNode.level.in_(("topic", "requirement")),
    )
    if subject_code:
        query = query.where(CurriculumNode.subject_code == subject_code)
    if grade is not None:
        query = query.where(CurriculumNode.grade == grade)
    order = (CurriculumNode.subject_code, CurriculumNode.grade, CurriculumNode.code)
    return db.session.scalars(query.order_by(*order)).all()


def own_groups(who: Who, school_id: int) -> Sequence[SubjectGroup]:
    """The subject groups of a school in which the person is today."""
    query = select(SubjectGroup).where(
        SubjectGroup.school_id == school_id,
        SubjectGroup.id.in_(groups_of(who)),
        (SubjectGroup.valid_to.is_(None)) | (SubjectGroup.valid_to > clock.today()),
    )
    return db.session.scalars(query.order_by(SubjectGroup.sort_key)).all()


def uses_of(item: Item) -> Sequence[ItemUse]:
    """What the attempts of each exam said about a question, the latest first."""
    query = select(ItemUse).where(ItemUse.item_id == item.id)
    return db.session.scalars(query.order_by(ItemUse.used_at.desc()).limit(50)).all()


@dataclass(frozen=True)
class Whence:
    """The names of the school and the group of a question, and of the school it was copied from."""

    school: str
    group: str
    origin: str


def whence(item: Item) -> Whence:
    """Where a question stands and came from; one statement."""
    first, origin = aliased(OrgUnit), aliased(Item)
    row = db.session.execute(
        select(OrgUnit.name, SubjectGroup.name, first.name)
        .select_from(Item)
        .join(OrgUnit, OrgUnit.id == Item.school_id)
        .outerjoin(SubjectGroup, SubjectGroup.id == Item.group_id)
        .outerjoin(origin, origin.id == Item.origin_id)
        .outerjoin(first, first.id == origin.school_id)
        .where(Item.id == item.id)
    ).one()
    return Whence(*(name or "" for name in row))
