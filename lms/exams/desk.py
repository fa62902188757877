"""Who sits a supervised exam on a day: `suite.contracts.CandidateDesk`."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import Select, func, select

from lms.courses.models import Course
from lms.exams.models import READY, SUPERVISED, Exam, ExamCourse
from school.api import Enrolment, valid_today
from suite import clock, contracts


class Desk:
    """Fulfils CandidateDesk."""

    def candidates(self, school_id: int, day: date) -> Select[int]:
        """Pupils of the classes whose supervised exams are ready and open on the day.

        An exam without an end has only the day on which it opens; one without an opening, the
        day on which it was made ready.
        """
        begins = func.coalesce(Exam.opens_at, Exam.ready_at)
        ends = func.coalesce(Exam.closes_at, begins)
        return (
            select(Enrolment.person_id)
            .join(Course, Course.class_id == Enrolment.class_id)
            .join(ExamCourse, ExamCourse.course_id == Course.id)
            .join(Exam, Exam.id == ExamCourse.exam_id)
            .where(
                Exam.school_id == school_id,
                Exam.state == READY,
                Exam.mode == SUPERVISED,
                begins < clock.start_of(day + timedelta(days=1)),
                ends >= clock.start_of(day),
                valid_today(Enrolment.starts_on, Enrolment.ends_on),
            )
        )


def init(app: Flask) -> None:
    """Let the school ask who sits an exam."""
    with app.app_context():
        contracts.provide(contracts.CandidateDesk, Desk())
