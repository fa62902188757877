"""Who marks an exam: the teachers of its course, and whom they named as second and third marker.

Of an exam of the school the teachers of each class mark and see their own class alone; who arranges
it sees all, and so do the markers who were named, without names.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.bank.permissions import own_schools
from lms.courses.models import Course
from lms.courses.permissions import Standing, standing
from lms.exams.models import CLOSED, Candidate, Exam
from lms.exams.permissions import own_courses, stand_of
from lms.marking.models import FIRST, Marker
from school.api import HEADS, WORK, OrgUnit, who
from suite import web
from suite.db import db


@dataclass(frozen=True)
class Post:
    """Where somebody stands: `place` is FIRST, SECOND, THIRD, or None for who only looks on; `seen`
    are the activities whose pupils they see (None: all)."""

    exam: Exam
    stand: Standing
    place: int | None
    person_id: int
    seen: list[int] | None = None

    @property
    def names(self) -> bool:
        """Whether they may know whose an answer is: a marker from outside may not."""
        return self.stand.staff

    def sees(self, person_id: int) -> bool:
        """Whether they see the answers of a pupil."""
        if self.seen is None:
            return True
        query = select(Candidate.id).where(
            Candidate.exam_id == self.exam.id,
            Candidate.person_id == person_id,
            Candidate.activity_id.in_(self.seen),
        )
        return db.session.scalar(query) is not None


def sees_keys(exam: Exam, stand: Standing) -> bool:
    """Whether the keys may be shown: who only looks on, and sees no key in the bank either, waits
    until the exam is closed."""
    return exam.state == CLOSED or stand.edits or exam.school_id in own_schools(who())


def exam_of(uid: str) -> Exam:
    """The exam with its course, whoever asks. 404 when there is none."""
    query = (
        select(Exam)
        .where(Exam.uid == uid)
        .options(
            joinedload(Exam.course).options(
                joinedload(Course.school_class), joinedload(Course.subject)
            )
        )
    )
    exam: Exam | None = db.session.scalar(query)
    if exam is None:
        web.not_found()
    return exam


def post_for(uid: str, *, to_mark: bool = False) -> Post:
    """The exam for who marks it or sees its marks; else 404. 403 for who only looks on, `to_mark`.

    A marker who was named sees this exam's answers and nothing else of the class.
    """
    exam, me = exam_of(uid), who()
    if me.person_id is None:
        web.not_found()
    stand, teaches, seen = _standing(exam)
    named = _named(exam, me.person_id) if me.wears(WORK) and not stand.edits else None
    place = named or (FIRST if stand.edits or teaches else None)
    if place is None and not stand.staff:
        if stand.studies:
            web.forbidden()
        web.not_found()
    if to_mark and place is None:
        web.forbidden()
    return Post(exam, stand, place, me.person_id, None if named else seen)


def _standing(exam: Exam) -> tuple[Standing, bool, list[int] | None]:
    """How the present person stands to the exam, whether they teach one of its courses, and the
    activities whose pupils they see (None: all)."""
    if not exam.organised:
        stand = standing(who(), exam.course_id)
        return stand, stand.edits, None
    stand, mine = stand_of(exam), own_courses(exam)
    teaches = any(found.edits for _course, found in mine)
    seen = [course.activity_id for course, found in mine if found.staff]
    return stand, teaches, None if stand.edits else seen


def _named(exam: Exam, person_id: int) -> int | None:
    return db.session.scalar(
        select(Marker.place).where(Marker.exam_id == exam.id, Marker.person_id == person_id)
    )


def heads(exam: Exam) -> bool:
    """Whether the present person heads the school of the exam."""
    unit = db.session.get(OrgUnit, exam.school_id)
    return unit is not None and who().holds(unit.path, *HEADS)
