"""Requests to mark again (phúc khảo); each use case commits once.

The pupil asks, a teacher proposes, and a second person decides. Nothing is changed before that.
"""

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.exams import marking
from lms.exams.models import Attempt, Candidate, Exam, ExamQuestion, Result
from lms.marking import hand, planning
from lms.marking.events import RequestAnswered, RequestMade
from lms.marking.hand import Saying
from lms.marking.models import CHANGED, KEPT, OPEN, PROPOSED, WITHDRAWN, Request
from suite import audit, clock, edits, events
from suite.db import db
from suite.text import nfc

LONGEST, MOST_OPEN = 1000, 5


class NotPossible(Exception):
    """`code` says why: closed, words, twice, many, state, second, points."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """What a person says to a request: points for the one question (None: they stay), words, and
    the version of the request that was seen."""

    points: Decimal | None
    words: str
    seen: int


def own(exam: Exam, person_id: int) -> list[Request]:
    """A pupil's requests in an exam, the newest first; one statement."""
    query = (
        select(Request)
        .join(Attempt, Attempt.id == Request.attempt_id)
        .where(Request.exam_id == exam.id, Attempt.person_id == person_id)
        .order_by(Request.id.desc())
    )
    return list(db.session.scalars(query))


def ask(exam: Exam, attempt: Attempt, question_id: int | None, words: str) -> Request:
    """Ask that an answer, or the whole attempt, be marked again. Raises NotPossible."""
    said = nfc(words).strip()[:LONGEST]
    before = None
    if question_id is not None:
        before = db.session.scalar(
            select(Result.points).where(
                Result.attempt_id == attempt.id, Result.question_id == question_id
            )
        )
    waiting = [one for one in own(exam, attempt.person_id) if one.state in (OPEN, PROPOSED)]
    code = None
    if not planning.asks_open(planning.plan_of(exam), clock.now()) or attempt.score is None:
        code = "closed"
    elif len(said) < 3 or (question_id is not None and before is None):
        code = "words"
    elif any((one.attempt_id, one.question_id) == (attempt.id, question_id) for one in waiting):
        code = "twice"
    elif len(waiting) >= MOST_OPEN:
        code = "many"
    if code:
        db.session.rollback()
        raise NotPossible(code)
    row = Request(
        school_id=exam.school_id,
        exam_id=exam.id,
        attempt_id=attempt.id,
        question_id=question_id,
        words=said,
        asked_at=clock.now(),
        points_before=before,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("marking.ask", f"request:{row.id}")
    events.publish(RequestMade(row.id, _activity_of(attempt), exam.uid, row.asked_at))
    db.session.commit()
    return row


def _activity_of(attempt: Attempt) -> int:
    """The activity of the pupil's own class, into which the mark goes."""
    query = select(Candidate.activity_id).where(
        Candidate.exam_id == attempt.exam_id, Candidate.person_id == attempt.person_id
    )
    return db.session.scalar(query) or attempt.exam.activity_id


def withdraw(request_id: int, person_id: int) -> None:
    """Take an own request back while nobody has decided. Raises NotPossible."""
    row = edits.locked(Request, request_id)
    if row.attempt.person_id != person_id or row.state not in (OPEN, PROPOSED):
        db.session.rollback()
        raise NotPossible("state")
    row.state, row.version = WITHDRAWN, row.version + 1
    audit.record("marking.withdraw", f"request:{row.id}")
    db.session.commit()


def _checked(exam: Exam, row: Request, answer: Answer) -> Decimal | None:
    if answer.points is None or row.question_id is None:
        return None
    possible = marking.points_of(exam, marking.questions_of(exam.id))[row.question_id]
    if not 0 <= answer.points <= possible:
        db.session.rollback()
        raise NotPossible("points")
    return answer.points


def propose(exam: Exam, request_id: int, answer: Answer, actor_id: int) -> Request:
    """The first look: what should become of it. Raises NotPossible and edits.Conflict."""
    row = edits.claim(Request, request_id, answer.seen)
    if row.state not in (OPEN, PROPOSED):
        db.session.rollback()
        raise NotPossible("state")
    if not answer.words.strip():
        db.session.rollback()
        raise NotPossible("words")
    row.proposed_points = _checked(exam, row, answer)
    row.proposed_words = nfc(answer.words).strip()[:LONGEST]
    row.proposed_by, row.proposed_at, row.state = actor_id, clock.now(), PROPOSED
    audit.record("marking.propose", f"request:{row.id}")
    db.session.commit()
    return row


def decide(exam: Exam, request_id: int, answer: Answer, actor_id: int) -> Request:
    """The second look, by another person: what becomes of it, and the pupil is told.

    Raises NotPossible and edits.Conflict.
    """
    row = edits.claim(Request, request_id, answer.seen)
    if row.state != PROPOSED:
        db.session.rollback()
        raise NotPossible("state")
    if row.proposed_by == actor_id:
        db.session.rollback()
        raise NotPossible("second")
    if not answer.words.strip():
        db.session.rollback()
        raise NotPossible("words")
    points = _checked(exam, row, answer)
    row.decided_words = nfc(answer.words).strip()[:LONGEST]
    row.decided_by, row.decided_at = actor_id, clock.now()
    row.decided_points = points
    changed = points is not None and points != _points(row)
    row.state = CHANGED if changed else KEPT
    if changed and row.question is not None:
        attempt = edits.locked(Attempt, row.attempt_id)
        saying = Saying(row.decided_words, gettext("marked again upon request"), actor_id)
        hand.set_points(exam, attempt, row.question, points, saying)
    audit.record(
        "marking.decide",
        f"request:{row.id}",
        detail={"state": row.state, "points": None if points is None else f"{points:f}"},
    )
    activity_id = _activity_of(row.attempt)
    events.publish(RequestAnswered(row.id, activity_id, row.attempt.person_id, row.decided_at))
    db.session.commit()
    return row


def _points(row: Request) -> Decimal | None:
    return db.session.scalar(
        select(Result.points).where(
            Result.attempt_id == row.attempt_id, Result.question_id == row.question_id
        )
    )


def numbers(exam: Exam) -> dict[int, int]:
    """The number of each question in the exam, by its id."""
    query = select(ExamQuestion.id).where(ExamQuestion.exam_id == exam.id)
    ids = db.session.scalars(query.order_by(ExamQuestion.number))
    return {question_id: number for number, question_id in enumerate(ids, 1)}


def request_of(exam: Exam, request_id: int) -> Request | None:
    """A request with whom it is about."""
    query = (
        select(Request)
        .where(Request.id == request_id, Request.exam_id == exam.id)
        .options(
            joinedload(Request.attempt).options(
                joinedload(Attempt.person), joinedload(Attempt.form)
            ),
            joinedload(Request.question).options(
                joinedload(ExamQuestion.item), joinedload(ExamQuestion.version)
            ),
            joinedload(Request.proposer),
            joinedload(Request.decider),
        )
    )
    return db.session.scalar(query)
