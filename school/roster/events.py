"""What a roster import tells."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class RosterImported:
    """Pupils, classes or teaching of a school may have changed."""

    school_id: int
    year_id: int
    at: datetime
