"""Who is told who sees what."""

from dataclasses import replace
from typing import Any

from school.access import HEADS, OVERSIGHT, Explainable, Who, children, explainable, permission
from school.classes.models import SchoolClass
from school.people.models import Person
from school.people.permissions import ADMINISTRATORS
from school.rights.texts import KIND_CLASS, KIND_PERSON

explainable(Explainable("person", KIND_PERSON, Person, Person.full_name, search=Person.search_key))
explainable(
    Explainable("class", KIND_CLASS, SchoolClass, SchoolClass.name, class_id=SchoolClass.id)
)


@permission("rights.explain")
def _explain(who: Who, _thing: Any) -> bool:
    """Administrators of a school and of units above."""
    return who.has(*ADMINISTRATORS)


@permission("rights.log")
def _log(who: Who, _thing: Any) -> bool:
    """The heads of a school read who saw names in it."""
    return who.has(*HEADS)


@permission("person.seen")
def _seen(who: Who, person: Person) -> bool:
    """The person concerned, the guardian, the heads of the school."""
    if person.id == who.person_id or person.id in children(who):
        return True
    return bool(person.school and who.holds(person.school.path, *HEADS))


def office_of(who: Who) -> Who:
    """Somebody as administrator alone: what is asked about and who is named lie within that."""
    grants = tuple(grant for grant in who.grants if grant.role in ADMINISTRATORS)
    return replace(who, person_id=None, grants=grants, face=OVERSIGHT)
