"""What results pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from lms.exams import rules
from lms.exams.decided import decided
from lms.exams.marking import questions_of
from lms.exams.models import COUNTS, AnswerSave, Attempt, Exam, Result
from lms.exams.papers import asked, places_of, question_kind
from lms.exams.rules import Shown
from lms.hooks import Body, Key, QuestionKind
from suite.db import db


@dataclass(frozen=True)
class Line:
    """One question of a marked attempt. `state`, `key` and `solution` are empty until shown.

    `verdicts` say of each part (lms.hooks.AnswerPart) whether its answer earned something; None of
    a part without an answer.
    """

    number: int
    template: str
    stem: str
    body: dict[str, Any]
    order: list[int]
    response: Any
    state: str | None
    key: dict[str, Any] | None
    solution: str
    points: Decimal | None
    comment: str
    stimulus: str = ""
    verdicts: list[bool | None] | None = None
    label: str = ""


def own_lines(attempt: Attempt, shown: Shown) -> list[Line]:
    """The attempt question by question, in the order of its paper."""
    found = db.session.scalars(select(Result).where(Result.attempt_id == attempt.id))
    by_question = {result.question_id: result for result in found}
    questions = {question.id: question for question in questions_of(attempt.exam_id)}
    said = decided(attempt.exam_id, [attempt.id])
    lines = []
    for number, place in enumerate(places_of(attempt.form), 1):
        result, question = by_question.get(place.question_id), questions[place.question_id]
        if result is None:
            continue
        told = asked(question, place.values)
        kind, key = question_kind(question.item.kind), said.key(question, place.values)
        response = None if result.state == "malformed" else result.response
        verdict = said.verdicts.get((attempt.id, question.id)) if shown.correctness else None
        lines.append(
            Line(
                number=number,
                template=kind.review_template,
                stem=told.stem,
                body=told.body,
                order=place.order,
                # What no page of ours sends could break a template.
                response=response,
                state=result.state if shown.correctness else None,
                key=key if shown.key else None,
                solution=told.solution if shown.solution else "",
                points=result.points if verdict else None,
                comment=verdict.comment if verdict else "",
                stimulus=question.stimulus.text if question.stimulus else "",
                verdicts=_verdicts(kind, told.body, key, response) if shown.correctness else None,
                label=question.label,
            )
        )
    return lines


def _verdicts(kind: QuestionKind, body: Body, key: Key, response: Any) -> list[bool | None]:
    ways = zip(kind.parts(body, key), kind.classes(body, key, response), strict=True)
    return [None if way is None else part.classes[way].share > 0 for part, way in ways]


def counted_mark(exam: Exam, closed: Sequence[Attempt]) -> Decimal | None:
    """The mark of somebody with these attempts, the newest first; None while one is unmarked."""
    scores = [attempt.score for attempt in reversed(closed) if attempt.score is not None]
    if not scores or len(scores) < len(closed):
        return None
    return rules.counting(scores, exam.attempts_counted)


def answered_count(attempt: Attempt) -> int:
    """How many places of the paper have a saved answer that counts."""
    return (
        db.session.scalar(
            select(func.count(AnswerSave.item.distinct())).where(
                AnswerSave.school_id == attempt.school_id,
                AnswerSave.attempt_id == attempt.id,
                AnswerSave.held == COUNTS,
            )
        )
        or 0
    )
