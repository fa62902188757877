"""Use cases of marks that belong to no plugin."""

from lms.courses.door import pupils_of
from lms.courses.models import Course
from suite import audit


def note_download(course: Course) -> None:
    """Keep in the audit log that names and marks of a class left the house.

    Committed by `names_viewed`, which every view of the gradebook calls after it.
    """
    detail = {"pupils": len(pupils_of(course))}
    audit.record("gradebook.download", f"course:{course.id}", detail=detail)
