"""Handing work in, marking and returning it; each use case commits once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage

from lms import api
from lms.activities.assignment import intake, queries
from lms.activities.assignment.models import File, Submission
from lms.activities.assignment.rules import MOST_FILES
from suite import audit, clock, events, files
from suite.db import db
from suite.text import nfc


class Locked(Exception):
    """The work is marked already; it cannot be handed in again."""


class NothingHandedIn(Exception):
    """Neither text nor files."""


class NewerWork(Exception):
    """The pupil handed in again while the teacher was marking."""


@dataclass(frozen=True)
class Judgement:
    """What a marker decided. `mark_version` and `work_version` are what the marker saw."""

    value: Decimal | None
    state: str
    comment: str
    reason: str
    mark_version: int
    work_version: int
    release: bool


def locked_work(activity_id: int, person_id: int) -> Submission | None:
    """A pupil's work, held until the transaction ends."""
    return db.session.scalar(
        select(Submission)
        .where(Submission.activity_id == activity_id, Submission.person_id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _work(activity: api.Activity, person_id: int) -> Submission:
    found = locked_work(activity.id, person_id)
    if found:
        return found
    now = clock.now()
    work = Submission(
        school_id=activity.school_id,
        activity_id=activity.id,
        person_id=person_id,
        number=0,
        version=0,
        created_at=now,
        changed_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(work)
    except IntegrityError:
        # The same pupil in another window was first.
        if other := locked_work(activity.id, person_id):
            return other
        raise
    return work


def is_locked(activity: api.Activity, person_id: int) -> bool:
    """Whether the work was marked, returned or not."""
    mark = api.mark_of(activity, person_id)
    return mark is not None and mark.state != api.EMPTY


def hand_in(
    activity: api.Activity,
    person_id: int,
    text: str,
    uploads: Sequence[FileStorage],
    remove: Sequence[int] = (),
    draft: bool = False,
) -> Submission:
    """Hand work in, or keep it as a draft while nothing was handed in yet.

    No transaction is open while files are stored, so that nobody's saving waits for them; what
    forbids handing in is asked before and again afterwards. Raises Locked, NothingHandedIn and
    intake.Refused; nothing is kept then.
    """
    if uploads:
        _files_left(activity, queries.own_work(activity, person_id), person_id, remove, uploads)
        db.session.commit()
    taken = intake.take(uploads)
    work = _work(activity, person_id)
    kept = _files_left(activity, work, person_id, remove, uploads)
    if not (draft or text.strip() or kept or taken):
        raise NothingHandedIn
    work.files[:] = [*kept, *(_file(activity, one) for one in taken)]
    work.text, work.changed_at = nfc(text), clock.now()
    work.version += 1
    if not (draft and work.handed_in_at is None):
        _count_in(activity, work)
    db.session.commit()
    return work


def _files_left(
    activity: api.Activity,
    work: Submission | None,
    person_id: int,
    remove: Sequence[int],
    uploads: Sequence[FileStorage],
) -> list[File]:
    """The files that stay beside the new ones. Raises Locked and intake.Refused."""
    if is_locked(activity, person_id):
        raise Locked
    kept = [file for file in work.files if file.id not in remove] if work else []
    if len(kept) + len(uploads) > MOST_FILES:
        raise intake.Refused("", "count")
    return kept


def _file(activity: api.Activity, taken: intake.Taken) -> File:
    files.remember(taken.stored, taken.media_type)
    return File(
        school_id=activity.school_id,
        sha256=taken.stored.sha256,
        name=taken.name,
        media_type=taken.media_type,
        size=taken.stored.size,
        added_at=clock.now(),
    )


def _count_in(activity: api.Activity, work: Submission) -> None:
    visit = api.hand_in(activity, work.person_id)
    work.number += 1
    work.handed_in_at, work.late = visit.handed_in_at, visit.late
    events.publish(
        api.AssignmentSubmitted(
            work.person_id,
            activity.id,
            activity.school_id,
            activity.course.class_id,
            work.number,
            work.late,
            work.changed_at,
        )
    )


def mark(
    activity: api.Activity, person_id: int, judged: Judgement, actor_id: int | None
) -> api.Mark:
    """Give a mark. Raises MarkConflict (another marker) and NewerWork (handed in again)."""
    work = locked_work(activity.id, person_id)
    if (work.version if work and work.handed_in_at else 0) != judged.work_version:
        raise NewerWork
    given = api.give_mark(
        activity.id,
        person_id,
        judged.value,
        judged.state,
        judged.reason,
        actor_id,
        judged.comment,
        judged.release,
        judged.mark_version,
    )
    db.session.commit()
    return given


def return_all(activity: api.Activity) -> tuple[int, datetime]:
    """Return every mark that was given and not returned yet: how many, and the moment."""
    now = clock.now()
    waiting = [
        mark
        for mark in api.marks_of(activity).values()
        if mark.state != api.EMPTY and mark.released_at is None
    ]
    for one in waiting:
        api.release_mark(one, now)
    audit.record("assignment.return", f"activity:{activity.id}", detail={"marks": len(waiting)})
    db.session.commit()
    return len(waiting), now


def take_back_returned(activity: api.Activity, moment: datetime) -> tuple[int, int]:
    """Take the marks back that `return_all` returned: how many, and how many stay as seen."""
    hidden, seen = api.hide_marks(activity, moment)
    detail = {"marks": hidden, "seen": seen}
    audit.record("assignment.return_undone", f"activity:{activity.id}", detail=detail)
    db.session.commit()
    return hidden, seen
