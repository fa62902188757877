"""Who sits a supervised exam on a day: `suite.contracts.CandidateDesk`."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import Select, func, select

from lms.courses.models import Course
from lms.exams.models import READY, SUPERVISED, Candidate, Exam, ExamCourse
from school.api import Enrolment, valid_today
from suite import clock, contracts


class Desk:
    """Fulfils CandidateDesk."""

    def candidates(self, school_id: int, day: date) -> Select[int]:
        """Pupils of the classes whose supervised exams are ready and open on the day, each by the
        own sitting where there is one.

        An exam without an end has only the day on which it opens; one without an opening, the
        day on which it was made ready.
        """
        begins = func.coalesce(Candidate.opens_at, Exam.opens_at, Exam.ready_at)
        ends = func.coalesce(Candidate.closes_at, Exam.closes_at, begins)
        seat = (Candidate.exam_id == Exam.id) & (Candidate.person_id == Enrolment.person_id)
        return (
            select(Enrolment.person_id)
            .join(Course, Course.class_id == Enrolment.class_id)
            .join(ExamCourse, ExamCourse.course_id == Course.id)
            .join(Exam, Exam.id == ExamCourse.exam_id)
            .outerjoin(Candidate, seat)
            .where(
                Exam.school_id == school_id,
                Exam.state == READY,
                func.coalesce(Candidate.mode, Exam.mode) == SUPERVISED,
                begins < clock.start_of(day + timedelta(days=1)),
                ends >= clock.start_of(day),
                valid_today(Enrolment.starts_on, Enrolment.ends_on),
            )
        )


def init(app: Flask) -> None:
    """Let the school ask who sits an exam."""
    with app.app_context():
        contracts.provide(contracts.CandidateDesk, Desk())
