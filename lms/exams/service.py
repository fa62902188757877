"""What teachers do with an exam; each use case commits once."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import selectinload

from lms.bank.models import Item, ItemVersion
from lms.courses.models import Activity
from lms.courses.outline import update_activity
from lms.exams import marking, papers, rules
from lms.exams.models import DRAFT, READY, Attempt, Exam, ExamForm, ExamQuestion
from lms.grades.marks import marks_of, release_mark
from lms.hooks import QUESTION
from suite import audit, clock
from suite.db import db
from suite.hooks import registry


class NotPossible(Exception):
    """The exam is not in a state for this; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def new_exam(activity: Activity, minutes: int, author_id: int, **fields: Any) -> Exam:
    """A draft for an activity of kind "exam"; flushed, not committed."""
    exam = Exam(
        school_id=activity.school_id,
        course_id=activity.course_id,
        activity_id=activity.id,
        title=activity.title,
        minutes=minutes,
        created_by=author_id,
        created_at=clock.now(),
        **fields,
    )
    db.session.add(exam)
    db.session.flush()
    return exam


def locked(exam_id: int) -> Exam:
    """The newest state of an exam, held until the transaction ends."""
    return db.session.scalars(
        select(Exam)
        .where(Exam.id == exam_id)
        .options(selectinload(Exam.questions))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _draft(exam_id: int) -> Exam:
    exam = locked(exam_id)
    if exam.state != DRAFT:
        db.session.rollback()
        raise NotPossible("not_draft")
    return exam


WHILE_READY = frozenset({"opens_at", "closes_at", "access_code", "results_policy"})


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
        update_activity(exam.activity_id, None, {"title": exam.title})
    audit.record("exam.change", f"exam:{exam.uid}", detail={"fields": sorted(fields)})
    db.session.commit()
    return exam


def _refuse_if_shown(exam: Exam) -> None:
    """Once pupils may have seen the key, the exam cannot be opened or made longer."""
    if marking.results_shown(exam).key:
        db.session.rollback()
        raise NotPossible("shown")


def usable(exam: Exam, topic: str = "", words: str = "") -> Any:
    """A select of the bank's questions that the exam may still take in."""
    taken = select(ExamQuestion.item_id).where(ExamQuestion.exam_id == exam.id)
    query = select(Item).where(
        Item.school_id == exam.school_id,
        Item.subject_code == exam.course.subject_code,
        Item.kind.in_(list(registry().kinds(QUESTION))),
        Item.retired_at.is_(None),
        Item.id.not_in(taken),
    )
    if topic:
        query = query.where(Item.topic == topic)
    if words:
        found = select(ItemVersion.item_id).where(
            ItemVersion.item_id == Item.id,
            ItemVersion.number == Item.current_number,
            ItemVersion.stem.icontains(words, autoescape=True),
        )
        query = query.where(Item.id.in_(found))
    return query


def topics(exam: Exam) -> list[tuple[str, int]]:
    """The topics of usable questions, with how many there are."""
    left = usable(exam).subquery()
    rows = db.session.execute(
        select(left.c.topic, func.count()).group_by(left.c.topic).order_by(left.c.topic)
    )
    return [(topic, count) for topic, count in rows]


def draw(exam_id: int, count: int, topic: str = "") -> int:
    """Take `count` questions of the bank at random; how many there were. Raises NotPossible."""
    exam = _draft(exam_id)
    ids = list(db.session.scalars(usable(exam, topic).with_only_columns(Item.id)))
    room = max(0, rules.MOST_QUESTIONS - len(exam.questions))
    drawn = papers.sample(ids, min(count, len(ids), room))
    _take(exam, drawn)
    db.session.commit()
    return len(drawn)


def choose(exam_id: int, item_ids: Sequence[int]) -> int:
    """Take these questions, those that the exam may take; how many there were. NotPossible."""
    exam = _draft(exam_id)
    wanted = usable(exam).where(Item.id.in_(item_ids)).with_only_columns(Item.id)
    ids = sorted(db.session.scalars(wanted))[: rules.MOST_QUESTIONS - len(exam.questions)]
    _take(exam, ids)
    db.session.commit()
    return len(ids)


def _take(exam: Exam, item_ids: Sequence[int]) -> None:
    number = max((question.number for question in exam.questions), default=0)
    for offset, item_id in enumerate(item_ids, 1):
        db.session.add(
            ExamQuestion(
                exam_id=exam.id, item_id=item_id, number=number + offset, points=Decimal(1)
            )
        )


def drop(exam_id: int, question_id: int) -> None:
    """Take a question out of a draft. Raises NotPossible."""
    exam = _draft(exam_id)
    db.session.execute(
        delete(ExamQuestion).where(ExamQuestion.exam_id == exam.id, ExamQuestion.id == question_id)
    )
    db.session.commit()


def set_points(exam_id: int, points: dict[int, Decimal]) -> None:
    """Set what questions may earn. Raises NotPossible."""
    exam = _draft(exam_id)
    for question in exam.questions:
        question.points = points.get(question.id, question.points)
    db.session.commit()


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
    exam = _draft(exam_id)
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
    for question in exam.questions:
        question.version_id = versions[question.item_id]
    db.session.flush()
    db.session.expire(exam, ["questions"])
    questions = marking.questions_of(exam.id)
    for number in range(1, exam.form_count + 1):
        db.session.add(papers.make_form(exam, questions, number))
    exam.state, exam.ready_at = READY, clock.now()
    activity = db.session.get_one(Activity, exam.activity_id)
    changes: dict[str, Any] = {"due_at": exam.closes_at}
    if activity.visible_from is None:
        changes["visible_from"] = clock.now()
    update_activity(exam.activity_id, None, changes)
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
    db.session.execute(delete(ExamForm).where(ExamForm.exam_id == exam.id))
    exam.state, exam.ready_at = DRAFT, None
    audit.record("exam.unprepare", f"exam:{exam.uid}")
    db.session.commit()
    return exam


def settle(exam: Exam) -> int:
    """Close what is due and mark what is closed; how many attempts were marked."""
    count = 0
    marking.close_due(exam)
    db.session.commit()
    while some := marking.mark_some(exam):
        count += some
        db.session.commit()
    if marking.results_shown(exam).mark:
        _release_marks(exam)
    db.session.commit()
    return count


def _release_marks(exam: Exam) -> None:
    for mark in marks_of(db.session.get_one(Activity, exam.activity_id)).values():
        release_mark(mark)


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


def extend(exam_id: int, minutes: int, attempt_id: int | None = None) -> int:
    """Give open attempts more time, one or all; how many. For all, the exam closes later, too."""
    exam = locked(exam_id)
    _refuse_if_shown(exam)
    more = timedelta(minutes=minutes)
    query = select(Attempt).where(Attempt.exam_id == exam.id, Attempt.closed_at.is_(None))
    if attempt_id is not None:
        query = query.where(Attempt.id == attempt_id)
    attempts = list(db.session.scalars(query.with_for_update()))
    for attempt in attempts:
        attempt.ends_at += more
        attempt.accepts_until += more
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
    exam = locked(exam_id)
    marking.close_due(exam)
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
        audit.record("exam.release", f"exam:{exam.uid}")
    db.session.commit()
    settle(exam)
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
