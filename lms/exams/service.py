"""What teachers do with an exam; each use case commits once."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import selectinload

from lms.bank.models import Item, ItemVersion
from lms.courses.models import Activity
from lms.courses.outline import update_activity
from lms.exams import candidates, late, marking, papers, reopening, showing, turns
from lms.exams.clocks import database_clock, database_now
from lms.exams.models import CLOSED, DRAFT, READY, Attempt, Exam
from lms.exams.traces import MORE
from lms.grades.marks import release_mark, see_mark
from lms.grades.models import EMPTY, Mark
from suite import audit, clock
from suite.db import db


class NotPossible(Exception):
    """The exam is not in a state for this; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def locked(exam_id: int) -> Exam:
    """The newest state of an exam, held until the transaction ends."""
    return db.session.scalars(
        select(Exam)
        .where(Exam.id == exam_id)
        .options(selectinload(Exam.questions))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def draft(exam_id: int) -> Exam:
    """A draft, held until the transaction ends. Raises NotPossible."""
    exam = locked(exam_id)
    if exam.state != DRAFT:
        db.session.rollback()
        raise NotPossible("not_draft")
    return exam


SHOWN = ("mark", "answers", "correctness", "key", "solution")
ALWAYS = ("opens_at", "closes_at", "access_code", "attempts_allowed", "browser_keys")
WHILE_READY = frozenset({*ALWAYS, *(f"show_{x}" for x in SHOWN)})


def change(exam_id: int, fields: dict[str, Any]) -> Exam:
    """Change settings: all of a draft, some of an exam whose papers are made. NotPossible."""
    exam = locked(exam_id)
    if exam.state != DRAFT and not fields.keys() <= WHILE_READY:
        db.session.rollback()
        raise NotPossible("not_draft")
    if exam.state != DRAFT:
        _refuse_if_shown(exam)
    for name, value in fields.items():
        setattr(exam, name, value)
    if "title" in fields:
        for course in exam.courses:
            update_activity(course.activity_id, None, {"title": exam.title})
    audit.record("exam.change", f"exam:{exam.uid}", detail={"fields": sorted(fields)})
    db.session.commit()
    return exam


def _refuse_if_shown(exam: Exam) -> None:
    """Once pupils may have seen the key, the exam cannot be opened or made longer."""
    if showing.results_shown(exam).key:
        db.session.rollback()
        raise NotPossible("shown")


def problems(exam: Exam) -> list[str]:
    """Codes of what keeps the papers from being made."""
    found = []
    if not exam.questions:
        found.append("no_questions")
    if exam.opens_at and exam.closes_at and exam.closes_at <= exam.opens_at:
        found.append("closes_before_opening")
    if exam.closes_at and exam.closes_at <= clock.now():
        found.append("closes_in_the_past")
    if exam.points_policy == "per_question" and not sum(q.points for q in exam.questions):
        found.append("no_points")
    return found


def prepare(exam_id: int) -> Exam:
    """Pin the questions, make the papers and let the pupils see the exam. Raises NotPossible."""
    exam = draft(exam_id)
    if found := problems(exam):
        db.session.rollback()
        raise NotPossible(found[0])
    versions = {
        version.item_id: version.id
        for version in db.session.scalars(
            select(ItemVersion)
            .join(Item, Item.id == ItemVersion.item_id)
            .where(
                Item.id.in_([question.item_id for question in exam.questions]),
                ItemVersion.number == Item.current_number,
            )
        )
    }
    told = papers.stimulus_versions([question.item_id for question in exam.questions])
    for question in exam.questions:
        question.version_id = versions[question.item_id]
        question.stimulus_version_id = told.get(question.item_id)
    db.session.flush()
    db.session.expire(exam, ["questions"])
    papers.make_all(exam)
    candidates.seat_all(exam)
    exam.state, exam.ready_at = READY, clock.now()
    for course in exam.courses:
        changes: dict[str, Any] = {"due_at": exam.closes_at}
        if course.activity.visible_from is None:
            changes["visible_from"] = clock.now()
        update_activity(course.activity_id, None, changes)
    audit.record("exam.prepare", f"exam:{exam.uid}", detail={"forms": exam.form_count})
    db.session.commit()
    return exam


def unprepare(exam_id: int) -> Exam:
    """Make a ready exam a draft again, while nobody has started. Raises NotPossible."""
    exam = locked(exam_id)
    started = db.session.scalar(select(Attempt.id).where(Attempt.exam_id == exam.id).limit(1))
    if exam.state != READY or started is not None:
        db.session.rollback()
        raise NotPossible("started")
    candidates.take_papers(exam)
    exam.state, exam.ready_at = DRAFT, None
    audit.record("exam.unprepare", f"exam:{exam.uid}")
    db.session.commit()
    return exam


def settle(exam: Exam) -> int:
    """Close what is due and mark what is closed; how many attempts were marked."""
    count = 0
    marking.close_due(exam)
    late.judge(exam)
    db.session.commit()
    while some := marking.mark_some(exam):
        count += some
        db.session.commit()
    if showing.results_shown(exam).mark:
        _release_marks(exam)
    db.session.commit()
    return count


def settle_if_due(exam: Exam) -> None:
    """As `settle`, for pages that are looked at often: one statement while nothing is due."""
    due = or_(Attempt.closed_at.is_not(None), Attempt.accepts_until <= database_clock())
    query = select(Attempt.id).where(Attempt.exam_id == exam.id, Attempt.marked_at.is_(None), due)
    if db.session.scalar(query.limit(1)) is not None:
        settle(exam)


def _release_marks(exam: Exam) -> None:
    """Release what is not released yet, held, so that who looks at the same time tells of no mark
    twice. When a whole grade hands in, this is asked for each of them."""
    query = (
        select(Mark)
        .where(
            Mark.activity_id.in_(candidates.activity_ids(exam)),
            Mark.released_at.is_(None),
            Mark.state != EMPTY,
        )
        .order_by(Mark.person_id, Mark.id)  # as marks are given
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for mark in db.session.scalars(query).all():
        release_mark(mark, exam.released_at)


def close(exam_id: int) -> Exam:
    """Close the exam now, for everybody, and mark it. Raises NotPossible for a draft."""
    exam = locked(exam_id)
    if exam.state == DRAFT:
        db.session.rollback()
        raise NotPossible("draft")
    if exam.state == READY:
        marking.all_closed(exam)
        audit.record("exam.close", f"exam:{exam.uid}")
    db.session.commit()
    settle(exam)
    return exam


def reopen(exam_id: int, closed_at: datetime) -> Exam:
    """Take the closing of that moment back: who was working works on, with the time that was lost.

    Raises NotPossible: "changed" when it is not that closing which stands or a teacher gave a
    mark since, "shown" when pupils may have seen the key.
    """
    exam = locked(exam_id)
    if exam.state != CLOSED or exam.closed_at != closed_at or exam.released_at is not None:
        db.session.rollback()
        raise NotPossible("changed")
    _refuse_if_shown(exam)
    if reopening.marked_by_hand(exam, closed_at):
        db.session.rollback()
        raise NotPossible("changed")
    count = reopening.reopen(exam, closed_at)
    audit.record("exam.reopen", f"exam:{exam.uid}", detail={"attempts": count})
    db.session.commit()
    return exam


def take_back_release(exam_id: int, released_at: datetime, was_ready: bool) -> Exam:
    """Take the release of that moment back. Raises NotPossible.

    "changed" when it is not that release which stands, "seen" when a pupil has looked already.
    An exam that the release closed (`was_ready`) is open again.
    """
    exam = locked(exam_id)
    if exam.released_at != released_at:
        db.session.rollback()
        raise NotPossible("changed")
    if reopening.somebody_looked(exam, released_at):
        db.session.rollback()
        raise NotPossible("seen")
    exam.released_at = None
    if was_ready:
        exam.state, exam.closed_at = READY, None
    reopening.hide_again(exam, released_at)
    audit.record("exam.release_undone", f"exam:{exam.uid}")
    db.session.commit()
    return exam


def extend(exam_id: int, minutes: int, attempt_id: int | None = None) -> int:
    """Give open attempts more time, one or all; how many. For all, the exam closes later, too."""
    exam = locked(exam_id)
    _refuse_if_shown(exam)
    more = timedelta(minutes=minutes)
    query = select(Attempt).where(
        Attempt.exam_id == exam.id,
        Attempt.closed_at.is_(None),
        Attempt.accepts_until > database_clock(),
    )
    if attempt_id is not None:
        query = query.where(Attempt.id == attempt_id)
    held = query.order_by(Attempt.id).with_for_update()
    attempts = list(db.session.scalars(held.execution_options(populate_existing=True)))
    now = database_now()
    for attempt in attempts:
        attempt.ends_at += more
        attempt.accepts_until += more
        turns.add(attempt, MORE, now, 60 * minutes)
    if attempt_id is None and exam.closes_at is not None:
        exam.closes_at += more
    audit.record(
        "exam.extend", f"exam:{exam.uid}", detail={"minutes": minutes, "attempt": attempt_id}
    )
    db.session.commit()
    return len(attempts)


def release(exam_id: int) -> Exam:
    """Let the pupils see their results, keys and solutions. Raises NotPossible.

    Refused while somebody may still be working, because the key would be out.
    """
    settle(locked(exam_id))  # what is marked before goes out with the release
    exam = locked(exam_id)
    working = db.session.scalar(
        select(Attempt.id).where(Attempt.exam_id == exam.id, Attempt.closed_at.is_(None)).limit(1)
    )
    if working is not None or exam.state == DRAFT:
        db.session.rollback()
        raise NotPossible("working" if working else "draft")
    if exam.released_at is None:
        exam.released_at = clock.now()
        if exam.state == READY:
            marking.all_closed(exam)
        if showing.results_shown(exam).mark:
            # With the results in one transaction, so that who looks is noted.
            _release_marks(exam)
        audit.record("exam.release", f"exam:{exam.uid}")
    db.session.commit()
    settle(exam)
    return exam


def note_looked(exam: Exam, person_id: int) -> Exam:
    """Note that a pupil looks at the result; the exam as it stands after that.

    First the note, then the reading: a release that was taken back in between shows nothing.
    """
    found = candidates.candidate(exam, person_id)
    activity_id = found.activity_id if found else exam.activity_id
    see_mark(db.session.get_one(Activity, activity_id), person_id)
    db.session.commit()
    db.session.refresh(exam)
    return exam


def remark(exam_id: int) -> int:
    """Mark every marked attempt again; marks keep their steps. How many there were."""
    exam = locked(exam_id)
    done = db.session.execute(
        update(Attempt)
        .where(Attempt.exam_id == exam.id, Attempt.marked_at.is_not(None))
        .values(marked_at=None)
        .execution_options(synchronize_session=False)
    )
    audit.record("exam.remark", f"exam:{exam.uid}")
    db.session.commit()
    settle(exam)
    return int(done.rowcount)  # type: ignore[attr-defined]
