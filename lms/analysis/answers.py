"""The marked answers of an exam, read once for everything that is told of them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Integer, Text, case, cast, func, select, type_coerce

from lms.courses.models import Activity, Course
from lms.exams.decided import FULL, OUT, Decided, rulings_of
from lms.exams.marking import points_of, questions_of
from lms.exams.models import Attempt, Candidate, Exam, ExamForm, ExamQuestion, Result
from lms.exams.papers import Values, asked, question_kind, values_by_form
from school.api import SchoolClass
from suite.db import db

HUNDRED = 100


@dataclass(frozen=True)
class Taker:
    """A marked attempt; `score` on the 10-point scale."""

    attempt_id: int
    person_id: int
    form_id: int
    form: int
    class_name: str
    score: float


@dataclass(frozen=True)
class Answers:
    """`points[question id]` in hundredths and `said[question id]` (the response as JSON text,
    None for one that a person marks) stand in the order of `takers`."""

    exam: Exam
    questions: list[ExamQuestion]
    possible: dict[int, float]
    decided: Decided
    takers: list[Taker]
    points: dict[int, list[int]]
    said: dict[int, list[str | None]]
    values: Values

    @property
    def counted(self) -> list[ExamQuestion]:
        """The questions whose points come from the answers; no voided ones."""
        return [one for one in self.questions if self.decided.rule(one.id) not in (FULL, OUT)]

    def column(self, question_id: int) -> list[float]:
        """The points of a question by taker."""
        return [one / HUNDRED for one in self.points[question_id]]

    def classes(self, question: ExamQuestion) -> list[list[int | None]]:
        """Which way each taker took in each part of a question; what many said is read once."""
        kind, known = question_kind(question.item.kind), {}
        found = []
        for taker, text in zip(self.takers, self.said[question.id], strict=True):
            values = self.values.get((taker.form_id, question.id), {})
            like = (taker.form_id if values else 0, text)
            if like not in known:
                body = asked(question, values).body
                key = self.decided.key(question, values)
                known[like] = kind.classes(body, key, response_of(text))
            found.append(known[like])
        return found

    def of(self, wanted: Callable[[Taker], bool]) -> "Answers":
        """Those of some takers alone."""
        kept = [n for n, taker in enumerate(self.takers) if wanted(taker)]
        return replace(
            self,
            takers=[self.takers[n] for n in kept],
            points={key: [row[n] for n in kept] for key, row in self.points.items()},
            said={key: [row[n] for n in kept] for key, row in self.said.items()},
        )


def answers_of(exam: Exam, *, every: bool = False) -> Answers:
    """The first attempt of each pupil, or `every` one, wholly marked; four statements.

    First attempts alone by default, as Moodle's report: the later ones build on them.
    """
    questions = questions_of(exam.id)
    possible = points_of(exam, questions)
    takers = _takers(exam, every=every)
    places = {taker.attempt_id: n for n, taker in enumerate(takers)}
    points = {one.id: [0] * len(takers) for one in questions}
    said: dict[int, list[str | None]] = {one.id: [None] * len(takers) for one in questions}
    for attempt_id, question_id, earned, text in _results(exam, questions):
        place = places.get(attempt_id)
        if place is not None:
            points[question_id][place] = earned
            said[question_id][place] = text
    return Answers(
        exam,
        questions,
        {key: float(value) for key, value in possible.items()},
        Decided(rulings_of(exam.id)),
        takers,
        points,
        said,
        values_by_form(exam.id, questions),
    )


def _takers(exam: Exam, *, every: bool) -> list[Taker]:
    query = (
        select(
            Attempt.id,
            Attempt.person_id,
            Attempt.form_id,
            func.coalesce(ExamForm.base_number, ExamForm.number),
            func.coalesce(SchoolClass.name, ""),
            Attempt.score,
        )
        .join(ExamForm, ExamForm.id == Attempt.form_id)
        .outerjoin(
            Candidate,
            (Candidate.exam_id == Attempt.exam_id) & (Candidate.person_id == Attempt.person_id),
        )
        .outerjoin(Activity, Activity.id == Candidate.activity_id)
        .outerjoin(Course, Course.id == Activity.course_id)
        .outerjoin(SchoolClass, SchoolClass.id == Course.class_id)
        .where(Attempt.exam_id == exam.id, Attempt.score.is_not(None))
        .order_by(Attempt.person_id, Attempt.number)
    )
    if not every:
        query = query.where(Attempt.number == 1)
    return [
        Taker(attempt_id, person_id, form_id, form, name, float(score or 0))
        for attempt_id, person_id, form_id, form, name, score in db.session.execute(query)
    ]


def _results(exam: Exam, questions: Sequence[ExamQuestion]) -> Any:
    """Rows of plain numbers and texts: a hundred thousand of them are read in one go."""
    by_hand = [one.id for one in questions if question_kind(one.item.kind).by_hand]
    return db.session.execute(
        select(
            Result.attempt_id,
            Result.question_id,
            type_coerce(Result.points, Integer),
            case((Result.question_id.in_(by_hand), None), else_=cast(Result.response, Text)),
        )
        .join(Attempt, Attempt.id == Result.attempt_id)
        .where(Attempt.exam_id == exam.id, Attempt.score.is_not(None))
    )


def response_of(text: str | None) -> Any:
    """The response that a text of `said` stands for."""
    return None if text is None else json.loads(text)
