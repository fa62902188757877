"""What the gradebook and the pupil's marks page show."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import contains_eager, defer, joinedload, selectinload

from lms.courses.door import pupils_of
from lms.courses.models import Activity, Course, Section
from lms.courses.permissions import studies
from lms.grades.marks import marks_of_many
from lms.grades.models import Mark, MarkStep
from lms.hooks import ACTIVITY
from school.api import Person, Who
from suite import clock
from suite.db import db
from suite.hooks import registry


@dataclass(frozen=True)
class Book:
    """Pupils down, graded activities across; `marks` by activity and person."""

    pupils: Sequence[Person]
    activities: Sequence[Activity]
    marks: dict[int, dict[int, Mark]]


def graded_kinds() -> list[str]:
    """Names of the installed kinds that pupils get marks in."""
    return [name for name, kind in registry().kinds(ACTIVITY).items() if kind.graded]


def book_of(course: Course) -> Book:
    """The gradebook; three statements. Marks of a kind no longer installed stay in it."""
    marked = exists(select(Mark.id).where(Mark.activity_id == Activity.id))
    activities = list(
        db.session.scalars(
            select(Activity)
            .join(Section, Section.id == Activity.section_id)
            .where(
                Activity.course_id == course.id,
                or_(Activity.kind.in_(graded_kinds()), marked),
            )
            .options(defer(Activity.settings))
            .order_by(Section.position, Section.id, Activity.position, Activity.id)
        )
    )
    marks = marks_of_many([activity.id for activity in activities])
    return Book(pupils_of(course), activities, marks)


def history_of(mark_id: int) -> Mark | None:
    """A mark with its steps and who made them."""
    return db.session.scalar(
        select(Mark)
        .where(Mark.id == mark_id)
        .options(
            selectinload(Mark.steps).joinedload(MarkStep.actor),
            joinedload(Mark.activity),
            joinedload(Mark.person),
        )
    )


def returned_marks(who: Who) -> list[tuple[Mark, Activity]]:
    """Somebody's own marks that were returned, in courses of the present class; by course."""
    rows = db.session.execute(
        select(Mark, Activity)
        .join(Activity, Activity.id == Mark.activity_id)
        .join(Activity.course)
        .join(Activity.section)
        .where(
            Mark.person_id == who.person_id,
            Mark.released_at.is_not(None),
            Activity.visible_from <= clock.now(),
            studies(who),
        )
        .options(
            defer(Activity.settings),
            contains_eager(Activity.course).options(joinedload(Course.subject)),
        )
        .order_by(Course.subject_code, Course.id, Section.position, Activity.position)
    )
    return [(mark, activity) for mark, activity in rows]
