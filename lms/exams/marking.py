"""Closing attempts whose time is over, and marking what is closed. Nothing here commits.

No timer is needed: whoever looks at results first, or the worker, closes what is due.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from lms.courses.models import Activity
from lms.courses.visits import hand_in as note_handed_in
from lms.exams import parts, rules, turns
from lms.exams.clocks import database_clock, database_now
from lms.exams.decided import Decided, decided, why
from lms.exams.events import AttemptSubmitted
from lms.exams.models import (
    CLOSED,
    TIME_OVER,
    AnswerDecision,
    AnswerSave,
    Attempt,
    Candidate,
    Exam,
    ExamQuestion,
    Result,
)
from lms.exams.papers import Place, asked, places_of, question_kind, questions_of
from lms.grades.marks import give_mark
from lms.grades.models import EMPTY, GIVEN, Mark
from suite import events
from suite.db import db

TOGETHER = 20


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
    parts.judge(exam, attempts)
    questions, answers = questions_of(exam.id), answers_of(attempts)
    places = activities_of(exam, [attempt.person_id for attempt in attempts])
    said = decided(exam.id, [attempt.id for attempt in attempts])
    again = {attempt.person_id for attempt in attempts if attempt.score is not None}
    kept = _changed_by_hand(exam, again)
    for attempt in attempts:
        mark(exam, attempt, questions, answers[attempt.id], said)
        if answers[attempt.id] or attempt.close_reason != TIME_OVER:
            activity = places.get(attempt.person_id)
            _tell(exam, attempt, activity or db.session.get_one(Activity, exam.activity_id))
    give_marks(exam, {one.person_id for one in attempts} - again, "marked by the exam")
    give_marks(exam, again - kept, why(said) or "marked by the exam")
    return len(attempts)


def _changed_by_hand(exam: Exam, people: Collection[int]) -> set[int]:
    """Of these, who have a mark that is not what the exam made of their attempts: a person gave
    it in the gradebook, and marking again leaves it. To be asked before they are marked again."""
    if not people:
        return set()
    query = select(Attempt.person_id, Attempt.score).where(
        Attempt.exam_id == exam.id,
        Attempt.person_id.in_(people),
        Attempt.closed_at.is_not(None),
        Attempt.score.is_not(None),
    )
    scores: dict[int, list[Decimal]] = {}
    for person_id, score in db.session.execute(query.order_by(Attempt.number)):
        scores.setdefault(person_id, []).append(score or Decimal(0))
    made = {who: rules.counting(earned, exam.attempts_counted) for who, earned in scores.items()}
    seats = select(Candidate.activity_id).where(
        Candidate.exam_id == exam.id, Candidate.person_id.in_(made)
    )
    marks = select(Mark.person_id, Mark.state, Mark.value).where(
        Mark.person_id.in_(made),
        Mark.activity_id.in_(seats) | (Mark.activity_id == exam.activity_id),
        Mark.state != EMPTY,
    )
    return {
        person_id
        for person_id, state, value in db.session.execute(marks)
        if (state, value) != (GIVEN, made[person_id])
    }


def activities_of(exam: Exam, person_ids: Sequence[int]) -> dict[int, Activity]:
    """Where the marks of candidates go, with the courses; one statement."""
    query = (
        select(Candidate.person_id, Activity)
        .join(Activity, Activity.id == Candidate.activity_id)
        .where(Candidate.exam_id == exam.id, Candidate.person_id.in_(person_ids))
        .options(joinedload(Activity.course))
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def give_marks(
    exam: Exam, people: Collection[int], reason: str, actor_id: int | None = None
) -> None:
    """Give each person the mark of the closed attempts, as the exam counts them, in the activity
    where it belongs; unseen until it is released. Who has an attempt that still waits to be
    marked, by us or by a person, gets the mark with that one. Two statements besides the marks'."""
    if not people:
        return
    scores: dict[int, list[Decimal | None]] = {}
    query = (
        select(Attempt.person_id, Attempt.score, Attempt.marked_at)
        .where(
            Attempt.exam_id == exam.id,
            Attempt.person_id.in_(people),
            Attempt.closed_at.is_not(None),
        )
        .order_by(Attempt.person_id, Attempt.number)
    )
    for person_id, score, marked_at in db.session.execute(query):
        scores.setdefault(person_id, []).append(score if marked_at else None)
    seats = select(Candidate).where(Candidate.exam_id == exam.id, Candidate.person_id.in_(people))
    activities = {one.person_id: one.activity_id for one in db.session.scalars(seats)}
    for person_id, known in scores.items():
        earned = [score for score in known if score is not None]
        if len(earned) < len(known):
            continue
        value = rules.counting(earned, exam.attempts_counted)
        activity_id = activities.get(person_id, exam.activity_id)
        give_mark(activity_id, person_id, value, GIVEN, reason, actor_id)


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
    decided: dict[tuple[int, bool], set[tuple[int, int]]] = {}
    for one in db.session.scalars(select(AnswerDecision).where(AnswerDecision.attempt_id.in_(ids))):
        decided.setdefault((one.attempt_id, one.accepted), set()).add((one.epoch, one.seq))
    return {
        found: rules.counted(
            saves[found],
            frozenset(decided.get((found, True), ())),
            frozenset(decided.get((found, False), ())),
        )
        for found in ids
    }


