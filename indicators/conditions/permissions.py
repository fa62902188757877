"""Who may say that somebody has the conditions to learn online."""

from typing import Any

from school.access import HEADS
from school.api import (
    STUDENT,
    TEACHER,
    SchoolClass,
    Who,
    permission,
)
from school.classes.permissions import leads_class


@permission("conditions.attest")
def _attest(who: Who, row: SchoolClass) -> bool:
    """The homeroom teacher of the class, and the heads of the school."""
    return who.at(row.school_id, *HEADS) or leads_class(who, row.id)


@permission("conditions.self")
def _self(who: Who, _thing: Any) -> bool:
    """Pupils and teachers say it of themselves."""
    return who.has(STUDENT, TEACHER)
