"""Saving a reading."""

from collections.abc import Mapping
from typing import Any

from lms import api
from lms.activities.reading.kind import NAME
from suite.db import db


def create(course: api.Course, values: Mapping[str, Any], settings: dict[str, Any]) -> api.Activity:
    """Add a reading to a course."""
    activity = api.new_activity(
        course.id,
        values["section_id"],
        NAME,
        values["title"],
        settings,
        values["visible_from"],
        values["due_at"],
    )
    db.session.commit()
    return activity


def change(
    activity_id: int, version: int | None, values: Mapping[str, Any], settings: dict[str, Any]
) -> api.Activity:
    """Change a reading. Raises Conflict when somebody did so meanwhile."""
    activity = api.update_activity(activity_id, version, {**values, "settings": settings})
    db.session.commit()
    return activity
