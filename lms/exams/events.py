"""What happened in exams. Times are aware UTC."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class AttemptSubmitted:
    """A pupil handed an attempt in, or its time went by with at least one answer saved."""

    person_id: int
    school_id: int
    class_id: int
    exam_uid: str
    attempt_uid: str
    at: datetime
