"""Subject groups: lists, and changes that commit."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from school.access import Who, scope, valid_today
from school.classes.changes import is_teacher
from school.groups import rules
from school.groups.models import GroupMember, SubjectGroup
from school.groups.rules import GroupError, Member, Steps
from school.people.models import Person
from school.units.models import OrgUnit
from suite import audit, clock
from suite.db import db
from suite.edits import claim
from suite.text import fold, nfc, numbered_sort_key

AHEAD = timedelta(days=366)
Act = Callable[[Sequence[Member], int, date], Steps]


def groups_query(who: Who, school_id: int | None = None) -> Select[Any]:
    """(group, members, head) that `who` may see and that stand today, by school and name."""
    today = valid_today(GroupMember.starts_on, GroupMember.ends_on)
    mine = GroupMember.group_id == SubjectGroup.id
    members = select(func.count(GroupMember.id)).where(mine, today).scalar_subquery()
    head = (
        select(Person.full_name)
        .join(GroupMember, GroupMember.person_id == Person.id)
        .where(mine, today, GroupMember.is_head)
        .order_by(GroupMember.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = scope(select(SubjectGroup, members.label("members"), head.label("head")), who)
    query = query.join(OrgUnit, OrgUnit.id == SubjectGroup.school_id).where(
        or_(SubjectGroup.valid_to.is_(None), SubjectGroup.valid_to > clock.today())
    )
    if school_id:
        query = query.where(SubjectGroup.school_id == school_id)
    query = query.options(joinedload(SubjectGroup.school))
    return query.order_by(OrgUnit.sort_key, SubjectGroup.sort_key, SubjectGroup.id)


def members_of(group_id: int) -> list[GroupMember]:
    """Everybody who is, was or will be in a group: heads first, then in Vietnamese order."""
    query = (
        select(GroupMember)
        .join(Person, Person.id == GroupMember.person_id)
        .where(
            GroupMember.group_id == group_id,
            or_(GroupMember.ends_on.is_(None), GroupMember.ends_on > GroupMember.starts_on),
        )
        .options(joinedload(GroupMember.person))
        .order_by(GroupMember.is_head.desc(), Person.sort_key, GroupMember.starts_on)
    )
    return list(db.session.scalars(query))


def add_group(school: OrgUnit, name: str, since: date) -> SubjectGroup:
    """Found a group. Raises GroupError."""
    db.session.scalar(select(OrgUnit.id).where(OrgUnit.id == school.id).with_for_update())
    rules.check_day(since, school.valid_from, clock.today() + AHEAD)
    tidy = rules.check_name(nfc(name), _taken(school.id))
    row = SubjectGroup(
        school_id=school.id, name=tidy, sort_key=numbered_sort_key(tidy), valid_from=since
    )
    db.session.add(row)
    db.session.flush()
    _tell("group.added", row, name=tidy)
    return row


def rename_group(row: SubjectGroup, name: str, version: int) -> None:
    """Another name. Raises GroupError, Conflict."""
    row = claim(SubjectGroup, row.id, version)
    tidy = rules.check_name(nfc(name), _taken(row.school_id, row.id))
    before, row.name, row.sort_key = row.name, tidy, numbered_sort_key(tidy)
    _tell("group.renamed", row, **{"from": before, "to": tidy})


def close_group(row: SubjectGroup, on: date, version: int) -> None:
    """End a group and everybody's time in it. Raises GroupError, Conflict."""
    row = claim(SubjectGroup, row.id, version)
    rules.check_day(on, row.valid_from, clock.today() + AHEAD)
    for member in _rows(row.id):
        if member.ends_on is None or member.ends_on > on:
            member.ends_on = max(on, member.starts_on)
    row.valid_to = on
    _tell("group.closed", row, on=on.isoformat())


def reopen_group(row: SubjectGroup, version: int) -> None:
    """Let a closed group live again, without members. Raises GroupError, Conflict."""
    row = claim(SubjectGroup, row.id, version)
    rules.check_name(row.name, _taken(row.school_id, row.id))
    row.valid_to = None
    _tell("group.reopened", row)


def change_members(row: SubjectGroup, act: Act, person_id: int, on: date, version: int) -> None:
    """`rules.joined`, `rules.left` or `rules.led` from a day on. Raises GroupError, Conflict."""
    row = claim(SubjectGroup, row.id, version)
    if row.valid_to is not None:
        raise GroupError("closed")
    rules.check_day(on, row.valid_from, clock.today() + AHEAD)
    if act is rules.joined and not is_teacher(person_id, row.school_id):
        raise GroupError("teacher")
    rows = {member.id: member for member in _rows(row.id)}
    steps = act([_member(one) for one in rows.values()], person_id, on)
    for member_id in steps.ends:
        rows[member_id].ends_on = on
    place = {"school_id": row.school_id, "group_id": row.id, "starts_on": on}
    for who, is_head in steps.begins:
        db.session.add(GroupMember(**place, person_id=who, is_head=is_head))
    _tell(f"group.{act.__name__}", row, person=person_id, on=on.isoformat())


def stay(row: SubjectGroup, person_id: int, left_on: date, version: int) -> None:
    """Take back that a member left on a day. Commits. Raises GroupError, Conflict."""
    row = claim(SubjectGroup, row.id, version)
    if row.valid_to is not None:
        raise GroupError("closed")
    gone = [m for m in _rows(row.id) if (m.person_id, m.ends_on) == (person_id, left_on)]
    if len(gone) != 1 or not is_teacher(person_id, row.school_id):
        raise GroupError("stranger")
    gone[0].ends_on = None
    _tell("group.stayed", row, person=person_id, on=left_on.isoformat())


def _member(row: GroupMember) -> Member:
    return Member(row.id, row.person_id, row.is_head, row.starts_on, row.ends_on)


def _rows(group_id: int) -> list[GroupMember]:
    return list(db.session.scalars(select(GroupMember).where(GroupMember.group_id == group_id)))


def _taken(school_id: int, but: int = 0) -> set[str]:
    query = select(SubjectGroup.name).where(
        SubjectGroup.school_id == school_id,
        SubjectGroup.id != but,
        or_(SubjectGroup.valid_to.is_(None), SubjectGroup.valid_to > clock.today()),
    )
    return {fold(name) for name in db.session.scalars(query)}


def _tell(action: str, row: SubjectGroup, **detail: str | int) -> None:
    audit.record(action, f"group:{row.id}", detail=detail)
    db.session.commit()
