"""Who takes which step, asked anew with every query.

library    the librarian or a head of the unit, as before there were steps
group      the head of a subject group in which somebody teaches the work's subject; where no such
           head could take it (none, or it is their own work), the principal or a vice-principal
principal  the principal or a vice-principal
commune    the officer of the commune
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, exists, false, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from repository.catalogue.models import Work
from repository.flow import rules
from repository.flow.models import OPEN, Flow, Review, Taken
from school.api import (
    COMMUNE_OFFICER,
    HEADS,
    LIBRARIAN,
    PRINCIPAL,
    SUBJECT_HEAD,
    VICE_PRINCIPAL,
    GroupMember,
    OrgUnit,
    Person,
    RoleGrant,
    Subject,
    TeachingAssignment,
    Who,
    below,
    valid_today,
)
from suite.db import db

KEEPERS = (LIBRARIAN, *HEADS)
LEADERS = (PRINCIPAL, VICE_PRINCIPAL)


def takes(who: Who) -> ColumnElement[bool]:
    """Open reviews whose step `who` may take, in a select that joins Review and Work."""
    if who.person_id is None:
        return false()
    other = or_(Review.twice, Review.last_by.is_(None), Review.last_by != who.person_id)
    mine = Review.depositor_id != who.person_id
    return and_(Review.state == OPEN, mine, other, or_(*_by_role(who)))


def _by_role(who: Who) -> list[ColumnElement[bool]]:
    groups = [grant.about for grant in who.grants if grant.role == SUBJECT_HEAD]
    leads = _in_units(who.paths(*LEADERS))
    return [
        (Review.step == rules.LIBRARY) & _in_units(who.paths(*KEEPERS)),
        (Review.step == rules.GROUP) & (_covered(groups) if groups else false()),
        (Review.step == rules.GROUP) & leads & ~headed(),
        (Review.step == rules.PRINCIPAL) & leads,
        (Review.step == rules.COMMUNE) & _in_units(who.paths(COMMUNE_OFFICER)),
    ]


def _in_units(paths: list[str]) -> ColumnElement[bool]:
    if not paths:
        return false()
    return Work.unit_id.in_(select(OrgUnit.id).where(below(OrgUnit.path, paths)))


def _teaching(group_id: Any) -> Select[Any]:
    """That somebody of a group teaches the work's subject at its school today."""
    member, lesson = aliased(GroupMember), aliased(TeachingAssignment)
    return (
        select(member.id)
        .join(lesson, lesson.person_id == member.person_id)
        .where(
            group_id(member.group_id),
            member.school_id == Work.unit_id,
            valid_today(member.starts_on, member.ends_on),
            lesson.school_id == Work.unit_id,
            lesson.subject_code == Work.subject_code,
            valid_today(lesson.starts_on, lesson.ends_on),
        )
        .correlate(Work, GroupMember)
    )


def _covered(groups: Sequence[int]) -> ColumnElement[bool]:
    return exists(_teaching(lambda column: column.in_(groups)))


def _heads() -> Select[Any]:
    """The heads who could take the group's step of a review."""
    free = or_(Review.twice, Review.last_by.is_(None), GroupMember.person_id != Review.last_by)
    return (
        select(GroupMember.person_id)
        .join(Person, Person.id == GroupMember.person_id)
        .where(
            GroupMember.is_head,
            GroupMember.school_id == Work.unit_id,
            GroupMember.person_id != Review.depositor_id,
            free,
            Person.left_on.is_(None),
            valid_today(GroupMember.starts_on, GroupMember.ends_on),
            exists(_teaching(lambda column: column == GroupMember.group_id)),
        )
    )


def headed() -> ColumnElement[bool]:
    """Reviews of whose subject somebody could take the group's step."""
    return exists(_heads().correlate(Work, Review))


def concerns(who: Who) -> ColumnElement[bool]:
    """Works that `who` sees for the sake of review: those whose step waits for them, and those
    under way of which they took a step."""
    if not who.has(SUBJECT_HEAD, COMMUNE_OFFICER):
        return false()  # everybody else who takes a step reviews all of the unit
    waiting = select(Review.id).where(Review.work_id == Work.id, takes(who)).correlate(Work)
    took = (
        select(Taken.id)
        .join(Review, Review.id == Taken.review_id)
        .where(Review.work_id == Work.id, Review.state == OPEN)
        .where(Taken.person_id == who.person_id)
        .correlate(Work)
    )
    return or_(exists(waiting), exists(took))


