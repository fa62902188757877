"""The table of an exam's questions: facility, discrimination, who took which option."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from lms.exams import rules
from lms.exams.analysis import ItemFigures, figures
from lms.exams.marking import questions_of
from lms.exams.models import Attempt, Exam, ExamForm, ExamQuestion, Result
from lms.exams.papers import asked, pinned, places_of, question_kind
from suite.db import db

# The values of the parameters on that paper, and the response.
Answered = tuple[dict[str, str], Any]


@dataclass(frozen=True)
class Choice:
    """A way of answering, as its author wrote it, and how many answered so."""

    words: str
    count: int
    right: bool


@dataclass(frozen=True)
class Part:
    """A part of a question: a statement, a gap; `label` is empty where there is one only."""

    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class ItemRow:
    """One question with its figures over all marked attempts."""

    number: int
    stem: str
    takers: int
    empty: int
    figures: ItemFigures
    parts: list[Part]


def item_rows(exam: Exam) -> list[ItemRow]:
    """The table, in the order of the exam; two or three statements.

    What is not marked yet is left out.
    """
    questions = questions_of(exam.id)
    rows = db.session.execute(
        select(
            Result.attempt_id,
            Result.question_id,
            Result.points,
            Result.response,
            Result.state,
            Attempt.form_id,
        )
        .join(Attempt, Attempt.id == Result.attempt_id)
        .where(
            Attempt.exam_id == exam.id, Attempt.marked_at.is_not(None), Result.state != "unmarked"
        )
    ).all()
    points = rules.offered(exam.points_policy, [question.points for question in questions])
    possible = {q.id: float(p) or 1.0 for q, p in zip(questions, points, strict=True)}
    totals: Counter[int] = Counter()
    shares: dict[int, dict[int, float]] = {question.id: {} for question in questions}
    responses: dict[int, list[Answered]] = {question.id: [] for question in questions}
    values = _values(exam, questions)
    empty: Counter[int] = Counter()
    for attempt_id, question_id, earned, response, state, form_id in rows:
        share = float(earned) / possible[question_id]
        shares[question_id][attempt_id] = share
        totals[attempt_id] += share  # type: ignore[assignment]
        responses[question_id].append((values.get((form_id, question_id), {}), response))
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
    responses: list[Answered],
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
        _parts(question, responses),
    )


def _values(exam: Exam, questions: list[ExamQuestion]) -> dict[tuple[int, int], dict[str, str]]:
    """The values of parameters by paper and question; no statement where there are none."""
    if not any("params" in pinned(question).body for question in questions):
        return {}
    forms = db.session.scalars(select(ExamForm).where(ExamForm.exam_id == exam.id))
    return {(form.id, one.question_id): one.values for form in forms for one in places_of(form)}


def _parts(question: ExamQuestion, responses: list[Answered]) -> list[Part]:
    """How often each part was answered in which way, as its kind tells them apart."""
    kind, version = question_kind(question.item.kind), pinned(question)
    parts = kind.parts(version.body, version.key)
    counted: list[Counter[int | None]] = [Counter() for _ in parts]
    for values, response in responses:
        told = asked(question, values)
        for counter, found in zip(
            counted, kind.classes(told.body, told.key, response), strict=True
        ):
            counter[found] += 1
    return [
        Part(
            part.label,
            [Choice(one.words, counter[n], one.share > 0) for n, one in enumerate(part.classes)],
        )
        for part, counter in zip(parts, counted, strict=True)
    ]
