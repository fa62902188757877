"""Who looks after the sign-in of others beside those who head them."""

from typing import Any

from school.access import Who, permission
from school.people.models import INVIGILATOR


@permission("candidates.list")
def _candidates(who: Who, _thing: Any) -> bool:
    """Invigilators; the list itself holds the pupils of today's exams in their school alone."""
    return who.has(INVIGILATOR)
