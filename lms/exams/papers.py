"""Making papers: which question stands where, and the prepared text that pupils get.

The order map never leaves the server. What a pupil gets names questions and options by the place
where they stand on this paper, so that nothing tells in which order their author wrote them.
"""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms import parameters
from lms.bank import pictures
from lms.bank.models import Item, ItemVersion, Stimulus, StimulusVersion
from lms.exams import pages, parting
from lms.exams.models import Exam, ExamForm, ExamQuestion
from lms.hooks import QUESTION, QuestionKind
from suite.db import db
from suite.hooks import registry

_random = secrets.SystemRandom()
Values = dict[tuple[int, int], dict[str, str]]


class KindMissing(LookupError):
    """A question is of a kind that is not installed here; the text names it."""


@dataclass(frozen=True)
class Place:
    """One place of a paper: the question, its options in the order in which they stand, and the
    values of its parameters, as decimal texts."""

    question_id: int
    order: list[int]
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What a question says on one paper."""

    stem: str
    body: dict[str, Any]
    key: dict[str, Any]
    solution: str


def question_kind(name: str) -> QuestionKind:
    """The kind of that name. Raises KindMissing."""
    kind: QuestionKind | None = registry().kinds(QUESTION).get(name)
    if kind is None:
        raise KindMissing(name)
    return kind


def places_of(form: ExamForm) -> list[Place]:
    """The order map of a paper."""
    return [Place(*row) for row in form.places]


def asked(question: ExamQuestion, values: Mapping[str, str]) -> Asked:
    """What a pinned question says with these values of its parameters."""
    version = pinned(question)
    told = (version.stem, version.body, version.key, version.solution)
    if values:
        return Asked(*(parameters.filled(one, values) for one in told))
    return Asked(*told)


def _values(question: ExamQuestion, kind: QuestionKind) -> dict[str, str]:
    """New values of the parameters; {} where there are none. Raises ValueError for a question
    that no value makes usable, which the bank does not take in."""
    version = pinned(question)
    if "params" not in version.body:
        return {}
    texts = [version.stem, version.body, version.key, version.solution]
    for values, (_stem, body, key, _told) in parameters.draws(
        texts, version.body["params"], _random
    ):
        if not kind.problems(body, key):
            return values
    raise ValueError(f"no values for the parameters of question {question.id}")


def sample(ids: Sequence[int], count: int) -> list[int]:
    """`count` of the ids at random."""
    return _random.sample(list(ids), count)


def below(limit: int) -> int:
    """A chance number of range(limit)."""
    return _random.randrange(limit)


def _order(size: int, shuffled: bool, fixed: Collection[int] = ()) -> list[int]:
    """The indices in a new order; those that are fixed stay in their places."""
    order = list(range(size))
    if shuffled:
        moving = [index for index in order if index not in fixed]
        mixed = iter(_random.sample(moving, len(moving)))
        order = [index if index in fixed else next(mixed) for index in order]
    return order


def pinned(question: ExamQuestion) -> ItemVersion:
    """The version that the exam asks. Raises ValueError before the papers are made."""
    if question.version is None:
        raise ValueError("the question is not pinned to a version")
    return question.version


def clusters(questions: Sequence[ExamQuestion]) -> list[list[ExamQuestion]]:
    """The questions as they stay together: those on one stimulus, in the order of the stimulus."""
    found: dict[tuple[str, int], list[ExamQuestion]] = {}
    for question in questions:
        on = question.item.stimulus_id
        found.setdefault(("alone", question.id) if on is None else ("on", on), []).append(question)
    return [
        sorted(ones, key=lambda one: (one.item.stimulus_place, one.number))
        for ones in found.values()
    ]


def questions_of(exam_id: int) -> list[ExamQuestion]:
    """The questions with what they say; one statement."""
    query = (
        select(ExamQuestion)
        .where(ExamQuestion.exam_id == exam_id)
        .options(
            joinedload(ExamQuestion.item),
            joinedload(ExamQuestion.version),
            joinedload(ExamQuestion.stimulus),
        )
        .order_by(ExamQuestion.number)
    )
    return list(db.session.scalars(query))


def lay_out(exam: Exam, questions: Sequence[ExamQuestion]) -> list[Place]:
    """A new order of questions, each within its part, and of options. Raises KindMissing."""
    places = []
    for part in sorted({question.part for question in questions}):
        of_part = clusters([question for question in questions if question.part == part])
        order = _order(len(of_part), exam.shuffle_questions)
        for question in (one for index in order for one in of_part[index]):
            kind = question_kind(question.item.kind)
            body = pinned(question).body
            mixed = exam.shuffle_options or kind.must_shuffle
            order = _order(kind.shuffle_size(body), mixed, kind.fixed(body))
            places.append(Place(question.id, order, _values(question, kind)))
    return places


def parts_told(exam: Exam, parts: Sequence[int]) -> list[dict[str, Any]]:
    """What a paper says of its parts, where `parts` is the part of each place: title, note,
    minutes of its own (None: none) and the number of its first question."""
    return [
        {
            "title": part.title,
            "note": part.note,
            "minutes": part.minutes,
            "first": parts.index(part.number) + 1,
        }
        for part in exam.parts
        if part.number in parts
    ]


def one_way_parts(exam: Exam) -> bool:
    """Whether who goes on to the next part of the paper cannot come back."""
    wanted = exam.parts_one_way and bool(exam.parts)
    return parting.one_way([part.minutes for part in exam.parts], wanted)


def pictures_of(exam: Exam, questions: Sequence[ExamQuestion]) -> dict[str, str]:
    """The addresses of the pictures on the papers: good for this exam and no longer."""
    told = [
        (pinned(question).stem, pinned(question).body, stimulus_of(question))
        for question in questions
    ]
    rows = pictures.of_school(exam.school_id, told)
    return {
        uid: f"/exams/pictures/{pictures.signed('paper', row.id, exam.id)}"
        for uid, row in rows.items()
    }


def paper_text(exam: Exam, questions: Sequence[ExamQuestion], places: list[Place]) -> str:
    """The paper as JSON: {"title", "minutes", "parts", "one_way_parts", "items": [{"html"}]};
    nothing of any key.

    Of a paper that was made elsewhere also "pages" (as `pages.in_paper`) and "labels" of the items.
    """
    by_id = {question.id: question for question in questions}
    shown = pictures_of(exam, questions)
    items = []
    for number, place in enumerate(places, 1):
        question = by_id[place.question_id]
        kind, told = question_kind(question.item.kind), asked(question, place.values)
        # Without a request's context: nothing of who makes the papers can get into them.
        html = current_app.jinja_env.get_template(kind.player_template).render(
            item=kind.shown(told.body, place.order),
            stem=told.stem,
            name=f"q{number}",
            pictures=shown,
        )
        items.append({"html": stimulus_html(question, shown) + html})
    parts = parts_told(exam, [by_id[place.question_id].part for place in places])
    paper: dict[str, Any] = {
        "title": exam.title,
        "minutes": exam.minutes,
        "parts": parts,
        "one_way_parts": one_way_parts(exam),
        "items": items,
    }
    if exam.pages:
        paper["pages"] = pages.in_paper(exam.pages)
    labels = [by_id[place.question_id].label for place in places]
    if any(labels):
        paper["labels"] = labels
    return json.dumps(paper, ensure_ascii=False, separators=(",", ":"))


def stimulus_versions(item_ids: Sequence[int]) -> dict[int, int]:
    """The version of its stimulus that each question gets now; one statement."""
    rows = db.session.execute(
        select(Item.id, StimulusVersion.id)
        .join(Stimulus, Stimulus.id == Item.stimulus_id)
        .join(
            StimulusVersion,
            (StimulusVersion.stimulus_id == Stimulus.id)
            & (StimulusVersion.number == Stimulus.current_number),
        )
        .where(Item.id.in_(item_ids))
    )
    return {row[0]: row[1] for row in rows}


def stimulus_of(question: ExamQuestion) -> str:
    """The text of the stimulus that the exam asks a question on, or ""."""
    return question.stimulus.text if question.stimulus else ""


def stimulus_html(question: ExamQuestion, shown: Mapping[str, str]) -> str:
    """What stands above a question that is asked on a stimulus; `shown` are its pictures."""
    text = stimulus_of(question)
    template = current_app.jinja_env.get_template("lms/exams/stimulus.html")
    return template.render(text=text, pictures=shown) if text else ""


def make_form(exam: Exam, questions: Sequence[ExamQuestion], number: int) -> ExamForm:
    """One paper of an exam whose questions are pinned. Raises KindMissing."""
    places = lay_out(exam, questions)
    return ExamForm(
        school_id=exam.school_id,
        exam_id=exam.id,
        number=number,
        paper=paper_text(exam, questions, places),
        places=[_row(one) for one in places],
    )


def with_other_values(exam: Exam, base: ExamForm) -> ExamForm:
    """A paper like another one, whose parameters have new values; not numbered, not added."""
    questions = questions_of(exam.id)
    by_id = {question.id: question for question in questions}
    places = []
    for place in places_of(base):
        question = by_id[place.question_id]
        values = _values(question, question_kind(question.item.kind)) if place.values else {}
        places.append(Place(place.question_id, place.order, values))
    return ExamForm(
        school_id=exam.school_id,
        exam_id=exam.id,
        code=base.code,
        base_number=base.number,
        paper=paper_text(exam, questions, places),
        places=[_row(one) for one in places],
    )


def make_all(exam: Exam, codes: Mapping[int, str] | None = None) -> None:
    """Every paper of an exam whose questions are pinned, with the codes by number. Flushes."""
    questions = questions_of(exam.id)
    for number in range(1, exam.form_count + 1):
        form = make_form(exam, questions, number)
        form.code = (codes or {}).get(number, "")
        db.session.add(form)
    db.session.flush()


def _row(place: Place) -> list[Any]:
    row: list[Any] = [place.question_id, place.order]
    return [*row, place.values] if place.values else row


def turn(form_ids: Sequence[int], exam_id: int, person_id: int) -> int:
    """The paper of a pupil: the same at every ask, another one for the next in the list."""
    return form_ids[(exam_id + person_id) % len(form_ids)]


def values_by_form(exam_id: int, questions: Sequence[ExamQuestion]) -> Values:
    """The values of parameters by (form id, question id), empty ones left out; no statement where
    no question has parameters."""
    if not any("params" in pinned(question).body for question in questions):
        return {}
    forms = db.session.scalars(select(ExamForm).where(ExamForm.exam_id == exam_id))
    return {
        (form.id, place.question_id): place.values
        for form in forms
        for place in places_of(form)
        if place.values
    }
