"""What happened in marking. Times are aware UTC."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class RequestMade:
    """A pupil asked that work be marked again."""

    request_id: int
    activity_id: int
    exam_uid: str
    at: datetime


@dataclass(frozen=True)
class RequestAnswered:
    """It was decided what becomes of a pupil's request."""

    request_id: int
    activity_id: int
    pupil_id: int
    at: datetime
