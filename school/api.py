"""What the wings and the plugins may use of the school."""

from school.access import (
    NOBODY,
    Who,
    below,
    enrolled,
    heads_school,
    may,
    permission,
    require,
    scope,
    scoper,
    teaches,
    valid_today,
    who,
)
from school.calendar.models import InstructionalWeek, SchoolYear, Semester
from school.calendar.service import current_year
from school.classes.models import Enrolment, SchoolClass, Subject, TeachingAssignment
from school.curriculum.models import CurriculumNode, Programme
from school.curriculum.service import current_programme
from school.people.models import (
    ADMINISTRATOR,
    COMMUNE_OFFICER,
    LIBRARIAN,
    PRINCIPAL,
    STUDENT,
    TEACHER,
    Person,
    RoleGrant,
)
from school.people.service import names_viewed
from school.units.models import OrgUnit

__all__ = [
    "ADMINISTRATOR",
    "COMMUNE_OFFICER",
    "LIBRARIAN",
    "NOBODY",
    "PRINCIPAL",
    "STUDENT",
    "TEACHER",
    "CurriculumNode",
    "Enrolment",
    "InstructionalWeek",
    "OrgUnit",
    "Person",
    "Programme",
    "RoleGrant",
    "SchoolClass",
    "SchoolYear",
    "Semester",
    "Subject",
    "TeachingAssignment",
    "Who",
    "below",
    "current_programme",
    "current_year",
    "enrolled",
    "heads_school",
    "may",
    "names_viewed",
    "permission",
    "require",
    "scope",
    "scoper",
    "teaches",
    "valid_today",
    "who",
]
