"""Who grants accommodations: those who know the pupil and answer for the school."""

from school.access import Who, permission
from school.people.models import PRINCIPAL, SCHOOL_ADMINISTRATOR, VICE_PRINCIPAL, Person
from school.people.permissions import is_homeroom
from school.people.standing import is_pupil

GRANTERS = (SCHOOL_ADMINISTRATOR, VICE_PRINCIPAL, PRINCIPAL)


@permission("accommodation.grant")
def _grant(who: Who, person: Person) -> bool:
    """The heads of the pupil's own school and the homeroom teacher; nobody for themselves."""
    if person.id == who.person_id or not is_pupil(person):
        return False
    return who.at(person.school_id, *GRANTERS) or is_homeroom(who, person)
