"""How somebody stands: every role that holds today, granted or following from elsewhere."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from flask import g, has_request_context
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    bindparam,
    literal,
    or_,
    select,
    union_all,
)

from school.access import Grant, Who
from school.classes.models import TeachingAssignment
from school.groups.models import GroupMember
from school.people.models import (
    GUARDIAN,
    HOMEROOM_TEACHER,
    STUDENT,
    SUBJECT_HEAD,
    Guardianship,
    Person,
    RoleGrant,
)
from school.units.models import OrgUnit
from school.whose import valid_on
from suite import clock
from suite.db import db

When = Callable[[Any, Any], ColumnElement[bool]]
HeldRows = Select[int, int, str, int, str, int, date, date | None]

# What every request asks is built once; who and when are said as it is asked.
TODAY = bindparam("today", type_=Date())
IDS: BindParameter[int] = bindparam("ids", expanding=True)


@dataclass(frozen=True)
class Held:
    """A role that holds today, with the days that its row tells; `until` is the day after."""

    grant: Grant
    since: date
    until: date | None


def who_is(person: Person) -> Who:
    """The grants of a person that hold today, in one statement."""
    return standing_of(person.id, person.school_id)


def standing_of(person_id: int, school_id: int | None) -> Who:
    """As `who_is`, of a person known by id; asked once in a request that only reads."""
    if not (has_request_context() and g.get("reading")):
        return standing(person_id, school_id, held_by([person_id]).get(person_id, ()))
    known: dict[int, Who] = g.setdefault("standings", {})
    if person_id not in known:
        held = held_by([person_id]).get(person_id, ())
        known[person_id] = standing(person_id, school_id, held)
    return known[person_id]


def standing(person_id: int, school_id: int | None, held: Iterable[Held]) -> Who:
    """Somebody as the rules see them, from the roles they hold."""
    return Who(person_id, school_id, tuple(sorted({one.grant for one in held}, key=_order)))


def holds_today(start: Any, end: Any) -> ColumnElement[bool]:
    """Rows whose half-open dates hold TODAY."""
    return valid_on(TODAY, start, end)


def begins_later(start: Any, end: Any) -> ColumnElement[bool]:
    """Rows whose half-open dates hold from a later day than TODAY on."""
    return (start > TODAY) & or_(end.is_(None), end > start)


def not_over(start: Any, end: Any) -> ColumnElement[bool]:
    """Rows whose half-open dates hold TODAY or from a later day on."""
    return or_(end.is_(None), (end > TODAY) & (end > start))


def held_by(ids: Sequence[int], when: When = holds_today) -> dict[int, list[Held]]:
    """What each of these people holds today, or by another rule of dates; one statement."""
    found: defaultdict[int, list[Held]] = defaultdict(list)
    asked = {"ids": list(ids), "today": clock.today()}
    for _id, person_id, role, unit_id, path, about, since, until in db.session.execute(
        _held(when), asked
    ):
        found[person_id].append(Held(Grant(role, unit_id, path, about), since, until))
    return dict(found)


@cache
def _held(when: When) -> CompoundSelect[int, int, str, int, str, int, date, date | None]:
    return union_all(_granted(when), _homeroom(when), _heads(when), _guards(when))


def coming(person_id: int) -> list[Grant]:
    """What a person will be more than a pupil: roles that stand written already and begin later,
    by which somebody is to be judged who could keep the account until then. Asked once in a
    request that only reads."""
    known: dict[int, list[Grant]] = {}
    if has_request_context() and g.get("reading"):
        known = g.setdefault("coming", known)
    if person_id not in known:
        known[person_id] = _coming(person_id)
    return known[person_id]


def _coming(person_id: int) -> list[Grant]:
    held = held_by([person_id], begins_later).get(person_id, ())
    return sorted({one.grant for one in held if one.grant.role != STUDENT}, key=_order)


def more_than_pupils(ids: Sequence[int]) -> set[int]:
    """Who of these people is something else than a pupil, or will be by what stands written."""
    found = held_by(ids, not_over)
    return {i for i, held in found.items() if any(one.grant.role != STUDENT for one in held)}


def is_pupil(person: Person) -> bool:
    """Whether somebody is a pupil today and nothing else; what begins later says nothing."""
    grants = who_is(person).grants
    return bool(grants) and all(grant.role == STUDENT for grant in grants)


def _order(grant: Grant) -> tuple[str, str, int]:
    return grant.role, grant.path, grant.about


def _granted(when: When) -> HeldRows:
    row = RoleGrant
    unit = (row.id, row.person_id, row.role, OrgUnit.id, OrgUnit.path, literal(0))
    query = select(*unit, row.valid_from, row.valid_to)
    return query.join(OrgUnit, OrgUnit.id == row.unit_id).where(
        row.person_id.in_(IDS), when(row.valid_from, row.valid_to)
    )


def _homeroom(when: When) -> HeldRows:
    row = TeachingAssignment
    unit = (row.id, row.person_id, literal(HOMEROOM_TEACHER), OrgUnit.id, OrgUnit.path)
    query = select(*unit, row.class_id, row.starts_on, row.ends_on)
    return query.join(OrgUnit, OrgUnit.id == row.school_id).where(
        row.person_id.in_(IDS), row.is_homeroom, when(row.starts_on, row.ends_on)
    )


def _heads(when: When) -> HeldRows:
    row = GroupMember
    unit = (row.id, row.person_id, literal(SUBJECT_HEAD), OrgUnit.id, OrgUnit.path)
    query = select(*unit, row.group_id, row.starts_on, row.ends_on)
    return query.join(OrgUnit, OrgUnit.id == row.school_id).where(
        row.person_id.in_(IDS), row.is_head, when(row.starts_on, row.ends_on)
    )


def _guards(when: When) -> HeldRows:
    row = Guardianship
    unit = (row.id, row.guardian_id, literal(GUARDIAN), OrgUnit.id, OrgUnit.path)
    query = select(*unit, row.pupil_id, row.valid_from, row.valid_to)
    return (
        query.join(Person, Person.id == row.pupil_id)
        .join(OrgUnit, OrgUnit.id == Person.school_id)
        .where(
            row.guardian_id.in_(IDS),
            Person.left_on.is_(None),
            when(row.valid_from, row.valid_to),
        )
    )
