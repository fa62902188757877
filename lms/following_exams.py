"""An exam that nobody took follows its course to another school, with all that was arranged for it.

What was taken stays under the school where it was taken: its marks, rulings and reports too.
"""

from typing import Any

from sqlalchemy import exists, select, update

from lms.exams.decided import Ruling
from lms.exams.models import (
    CLOSED,
    Attempt,
    Candidate,
    CodeTry,
    Exam,
    ExamCourse,
    ExamForm,
    ExamPage,
)
from lms.exams.traces import Outage
from lms.marking.models import Marker, Plan
from lms.papers.models import PaperSheet
from lms.sittings.models import (
    ExamRoom,
    Incident,
    Invigilator,
    PublishedList,
    Seat,
    Sitting,
    Told,
)
from suite.db import db

OF_EXAM: tuple[Any, ...] = (
    *(ExamForm, Candidate, ExamCourse, CodeTry, Outage),
    *(ExamPage, PaperSheet),
    *(Plan, Marker, Ruling),
    *(Sitting, PublishedList, Told),
)
OF_ROOM: tuple[Any, ...] = (Invigilator, Seat, Incident)


def move_untaken(course_id: int, school_id: int) -> None:
    """Let the exams of a course that are neither closed nor begun belong to a school; flushed."""
    begun = exists(select(Attempt.id).where(Attempt.exam_id == Exam.id))
    waiting = select(Exam.id).where(Exam.course_id == course_id, Exam.state != CLOSED, ~begun)
    ids = list(db.session.scalars(waiting))
    if not ids:
        return
    for table in OF_EXAM:
        _move(update(table).where(table.exam_id.in_(ids)), school_id)
    rooms = select(ExamRoom.id).join(Sitting).where(Sitting.exam_id.in_(ids))
    for table in OF_ROOM:
        _move(update(table).where(table.room_id.in_(rooms)), school_id)
    of_sitting = select(Sitting.id).where(Sitting.exam_id.in_(ids))
    _move(update(ExamRoom).where(ExamRoom.sitting_id.in_(of_sitting)), school_id)
    _move(update(Exam).where(Exam.id.in_(ids)), school_id)
    db.session.flush()


def _move(rows: Any, school_id: int) -> None:
    asked = rows.values(school_id=school_id).execution_options(synchronize_session=False)
    db.session.execute(asked)
