"""What an activity's editor does with its form: make, change, and show both when two change it."""

from lms.courses.forms import ActivityForm
from lms.courses.models import Activity, Course
from lms.courses.outline import new_activity, update_activity
from suite.db import db
from suite.edits import Conflict


def create_activity(course: Course, kind: str, form: ActivityForm) -> Activity:
    """Add what a valid form says to a course. Commits."""
    activity = new_activity(course.id, kind=kind, settings=form.settings(), **form.values())
    db.session.commit()
    return activity


def change_activity(activity: Activity, form: ActivityForm) -> bool:
    """Change an activity to what a valid form says. Commits.

    False when somebody changed it since the form was opened: `activity` is then what stands, the
    form keeps what was typed, and sent once more it replaces what stands.
    """
    changes = {**form.values(activity), "settings": form.settings()}
    try:
        update_activity(activity.id, form.seen_version(), changes)
    except Conflict:
        db.session.rollback()
        form.prepare(activity.course)
        form.version.data = str(activity.version)
        return False
    db.session.commit()
    return True
