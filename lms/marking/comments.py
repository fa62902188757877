"""Ready comments of markers: one's own, and what colleagues share within subject and school."""

from collections.abc import Sequence

from sqlalchemy import delete, func, or_, select

from lms.exams.models import Exam
from lms.marking.models import Comment
from suite import clock
from suite.db import db
from suite.text import nfc

MOST, LONGEST = 200, 500


def ready(exam: Exam, person_id: int) -> Sequence[Comment]:
    """What a marker may use in an exam, the own ones first; one statement."""
    query = (
        select(Comment)
        .where(
            Comment.school_id == exam.school_id,
            Comment.subject_code == exam.course.subject_code,
            or_(Comment.shared, Comment.author_id == person_id),
        )
        .order_by((Comment.author_id == person_id).desc(), Comment.id.desc())
        .limit(MOST)
    )
    return db.session.scalars(query).all()


def keep(exam: Exam, person_id: int, text: str, *, shared: bool) -> bool:
    """Keep a comment for later; whether it is new and there was room. Commits."""
    said = nfc(text).strip()[:LONGEST]
    mine = (
        Comment.school_id == exam.school_id,
        Comment.subject_code == exam.course.subject_code,
        Comment.author_id == person_id,
    )
    count = db.session.scalar(select(func.count()).select_from(Comment).where(*mine)) or 0
    found = db.session.scalar(select(Comment).where(*mine, Comment.text == said).limit(1))
    if not said or (found is None and count >= MOST):
        return False
    if found is not None:
        found.shared = found.shared or shared
    else:
        row = Comment(
            school_id=exam.school_id,
            subject_code=exam.course.subject_code,
            author_id=person_id,
            shared=shared,
            text=said,
            created_at=clock.now(),
        )
        db.session.add(row)
    db.session.commit()
    return found is None


def drop(exam: Exam, person_id: int, comment_id: int) -> bool:
    """Drop an own comment; whether there was one. Commits."""
    done = db.session.execute(
        delete(Comment).where(
            Comment.id == comment_id,
            Comment.author_id == person_id,
            Comment.school_id == exam.school_id,
        )
    )
    db.session.commit()
    return bool(done.rowcount)  # type: ignore[attr-defined]
