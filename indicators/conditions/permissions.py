"""Who may say that somebody has the conditions to learn online."""

from typing import Any

from sqlalchemy import select

from school.access import HEADS
from school.api import (
    STUDENT,
    TEACHER,
    SchoolClass,
    TeachingAssignment,
    Who,
    permission,
    valid_today,
)
from suite.db import db


@permission("conditions.attest")
def _attest(who: Who, row: SchoolClass) -> bool:
    """The homeroom teacher of the class, and the heads of the school."""
    if who.at(row.school_id, *HEADS):
        return True
    query = select(TeachingAssignment.id).where(
        TeachingAssignment.class_id == row.id,
        TeachingAssignment.person_id == who.person_id,
        TeachingAssignment.is_homeroom,
        valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
    )
    return db.session.scalar(query.limit(1)) is not None


@permission("conditions.self")
def _self(who: Who, _thing: Any) -> bool:
    """Pupils and teachers say it of themselves."""
    return who.has(STUDENT, TEACHER)
