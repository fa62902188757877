"""Who takes an exam: made with its papers, and for who joins the class later. Nothing commits."""

from collections.abc import Sequence

from sqlalchemy import Select, delete, select, update
from sqlalchemy.exc import IntegrityError

from lms.courses.models import Course
from lms.exams import accommodated, papers
from lms.exams.models import Candidate, Exam, ExamCourse, ExamForm
from school.api import Enrolment, Person, SchoolClass, valid_today
from suite.db import db


def form_ids(exam: Exam) -> list[int]:
    """The papers of an exam in the order of their numbers, without those of single attempts."""
    return list(
        db.session.scalars(
            select(ExamForm.id)
            .where(ExamForm.exam_id == exam.id, ExamForm.base_number.is_(None))
            .order_by(ExamForm.number)
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


def activity_of(exam: Exam, person_id: int) -> int:
    """Where the mark of a pupil goes: the activity of the own class, else the exam's own."""
    found = db.session.scalar(
        select(ExamCourse.activity_id)
        .join(Course, Course.id == ExamCourse.course_id)
        .join(Enrolment, Enrolment.class_id == Course.class_id)
        .where(
            ExamCourse.exam_id == exam.id,
            Enrolment.person_id == person_id,
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
        )
        .order_by(ExamCourse.id)
        .limit(1)
    )
    return found or exam.activity_id


def new(exam: Exam, person_id: int, activity_id: int, form_id: int | None) -> Candidate:
    """A candidate as the exam alone has it: no sitting, no room, no more time. Where there are
    sittings, one who has no seat waits."""
    return Candidate(
        school_id=exam.school_id,
        exam_id=exam.id,
        person_id=person_id,
        activity_id=activity_id,
        form_id=form_id,
        waits=exam.by_sittings,
    )


def enrol(exam: Exam) -> list[Candidate]:
    """Make the pupils of every class that takes the exam candidates; all candidates in the order
    of classes and names. Flushed."""
    known = {
        one.person_id: one
        for one in db.session.scalars(select(Candidate).where(Candidate.exam_id == exam.id))
    }
    for person_id, activity_id in db.session.execute(_pupils(exam)):
        if person_id not in known:
            known[person_id] = new(exam, person_id, activity_id, None)
            db.session.add(known[person_id])
    found = list(known.values())
    db.session.flush()
    accommodated.apply(exam, found)
    return found


def _pupils(exam: Exam) -> Select[int, int]:
    return (
        select(Person.id, ExamCourse.activity_id)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .join(Course, Course.class_id == SchoolClass.id)
        .join(ExamCourse, ExamCourse.course_id == Course.id)
        .where(
            ExamCourse.exam_id == exam.id,
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
        )
        .order_by(SchoolClass.sort_key, SchoolClass.id, Person.sort_key, Person.id)
    )


def seat_all(exam: Exam) -> None:
    """Make the pupils candidates, and give every candidate a paper.

    Papers go round in the order of the list, so that neighbours by name hold different ones.
    """
    _give_papers(enrol(exam), form_ids(exam))
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
        form_id = papers.turn(form_ids(exam), exam.id, person_id)
        found = new(exam, person_id, activity_of(exam, person_id), form_id)
        try:
            with db.session.begin_nested():
                db.session.add(found)
        except IntegrityError:
            # Another window of the same pupil was quicker.
            query = select(Candidate).where(
                Candidate.exam_id == exam.id, Candidate.person_id == person_id
            )
            return db.session.scalars(query).one()
        accommodated.apply(exam, [found])
    return found
