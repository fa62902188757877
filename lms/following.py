"""Courses and questions follow when a school ends and others take over.

The course of a class goes on as the course of the class that continues it, with its activities,
marks and exams that nobody took yet. What was done stays under the school where it was done.
Questions go with their author. All of it goes back when the change is undone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import lazy_gettext
from sqlalchemy import and_, delete, exists, func, insert, or_, select, update

from lms.bank import finding
from lms.bank.models import BankImport, Item
from lms.courses.models import COURSE, QUESTION, Activity, Course, Followed, Section, Visit
from lms.exams.models import Attempt, Exam
from lms.following_exams import move_untaken
from lms.grades.models import Mark
from lms.roster import drop_courses
from school.api import Person, SchoolClass, UnitChangeUndone, UnitSucceeded
from suite import inuse
from suite.db import db
from suite.events import subscribe


@subscribe(UnitSucceeded)
def follow(event: UnitSucceeded) -> None:
    """Take along the courses of the classes that go on, and the bank."""
    classes: dict[int, int] = dict(event.classes)  # type: ignore[arg-type]
    query = select(SchoolClass).where(SchoolClass.id.in_([*classes, *classes.values()]))
    rows = {row.id: row for row in db.session.scalars(query)}
    if all(new in rows for new in classes.values()):  # else it was undone before this came
        drop_courses(select(SchoolClass.id).where(SchoolClass.id.in_(classes.values())))
        _courses(event, classes, rows)
        _bank(event)


def _courses(
    event: UnitSucceeded, classes: Mapping[int, int], rows: Mapping[int, SchoolClass]
) -> None:
    held = select(Course).where(Course.class_id.in_([*classes, *classes.values()]))
    courses = list(db.session.scalars(held.order_by(Course.id)))
    taken = {(one.class_id, one.subject_code) for one in courses}
    for course in courses:
        new = classes.get(course.class_id)
        if new is None or (new, course.subject_code) in taken:
            continue  # somebody began anew in the meantime: both stay as they are
        old = (course.school_id, course.class_id)
        _note(event.change_id, COURSE, [course.id], *old, event.at)
        _put(course, rows[course.class_id], rows[new])


def _put(course: Course, old: SchoolClass, new: SchoolClass) -> None:
    """Let a course belong to another class; what was handed in, taken and marked is not touched."""
    if course.title.endswith(f" {old.name}"):
        course.title = course.title.removesuffix(old.name) + new.name
    course.class_id, course.school_id = new.id, new.school_id
    for model in (Section, Activity):
        owned = update(model).where(model.course_id == course.id)
        db.session.execute(owned.values(school_id=new.school_id))
    move_untaken(course.id, new.school_id)
    db.session.expire_all()


def _bank(event: UnitSucceeded) -> None:
    """Questions go to the school of who wrote them, else to the largest of those that follow."""
    query = select(Item.id, Person.school_id).join(Person, Person.id == Item.author_id)
    homes: dict[int, list[int]] = {}
    for item_id, home in db.session.execute(query.where(Item.school_id == event.unit_id)):
        to = home if home in event.heir_ids else event.heir_ids[0]
        homes.setdefault(to, []).append(item_id)
    for to, ids in homes.items():
        _note(event.change_id, QUESTION, ids, event.unit_id, None, event.at)
        _move_items(ids, to)
    mine = select(Person.school_id).where(Person.id == BankImport.person_id).scalar_subquery()
    drafts = update(BankImport).where(
        BankImport.school_id == event.unit_id,
        exists(
            select(Person.id).where(
                Person.id == BankImport.person_id, Person.school_id.in_(event.heir_ids)
            )
        ),
    )
    db.session.execute(drafts.values(school_id=mine).execution_options(synchronize_session=False))


def _move_items(ids: Sequence[int], to: int) -> None:
    for start in range(0, len(ids), 5_000):
        some = Item.id.in_(ids[start : start + 5_000])
        db.session.execute(update(Item).where(some).values(school_id=to))
        finding.move(ids[start : start + 5_000], to)


def _note(
    change_id: int,
    kind: str,
    ids: Sequence[int],
    school_id: int,
    class_id: int | None,
    at: datetime,
) -> None:
    row = {"change_id": change_id, "kind": kind, "at": at}
    row |= {"from_school_id": school_id, "from_class_id": class_id}
    db.session.execute(insert(Followed), [row | {"row_id": one} for one in ids])


@inuse.used("class", lazy_gettext("has a course in which somebody worked since"))
def worked_since(ids: inuse.Ids) -> inuse.Ids:
    """Classes whose course followed them and has work that came later."""
    activity = select(Activity.id).where(Activity.course_id == Course.id)
    since = [
        exists(activity.where(Activity.created_at > Followed.at)),
        exists(
            activity.join(Visit, Visit.activity_id == Activity.id).where(
                Visit.last_at > Followed.at
            )
        ),
        exists(
            activity.join(Mark, Mark.activity_id == Activity.id).where(
                Mark.changed_at > Followed.at
            )
        ),
        exists(
            select(Attempt.id)
            .join(Exam, Exam.id == Attempt.exam_id)
            .where(Exam.course_id == Course.id, Attempt.started_at > Followed.at)
        ),
    ]
    newest = select(func.max(Followed.id)).where(Followed.kind == COURSE).group_by(Followed.row_id)
    return (
        select(Course.class_id)
        .join(Followed, Followed.row_id == Course.id)
        .where(Course.class_id.in_(ids), Followed.id.in_(newest), or_(*since))
    )


@inuse.goes_along("class")
def give_back(ids: inuse.Ids) -> None:
    """Courses that followed into these classes go back to where they came from."""
    query = (
        select(Course, Followed)
        .join(Followed, and_(Followed.kind == COURSE, Followed.row_id == Course.id))
        .where(Course.class_id.in_(ids))
        .order_by(Course.id, Followed.id.desc())
    )
    gone = set[int]()
    for course, noted in db.session.execute(query).all():
        if course.id in gone:
            continue
        gone.add(course.id)
        old = db.session.get_one(SchoolClass, noted.from_class_id)
        _put(course, db.session.get_one(SchoolClass, course.class_id), old)
        db.session.delete(noted)
    db.session.flush()


@subscribe(UnitChangeUndone)
def bank_back(event: UnitChangeUndone) -> None:
    """The questions that had followed go back to their school."""
    noted = select(Followed).where(Followed.change_id == event.change_id, Followed.kind == QUESTION)
    homes: dict[int, list[int]] = {}
    for row in db.session.scalars(noted):
        homes.setdefault(row.from_school_id, []).append(row.row_id)
    for to, ids in homes.items():
        _move_items(ids, to)
    db.session.execute(delete(Followed).where(Followed.change_id == event.change_id))
