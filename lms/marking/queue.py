"""What a marker has before them: the answers to one question, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from lms.exams.decided import OUT, Decided, rulings_of
from lms.exams.marking import points_of, questions_of
from lms.exams.models import Attempt, Candidate, Exam, ExamForm, ExamQuestion, Result, Upload
from lms.exams.papers import pinned, places_of, question_kind
from lms.marking import rules
from lms.marking.models import THIRD, HandMark, Plan
from suite.db import db

NOT_MARKED = ("empty", "malformed")
SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif")


@dataclass(frozen=True)
class Answer:
    """One answer; `name` is None where it is marked blind, `marks` by place."""

    attempt_id: int
    number: int
    name: str | None
    response: Any
    marks: dict[int, HandMark]
    outcome: rules.Outcome

    def mine(self, place: int | None) -> HandMark | None:
        """What the marker of a place gave."""
        return self.marks.get(place) if place else None

    def waits_for(self, place: int | None) -> bool:
        """Whether the marker of a place has it still to do."""
        if place == THIRD:
            return self.outcome.state == "apart"
        return place is not None and place not in self.marks

    def others(self, place: int | None) -> list[HandMark]:
        """The marks of others that a marker may see: none before the own is given, all for who
        decides between them."""
        if place != THIRD and (place is None or place not in self.marks):
            return []
        return [mark for at, mark in sorted(self.marks.items()) if at != place]


@dataclass(frozen=True)
class Progress:
    """How far the marking of one question has come."""

    question: ExamQuestion
    possible: Decimal
    total: int
    done: int
    apart: int
    by_place: dict[int, int]


@dataclass(frozen=True)
class Sheet:
    """An exam's questions, what each may earn, and the rulings on them; read once a request.
    `seen`: the activities whose pupils' answers are meant (None: all)."""

    exam: Exam
    questions: list[ExamQuestion]
    possible: dict[int, Decimal]
    said: Decided
    seen: Sequence[int] | None = None

    @property
    def by_hand(self) -> list[ExamQuestion]:
        """The questions that a person marks and that count."""
        return [
            question
            for question in self.questions
            if question_kind(question.item.kind).by_hand and self.said.rule(question.id) != OUT
        ]

    def number(self, question_id: int) -> int:
        """The number of a question in the exam, from 1."""
        return 1 + [one.id for one in self.questions].index(question_id)


def sheet_of(exam: Exam, seen: Sequence[int] | None = None) -> Sheet:
    """Two statements."""
    questions = questions_of(exam.id)
    said = Decided(rulings_of(exam.id))
    return Sheet(exam, questions, points_of(exam, questions), said, seen)


def hand_questions(exam: Exam) -> list[ExamQuestion]:
    """The questions that a person marks and that count."""
    return sheet_of(exam).by_hand


def outcome_of(marks: dict[int, HandMark], plan: Plan, possible: Decimal) -> rules.Outcome:
    """What the marks of an answer make, by the plan."""
    return rules.outcome(
        {place: mark.points for place, mark in marks.items()},
        two_markers=plan.two_markers,
        most_apart=plan.most_apart,
        step=plan.step,
        possible=possible,
    )


def _of(sheet: Sheet) -> tuple[ColumnElement[bool], ...]:
    """The attempts whose answers are meant."""
    mine = Attempt.exam_id == sheet.exam.id
    if sheet.seen is None:
        return (mine,)
    pupils = select(Candidate.person_id).where(
        Candidate.exam_id == sheet.exam.id, Candidate.activity_id.in_(sheet.seen)
    )
    return mine, Attempt.person_id.in_(pupils)


def _answered(sheet: Sheet) -> tuple[ColumnElement[bool], ...]:
    return *_of(sheet), Attempt.marked_at.is_not(None), Result.state.not_in(NOT_MARKED)


