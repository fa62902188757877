"""What pupils are reminded of at noon of the day before: work that is due, exams that open.

The job comes every hour; a key with the day makes its repeats harmless.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import contains_eager, defer

from lms.courses.models import Activity, Course, Visit
from lms.exams.models import READY, Exam, ExamCourse
from lms.grades.models import EMPTY, Mark
from lms.grades.queries import graded_kinds
from lms.notices import N_, tell
from school.api import Enrolment, NoticeKind, Person, notice_kind, valid_today
from suite import clock
from suite.db import db
from suite.jobs import Context, job

FROM_HOUR = 12

DUE = notice_kind(
    NoticeKind(
        "due_tomorrow",
        N_("Work is due tomorrow"),
        N_("Due tomorrow (%(when)s) in %(course)s: %(title)s"),
        "calendar-event",
    )
)
OPENS = notice_kind(
    NoticeKind(
        "exam_tomorrow",
        N_("A test opens tomorrow"),
        N_("A test opens tomorrow (%(when)s) in %(course)s: %(title)s"),
        "ui-checks",
    )
)


@job("lms.remind", every=timedelta(hours=1))
def remind(ctx: Context) -> dict[str, int]:
    """Remind pupils of tomorrow; how many were told of what is due and of exams."""
    now = clock.now()
    if now.astimezone(clock.VN).hour < FROM_HOUR:
        return {"due": 0, "opens": 0}
    day = clock.local_date(now) + timedelta(days=1)
    due = _tell(ctx, DUE, _due(day, now), f"due:{{}}:{day}")
    return {"due": due, "opens": _tell(ctx, OPENS, _opening(day, now), f"opens:{{}}:{day}")}


def _tell(ctx: Context, kind: NoticeKind, query: Select[Any], key: str) -> int:
    """Tell the pupils of each activity; rows are (activity, when, pupil) by activity."""
    told = 0
    rows: Sequence[Any] = db.session.execute(query).all()
    for activity, some in groupby(rows, key=lambda row: row[0]):
        found = list(some)
        when = clock.show(found[0][1])
        pupils = [row[2] for row in found]
        told += tell(kind, activity, pupils, key.format(activity.id), when=when)
    ctx.progress(told, 0)
    return told


def _of_pupils(when: Any) -> Select[Any]:
    """Activities of going courses with the pupils of today who still have to do them."""
    return (
        select(Activity, when, Enrolment.person_id)
        .join(Activity.course)
        .join(Enrolment, Enrolment.class_id == Course.class_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(
            Visit, and_(Visit.activity_id == Activity.id, Visit.person_id == Enrolment.person_id)
        )
        .outerjoin(
            Mark, and_(Mark.activity_id == Activity.id, Mark.person_id == Enrolment.person_id)
        )
        .where(
            Course.archived_at.is_(None),
            Person.left_on.is_(None),
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
            Activity.kind.in_(graded_kinds()),
            or_(Visit.id.is_(None), Visit.handed_in_at.is_(None)),
            or_(Mark.id.is_(None), Mark.state == EMPTY),
        )
        .options(contains_eager(Activity.course), defer(Activity.settings))
        .order_by(Activity.id, Enrolment.person_id)
    )


def _on(column: Any, day: date) -> Any:
    return and_(column >= clock.start_of(day), column < clock.start_of(day + timedelta(days=1)))


def _due(day: date, now: datetime) -> Select[Any]:
    """What is due on a day; an exam that is not open yet is told of when it opens."""
    closed = exists(
        select(Exam.id).where(
            ExamCourse.exam_id == Exam.id,
            ExamCourse.activity_id == Activity.id,
            or_(Exam.state != READY, Exam.opens_at >= clock.start_of(day)),
        )
    )
    return _of_pupils(Activity.due_at).where(
        Activity.visible_from <= now, _on(Activity.due_at, day), ~closed
    )


def _opening(day: date, now: datetime) -> Select[Any]:
    return (
        _of_pupils(Exam.opens_at)
        .join(ExamCourse, ExamCourse.activity_id == Activity.id)
        .join(Exam, Exam.id == ExamCourse.exam_id)
        .where(Activity.visible_from <= now, Exam.state == READY, _on(Exam.opens_at, day))
    )
