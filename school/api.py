"""What the wings and the plugins may use of the school."""

from school.access import (
    HEADS,
    NOBODY,
    OFFICERS,
    OVERSEERS,
    STAFF,
    WORK,
    Explainable,
    Who,
    below,
    children,
    enrolled,
    explainable,
    heads_school,
    inspects_school,
    leads,
    may,
    oversees_school,
    permission,
    reasons,
    require,
    scope,
    scoper,
    teaches,
    valid_today,
    who,
)
from school.accommodations.events import AccommodationChanged
from school.accommodations.rules import extra_minutes
from school.accommodations.service import granted_on
from school.calendar.models import InstructionalWeek, SchoolYear, Semester
from school.calendar.service import current_year
from school.classes.models import Enrolment, SchoolClass, Subject, TeachingAssignment
from school.classes.texts import subject_name
from school.curriculum import changing as programme_changes
from school.curriculum import permissions as _programme_rights  # noqa: F401 - they register
from school.curriculum.events import ProgrammeVersioned
from school.curriculum.lineage import present as present_nodes
from school.curriculum.lineage import standing as standing_nodes
from school.curriculum.models import CurriculumNode, Programme
from school.curriculum.service import current_programme
from school.groups.models import GroupMember, SubjectGroup
from school.guide import Step, guide, step
from school.notices.addresses import verified as verified_contacts
from school.notices.kinds import NoticeKind, notice_kind
from school.notices.service import To, guardians_of, notify, notify_each
from school.people.events import PersonErased
from school.people.models import (
    ADMINISTRATOR,
    COMMUNE_OFFICER,
    GUARDIAN,
    HOMEROOM_TEACHER,
    INSPECTOR,
    INVIGILATOR,
    LIBRARIAN,
    PRINCIPAL,
    STUDENT,
    SUBJECT_HEAD,
    TEACHER,
    VICE_PRINCIPAL,
    Person,
    RoleGrant,
)
from school.people.service import names_viewed
from school.people.standing import who_is
from school.rights.lists import named_list
from school.roster.events import RosterImported
from school.timetable.queries import rooms_of_school
from school.units.events import UnitChangeUndone, UnitSucceeded
from school.units.models import OrgUnit

__all__ = [
    "ADMINISTRATOR",
    "COMMUNE_OFFICER",
    "GUARDIAN",
    "HEADS",
    "HOMEROOM_TEACHER",
    "INSPECTOR",
    "INVIGILATOR",
    "LIBRARIAN",
    "NOBODY",
    "OFFICERS",
    "OVERSEERS",
    "PRINCIPAL",
    "STAFF",
    "STUDENT",
    "SUBJECT_HEAD",
    "TEACHER",
    "VICE_PRINCIPAL",
    "WORK",
    "AccommodationChanged",
    "CurriculumNode",
    "Enrolment",
    "Explainable",
    "GroupMember",
    "InstructionalWeek",
    "NoticeKind",
    "OrgUnit",
    "Person",
    "PersonErased",
    "Programme",
    "ProgrammeVersioned",
    "RoleGrant",
    "RosterImported",
    "SchoolClass",
    "SchoolYear",
    "Semester",
    "Step",
    "Subject",
    "SubjectGroup",
    "TeachingAssignment",
    "To",
    "UnitChangeUndone",
    "UnitSucceeded",
    "Who",
    "below",
    "children",
    "current_programme",
    "current_year",
    "enrolled",
    "explainable",
    "extra_minutes",
    "granted_on",
    "guardians_of",
    "guide",
    "heads_school",
    "inspects_school",
    "leads",
    "may",
    "named_list",
    "names_viewed",
    "notice_kind",
    "notify",
    "notify_each",
    "oversees_school",
    "permission",
    "present_nodes",
    "programme_changes",
    "reasons",
    "require",
    "rooms_of_school",
    "scope",
    "scoper",
    "standing_nodes",
    "step",
    "subject_name",
    "teaches",
    "valid_today",
    "verified_contacts",
    "who",
    "who_is",
]
