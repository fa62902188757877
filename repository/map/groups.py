"""The subject groups of a school with the subjects that their members teach, for lists of gaps."""

from dataclasses import dataclass, field

from sqlalchemy import and_, select

from school.api import GroupMember, OrgUnit, SubjectGroup, TeachingAssignment, Who, valid_today
from suite.db import db


@dataclass
class Group:
    """`headed` by the asker."""

    name: str
    subjects: set[str] = field(default_factory=set)
    headed: bool = False


def groups_of(unit: OrgUnit, me: Who) -> dict[int, Group]:
    """The groups of a school by id, in the order of their names (one statement); of no other
    unit, and for who belongs to the school."""
    if unit.kind != "school" or unit.id not in {grant.unit_id for grant in me.grants}:
        return {}
    teaches = and_(
        TeachingAssignment.person_id == GroupMember.person_id,
        TeachingAssignment.school_id == unit.id,
        TeachingAssignment.subject_code.is_not(None),
        valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
    )
    query = (
        select(
            SubjectGroup.id, SubjectGroup.name, TeachingAssignment.subject_code,
            GroupMember.is_head, GroupMember.person_id,
            SubjectGroup.sort_key,  # PostgreSQL orders what is distinct by what is chosen alone
        )
        .join(GroupMember, GroupMember.group_id == SubjectGroup.id)
        .outerjoin(TeachingAssignment, teaches)
        .where(
            SubjectGroup.school_id == unit.id,
            valid_today(SubjectGroup.valid_from, SubjectGroup.valid_to),
            valid_today(GroupMember.starts_on, GroupMember.ends_on),
        )
        .distinct()
        .order_by(SubjectGroup.sort_key, SubjectGroup.id)
    )  # fmt: skip
    found: dict[int, Group] = {}
    for group_id, name, subject, is_head, person_id, _key in db.session.execute(query):
        group = found.setdefault(group_id, Group(name))
        group.subjects |= {subject} if subject else set()
        group.headed = group.headed or (is_head and person_id == me.person_id)
    return found


def chosen(groups: dict[int, Group], asked: str | None) -> int | None:
    """The group of an address; without any word about it the one that the asker heads."""
    if asked is None:
        return next((number for number, group in groups.items() if group.headed), None)
    return int(asked) if asked.isdecimal() and int(asked) in groups else None
