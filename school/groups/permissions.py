"""The staff of a school sees its subject groups; its heads change them."""

from typing import Any

from sqlalchemy.sql import ColumnElement

from school.access import (
    HEADS,
    OVERSEERS,
    STAFF,
    Who,
    heads_school,
    inspects_school,
    permission,
    reasons,
)
from school.groups.models import SubjectGroup
from school.units.models import OrgUnit


@permission("groups.list")
def _list(who: Who, _thing: Any) -> bool:
    return who.has(*STAFF, *OVERSEERS)


@permission("group.edit")
def _edit(who: Who, school: OrgUnit) -> bool:
    return who.holds(school.path, *HEADS)


@reasons(SubjectGroup)
def _groups(who: Who) -> dict[str, ColumnElement[bool]]:
    staff = [grant.unit_id for grant in who.grants if grant.role in STAFF]
    return {
        "staff": SubjectGroup.school_id.in_(staff),
        "heads": heads_school(who, SubjectGroup.school_id),
        "inspects": inspects_school(who, SubjectGroup.school_id),
    }
