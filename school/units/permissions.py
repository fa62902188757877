"""The tree is for those who look after units."""

from typing import Any

from school.access import Who, permission
from school.people.models import ADMINISTRATOR, COMMUNE_OFFICER, PRINCIPAL


@permission("units.list")
def _list(who: Who, _thing: Any) -> bool:
    return who.has(PRINCIPAL, ADMINISTRATOR, COMMUNE_OFFICER)
