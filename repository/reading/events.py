"""What happened at the reader's desk."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ResourceUsed:
    """Somebody read a work for long enough, or took it away; `key` is unique for this use."""

    work_uid: str
    person_id: int
    unit_id: int
    at: datetime
    seconds: int | None
    key: str
