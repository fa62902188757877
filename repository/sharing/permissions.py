"""Who sees and who changes a list; its works are asked for anew, by their own rights."""

from typing import Any

from sqlalchemy import Select, false, or_, select
from sqlalchemy.sql import ColumnElement

from repository.catalogue.permissions import REVIEWERS, STAFF
from repository.catalogue.rules import units_of
from repository.sharing import rules
from repository.sharing.models import Collection
from school.api import (
    GUARDIAN,
    OrgUnit,
    RoleGrant,
    SchoolClass,
    TeachingAssignment,
    Who,
    below,
    enrolled,
    permission,
    scoper,
    teaches,
    valid_today,
)


def keeps(who: Who) -> ColumnElement[bool]:
    """Lists that `who` keeps: the own ones, and those of units for which they review."""
    if who.person_id is None:
        return false()
    own: ColumnElement[bool] = Collection.owner_id == who.person_id
    paths = who.paths(*REVIEWERS)
    if not paths:
        return own
    units = select(OrgUnit.id).where(below(OrgUnit.path, paths))
    return or_(own, Collection.of_unit & Collection.unit_id.in_(units))


def of_own_class(who: Who) -> ColumnElement[bool]:
    """Lists for a class in which `who` is, as long as their owner teaches there or keeps the
    library of its school."""
    if who.person_id is None:
        return false()
    teaching = select(TeachingAssignment.id).where(
        TeachingAssignment.class_id == Collection.class_id,
        TeachingAssignment.person_id == Collection.owner_id,
        valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
    )
    keeping = (
        select(RoleGrant.id)
        .join(SchoolClass, SchoolClass.school_id == RoleGrant.unit_id)
        .where(
            SchoolClass.id == Collection.class_id,
            RoleGrant.person_id == Collection.owner_id,
            RoleGrant.role.in_(REVIEWERS),
            valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
        )
    )
    inside = or_(enrolled(who, Collection.class_id), teaches(who, Collection.class_id))
    still = or_(teaching.exists(), keeping.exists())
    return (Collection.visibility == rules.CLASS) & inside & still


def shown_to(who: Who) -> ColumnElement[bool]:
    """Lists that others show to `who`."""
    chosen: list[ColumnElement[bool]] = [Collection.visibility == rules.PUBLIC]
    if who.person_id is not None:
        paths = [grant.path for grant in who.grants if grant.role != GUARDIAN]
        units = {unit for path in paths for unit in units_of(path)}
        chosen += [
            of_own_class(who),
            (Collection.visibility == rules.SCHOOL) & Collection.unit_id.in_(units),
        ]
    return or_(*chosen)


@scoper(Collection)
def _collections(query: Select[Any], who: Who) -> Select[Any]:
    """What one keeps, and what is shown to oneself; nothing that was thrown away."""
    return query.where(Collection.removed_at.is_(None), or_(keeps(who), shown_to(who)))


@permission("collection.make")
def _make(who: Who, _nothing: None) -> bool:
    """Whoever belongs to a unit; a guardian does not."""
    return home(who) is not None


@permission("collection.edit")
def _edit(who: Who, held: Collection) -> bool:
    """Its owner; for one of the unit also who reviews there."""
    if who.person_id is not None and held.owner_id == who.person_id:
        return True
    return held.of_unit and who.holds(held.unit.path, *REVIEWERS)


def home(who: Who) -> int | None:
    """The unit for which `who` makes lists: of the staff, else of learning, else of any role."""
    if who.person_id is None:
        return None
    staff = [grant.unit_id for grant in who.grants if grant.role in STAFF]
    other = [grant.unit_id for grant in who.grants if grant.role != GUARDIAN]
    return next(iter([*staff, *other]), None)
