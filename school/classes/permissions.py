"""Who sees the names of a class and who hands out its first passwords."""

from typing import Any

from sqlalchemy import select

from school.access import HEADS, OVERSEERS, Who, permission, teaches
from school.classes.models import SchoolClass
from school.people.models import HOMEROOM_TEACHER
from school.units.models import OrgUnit
from suite.db import db


@permission("classes.list")
def _list(who: Who, _thing: Any) -> bool:
    """Everybody who belongs somewhere; the list itself is narrowed by scope."""
    return who.person_id is not None


@permission("class.names")
def _names(who: Who, row: SchoolClass) -> bool:
    """Names of pupils only for those who head or inspect the school or teach in the class."""
    if who.holds(row.school.path, *OVERSEERS):
        return True
    return (
        db.session.scalar(
            select(SchoolClass.id).where(SchoolClass.id == row.id, teaches(who, row.id))
        )
        is not None
    )


@permission("class.passwords")
def _passwords(who: Who, row: SchoolClass) -> bool:
    """The heads of the school and the homeroom teacher."""
    return who.holds(row.school.path, *HEADS) or leads_class(who, row.id)


@permission("class.edit")
def _edit(who: Who, school: OrgUnit) -> bool:
    """The heads of the school: its classes, who leads them, who is in them."""
    return who.holds(school.path, *HEADS)


def leads_class(who: Who, class_id: int) -> bool:
    """Whether `who` is the homeroom teacher of a class today."""
    return any(g.role == HOMEROOM_TEACHER and g.about == class_id for g in who.grants)
