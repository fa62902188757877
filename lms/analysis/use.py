"""What marked exams tell the bank about its questions: how hard they are, how far they tell apart.

For each exam and question one row of the bank; the figures of a question are the means of its
rows, weighted by answers. Only final marks count: nothing while somebody may be working or a
person still has to mark.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from lms.analysis.report import report_of
from lms.bank.models import Item, ItemUse, ItemVersion
from lms.exams.models import CLOSED, Attempt, Exam, ExamQuestion
from suite.db import db
from suite.jobs import Context, job

CHUNK = 400


def _thousandths(share: float | None) -> int | None:
    return None if share is None else round(share * 1000)


def note(exam: Exam) -> int:
    """Write the rows of a closed exam and bring its questions up to date; how many. No commit."""
    questions = db.session.execute(
        select(ExamQuestion.id, ExamQuestion.item_id, ItemVersion.number)
        .join(ItemVersion, ItemVersion.id == ExamQuestion.version_id)
        .where(ExamQuestion.exam_id == exam.id)
    ).all()
    last: datetime | None = db.session.scalar(
        select(func.max(Attempt.closed_at)).where(
            Attempt.exam_id == exam.id, Attempt.marked_at.is_not(None)
        )
    )
    figures = {row.question_id: row.figures for row in report_of(exam).items}
    rows: list[dict[str, Any]] = [
        {
            "item_id": item_id,
            "exam_uid": exam.uid,
            "title": exam.title,
            "version": version,
            "answers": figures[question_id].count,
            "facility": _thousandths(figures[question_id].facility),
            "discrimination": _thousandths(figures[question_id].discrimination),
            "used_at": last,
        }
        for question_id, item_id, version in questions
        if figures[question_id].count and last is not None
    ]
    db.session.execute(delete(ItemUse).where(ItemUse.exam_uid == exam.uid))
    if rows:
        db.session.execute(insert(ItemUse), rows)
    sum_up([item_id for _question_id, item_id, _version in questions])
    return len(rows)


def sum_up(item_ids: Sequence[int]) -> None:
    """Make the figures of questions anew from their rows. Does not commit."""
    for start in range(0, len(item_ids), CHUNK):
        ids = item_ids[start : start + CHUNK]
        weighted: dict[int, list[ItemUse]] = {one: [] for one in ids}
        for use in db.session.scalars(select(ItemUse).where(ItemUse.item_id.in_(ids))):
            weighted[use.item_id].append(use)
        for item_id, uses in weighted.items():
            figures = {
                "uses": len(uses),
                "answers": sum(use.answers for use in uses),
                "facility": _mean([(use.facility, use.answers) for use in uses]),
                "discrimination": _mean([(use.discrimination, use.answers) for use in uses]),
                "last_used_at": max((use.used_at for use in uses), default=None),
            }
            db.session.execute(update(Item).where(Item.id == item_id).values(**figures))


def _mean(pairs: Sequence[tuple[int | None, int]]) -> int | None:
    known = [(value, weight) for value, weight in pairs if value is not None]
    total = sum(weight for _value, weight in known)
    return round(sum(value * weight for value, weight in known) / total) if total else None


@job("exams.use", every=timedelta(hours=6))
def note_use(ctx: Context) -> dict[str, Any]:
    """Tell the bank of the closed exams whose attempts were marked since they were told."""
    marked = (
        select(Attempt.exam_id, func.max(Attempt.marked_at).label("at"))
        .group_by(Attempt.exam_id)
        .having(func.count() == func.count(Attempt.marked_at))
        .subquery()
    )
    due = (
        select(Exam)
        .join(marked, marked.c.exam_id == Exam.id)
        .where(
            Exam.state == CLOSED,
            Exam.used_noted_at.is_(None) | (Exam.used_noted_at < marked.c.at),
        )
        .order_by(Exam.id)
    )
    exams = db.session.scalars(due).all()
    questions = 0
    for number, exam in enumerate(exams, 1):
        questions += note(exam)
        exam.used_noted_at = db.session.scalar(
            select(func.max(Attempt.marked_at)).where(Attempt.exam_id == exam.id)
        )
        ctx.progress(number, len(exams))
    return {"exams": len(exams), "questions": questions}
