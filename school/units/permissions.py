"""The tree is for those who look after units."""

from typing import Any

from school.access import OFFICERS, OVERSEERS, Who, permission


@permission("units.list")
def _list(who: Who, _thing: Any) -> bool:
    return who.has(*OVERSEERS, *OFFICERS)
