"""What of the teaching wing counts as use: the only place that knows the indicators.

Every event is told with a `client_id` made of what happened, so that a second delivery counts
nothing twice; which kinds count for pupils and for teachers is decided over there (policy 2.4).
"""

from indicators.usage import record
from lms.courses.events import (
    Assigned,
    AssignmentSubmitted,
    FeedbackViewed,
    LessonItemViewed,
    Marked,
    Published,
)
from lms.exams.events import AttemptSubmitted
from suite.clock import local_date
from suite.events import subscribe


@subscribe(LessonItemViewed)
def lesson_viewed(event: LessonItemViewed) -> None:
    """A lesson viewed for a minute, or finished before."""
    kind = "lesson_item_completed" if event.completed else "lesson_item_viewed"
    day = local_date(event.at).isoformat()
    record(
        kind,
        person_id=event.person_id,
        school_id=event.school_id,
        class_id=event.class_id,
        object_ref=f"activity:{event.activity_id}",
        at=event.at,
        seconds=event.seconds,
        client_id=f"lesson:{event.activity_id}:{event.person_id}:{day}",
    )


@subscribe(AssignmentSubmitted)
def assignment_submitted(event: AssignmentSubmitted) -> None:
    """Work handed in."""
    record(
        "assignment_submitted",
        person_id=event.person_id,
        school_id=event.school_id,
        class_id=event.class_id,
        object_ref=f"activity:{event.activity_id}",
        at=event.at,
        client_id=f"work:{event.activity_id}:{event.person_id}:{event.number}",
    )


@subscribe(AttemptSubmitted)
def attempt_submitted(event: AttemptSubmitted) -> None:
    """A test taken: handed in, or ended with answers by its time."""
    record(
        "attempt_submitted",
        person_id=event.person_id,
        school_id=event.school_id,
        class_id=event.class_id,
        object_ref=f"exam:{event.exam_uid}",
        at=event.at,
        client_id=f"attempt:{event.attempt_uid}",
    )


@subscribe(FeedbackViewed)
def feedback_viewed(event: FeedbackViewed) -> None:
    """A returned mark looked at."""
    at = int(event.at.timestamp())
    record(
        "feedback_viewed",
        person_id=event.person_id,
        school_id=event.school_id,
        class_id=event.class_id,
        object_ref=f"activity:{event.activity_id}",
        at=event.at,
        client_id=f"feedback:{event.activity_id}:{event.person_id}:{at}",
    )


def _taught(kind: str, event: Published | Assigned) -> None:
    record(
        kind,
        person_id=event.person_id,
        school_id=event.school_id,
        class_id=event.class_id,
        object_ref=f"activity:{event.activity_id}",
        at=event.at,
        client_id=f"{kind}:{event.activity_id}:{event.number}",
    )


@subscribe(Published)
def published(event: Published) -> None:
    """Material given to a class."""
    _taught("material_published", event)


@subscribe(Assigned)
def assigned(event: Assigned) -> None:
    """Work set for a class."""
    _taught("assignment_set", event)


@subscribe(Marked)
def marked(event: Marked) -> None:
    """One pupil's work marked."""
    record(
        "work_marked",
        person_id=event.person_id,
        school_id=event.school_id,
        class_id=event.class_id,
        object_ref=f"activity:{event.activity_id}",
        at=event.at,
        client_id=f"mark:{event.activity_id}:{event.pupil_id}:{event.number}",
    )
