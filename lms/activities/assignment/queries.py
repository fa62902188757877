"""What the pages of an assignment show."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from lms import api
from lms.activities.assignment.models import File, Submission
from lms.activities.assignment.rules import WorkState, work_state
from school.api import Person
from suite.db import db


@dataclass(frozen=True)
class Row:
    """One pupil in the marker's list."""

    person: Person
    work: Submission | None
    mark: api.Mark | None
    state: WorkState

    @property
    def work_version(self) -> int:
        """What the marker sees of the work: 0 while nothing was handed in."""
        return self.work.version if self.work and self.work.handed_in_at else 0


def own_work(activity: api.Activity, person_id: int | None) -> Submission | None:
    """A pupil's own work with its files."""
    return db.session.scalar(
        select(Submission)
        .where(Submission.activity_id == activity.id, Submission.person_id == person_id)
        .options(selectinload(Submission.files))
    )


def file_of(file_id: int) -> File | None:
    """A file with the work it belongs to."""
    return db.session.scalar(
        select(File).where(File.id == file_id).options(joinedload(File.submission))
    )


def rows_of(activity: api.Activity) -> list[Row]:
    """The class with work and marks; whoever handed in and left the class stands at the end."""
    works = {
        work.person_id: work
        for work in db.session.scalars(
            select(Submission)
            .where(Submission.activity_id == activity.id)
            .options(selectinload(Submission.files))
        )
    }
    marks = api.marks_of(activity)
    pupils = api.pupils_of(activity.course)
    here = {pupil.id for pupil in pupils}
    gone = [i for i, work in works.items() if i not in here and work.handed_in_at]
    if gone:
        left = select(Person).where(Person.id.in_(gone)).order_by(Person.sort_key)
        pupils.extend(db.session.scalars(left))
    return [_row(pupil, works.get(pupil.id), marks.get(pupil.id)) for pupil in pupils]


def _row(person: Person, work: Submission | None, mark: api.Mark | None) -> Row:
    state = work_state(
        handed_in=work is not None and work.handed_in_at is not None,
        marked=mark is not None and mark.state != api.EMPTY,
        returned=mark is not None and mark.released_at is not None,
    )
    return Row(person, work, mark, state)
