"""Who looks after the sign-in of others beside those who head them."""

from typing import Any

from flask_login import current_user

from school.access import Who, permission
from school.people.models import INVIGILATOR
from school.signin import factors


@permission("candidates.list")
def _candidates(who: Who, _thing: Any) -> bool:
    """Invigilators; the list itself holds the pupils of today's exams in their school alone."""
    return who.has(INVIGILATOR)


@permission("factor.use")
def _factor(_who: Who, _thing: Any) -> bool:
    """Staff of any kind, in whatever face they act."""
    return bool(current_user.is_authenticated and factors.may_use(current_user.who))
