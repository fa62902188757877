"""What a room tells the count when it lets somebody out of the house."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LinkOpened:
    """Somebody went to the external address of a work. `visitor` is `identity.visitor()` of the
    request in which it was, None for what shall not count (a robot, somebody acting for another);
    `unit_id` and `class_id` are of `identity.place_of`, 0 for somebody from nowhere."""

    work_id: int
    at: datetime
    visitor: str | None
    unit_id: int
    class_id: int
