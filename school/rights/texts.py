"""The named reasons in words, and the roles that lie behind each."""

from collections.abc import Mapping

from flask_babel import gettext, lazy_gettext

from school.access import HEADS, OFFICERS, STAFF
from school.people.models import GUARDIAN, HOMEROOM_TEACHER, INSPECTOR

KIND_PERSON, KIND_CLASS = lazy_gettext("Person"), lazy_gettext("Class")
TEACHING, STUDYING = "teaching", "studying"
REASONS = {
    "self": lazy_gettext("is this person"),
    "belongs": lazy_gettext("belongs there"),
    "heads": lazy_gettext("heads or administers the school or a unit above it"),
    "heads_guardian": lazy_gettext("heads the school of a child of this guardian"),
    "inspects": lazy_gettext("inspects the school or a unit above it"),
    "officer": lazy_gettext("is an officer of this unit or of one above it"),
    "staff": lazy_gettext("works at the school"),
    "teaches": lazy_gettext("teaches a class of this pupil"),
    "edits": lazy_gettext("teaches the subject in the class"),
    "leads": lazy_gettext("is the homeroom teacher of the class"),
    "leads_guardian": lazy_gettext("is the homeroom teacher of a child of this guardian"),
    "studies": lazy_gettext("is a pupil of the class"),
    "guards": lazy_gettext("is the guardian of a pupil"),
}
BEHIND = {
    "heads": HEADS,
    "heads_guardian": HEADS,
    "inspects": (INSPECTOR,),
    "officer": OFFICERS,
    "staff": STAFF,
    "leads": (HOMEROOM_TEACHER,),
    "leads_guardian": (HOMEROOM_TEACHER,),
    "guards": (GUARDIAN,),
    "teaches": (TEACHING,),
    "edits": (TEACHING,),
    "studies": (STUDYING,),
}


def reason_text(name: str) -> str:
    """A reason in words; one that no text is known for by its name."""
    return str(REASONS[name]) if name in REASONS else name


def evidence_label(role: str) -> str:
    """What lies behind a reason, where it is no role."""
    return {TEACHING: gettext("Teaching assignment"), STUDYING: gettext("Enrolment")}.get(role, "")


def page_words(thing: str, people: Mapping[int, str], classes: Mapping[int, str]) -> str:
    """The page that an entry of the log speaks of ("class:7"), in words."""
    kind, _, number = thing.partition(":")
    row_id = int(number) if number.isdecimal() else 0
    if kind == "person":
        return gettext("Page of %(name)s", name=people.get(row_id, gettext("a person")))
    if kind == "class":
        return gettext("List of class %(name)s", name=classes.get(row_id, "–"))
    return {
        "people": gettext("List of people"),
        "course": gettext("Gradebook of a course"),
        "activity": gettext("Marking of a task"),
        "views": gettext("Log of views"),
        "candidates": gettext("Candidates of today"),
        "library": gettext("Readers at the library desk"),
        "exam": gettext("Candidates and answers of an exam"),
        "room": gettext("Board of an exam room"),
        "sitting": gettext("Board of a sitting"),
        "unit": gettext("Successors of a unit"),
        "province": gettext("Who is not covered"),
        "commune": gettext("Who is not covered"),
        "school": gettext("Who is not covered"),
        "grade": gettext("Who is not covered"),
    }.get(kind, thing)
