"""Who sees, edits and decides what in the library; asked anew with every query."""

from typing import Any

from flask import g, has_request_context
from sqlalchemy import Select, or_, select
from sqlalchemy.sql import ColumnElement

from repository.catalogue import rules
from repository.catalogue.models import Alignment, Work, WorkClass
from repository.flow import running, taking
from school.api import (
    GUARDIAN,
    HEADS,
    LIBRARIAN,
    TEACHER,
    OrgUnit,
    SchoolClass,
    Who,
    below,
    enrolled,
    leads,
    permission,
    scoper,
    teaches,
)
from suite import clock
from suite.db import db

DEPOSITORS = (TEACHER, LIBRARIAN, *HEADS)
REVIEWERS = (LIBRARIAN, *HEADS)
STAFF = DEPOSITORS
# What one request asked already: it asks the index several times.
_ASKED = "repository.classes"


def tokens(who: Who) -> frozenset[str]:
    """What the index asks of a reader; never wider than `in_audience`. One statement a request,
    and none for who is not signed in."""
    return rules.held_tokens(
        who.person_id is not None,
        _own_paths(who),
        who.paths(*STAFF),
        [grant.unit_id for grant in who.grants if grant.role in REVIEWERS],
        _classes(who),
    )


def _classes(who: Who) -> list[int]:
    """The classes in which `who` learns or teaches today."""
    if who.person_id is None:
        return []
    asked: dict[Who, list[int]] = g.setdefault(_ASKED, {}) if has_request_context() else {}
    if who not in asked:
        query = select(SchoolClass.id).where(_in_class(who, SchoolClass.id))
        asked[who] = list(db.session.scalars(query))
    return asked[who]


def _in_class(who: Who, column: Any) -> ColumnElement[bool]:
    """Asked with every query, so that it ends on the day on which the enrolment does."""
    return or_(enrolled(who, column), teaches(who, column), leads(who, column))


def _own_paths(who: Who) -> list[str]:
    """The units to which somebody belongs; the school of one's child is not one's own."""
    return [grant.path for grant in who.grants if grant.role != GUARDIAN]


def _units(paths: list[str]) -> set[int]:
    return {unit for path in paths for unit in rules.units_of(path)}


def in_audience(who: Who) -> ColumnElement[bool]:
    """Works whose audience holds `who`, whatever their state."""
    chosen: list[ColumnElement[bool]] = [Work.audience == rules.PUBLIC]
    if who.person_id is not None:
        everywhere = _units(_own_paths(who))
        staff = _units(who.paths(*STAFF))
        chosen += [
            Work.audience == rules.SIGNED_IN,
            (Work.audience == rules.SCHOOL) & Work.unit_id.in_(everywhere),
            (Work.audience == rules.STAFF) & Work.unit_id.in_(staff),
            (Work.audience == rules.CLASS) & _for_class_of(who),
        ]
    return or_(*chosen)


def _for_class_of(who: Who) -> ColumnElement[bool]:
    query = select(WorkClass.work_id).where(
        WorkClass.work_id == Work.id, _in_class(who, WorkClass.class_id)
    )
    return query.correlate(Work).exists()


def decides(who: Who) -> ColumnElement[bool]:
    """Works of the units at or below which `who` is a reviewer."""
    paths = who.paths(*REVIEWERS)
    if not paths:
        return or_(False)
    return Work.unit_id.in_(select(OrgUnit.id).where(below(OrgUnit.path, paths)))


def is_open() -> ColumnElement[bool]:
    """Published works whose embargo has passed by the clock."""
    free = or_(Work.embargo_until.is_(None), Work.embargo_until <= clock.now())
    return (Work.state == rules.PUBLISHED) & free


@scoper(Work)
def _works(query: Select[Any], who: Who) -> Select[Any]:
    """Open works of one's audiences; one's own; all of the units where one reviews; and those of
    which a step is one's own."""
    chosen: list[ColumnElement[bool]] = [is_open() & in_audience(who)]
    if who.person_id is not None:
        chosen += [Work.depositor_id == who.person_id, decides(who), taking.concerns(who)]
    return query.where(Work.state != rules.WITHDRAWN, or_(*chosen))


def _holds(who: Who, work: Work, *roles: str) -> bool:
    return who.holds(work.unit.path, *roles)


@permission("work.deposit")
def _deposit(who: Who, unit: OrgUnit | None) -> bool:
    """Staff deposit for their own unit; without a unit: whether anywhere at all."""
    if unit is None:
        return who.has(*DEPOSITORS)
    return who.at(unit.id, *DEPOSITORS)


@permission("work.edit")
def _edit(who: Who, work: Work) -> bool:
    """The depositor while it is open to changes; reviewers of the unit until it is withdrawn."""
    if work.depositor_id == who.person_id and work.state in rules.OPEN_STATES:
        return True
    return work.state != rules.WITHDRAWN and _holds(who, work, *REVIEWERS)


@permission("work.review")
def _review(who: Who, work: Work | None) -> bool:
    """Of what waits, who may take its step (`repository.flow.taking`); of other works reviewers of
    the unit, but never for what they deposited themselves."""
    if work is None:
        return who.has(*REVIEWERS)
    if work.depositor_id == who.person_id:
        return False
    if work.state == rules.SUBMITTED:
        return running.waits_for(who, running.WORK, work.id)
    return _holds(who, work, *REVIEWERS)


@permission("work.queue")
def _queue(who: Who, _nothing: None) -> bool:
    """Reviewers, and who has a part in the steps of a unit."""
    return taking.has_part(who)


@permission("work.withdraw")
def _withdraw(who: Who, work: Work) -> bool:
    """Reviewers of the unit."""
    return _holds(who, work, *REVIEWERS)


@permission("work.confirm")
def _confirm(who: Who, alignment: Alignment) -> bool:
    """Reviewers of the unit, but never for what they proposed themselves."""
    return alignment.proposed_by != who.person_id and _holds(who, alignment.work, *REVIEWERS)
