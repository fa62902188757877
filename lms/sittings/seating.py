"""Writing what sittings and rooms say onto the candidates. Nothing here commits.

One statement for a whole exam; who has started stays as the start found it.
"""

from sqlalchemy import ColumnElement, and_, exists, select, update

from lms.exams import accommodated
from lms.exams.models import SUPERVISED, Attempt, Candidate, Exam
from lms.sittings import listing
from lms.sittings.models import ExamRoom, Seat, Sitting
from suite.db import db


def _not_started() -> ColumnElement[bool]:
    return ~exists().where(
        Attempt.school_id == Candidate.school_id,
        Attempt.exam_id == Candidate.exam_id,
        Attempt.person_id == Candidate.person_id,
    )


def write(exam: Exam, *rooms: int) -> None:
    """Write the present sittings and rooms onto the candidates of an exam who have not started,
    of these rooms only where given; who has no seat waits. A published list tells them."""
    db.session.flush()
    mine = [Candidate.exam_id == exam.id, _not_started()]
    in_rooms = [Seat.room_id.in_(rooms)] if rooms else []
    seated = and_(
        Seat.candidate_id == Candidate.id,
        ExamRoom.id == Seat.room_id,
        Sitting.id == ExamRoom.sitting_id,
        *in_rooms,
    )
    db.session.execute(
        update(Candidate)
        .where(*mine, seated)
        .values(
            opens_at=Sitting.opens_at,
            closes_at=Sitting.closes_at,
            mode=Sitting.mode,
            access_code=ExamRoom.access_code,
            networks=ExamRoom.networks,
            waits=and_(Sitting.mode == SUPERVISED, ExamRoom.opened_at.is_(None)),
        )
        .execution_options(synchronize_session=False)
    )
    if not rooms:
        _leave_outside(exam, mine)
    db.session.expire_all()
    listing.changed(exam)


def _leave_outside(exam: Exam, mine: list[ColumnElement[bool]]) -> None:
    db.session.execute(
        update(Candidate)
        .where(*mine, ~exists().where(Seat.candidate_id == Candidate.id))
        .values(
            opens_at=None,
            closes_at=None,
            mode=None,
            access_code="",
            networks="",
            waits=exam.by_sittings,
        )
        .execution_options(synchronize_session=False)
    )


def with_help(exam: Exam) -> None:
    """Look anew at what the candidates are given on the days of their sittings."""
    query = select(Candidate).where(Candidate.exam_id == exam.id)
    accommodated.apply(exam, list(db.session.scalars(query)))


def started(exam: Exam) -> set[int]:
    """The ids of the persons who have started."""
    return set(db.session.scalars(select(Attempt.person_id).where(Attempt.exam_id == exam.id)))
