"""The calendar is one for an installation: everybody reads it, its administrators mark it."""

from typing import Any

from school.access import Who, permission
from school.people.models import ADMINISTRATOR


@permission("calendar.edit")
def _edit(who: Who, _thing: Any) -> bool:
    """Administrators of the topmost unit, whose path holds one id."""
    return any(g.role == ADMINISTRATOR and g.path.count("/") == 2 for g in who.grants)
