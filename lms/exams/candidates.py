"""Who takes an exam: made with its papers, and for who joins the class later. Nothing commits."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from lms.courses.door import pupils_of
from lms.exams import papers
from lms.exams.models import Candidate, Exam, ExamForm
from suite.db import db


def form_ids(exam: Exam) -> list[int]:
    """The papers of an exam in the order of their numbers."""
    return list(
        db.session.scalars(
            select(ExamForm.id).where(ExamForm.exam_id == exam.id).order_by(ExamForm.number)
        )
    )


def candidate(exam: Exam, person_id: int) -> Candidate | None:
    """The pupil as a candidate of the exam."""
    return db.session.scalar(
        select(Candidate).where(Candidate.exam_id == exam.id, Candidate.person_id == person_id)
    )


def activity_ids(exam: Exam) -> list[int]:
    """The activities into which marks of the exam go."""
    query = select(Candidate.activity_id).where(Candidate.exam_id == exam.id).distinct()
    return sorted({exam.activity_id, *db.session.scalars(query)})


def mode_of(exam: Exam, found: Candidate | None) -> str:
    """Whether the pupil sits it supervised or at home."""
    return (found and found.mode) or exam.mode


def new(exam: Exam, person_id: int, form_id: int | None) -> Candidate:
    """A candidate as the exam alone has it: no sitting, no room, no more time."""
    return Candidate(
        school_id=exam.school_id,
        exam_id=exam.id,
        person_id=person_id,
        activity_id=exam.activity_id,
        form_id=form_id,
    )


def seat_all(exam: Exam) -> None:
    """Make the pupils of the class candidates, and give every candidate a paper.

    Papers go round in the order of the list, so that neighbours by name hold different ones.
    """
    known = {
        one.person_id: one
        for one in db.session.scalars(select(Candidate).where(Candidate.exam_id == exam.id))
    }
    for person in pupils_of(exam.course):
        if person.id not in known:
            known[person.id] = new(exam, person.id, None)
            db.session.add(known[person.id])
    _give_papers(list(known.values()), form_ids(exam))
    db.session.flush()


def _give_papers(found: Sequence[Candidate], forms: Sequence[int]) -> None:
    for place, one in enumerate(found):
        one.form_id = forms[place % len(forms)]


def take_papers(exam: Exam) -> None:
    """Take the papers back: they are to be made anew."""
    db.session.execute(
        update(Candidate)
        .where(Candidate.exam_id == exam.id)
        .values(form_id=None)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(delete(ExamForm).where(ExamForm.exam_id == exam.id))


def seat(exam: Exam, person_id: int) -> Candidate:
    """The pupil as a candidate with a paper, made one when the papers were made before."""
    found = candidate(exam, person_id)
    if found is None:
        found = new(exam, person_id, papers.turn(form_ids(exam), exam.id, person_id))
        db.session.add(found)
        db.session.flush()
    return found
