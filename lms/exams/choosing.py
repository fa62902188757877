"""Choosing the questions of a draft from the bank; each use case commits once."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, delete, func, select

from lms.bank.models import Item, ItemVersion
from lms.bank.permissions import finished
from lms.bank.queries import matching
from lms.exams import clusters, papers, rules
from lms.exams.clusters import Candidate
from lms.exams.models import Exam, ExamQuestion
from lms.exams.service import draft
from lms.hooks import QUESTION
from suite.db import db
from suite.hooks import registry

SHOWN = 50


def usable(exam: Exam, topic: str = "", words: str = "") -> Select[Any]:
    """A select of the bank's questions that the exam may still take in."""
    taken = select(ExamQuestion.item_id).where(ExamQuestion.exam_id == exam.id)
    query = select(Item).where(
        Item.school_id == exam.school_id,
        Item.subject_code == exam.course.subject_code,
        Item.kind.in_(list(registry().kinds(QUESTION))),
        Item.retired_at.is_(None),
        finished(),
        Item.id.not_in(taken),
    )
    if topic:
        query = query.where(Item.topic == topic)
    if words:
        query = query.where(matching(words, [exam.school_id]))
    return query


def topics(exam: Exam) -> list[tuple[str, int]]:
    """The topics of usable questions, with how many there are."""
    left = usable(exam).subquery()
    rows = db.session.execute(
        select(left.c.topic, func.count()).group_by(left.c.topic).order_by(left.c.topic)
    )
    return [(topic, count) for topic, count in rows]


def draw(exam_id: int, count: int, topic: str = "") -> int:
    """Take `count` questions of the bank at random, those about one text together; how many
    there were. Raises NotPossible."""
    exam = draft(exam_id)
    columns = usable(exam, topic).with_only_columns(Item.id, Item.stimulus_id, Item.stimulus_place)
    fitting = [Candidate(*row) for row in db.session.execute(columns)]
    room = max(0, rules.MOST_QUESTIONS - len(exam.questions))
    found = clusters.drawn({0: min(count, room)}, {0: fitting}, papers.below)
    drawn = clusters.together(found[0])
    _take(exam, drawn)
    db.session.commit()
    return len(drawn)


def choose(exam_id: int, item_ids: Sequence[int]) -> int:
    """Take these questions, those that the exam may take; how many there were. NotPossible."""
    exam = draft(exam_id)
    wanted = usable(exam).where(Item.id.in_(item_ids)).with_only_columns(Item.id)
    ids = sorted(db.session.scalars(wanted))[: rules.MOST_QUESTIONS - len(exam.questions)]
    _take(exam, ids)
    db.session.commit()
    return len(ids)


def _take(exam: Exam, item_ids: Sequence[int]) -> None:
    number = max((question.number for question in exam.questions), default=0)
    part = max((question.part for question in exam.questions), default=1)
    for offset, item_id in enumerate(item_ids, 1):
        db.session.add(
            ExamQuestion(
                exam_id=exam.id,
                item_id=item_id,
                number=number + offset,
                part=part,
                points=Decimal(1),
            )
        )


def drop(exam_id: int, question_id: int) -> None:
    """Take a question out of a draft. Raises NotPossible."""
    exam = draft(exam_id)
    db.session.execute(
        delete(ExamQuestion).where(ExamQuestion.exam_id == exam.id, ExamQuestion.id == question_id)
    )
    db.session.commit()


def set_points(exam_id: int, points: dict[int, Decimal]) -> None:
    """Set what questions may earn. Raises NotPossible."""
    exam = draft(exam_id)
    for question in exam.questions:
        question.points = points.get(question.id, question.points)
    db.session.commit()


@dataclass(frozen=True)
class Line:
    """A question as a list shows it; `question_id` is None for one that is not taken."""

    item_id: int
    question_id: int | None
    topic: str
    stem: str
    points: Decimal | None
    part: int = 1


def lines(exam: Exam) -> list[Line]:
    """The questions of the exam; one statement."""
    rows = db.session.execute(
        select(
            Item.id,
            ExamQuestion.id,
            Item.topic,
            ItemVersion.stem,
            ExamQuestion.points,
            ExamQuestion.part,
        )
        .join(Item, Item.id == ExamQuestion.item_id)
        .join(
            ItemVersion,
            (ItemVersion.item_id == Item.id)
            & (
                (ItemVersion.id == ExamQuestion.version_id)
                | (ExamQuestion.version_id.is_(None) & (ItemVersion.number == Item.current_number))
            ),
        )
        .where(ExamQuestion.exam_id == exam.id)
        .order_by(ExamQuestion.part, ExamQuestion.number)
    )
    return [Line(*row) for row in rows]


def found(exam: Exam, topic: str, words: str) -> list[Line]:
    """The newest usable questions that fit, at most SHOWN."""
    rows = db.session.execute(
        usable(exam, topic, words)
        .join(
            ItemVersion,
            (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.current_number),
        )
        .with_only_columns(Item.id, Item.topic, ItemVersion.stem)
        .order_by(Item.id.desc())
        .limit(SHOWN)
    )
    return [Line(item_id, None, topic_, stem, None) for item_id, topic_, stem in rows]


def question_count(exam: Exam) -> int:
    """How many questions the exam asks."""
    query = select(func.count()).where(ExamQuestion.exam_id == exam.id)
    return db.session.scalar(query) or 0
