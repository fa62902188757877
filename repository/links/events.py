"""What happened at a link."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LinkOpened:
    """Somebody went from a published work to what it points to; `person_id` is None for who was
    not signed in."""

    work_uid: str
    link_id: int
    unit_id: int
    person_id: int | None
    at: datetime
