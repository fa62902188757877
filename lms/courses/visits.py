"""What a person does with an activity: opening, staying, finishing, handing in. Not committed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.courses import rules
from lms.courses.events import ActivityOpened, LessonItemViewed
from lms.courses.models import Activity, Visit
from lms.hooks import ACTIVITY
from school.api import who
from suite import clock, events
from suite.db import db
from suite.hooks import registry


def visit(activity: Activity, person_id: int, seconds: int = 0, done: bool = False) -> Visit:
    """Note that the person is at the activity; `seconds` are claimed since the last note.

    The claim is cut to what passed on the server's clock. Publishes ActivityOpened the first
    time and LessonItemViewed once a local day, for kinds that are lessons.
    """
    row = _row(activity, person_id)
    now = clock.now()
    _turn_day(row)
    earned = rules.credited(seconds, now - row.last_at)
    row.seconds += earned
    row.day_seconds += earned
    row.last_at = now
    if done and row.done_at is None:
        row.done_at = now
    _tell_viewed(activity, row, done)
    db.session.flush()
    return row


def hand_in(activity: Activity, person_id: int, at: datetime | None = None) -> Visit:
    """Note that the person handed something in, now or at `at`; judges whether it is late."""
    row = _row(activity, person_id)
    row.handed_in_at = at or clock.now()
    row.late = rules.is_late(activity.due_at, row.handed_in_at)
    db.session.flush()
    return row


def own_visit(activity: Activity) -> Visit | None:
    """What the present person did with the activity, or None."""
    return db.session.scalar(
        select(Visit).where(Visit.activity_id == activity.id, Visit.person_id == who().person_id)
    )


def _find(activity_id: int, person_id: int) -> Visit | None:
    return db.session.scalar(
        select(Visit)
        .where(Visit.activity_id == activity_id, Visit.person_id == person_id)
        .with_for_update()
    )


def _row(activity: Activity, person_id: int) -> Visit:
    found = _find(activity.id, person_id)
    if found:
        return found
    now = clock.now()
    row = Visit(
        school_id=activity.school_id,
        activity_id=activity.id,
        person_id=person_id,
        first_at=now,
        last_at=now,
        seconds=0,
        day=clock.local_date(now),
        day_seconds=0,
        day_counted=False,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        # Another request of the same person was first; its row is the one.
        if other := _find(activity.id, person_id):
            return other
        raise
    events.publish(
        ActivityOpened(person_id, activity.id, activity.school_id, activity.course.class_id, now)
    )
    return row


def _turn_day(row: Visit) -> None:
    today = clock.today()
    if row.day != today:
        row.day, row.day_seconds, row.day_counted = today, 0, False


def _tell_viewed(activity: Activity, row: Visit, done: bool) -> None:
    kind = registry().kinds(ACTIVITY).get(activity.kind)
    if row.day_counted or not getattr(kind, "is_lesson", False):
        return
    if rules.is_lesson_viewed(row.day_seconds, done):
        row.day_counted = True
        events.publish(
            LessonItemViewed(
                row.person_id,
                activity.id,
                activity.school_id,
                activity.course.class_id,
                row.day_seconds,
                row.day_seconds < rules.LESSON_SECONDS,
                row.last_at,
            )
        )
