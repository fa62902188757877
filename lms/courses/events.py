"""What happened in courses. Times are aware UTC; `person_id` is who did it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ActivityOpened:
    """A pupil opened an activity for the first time."""

    person_id: int
    activity_id: int
    school_id: int
    class_id: int
    at: datetime


@dataclass(frozen=True)
class LessonItemViewed:
    """A pupil stayed 60 s in a lesson, or `completed` it before; once a local day."""

    person_id: int
    activity_id: int
    school_id: int
    class_id: int
    seconds: int
    completed: bool
    at: datetime


@dataclass(frozen=True)
class AssignmentSubmitted:
    """A pupil handed something in; `number` counts from 1."""

    person_id: int
    activity_id: int
    school_id: int
    class_id: int
    number: int
    late: bool
    at: datetime


@dataclass(frozen=True)
class FeedbackViewed:
    """A pupil looked at a returned mark for the first time since it was returned."""

    person_id: int
    activity_id: int
    school_id: int
    class_id: int
    at: datetime


@dataclass(frozen=True)
class MarkChanged:
    """A mark that a pupil may see already was changed; `number` is its version then."""

    activity_id: int
    school_id: int
    pupil_id: int
    number: int
    at: datetime


@dataclass(frozen=True)
class Published:
    """A teacher let the pupils see an activity; `number` is its version then."""

    person_id: int
    activity_id: int
    school_id: int
    class_id: int
    number: int
    at: datetime


@dataclass(frozen=True)
class Assigned:
    """A teacher let the pupils see an activity that asks for work."""

    person_id: int
    activity_id: int
    school_id: int
    class_id: int
    number: int
    at: datetime


@dataclass(frozen=True)
class Marked:
    """A teacher changed a mark; `number` is the mark's version then."""

    person_id: int
    activity_id: int
    school_id: int
    class_id: int
    pupil_id: int
    number: int
    at: datetime


@dataclass(frozen=True)
class Returned:
    """A pupil may see a mark from now on; `number` is the mark's version then."""

    activity_id: int
    school_id: int
    pupil_id: int
    number: int
    at: datetime
