"""Who is told who sees what."""

from dataclasses import replace
from typing import Any

from school.access import OVERSIGHT, Explainable, Who, explainable, permission
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


def office_of(who: Who) -> Who:
    """Somebody as administrator alone: what is asked about and who is named lie within that."""
    grants = tuple(grant for grant in who.grants if grant.role in ADMINISTRATORS)
    return replace(who, person_id=None, grants=grants, face=OVERSIGHT)
