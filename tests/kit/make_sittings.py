"""Makers of school exams with sittings and rooms."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from lms.exams import choosing
from lms.exams import service as exams
from lms.exams.models import Candidate, Exam
from lms.sittings import making, placing, service
from lms.sittings.models import ExamRoom, Sitting
from school.classes.models import SchoolClass
from school.people.models import Person
from school.units.models import OrgUnit
from suite import clock
from suite.db import db
from tests.kit import make, make_exams


@dataclass
class Held:
    """A school exam of two classes with one sitting of two rooms, candidates seated by name."""

    school: OrgUnit
    head: Person
    exam: Exam
    sitting: Sitting
    rooms: list[ExamRoom]
    watchers: list[Person]
    teachers: list[Person]
    classes: list[SchoolClass]
    pupils: list[Person] = field(default_factory=list)

    def candidate(self, person: Person) -> Candidate:
        query = select(Candidate).where(Candidate.person_id == person.id)
        return db.session.scalars(query.where(Candidate.exam_id == self.exam.id)).one()


def held(
    pupils: int = 2, seats: int = 4, *, prepared: bool = True, seated: bool = True, **sitting: Any
) -> Held:
    """`pupils` in each of two classes; the sitting is open now."""
    school = make.school()
    head = make.person("Lê Thị Phó", "vice_principal", school)
    classes = [make.school_class(school, name) for name in ("6A", "6B")]
    teachers = [make.teacher(one, f"Thầy {one.name}") for one in classes]
    people = [
        make.student(one, f"Nguyễn {letter} {one.name}")
        for one in classes
        for letter in "AĂÂBCDĐE"[:pupils]
    ]
    watchers = [make.person(f"Giám Thị {n}", "teacher", school) for n in (1, 2)]
    uid = making.new_exam(school, "TOAN", [one.id for one in classes], "Giữa kì", 45, head.id)
    exam = db.session.scalars(select(Exam).where(Exam.uid == uid)).one()
    questions = [make_exams.question(teachers[0], f"Câu {n}", right=0).id for n in range(4)]
    choosing.choose(exam.id, questions)
    now = clock.now()
    window = {"opens_at": now - timedelta(minutes=5), "closes_at": now + timedelta(hours=3)}
    given = {"name": "Ca 1", "mode": "supervised", **window, **sitting}
    row = service.add_sitting(exam.id, given)
    rooms = [
        service.add_room(
            row,
            {"name": f"Phòng {n}", "seats": seats, "access_code": "", "networks": ""},
            [watchers[n - 1].id],
        )
        for n in (1, 2)
    ]
    if seated:
        placing.distribute(exam.id, "name", 1, "TO", 1)
    if prepared:
        exams.prepare(exam.id)
    return Held(school, head, exam, row, rooms, watchers, teachers, classes, people)