def has_part(who: Who) -> bool:
    """Whether `who` keeps a library, or has a part in a unit's steps; at most one statement."""
    if who.has(*KEEPERS):
        return True
    parts = [(SUBJECT_HEAD, rules.GROUP), (COMMUNE_OFFICER, rules.COMMUNE)]
    asked = [
        (grant.unit_id, step) for grant in who.grants for role, step in parts if grant.role == role
    ]
    if not asked:
        return False
    wanted = or_(
        *((Flow.unit_id == unit) & Flow.steps.contains(step) for unit, step in asked),
    )
    waits = or_(*((Work.unit_id == unit) & (Review.step == step) for unit, step in asked))
    under_way = select(Review.id).join(Work).where(Review.state == OPEN, waits)
    found = select(select(Flow.unit_id).where(wanted).exists() | under_way.exists())
    return bool(db.session.scalar(found))


def takers(review: Review) -> list[Person]:
    """Who takes the step that waits, of the very unit: who is told, and named on the page.

    Of those who keep a library the librarians, or where there is none who heads the unit.
    """
    if review.step == rules.GROUP:
        of_review = _heads().join(Review, Review.id == review.id).join(Work)
        return _people(of_review) or _holding(review, *LEADERS)
    if review.step == rules.PRINCIPAL:
        return _holding(review, *LEADERS)
    if review.step == rules.COMMUNE:
        return _holding(review, COMMUNE_OFFICER)
    return _holding(review, LIBRARIAN) or _holding(review, *KEEPERS)


def _holding(review: Review, *roles: str) -> list[Person]:
    barred = {review.depositor_id} | ({review.last_by} if not review.twice else set())
    query = (
        select(RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .join(Work, Work.unit_id == RoleGrant.unit_id)
        .where(
            Work.id == review.work_id,
            RoleGrant.role.in_(roles),
            RoleGrant.person_id.not_in([one for one in barred if one is not None]),
            Person.left_on.is_(None),
            valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
        )
    )
    return _people(query)


def _people(ids: Select[Any]) -> list[Person]:
    query = select(Person).where(Person.id.in_(ids)).order_by(Person.sort_key, Person.id)
    return list(db.session.scalars(query))


def holders(unit: OrgUnit) -> dict[str, list[str]]:
    """Who takes each step at a unit today, by name; the group's is told by `heads_by_subject`."""
    roles = {
        rules.LIBRARY: (LIBRARIAN,),
        rules.PRINCIPAL: LEADERS,
        rules.COMMUNE: (COMMUNE_OFFICER,),
    }
    every = {role for held in roles.values() for role in held}
    rows = db.session.execute(
        select(RoleGrant.role, Person.full_name)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.unit_id == unit.id,
            RoleGrant.role.in_(every),
            Person.left_on.is_(None),
            valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
        )
        .order_by(Person.sort_key)
    ).all()
    return {
        step: list(dict.fromkeys(name for role, name in rows if role in held))
        for step, held in roles.items()
    }


def heads_by_subject(school_id: int) -> list[tuple[Subject, list[str]]]:
    """The subjects that are taught at a school today, and the heads of whose group somebody
    teaches each; one statement."""
    member, lesson = aliased(GroupMember), aliased(TeachingAssignment)
    lead = (
        select(member.group_id, member.person_id, GroupMember.person_id.label("head_id"))
        .join(GroupMember, GroupMember.group_id == member.group_id)
        .where(
            GroupMember.is_head,
            member.school_id == school_id,
            valid_today(GroupMember.starts_on, GroupMember.ends_on),
            valid_today(member.starts_on, member.ends_on),
        )
        .subquery()
    )
    rows = db.session.execute(
        select(Subject, Person.full_name)
        .join(lesson, lesson.subject_code == Subject.code)
        .outerjoin(lead, lead.c.person_id == lesson.person_id)
        .outerjoin(Person, and_(Person.id == lead.c.head_id, Person.left_on.is_(None)))
        .where(lesson.school_id == school_id, valid_today(lesson.starts_on, lesson.ends_on))
        .order_by(Subject.name_vi, Person.sort_key)
    )
    found: dict[str, tuple[Subject, list[str]]] = {}
    for subject, name in rows:
        names = found.setdefault(subject.code, (subject, []))[1]
        if name is not None and name not in names:
            names.append(name)
    return list(found.values())
