"""Papers alike beyond chance, as a teacher is shown them: numbers, and both papers side by side."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from lms.analysis import alike_rules
from lms.analysis.alike_rules import Pair
from lms.analysis.answers import Answers, Taker, answers_of
from lms.exams.models import Attempt, Exam, ExamForm, ExamQuestion, Result
from lms.exams.papers import asked, pinned, places_of, question_kind
from school.api import Person
from suite.db import db

ALL_PAIRS = 600  # with more takers only pairs of one class are looked at


@dataclass(frozen=True)
class Found:
    """A pair with its people, in the order of their names."""

    first: Taker
    second: Taker
    people: tuple[Person, Person]
    pair: Pair


@dataclass(frozen=True)
class Alike:
    """`places`: how many places of the exam say something; `pairs`: how many were looked at."""

    found: list[Found]
    takers: int
    places: int
    pairs: int
    enough: bool


@dataclass(frozen=True)
class Line:
    """One question on both papers: its place on each, what each answered, and whether it is a
    wrong answer that both gave."""

    number: int
    stem: str
    places: tuple[int | None, int | None]
    answers: tuple[str, str]
    right: tuple[bool, bool]
    same_wrong: bool


def wrong_ways(found: Answers) -> list[list[int | None]]:
    """The wrong way that each taker took, for every part of a question with two wrong ways or
    more; where there is one only, being wrong alike says nothing."""
    table: list[list[int | None]] = []
    for question in found.counted:
        kind, body = question_kind(question.item.kind), pinned(question).body
        key, classes = found.decided.key(question), found.classes(question)
        for place, part in enumerate(kind.parts(body, key)):
            wrong = {n for n, way in enumerate(part.classes) if way.share == 0}
            if len(wrong) > 1:
                taken = [one[place] for one in classes]
                table.append([one if one in wrong else None for one in taken])
    return table


def look(exam: Exam) -> Alike:
    """The pairs of an exam that are alike beyond chance, by name; six statements."""
    answers = answers_of(exam)
    table, takers = wrong_ways(answers), answers.takers
    pairs = None if len(takers) <= ALL_PAIRS else _of_one_class(takers)
    count = len(takers) * (len(takers) - 1) // 2 if pairs is None else len(pairs)
    found = alike_rules.alike(table, pairs)
    ids = {takers[n].person_id for pair in found for n in (pair.first, pair.second)}
    people = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    told = []
    for pair in found:
        a, b = sorted(
            (takers[pair.first], takers[pair.second]),
            key=lambda one: (people[one.person_id].sort_key, one.person_id),
        )
        told.append(Found(a, b, (people[a.person_id], people[b.person_id]), pair))
    told.sort(key=lambda one: (one.people[0].sort_key, one.people[1].sort_key))
    enough = alike_rules.enough(len(takers), len(table))
    return Alike(told, len(takers), len(table), count, enough)


def _of_one_class(takers: list[Taker]) -> list[tuple[int, int]]:
    return [
        (a, b)
        for a in range(len(takers))
        for b in range(a + 1, len(takers))
        if takers[a].class_name == takers[b].class_name
    ]


def side_by_side(exam: Exam, first: int, second: int) -> list[Line] | None:
    """Two attempts question by question; None when they are not both of the exam."""
    found = answers_of(exam, every=True)
    index = {one.attempt_id: n for n, one in enumerate(found.takers)}
    if first not in index or second not in index or first == second:
        return None
    forms = {
        attempt_id: places_of(form)
        for attempt_id, form in db.session.execute(
            select(Attempt.id, ExamForm)
            .join(ExamForm, ExamForm.id == Attempt.form_id)
            .where(Attempt.id.in_((first, second)))
        )
    }
    responses = {
        (attempt_id, question_id): response
        for attempt_id, question_id, response in db.session.execute(
            select(Result.attempt_id, Result.question_id, Result.response).where(
                Result.attempt_id.in_((first, second))
            )
        )
    }
    return [
        _line(found, number, question, (first, second), index, forms, responses)
        for number, question in enumerate(found.questions, 1)
    ]


def _line(
    found: Answers,
    number: int,
    question: ExamQuestion,
    both: tuple[int, int],
    index: dict[int, int],
    forms: dict[int, Any],
    responses: dict[tuple[int, int], Any],
) -> Line:
    kind = question_kind(question.item.kind)
    told, right, places = [], [], []
    for attempt_id in both:
        here = [(n, one) for n, one in enumerate(forms[attempt_id], 1)
                if one.question_id == question.id]  # fmt: skip
        body = asked(question, here[0][1].values if here else {}).body
        order: list[int] = list(range(kind.shuffle_size(body)))
        places.append(here[0][0] if here else None)
        told.append(kind.words(body, responses.get((attempt_id, question.id)), order))
        points = found.points[question.id][index[attempt_id]]
        right.append(points >= found.possible[question.id] * 100)
    same = bool(told[0]) and told[0] == told[1] and not any(right)
    return Line(
        number,
        pinned(question).stem,
        (places[0], places[1]),
        (told[0], told[1]),
        (right[0], right[1]),
        same,
    )
