"""Giving points by hand; each use case commits once."""

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy import delete, select

from lms.exams import marking
from lms.exams.decided import FULL, OUT, Decided, Verdict, decided, state_of
from lms.exams.models import Attempt, Exam, ExamQuestion, Result
from lms.marking.models import CHANGED, KEPT, THIRD, HandMark, HandStep, Plan, Request
from lms.marking.planning import plan_of
from lms.marking.queue import NOT_MARKED, outcome_of
from suite import audit, clock
from suite.db import db
from suite.edits import Conflict
from suite.text import nfc


class NotToMark(Exception):
    """There is no such answer to mark, or not for this marker."""


class Settled(Exception):
    """A request for a re-mark of this answer was decided; what two people decided stays."""


class BadPoints(ValueError):
    """Points below 0 or above what the question offers."""


@dataclass(frozen=True)
class Given:
    """What a marker gives; `seen` is the version of the own mark that the marker saw (0: none)."""

    points: Decimal
    rows: list[str] | None
    comment: str
    seen: int


@dataclass(frozen=True)
class Saying:
    """What goes with points: `comment` for the pupil, `reason` for the step of the mark, whose."""

    comment: str
    reason: str
    actor_id: int | None


def give(
    exam: Exam, question: ExamQuestion, attempt_id: int, place: int, given: Given, actor_id: int
) -> HandMark:
    """Keep a mark with its step, and what follows for the answer, the score and the gradebook.

    Raises NotToMark, BadPoints, Settled, and Conflict with the mark that stands when another
    window or another teacher at the same place was first; nothing is kept then.
    """
    plan = plan_of(exam)
    possible = marking.points_of(exam, marking.questions_of(exam.id))
    if not 0 <= given.points <= possible[question.id]:
        raise BadPoints
    attempt = _held(exam, question, attempt_id)
    marks = _marks(attempt.id, question.id)
    here = outcome_of(marks, plan, possible[question.id])
    if place == THIRD and THIRD not in marks and here.state != "apart":
        db.session.rollback()
        raise NotToMark
    mark = marks.get(place)
    kept = (given.points, given.rows, nfc(given.comment).strip())
    if mark and (mark.points, mark.rows, mark.comment, mark.person_id) == (*kept, actor_id):
        return mark  # a repeat whose answer was lost on the way
    if _settled(attempt.id, question.id):
        db.session.rollback()
        raise Settled
    if (mark.version if mark else 0) != given.seen:
        raise Conflict(mark)
    mark = mark or HandMark(
        school_id=exam.school_id,
        attempt_id=attempt.id,
        question_id=question.id,
        place=place,
        version=0,
    )
    if mark.version == 0 or (mark.points, mark.rows, mark.comment) != kept:
        mark.points, mark.rows, mark.comment = kept
        mark.person_id, mark.changed_at, mark.version = actor_id, clock.now(), mark.version + 1
        db.session.add(mark)
        db.session.flush()
        _step(mark)
        marks = {**marks, place: mark}
        _conclude(exam, attempt, question, plan, marks, mark, possible[question.id])
    db.session.commit()
    return mark


def _held(exam: Exam, question: ExamQuestion, attempt_id: int) -> Attempt:
    """The attempt, held until the transaction ends. Raises NotToMark."""
    attempt = db.session.scalar(
        select(Attempt)
        .where(Attempt.id == attempt_id, Attempt.exam_id == exam.id, Attempt.marked_at.is_not(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    answered = select(Result.id).where(
        Result.attempt_id == attempt_id,
        Result.question_id == question.id,
        Result.state.not_in(NOT_MARKED),
    )
    if attempt is None or db.session.scalar(answered) is None:
        db.session.rollback()
        raise NotToMark
    return attempt


def _settled(attempt_id: int, question_id: int) -> bool:
    query = select(Request.id).where(
        Request.attempt_id == attempt_id,
        Request.question_id == question_id,
        Request.state.in_((CHANGED, KEPT)),
    )
    return db.session.scalar(query.limit(1)) is not None


def _marks(attempt_id: int, question_id: int) -> dict[int, HandMark]:
    query = select(HandMark).where(
        HandMark.attempt_id == attempt_id, HandMark.question_id == question_id
    )
    found = db.session.scalars(query.execution_options(populate_existing=True))
    return {one.place: one for one in found}


def _step(mark: HandMark) -> None:
    db.session.add(
        HandStep(
            school_id=mark.school_id,
            mark_id=mark.id,
            points=mark.points,
            comment=mark.comment,
            actor_id=mark.person_id,
            at=mark.changed_at,
        )
    )


def _conclude(
    exam: Exam,
    attempt: Attempt,
    question: ExamQuestion,
    plan: Plan,
    marks: dict[int, HandMark],
    mark: HandMark,
    possible: Decimal,
) -> None:
    found = outcome_of(marks, plan, possible)
    said = comment_of(marks, plan)
    reason = gettext("marked by hand")
    set_points(exam, attempt, question, found.points, Saying(said, reason, mark.person_id))


def comment_of(marks: dict[int, HandMark], plan: Plan) -> str:
    """What the pupil reads: the comments of those whose points count."""
    third = marks.get(THIRD)
    first, second = marks.get(1), marks.get(2)
    apart = first and second and abs(first.points - second.points) > plan.most_apart
    if plan.two_markers and apart and third:
        return third.comment
    told = [mark.comment for mark in (first, second if plan.two_markers else None) if mark]
    return "\n".join(dict.fromkeys(one for one in told if one))


def set_points(
    exam: Exam,
    attempt: Attempt,
    question: ExamQuestion,
    points: Decimal | None,
    saying: Saying,
) -> None:
    """Let an answer have these points whatever the machine says (None: not any more), and bring
    score and gradebook to it. Not committed; the attempt is held."""
    db.session.execute(
        delete(Verdict).where(Verdict.attempt_id == attempt.id, Verdict.question_id == question.id)
    )
    if points is not None:
        db.session.add(
            Verdict(
                school_id=exam.school_id,
                attempt_id=attempt.id,
                question_id=question.id,
                points=points,
                comment=saying.comment,
                decided_at=clock.now(),
            )
        )
    db.session.flush()
    said = decided(exam.id, [attempt.id])
    if said.rule(question.id) not in (FULL, OUT):
        _lay(exam, attempt, question, points)
    _rescore(exam, attempt, said, saying)
    audit.record(
        "marking.points",
        f"attempt:{attempt.uid}",
        detail={"question": question.id, "points": None if points is None else f"{points:f}"},
    )


def _lay(exam: Exam, attempt: Attempt, question: ExamQuestion, points: Decimal | None) -> None:
    possible = marking.points_of(exam, marking.questions_of(exam.id))[question.id]
    result = db.session.scalars(
        select(Result).where(Result.attempt_id == attempt.id, Result.question_id == question.id)
    ).one()
    result.points = Decimal(0) if points is None else min(points, possible)
    result.state = "unmarked" if points is None else state_of(points, possible)


def _rescore(exam: Exam, attempt: Attempt, said: Decided, saying: Saying) -> None:
    results = db.session.scalars(select(Result).where(Result.attempt_id == attempt.id)).all()
    possible = marking.points_of(exam, marking.questions_of(exam.id))
    attempt.score = marking.score_of(results, possible, said)
    db.session.flush()
    if attempt.score is not None:
        marking.give_marks(exam, {attempt.person_id}, saying.reason, saying.actor_id)
