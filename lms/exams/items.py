"""The table of an exam's questions: facility, discrimination, who took which option."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from lms.exams import rules
from lms.exams.analysis import ItemFigures, figures
from lms.exams.marking import questions_of
from lms.exams.models import Attempt, Exam, ExamQuestion, Result
from lms.exams.papers import pinned, question_kind
from suite.db import db


@dataclass(frozen=True)
class Choice:
    """An option as its author wrote it, and how many took it."""

    words: str
    count: int
    right: bool


@dataclass(frozen=True)
class ItemRow:
    """One question with its figures over all marked attempts."""

    number: int
    stem: str
    takers: int
    empty: int
    figures: ItemFigures
    choices: list[Choice]


def item_rows(exam: Exam) -> list[ItemRow]:
    """The table, in the order of the exam; two statements."""
    questions = questions_of(exam.id)
    rows = db.session.execute(
        select(Result.attempt_id, Result.question_id, Result.points, Result.response, Result.state)
        .join(Attempt, Attempt.id == Result.attempt_id)
        .where(Attempt.exam_id == exam.id, Attempt.marked_at.is_not(None))
    ).all()
    points = rules.offered(exam.points_policy, [question.points for question in questions])
    possible = {q.id: float(p) or 1.0 for q, p in zip(questions, points, strict=True)}
    totals: Counter[int] = Counter()
    shares: dict[int, dict[int, float]] = {question.id: {} for question in questions}
    responses: dict[int, list[Any]] = {question.id: [] for question in questions}
    empty: Counter[int] = Counter()
    for attempt_id, question_id, earned, response, state in rows:
        share = float(earned) / possible[question_id]
        shares[question_id][attempt_id] = share
        totals[attempt_id] += share  # type: ignore[assignment]
        responses[question_id].append(response)
        empty[question_id] += state == "empty"
    return [
        _row(number, question, shares[question.id], totals, responses[question.id], empty)
        for number, question in enumerate(questions, 1)
    ]


def _row(
    number: int,
    question: ExamQuestion,
    shares: dict[int, float],
    totals: Counter[int],
    responses: list[Any],
    empty: Counter[int],
) -> ItemRow:
    attempts = sorted(shares)
    found = figures([shares[a] for a in attempts], [float(totals[a]) for a in attempts])
    return ItemRow(
        number,
        pinned(question).stem,
        len(attempts),
        empty[question.id],
        found,
        _choices(question, responses),
    )


def _choices(question: ExamQuestion, responses: list[Any]) -> list[Choice]:
    """Counts by the words of the kind; for kinds whose responses are single options."""
    kind, version = question_kind(question.item.kind), pinned(question)
    size = kind.shuffle_size(version.body)
    order = list(range(size))
    counted = Counter(response for response in responses if type(response) is int)
    found = []
    for option in order:
        words = kind.words(version.body, option, order)
        if words:
            marked = kind.mark(version.body, version.key, option, rules.HUNDREDTH)
            found.append(Choice(words, counted[option], marked.state == "right"))
    return found
