"""Giving, returning and reading marks. Nothing here commits."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.courses.events import FeedbackViewed, MarkChanged, Marked, Returned
from lms.courses.models import Activity
from lms.grades.models import EMPTY, EXCUSED, GIVEN, Mark, MarkStep
from lms.grades.rules import HIGHEST
from suite import clock, events
from suite.db import db

STATES = (EMPTY, EXCUSED, GIVEN)


class MarkConflict(Exception):
    """Somebody else changed the mark meanwhile; `current` is what stands now."""

    def __init__(self, current: Mark) -> None:
        super().__init__("marked by somebody else meanwhile")
        self.current = current


def give_mark(
    activity_id: int,
    person_id: int,
    value: Decimal | None,
    state: str,
    reason: str,
    actor_id: int | None,
    comment: str | None = None,
    release: bool = False,
    expected: int | None = None,
) -> Mark:
    """Set a pupil's mark and write the step; flushed, not committed.

    `value` is on the 10-point scale and belongs to the state "given" alone; `actor_id` None is
    the machine; `comment` None leaves the comment; `release` lets the pupil see it; `expected`
    is the version that the marker saw (0: none yet, None: do not ask). A call that changes
    nothing writes no step. Raises MarkConflict and ValueError.
    """
    _check(value, state)
    activity = db.session.get_one(Activity, activity_id)
    mark = _row(activity, person_id)
    if expected is not None and (mark.version if mark.id else 0) != expected:
        raise MarkConflict(mark)
    said = mark.comment if comment is None else comment
    changed = (mark.state, mark.value, mark.comment) != (state, value, said)
    if changed or mark.id is None:
        mark.state, mark.value, mark.comment = state, value, said
        _keep(mark, reason, actor_id)
        _tell_marked(activity, mark, actor_id)
        _tell_changed(mark)
    if release:
        release_mark(mark)
    db.session.flush()
    return mark


def _check(value: Decimal | None, state: str) -> None:
    if state not in STATES:
        raise ValueError(f"unknown state {state}")
    if (value is not None) != (state == GIVEN):
        raise ValueError("a value belongs to the state given, and to it alone")
    if value is not None and not 0 <= value <= HIGHEST:
        raise ValueError("a mark is between 0 and 10")


def _find(activity_id: int, person_id: int) -> Mark | None:
    return db.session.scalar(
        select(Mark)
        .where(Mark.activity_id == activity_id, Mark.person_id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _row(activity: Activity, person_id: int) -> Mark:
    return _find(activity.id, person_id) or Mark(
        school_id=activity.school_id,
        activity_id=activity.id,
        person_id=person_id,
        state=EMPTY,
        value=None,
        comment="",
        version=0,
        released_at=None,
        seen_at=None,
    )


def _keep(mark: Mark, reason: str, actor_id: int | None) -> None:
    now = clock.now()
    mark.changed_at, mark.version, mark.seen_at = now, mark.version + 1, None
    mark.steps.append(
        MarkStep(
            school_id=mark.school_id,
            at=now,
            actor_id=actor_id,
            state=mark.state,
            value=mark.value,
            reason=reason[:200],
        )
    )
    try:
        with db.session.begin_nested():
            db.session.add(mark)
    except IntegrityError as error:
        # Two markers gave the first mark in the same moment: the second is told.
        current = _find(mark.activity_id, mark.person_id)
        if current is None:
            raise
        raise MarkConflict(current) from error


def _tell_marked(activity: Activity, mark: Mark, actor_id: int | None) -> None:
    if actor_id is not None and mark.state != EMPTY:
        events.publish(
            Marked(
                actor_id,
                activity.id,
                activity.school_id,
                activity.course.class_id,
                mark.person_id,
                mark.version,
                mark.changed_at,
            )
        )


def _tell_changed(mark: Mark) -> None:
    if mark.released_at is not None:
        events.publish(
            MarkChanged(
                mark.activity_id, mark.school_id, mark.person_id, mark.version, mark.changed_at
            )
        )


def release_mark(mark: Mark, at: datetime | None = None) -> None:
    """Let the pupil see the mark, from `at` (now) on; an empty one stays unseen."""
    if mark.state != EMPTY and mark.released_at is None:
        mark.released_at = at or clock.now()
        events.publish(
            Returned(
                mark.activity_id, mark.school_id, mark.person_id, mark.version, mark.released_at
            )
        )


def hide_marks(activity: Activity, released_at: datetime) -> tuple[int, int]:
    """Take back the marks that were returned at one moment: how many, and how many stay.

    One that its pupil has seen stays, and so does one that was changed since. Flushed.
    """
    query = (
        select(Mark)
        .where(Mark.activity_id == activity.id, Mark.released_at == released_at)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = list(db.session.scalars(query))
    unseen = [row for row in rows if row.seen_at is None and row.changed_at <= released_at]
    for row in unseen:
        row.released_at = None
    db.session.flush()
    return len(unseen), len(rows) - len(unseen)


def marks_of(activity: Activity) -> dict[int, Mark]:
    """The marks of an activity by person."""
    return marks_of_many([activity.id]).get(activity.id, {})


def marks_of_many(activity_ids: Sequence[int]) -> dict[int, dict[int, Mark]]:
    """The marks of activities by activity and person; one statement."""
    found: dict[int, dict[int, Mark]] = {}
    for mark in db.session.scalars(select(Mark).where(Mark.activity_id.in_(activity_ids))):
        found.setdefault(mark.activity_id, {})[mark.person_id] = mark
    return found


def mark_of(activity: Activity, person_id: int) -> Mark | None:
    """One pupil's mark, returned or not; for staff and for rules, not for the pupil's eyes."""
    return db.session.scalar(
        select(Mark).where(Mark.activity_id == activity.id, Mark.person_id == person_id)
    )


def own_mark(activity: Activity, person_id: int) -> Mark | None:
    """The pupil's mark when it was returned, else None."""
    return db.session.scalar(
        select(Mark).where(
            Mark.activity_id == activity.id,
            Mark.person_id == person_id,
            Mark.released_at.is_not(None),
        )
    )


def see_mark(activity: Activity, person_id: int, at: datetime | None = None) -> bool:
    """Note that the pupil looked at a returned mark; True the first time. Flushed."""
    mark = own_mark(activity, person_id)
    if mark is None or mark.seen_at is not None:
        return False
    mark.seen_at = at or clock.now()
    events.publish(
        FeedbackViewed(
            person_id, activity.id, activity.school_id, activity.course.class_id, mark.seen_at
        )
    )
    db.session.flush()
    return True