def answers(
    sheet: Sheet, question: ExamQuestion, plan: Plan, place: int | None, *, names: bool
) -> list[Answer]:
    """The answers to a question; two statements. For the third marker, only those apart."""
    possible = sheet.possible[question.id]
    rows = db.session.execute(
        select(Attempt, Result.response)
        .join(Result, Result.attempt_id == Attempt.id)
        .where(*_answered(sheet), Result.question_id == question.id)
        .options(joinedload(Attempt.person))
    ).all()
    by_id = {attempt.id: (attempt, response) for attempt, response in rows}
    if names:
        order = [one.id for one, _ in sorted(rows, key=lambda row: _by_name(row[0]))]
    else:
        order = rules.shuffled(plan.seed, question.id, list(by_id))
    marks: dict[int, dict[int, HandMark]] = {attempt_id: {} for attempt_id in order}
    for mark in db.session.scalars(
        select(HandMark)
        .join(Attempt, Attempt.id == HandMark.attempt_id)
        .where(HandMark.question_id == question.id, *_of(sheet))
        .options(joinedload(HandMark.person))
    ):
        marks.setdefault(mark.attempt_id, {})[mark.place] = mark
    found = [
        Answer(
            attempt_id,
            number,
            by_id[attempt_id][0].person.full_name if names else None,
            by_id[attempt_id][1],
            marks[attempt_id],
            outcome_of(marks[attempt_id], plan, possible),
        )
        for number, attempt_id in enumerate(order, 1)
    ]
    if place == THIRD:
        return [one for one in found if one.outcome.state == "apart" or THIRD in one.marks]
    return found


def _by_name(attempt: Attempt) -> tuple[str, int, int]:
    return attempt.person.sort_key, attempt.person_id, attempt.number


def progress(sheet: Sheet, plan: Plan) -> list[Progress]:
    """How far each question has come; two statements however many answers there are."""
    questions, possible = sheet.by_hand, sheet.possible
    totals = dict(
        db.session.execute(
            select(Result.question_id, func.count())
            .join(Attempt, Attempt.id == Result.attempt_id)
            .where(*_answered(sheet), Result.question_id.in_([one.id for one in questions]))
            .group_by(Result.question_id)
        ).all()
    )
    marks: dict[int, dict[int, dict[int, HandMark]]] = {}
    for mark in db.session.scalars(
        select(HandMark).join(Attempt, Attempt.id == HandMark.attempt_id).where(*_of(sheet))
    ):
        marks.setdefault(mark.question_id, {}).setdefault(mark.attempt_id, {})[mark.place] = mark
    found = []
    for question in questions:
        given = marks.get(question.id, {})
        states = [outcome_of(one, plan, possible[question.id]).state for one in given.values()]
        found.append(
            Progress(
                question,
                possible[question.id],
                totals.get(question.id, 0),
                states.count("done"),
                states.count("apart"),
                {place: sum(place in one for one in given.values()) for place in (1, 2, 3)},
            )
        )
    return found


@dataclass(frozen=True)
class AnswerFile:
    """A file of an answer; `picture` where a browser can show it."""

    uid: str
    name: str
    size: int
    picture: bool


def nameless(name: str, number: int = 1) -> str:
    """The name of a file of whom nobody is to know: "tep-1.jpg"."""
    return f"tep-{number}{PurePath(name).suffix.lower()}"


def files_of(answer: Answer) -> list[AnswerFile]:
    """The files that an answer names, those of its own attempt only; where it is marked without a
    name, files have none either, because pupils write theirs into them."""
    if not isinstance(answer.response, list):
        return []
    uids = [one for one in answer.response if isinstance(one, str)]
    query = select(Upload).where(Upload.attempt_id == answer.attempt_id, Upload.uid.in_(uids))
    return [
        AnswerFile(
            row.uid,
            row.name if answer.name else nameless(row.name, n),
            row.size,
            row.media_type in SHOWN,
        )
        for n, row in enumerate(db.session.scalars(query.order_by(Upload.id)), 1)
    ]


def values_of(answer: Answer, question: ExamQuestion) -> dict[str, str]:
    """The values of the question's parameters on the paper of an answer; no statement where it
    has none."""
    if "params" not in pinned(question).body:
        return {}
    form = select(ExamForm).join(Attempt, Attempt.form_id == ExamForm.id)
    found = db.session.scalars(form.where(Attempt.id == answer.attempt_id)).one()
    return next(one.values for one in places_of(found) if one.question_id == question.id)
