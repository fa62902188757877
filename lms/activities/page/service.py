"""Saving a page; the text is kept in the activity's settings."""

from collections.abc import Mapping
from typing import Any

from lms.activities.page.kind import NAME
from lms.api import Activity, Course, new_activity, update_activity
from suite.db import db
from suite.text import nfc


def create(course: Course, values: Mapping[str, Any], text: str) -> Activity:
    """Add a page to a course."""
    activity = new_activity(
        course.id,
        values["section_id"],
        NAME,
        values["title"],
        {"text": nfc(text)},
        values["visible_from"],
    )
    db.session.commit()
    return activity


def change(activity_id: int, version: int | None, values: Mapping[str, Any], text: str) -> Activity:
    """Change a page. Raises Conflict when somebody did so meanwhile."""
    changes = {**values, "settings": {"text": nfc(text)}}
    activity = update_activity(activity_id, version, changes)
    db.session.commit()
    return activity
