"""Sections and activities: making, changing, ordering. Nothing here commits."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from lms.courses import rules
from lms.courses.events import Assigned, Published
from lms.courses.models import Activity, Course, Section
from lms.hooks import ACTIVITY
from school.api import who
from suite import clock, events
from suite.db import db
from suite.edits import claim, locked
from suite.hooks import registry
from suite.text import nfc

CHANGEABLE = frozenset({"title", "settings", "visible_from", "due_at", "section_id"})


def new_activity(
    course_id: int,
    section_id: int,
    kind: str,
    title: str,
    settings: Mapping[str, Any],
    visible_from: datetime | None = None,
    due_at: datetime | None = None,
) -> Activity:
    """Add an activity at the end of a section; flushed, not committed.

    The caller has asked `course_for(course_id, "edit")`. `visible_from` None makes a draft.
    Raises ValueError when the section is not one of the course.
    """
    section = db.session.get(Section, section_id)
    if section is None or section.course_id != course_id:
        raise ValueError("the section is not one of the course")
    last = db.session.scalar(
        select(func.max(Activity.position)).where(Activity.section_id == section_id)
    )
    activity = Activity(
        school_id=section.school_id,
        course_id=course_id,
        section_id=section_id,
        kind=kind,
        title=nfc(title).strip(),
        position=(last or 0) + 1,
        settings=dict(settings),
        visible_from=visible_from,
        due_at=due_at,
        created_at=clock.now(),
    )
    db.session.add(activity)
    db.session.flush()
    if visible_from is not None:
        _tell_published(activity)
    return activity


def locked_activity(activity_id: int) -> Activity:
    """The newest state of an activity, held until the transaction ends."""
    return locked(Activity, activity_id)


def update_activity(activity_id: int, version: int | None, changes: Mapping[str, Any]) -> Activity:
    """Change title, settings, visible_from, due_at or section_id; flushed, not committed.

    `version` is what the editor started from (None: do not ask). Raises Conflict when somebody
    changed the activity since, ValueError for an unknown change or a foreign section.
    """
    if unknown := set(changes) - CHANGEABLE:
        raise ValueError(f"cannot change {sorted(unknown)}")
    activity = claim(Activity, activity_id, version)
    was_draft = activity.visible_from is None
    if "section_id" in changes and changes["section_id"] != activity.section_id:
        _into_section(activity, changes["section_id"])
    for name in set(changes) - {"section_id"}:
        value = changes[name]
        setattr(activity, name, nfc(value).strip() if name == "title" else value)
    db.session.flush()
    if was_draft and activity.visible_from is not None:
        _tell_published(activity)
    return activity


def _into_section(activity: Activity, section_id: int) -> None:
    section = db.session.get(Section, section_id)
    if section is None or section.course_id != activity.course_id:
        raise ValueError("the section is not one of the course")
    last = db.session.scalar(
        select(func.max(Activity.position)).where(Activity.section_id == section_id)
    )
    activity.section_id, activity.position = section_id, (last or 0) + 1


def _tell_published(activity: Activity) -> None:
    """Tell of it, when a person did it; work that pupils hand in is assigned, too."""
    person_id = who().person_id
    if person_id is None:
        return
    kind = registry().kinds(ACTIVITY).get(activity.kind)
    told = Assigned if kind is not None and kind.graded else Published
    events.publish(
        told(
            person_id,
            activity.id,
            activity.school_id,
            db.session.get_one(Course, activity.course_id).class_id,
            activity.version or 1,
            clock.now(),
        )
    )


def new_section(course: Course, title: str) -> Section:
    """Add a section at the end; flushed, not committed."""
    last = db.session.scalar(
        select(func.max(Section.position)).where(Section.course_id == course.id)
    )
    section = Section(
        school_id=course.school_id,
        course_id=course.id,
        title=nfc(title).strip(),
        position=(last or 0) + 1,
    )
    db.session.add(section)
    db.session.flush()
    return section


def move_section(section: Section, step: int) -> None:
    """Let a section change places with its neighbour above (-1) or below (+1)."""
    rows = list(
        db.session.scalars(
            select(Section)
            .where(Section.course_id == section.course_id)
            .order_by(Section.position, Section.id)
            .with_for_update()
        )
    )
    _place(rows, section, step)


def move_activity(activity: Activity, step: int) -> None:
    """Let an activity change places with its neighbour in the section."""
    rows = list(
        db.session.scalars(
            select(Activity)
            .where(Activity.section_id == activity.section_id)
            .order_by(Activity.position, Activity.id)
            .with_for_update()
        )
    )
    _place(rows, activity, step)


def _place(rows: list[Any], one: Any, step: int) -> None:
    order = rules.moved([row.id for row in rows], one.id, step)
    places = {row_id: number for number, row_id in enumerate(order, 1)}
    for row in rows:
        row.position = places[row.id]
    db.session.flush()
