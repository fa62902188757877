"""Papers of one attempt: where questions have parameters, each attempt asks them with other values.

Such a paper is made when its pupil opens the waiting page, before the start, and once: opening the
page again finds the same. Flushes; nothing here commits.
"""

from collections.abc import Sequence

from sqlalchemy import func, select

from lms.exams import papers
from lms.exams.models import Attempt, Candidate, Exam, ExamForm
from suite.db import db


def of_attempt(exam: Exam, person_id: int, number: int, form_id: int) -> int:
    """The paper of a pupil's attempt (from 1), where it would be the one of that id: itself
    without parameters, which costs one statement."""
    base = db.session.execute(
        select(ExamForm.places, ExamForm.for_person).where(ExamForm.id == form_id)
    ).one()
    if base.for_person is not None or not any(len(row) > 2 for row in base.places):
        return form_id
    if known := _known(exam, person_id, number):
        return known
    begun = select(Attempt.id).where(
        Attempt.school_id == exam.school_id,
        Attempt.exam_id == exam.id,
        Attempt.person_id == person_id,
        Attempt.number == number,
    )
    if db.session.scalar(begun) is not None:
        return form_id
    return _made(exam, person_id, number, db.session.get_one(ExamForm, form_id))


def _known(exam: Exam, person_id: int, number: int) -> int | None:
    return db.session.scalar(
        select(ExamForm.id).where(
            ExamForm.exam_id == exam.id,
            ExamForm.for_person == person_id,
            ExamForm.for_attempt == number,
        )
    )


def _made(exam: Exam, person_id: int, number: int, base: ExamForm) -> int:
    form = papers.with_other_values(exam, base)
    form.for_person, form.for_attempt = person_id, number
    # Numbers are given one after the other; whoever starts meanwhile need not wait for that.
    db.session.execute(select(Exam.id).where(Exam.id == exam.id).with_for_update(key_share=True))
    if known := _known(exam, person_id, number):
        return known
    highest = select(func.max(ExamForm.number)).where(ExamForm.exam_id == exam.id)
    form.number = (db.session.scalar(highest) or 0) + 1
    db.session.add(form)
    db.session.flush()
    if number == 1:
        mine = select(Candidate).where(
            Candidate.exam_id == exam.id, Candidate.person_id == person_id
        )
        db.session.scalars(mine).one().form_id = form.id
        db.session.flush()
    return form.id


def base_of(exam: Exam, form_id: int, forms: Sequence[int]) -> int:
    """The paper for all, one of `forms`, from which a paper was made; itself where it is one."""
    if form_id in forms:
        return form_id
    own = select(ExamForm.base_number).where(ExamForm.id == form_id).scalar_subquery()
    query = select(ExamForm.id).where(
        ExamForm.exam_id == exam.id, ExamForm.number == own, ExamForm.base_number.is_(None)
    )
    return db.session.scalars(query).one()
