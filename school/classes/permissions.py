"""Who sees the names of a class and who hands out its first passwords."""

from typing import Any

from sqlalchemy import select

from school.access import HEADS, Who, permission, teaches, valid_today
from school.classes.models import SchoolClass, TeachingAssignment
from suite.db import db


@permission("classes.list")
def _list(who: Who, _thing: Any) -> bool:
    """Everybody who belongs somewhere; the list itself is narrowed by scope."""
    return who.person_id is not None


@permission("class.names")
def _names(who: Who, row: SchoolClass) -> bool:
    """Names of pupils only for those who head the school or teach in the class."""
    if who.holds(row.school.path, *HEADS):
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
    if who.holds(row.school.path, *HEADS):
        return True
    query = select(TeachingAssignment.id).where(
        TeachingAssignment.class_id == row.id,
        TeachingAssignment.person_id == who.person_id,
        TeachingAssignment.is_homeroom,
        valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
    )
    return db.session.scalar(query.limit(1)) is not None
