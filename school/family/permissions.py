"""Who links guardians to pupils, and who sees the links."""

from typing import Any

from school.access import HEADS, OVERSEERS, Who, permission
from school.people.models import GUARDIAN, STUDENT, Person
from school.people.permissions import is_homeroom
from school.people.standing import who_is


@permission("children.list")
def _children(who: Who, _thing: Any) -> bool:
    return who.has(GUARDIAN)


@permission("guardian.list")
def _list(who: Who, pupil: Person) -> bool:
    """Who heads or inspects the school, and the homeroom teacher; not one guardian the other."""
    if not _is_pupil(pupil):
        return False
    return _holds(who, pupil, *OVERSEERS) or is_homeroom(who, pupil)


@permission("guardian.link")
def _link(who: Who, pupil: Person) -> bool:
    """The heads of the school and the homeroom teacher; never a guardian for the own child."""
    if not _is_pupil(pupil):
        return False
    return _holds(who, pupil, *HEADS) or is_homeroom(who, pupil)


@permission("guardian.link_staff")
def _link_staff(who: Who, pupil: Person) -> bool:
    """The heads of the school, for guardians who work there."""
    return _holds(who, pupil, *HEADS)


def _holds(who: Who, pupil: Person, *roles: str) -> bool:
    return bool(pupil.school and who.holds(pupil.school.path, *roles))


def _is_pupil(person: Person) -> bool:
    return who_is(person).has(STUDENT)
