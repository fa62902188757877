"""Dividing an exam into parts by hand, until the first attempt; commits once."""

from collections.abc import Sequence
from itertools import pairwise

from sqlalchemy import select

from lms.exams import candidates, division, papers, service
from lms.exams.division import Wish
from lms.exams.models import CLOSED, DRAFT, READY, Attempt, Exam, ExamForm, ExamPart, ExamQuestion
from suite import audit
from suite.db import db


class Wrong(Exception):
    """The exam cannot be divided like this; `faults` say why."""

    def __init__(self, faults: list[division.Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


def wishes_of(exam: Exam) -> list[Wish]:
    """The parts as they are now; two statements."""
    query = select(ExamQuestion.part).where(ExamQuestion.exam_id == exam.id)
    parts = list(db.session.scalars(query.order_by(ExamQuestion.part, ExamQuestion.number)))
    return [
        Wish(
            part.title,
            parts.index(part.number) + 1,
            parts.index(part.number) + parts.count(part.number),
            part.minutes,
            part.note,
        )
        for part in exam.parts
        if part.number in parts
    ]


def moving_of(exam: Exam) -> str:
    """How pupils go through the paper: one of division's FREE, BY_PART, BY_QUESTION."""
    if exam.one_way:
        return division.BY_QUESTION
    return division.BY_PART if exam.parts_one_way else division.FREE


def may_divide(exam: Exam) -> bool:
    """Whether the parts may still be changed; one statement once the papers are made."""
    return exam.state == DRAFT or (exam.state == READY and not _begun(exam))


def _begun(exam: Exam) -> bool:
    query = select(Attempt.id).where(Attempt.exam_id == exam.id).limit(1)
    return db.session.scalar(query) is not None


def _tied(questions: Sequence[ExamQuestion]) -> set[int]:
    """The questions that share a stimulus with the one behind them, by number."""
    on = [question.item.stimulus_id for question in questions]
    return {
        number
        for number, (one, next_one) in enumerate(pairwise(on), 1)
        if one is not None and one == next_one
    }


def divide(exam_id: int, wishes: Sequence[Wish], moving: str) -> Exam:
    """Divide an exam into these parts (none: it has no parts), and make its papers anew where
    they were made. Raises Wrong, or NotPossible once somebody has begun."""
    exam = service.locked(exam_id)
    if not may_divide(exam):
        closed = exam.state == CLOSED
        db.session.rollback()
        raise service.NotPossible("not_draft" if closed else "started")
    questions = sorted(papers.questions_of(exam.id), key=lambda one: (one.part, one.number))
    wanted = division.whole(wishes, len(questions))
    if found := division.faults(wanted, len(questions), exam.minutes, _tied(questions)):
        db.session.rollback()
        raise Wrong(found)
    exam.parts.clear()
    db.session.flush()
    for number, one in enumerate(wanted, 1):
        told = {"title": one.title, "note": one.note, "minutes": one.minutes}
        exam.parts.append(ExamPart(number=number, **told))
    for number, question in enumerate(questions, 1):
        question.number = number
        question.part = sum(number >= (one.first or 1) for one in wanted) or 1
    exam.one_way = moving == division.BY_QUESTION
    exam.parts_one_way = moving == division.BY_PART
    db.session.flush()
    if exam.state == READY:
        _make_anew(exam)
    detail = {"parts": len(wanted), "moving": moving}
    audit.record("exam.parts", f"exam:{exam.uid}", detail=detail)
    db.session.commit()
    return exam


def _make_anew(exam: Exam) -> None:
    """The papers once more, under the codes that they had."""
    numbers = select(ExamForm.number, ExamForm.code).where(
        ExamForm.exam_id == exam.id, ExamForm.base_number.is_(None)
    )
    codes: dict[int, str] = {row[0]: row[1] for row in db.session.execute(numbers)}
    candidates.take_papers(exam)
    db.session.expire(exam, ["questions", "parts"])
    papers.make_all(exam, codes)
    candidates.seat_all(exam)