def mark(
    exam: Exam,
    attempt: Attempt,
    questions: Sequence[ExamQuestion],
    answers: Mapping[int, str],
    said: Decided,
) -> None:
    """Mark one closed attempt anew, what people decided laid over it; without a score while a
    question is left that a person has to mark."""
    by_id = {question.id: question for question in questions}
    possible = points_of(exam, questions)
    db.session.execute(delete(Result).where(Result.attempt_id == attempt.id))
    results = [
        _result(attempt, by_id[where.question_id], where, answers.get(place), possible, said)
        for place, where in enumerate(places_of(attempt.form), 1)
    ]
    db.session.add_all(results)
    attempt.marked_at = database_now()
    attempt.score = score_of(results, possible, said)


def points_of(exam: Exam, questions: Sequence[ExamQuestion]) -> dict[int, Decimal]:
    """What each question may earn, by its id."""
    offered = rules.offered(exam.points_policy, [question.points for question in questions])
    return dict(zip([question.id for question in questions], offered, strict=True))


def score_of(
    results: Sequence[Result], possible: Mapping[int, Decimal], said: Decided
) -> Decimal | None:
    """The score of an attempt; None while a person has to mark a part of it."""
    if any(result.state == "unmarked" for result in results):
        return None
    counted = [points for question_id, points in possible.items() if said.counts(question_id)]
    return rules.score([result.points for result in results], counted)


def _result(
    attempt: Attempt,
    question: ExamQuestion,
    where: Place,
    sent: str | None,
    possible: Mapping[int, Decimal],
    said: Decided,
) -> Result:
    kind, told = question_kind(question.item.kind), asked(question, where.values)
    points, key = possible[question.id], said.key(question, where.values)
    response = kind.own(_said(sent), where.order)
    marked = kind.mark(told.body, key, response, points)
    state, earned = said.over(attempt.id, question.id, marked, points)
    return Result(
        school_id=attempt.school_id,
        attempt_id=attempt.id,
        question_id=question.id,
        response=response,
        state=state,
        points=earned,
    )


def _said(sent: str | None) -> Any:
    """What was sent; a number beyond all numbers, which once got in, is no answer."""
    return None if sent is None else json.loads(sent, parse_constant=lambda _name: None)


def _tell(exam: Exam, attempt: Attempt, activity: Activity) -> None:
    if attempt.closed_at is None:
        return
    note_handed_in(activity, attempt.person_id, attempt.closed_at)
    events.publish(
        AttemptSubmitted(
            person_id=attempt.person_id,
            school_id=attempt.school_id,
            class_id=activity.course.class_id,
            exam_uid=exam.uid,
            attempt_uid=attempt.uid,
            at=attempt.closed_at,
        )
    )


def all_closed(exam: Exam) -> None:
    """Close every open attempt because the exam is closed, at the very moment of the exam: by that
    they are told from those that somebody had ended before."""
    turns.end_all(exam)
    at = database_now()
    db.session.execute(
        update(Attempt)
        .where(Attempt.exam_id == exam.id, Attempt.closed_at.is_(None))
        .values(closed_at=at, close_reason="by_teacher")
        .execution_options(synchronize_session=False)
    )
    exam.state, exam.closed_at = CLOSED, at
