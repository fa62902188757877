"""Closing attempts whose time is over, and marking what is closed. Nothing here commits.

No timer is needed: whoever looks at results first, or the worker, closes what is due.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, delete, func, literal_column, select, type_coerce, update
from sqlalchemy.orm import joinedload

from lms.courses.models import Activity
from lms.courses.visits import hand_in as note_handed_in
from lms.exams import rules
from lms.exams.events import AttemptSubmitted
from lms.exams.models import (
    CLOSED,
    TIME_OVER,
    AnswerDecision,
    AnswerSave,
    Attempt,
    Exam,
    ExamQuestion,
    Result,
)
from lms.exams.papers import Place, asked, places_of, question_kind
from lms.exams.saving import NOW
from lms.grades.marks import give_mark
from lms.grades.models import GIVEN
from suite import events
from suite.db import UtcDateTime, db

TOGETHER = 20


def database_clock() -> ColumnElement[datetime]:
    """The database's own time, which judges every deadline."""
    if db.engine.dialect.name == "sqlite":
        return type_coerce(literal_column(NOW), UtcDateTime)
    return type_coerce(func.clock_timestamp(), UtcDateTime)


def database_now() -> datetime:
    """The database's own time, read once."""
    return db.session.scalars(select(database_clock())).one()


def questions_of(exam_id: int) -> list[ExamQuestion]:
    """The questions with what they say; one statement."""
    query = (
        select(ExamQuestion)
        .where(ExamQuestion.exam_id == exam_id)
        .options(joinedload(ExamQuestion.item), joinedload(ExamQuestion.version))
        .order_by(ExamQuestion.number)
    )
    return list(db.session.scalars(query))


def close_due(exam: Exam) -> int:
    """Close every attempt whose time is over; how many there were."""
    closed = db.session.execute(
        update(Attempt)
        .where(
            Attempt.exam_id == exam.id,
            Attempt.closed_at.is_(None),
            Attempt.accepts_until <= database_clock(),
        )
        .values(closed_at=Attempt.ends_at, close_reason=TIME_OVER)
        .execution_options(synchronize_session=False)
    )
    return int(closed.rowcount)  # type: ignore[attr-defined]


def unmarked(exam: Exam) -> list[Attempt]:
    """Closed attempts that were never marked, some at a time, held until the transaction ends."""
    query = (
        select(Attempt)
        .where(
            Attempt.exam_id == exam.id,
            Attempt.closed_at.is_not(None),
            Attempt.marked_at.is_(None),
        )
        .options(joinedload(Attempt.form))
        .order_by(Attempt.id)
        .limit(TOGETHER)
        .with_for_update(of=Attempt)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def mark_some(exam: Exam) -> int:
    """Mark the next attempts that are closed, and tell of each once; how many there were.

    A few at a time, so that a transaction does not keep the answers of others waiting.
    """
    attempts = unmarked(exam)
    if not attempts:
        return 0
    questions, answers = questions_of(exam.id), answers_of(attempts)
    for attempt in attempts:
        mark(exam, attempt, questions, answers[attempt.id], "marked by the exam")
        if answers[attempt.id] or attempt.close_reason != TIME_OVER:
            _tell(exam, attempt)
    return len(attempts)


def results_shown(exam: Exam) -> rules.Shown:
    """What pupils whose attempt is closed may see now."""
    last = db.session.scalar(
        select(func.max(Attempt.accepts_until)).where(
            Attempt.exam_id == exam.id, Attempt.closed_at.is_(None)
        )
    )
    over = rules.is_over(exam.state, exam.closes_at, last, database_now())
    return rules.shown(exam.results_policy, released=exam.released_at is not None, over=over)


def answers_of(attempts: Sequence[Attempt]) -> dict[int, dict[int, str]]:
    """The answers that count, by attempt and place on the paper, as JSON text; two statements."""
    ids = [attempt.id for attempt in attempts]
    save = AnswerSave
    rows = db.session.execute(
        select(save.attempt_id, save.epoch, save.seq, save.item, save.held, save.response).where(
            save.school_id.in_({attempt.school_id for attempt in attempts}),
            save.attempt_id.in_(ids),
        )
    )
    saves: dict[int, list[tuple[int, int, int, int, str]]] = {found: [] for found in ids}
    for attempt_id, epoch, seq, item, held, response in rows:
        saves[attempt_id].append((epoch, seq, item, held, response))
    accepted: dict[int, set[tuple[int, int]]] = {found: set() for found in ids}
    decisions = select(AnswerDecision.attempt_id, AnswerDecision.epoch, AnswerDecision.seq).where(
        AnswerDecision.attempt_id.in_(ids), AnswerDecision.accepted
    )
    for attempt_id, epoch, seq in db.session.execute(decisions):
        accepted[attempt_id].add((epoch, seq))
    return {found: rules.counted(saves[found], frozenset(accepted[found])) for found in ids}


def mark(
    exam: Exam,
    attempt: Attempt,
    questions: Sequence[ExamQuestion],
    answers: Mapping[int, str],
    reason: str,
) -> None:
    """Mark one closed attempt anew; its mark stays unseen until it is released.

    Without a score, and without a mark, while a question is left that a person has to mark.
    """
    by_id = {question.id: question for question in questions}
    points = rules.offered(exam.points_policy, [question.points for question in questions])
    possible = dict(zip(by_id, points, strict=True))
    db.session.execute(delete(Result).where(Result.attempt_id == attempt.id))
    results = [
        _result(attempt, by_id[where.question_id], where, answers.get(place), possible)
        for place, where in enumerate(places_of(attempt.form), 1)
    ]
    db.session.add_all(results)
    attempt.marked_at = database_now()
    if any(result.state == "unmarked" for result in results):
        attempt.score = None  # a person marks the rest; until then there is no mark to give
        return
    attempt.score = rules.score([result.points for result in results], points)
    give_mark(exam.activity_id, attempt.person_id, attempt.score, GIVEN, reason, None)


def _result(
    attempt: Attempt,
    question: ExamQuestion,
    where: Place,
    sent: str | None,
    possible: Mapping[int, Decimal],
) -> Result:
    kind, told = question_kind(question.item.kind), asked(question, where.values)
    response = kind.own(None if sent is None else json.loads(sent), where.order)
    marked = kind.mark(told.body, told.key, response, possible[question.id])
    return Result(
        school_id=attempt.school_id,
        attempt_id=attempt.id,
        question_id=question.id,
        response=response,
        state=marked.state,
        points=marked.points,
    )


def _tell(exam: Exam, attempt: Attempt) -> None:
    if attempt.closed_at is None:
        return
    activity = db.session.get_one(Activity, exam.activity_id)
    note_handed_in(activity, attempt.person_id, attempt.closed_at)
    events.publish(
        AttemptSubmitted(
            person_id=attempt.person_id,
            school_id=attempt.school_id,
            class_id=exam.course.class_id,
            exam_uid=exam.uid,
            attempt_uid=attempt.uid,
            at=attempt.closed_at,
        )
    )


def all_closed(exam: Exam) -> None:
    """Close every open attempt because the exam is closed."""
    db.session.execute(
        update(Attempt)
        .where(Attempt.exam_id == exam.id, Attempt.closed_at.is_(None))
        .values(closed_at=database_clock(), close_reason="by_teacher")
        .execution_options(synchronize_session=False)
    )
    exam.state, exam.closed_at = CLOSED, database_now()
