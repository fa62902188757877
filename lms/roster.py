"""What the lists of a school mean for teaching.

Courses open by themselves for what is taught, and whoever has work here, or whose course has
something in it, is not taken away again by undoing an import.
"""

from flask_babel import gettext, lazy_gettext
from sqlalchemy import Select, and_, delete, func, insert, or_, select
from sqlalchemy.sql import ColumnElement

from lms.courses.models import COURSE, Activity, Course, Followed, Section, Visit
from lms.exams.models import Attempt
from lms.grades.models import Mark
from school.api import Enrolment, RosterImported, SchoolClass, Subject, TeachingAssignment
from suite import clock, inuse
from suite.db import db, new_uid
from suite.events import subscribe


@subscribe(RosterImported)
def open_courses(event: RosterImported) -> None:
    """Open the courses of the school's teaching assignments that have none yet."""
    wanted = db.session.execute(_without_course(event.school_id, event.year_id)).all()
    if not wanted:
        return
    rows = [
        {
            "uid": new_uid(),
            "school_id": event.school_id,
            "class_id": class_id,
            "subject_code": code,
            "title": f"{subject} {class_name}",
            "created_at": clock.now(),
        }
        for class_id, code, subject, class_name in wanted
    ]
    query = insert(Course).returning(Course.id, sort_by_parameter_order=True)
    ids = db.session.scalars(query, rows).all()
    title = gettext("Opening section")
    section = {"school_id": event.school_id, "title": title, "position": 1}
    db.session.execute(insert(Section), [section | {"course_id": one} for one in ids])


def _without_course(school_id: int, year_id: int) -> Select[int, str, str, str]:
    """(class, code, subject, class name) of what is or will be taught without a course."""
    taught = TeachingAssignment
    course = and_(Course.class_id == taught.class_id, Course.subject_code == taught.subject_code)
    return (
        select(taught.class_id, Subject.code, Subject.name_vi, SchoolClass.name)
        .join(SchoolClass, SchoolClass.id == taught.class_id)
        .join(Subject, Subject.code == taught.subject_code)
        .outerjoin(Course, course)
        .where(
            taught.school_id == school_id,
            SchoolClass.year_id == year_id,
            or_(taught.ends_on.is_(None), taught.ends_on > clock.today()),
            Course.id.is_(None),
        )
        .distinct()
        .order_by(SchoolClass.name, Subject.code)
    )


@inuse.used("person", lazy_gettext("handed in work"))
def handed_in(ids: inuse.Ids) -> inuse.Ids:
    """People who handed in work."""
    return select(Visit.person_id).where(Visit.person_id.in_(ids), Visit.handed_in_at.is_not(None))


@inuse.used("person", lazy_gettext("took a test"))
def took_tests(ids: inuse.Ids) -> inuse.Ids:
    """People with attempts."""
    return select(Attempt.person_id).where(Attempt.person_id.in_(ids))


@inuse.used("person", lazy_gettext("has marks"))
def has_marks(ids: inuse.Ids) -> inuse.Ids:
    """People with marks."""
    return select(Mark.person_id).where(Mark.person_id.in_(ids))


@inuse.used("place", lazy_gettext("handed in work in this class"))
def handed_in_here(ids: inuse.Ids) -> inuse.Ids:
    """Places in a class (enrolments) whose pupils handed in work in a course of it."""
    return (
        select(Enrolment.id)
        .join(Course, Course.class_id == Enrolment.class_id)
        .join(Activity, Activity.course_id == Course.id)
        .join(Visit, and_(Visit.activity_id == Activity.id, Visit.person_id == Enrolment.person_id))
        .where(Enrolment.id.in_(ids), Visit.handed_in_at.is_not(None))
    )


@inuse.used("class", lazy_gettext("has a course with something in it"))
def has_course(ids: inuse.Ids) -> inuse.Ids:
    """Classes with a course that is more than opened, and did not follow them here."""
    came = select(Followed.row_id).where(Followed.kind == COURSE)
    begun = (~_untouched(), Course.id.not_in(came))
    return select(Course.class_id).where(Course.class_id.in_(ids), *begun)


@inuse.goes_along("class")
def drop_courses(ids: inuse.Ids) -> None:
    """Take away the courses of classes in which nobody did anything yet."""
    came = select(Followed.row_id).where(Followed.kind == COURSE)
    opened = (_untouched(), Course.id.not_in(came))
    empty = list(db.session.scalars(select(Course.id).where(Course.class_id.in_(ids), *opened)))
    db.session.execute(delete(Section).where(Section.course_id.in_(empty)))
    db.session.execute(delete(Course).where(Course.id.in_(empty)))


def _untouched() -> ColumnElement[bool]:
    """A course as it is opened: one section, and no row of any table points to it."""
    sections = (
        select(func.coalesce(func.sum(Section.version), 0))
        .where(Section.course_id == Course.id)
        .correlate(Course)
        .scalar_subquery()
    )
    pointing = [
        select(1).where(column == Course.id).correlate(Course.__table__).exists()
        for table in db.metadata.sorted_tables
        if table is not Section.__table__
        for column in table.columns
        if any(key.column is Course.__table__.c.id for key in column.foreign_keys)
    ]
    worked = select(Activity.id).where(Activity.course_id == Course.id).exists()
    return and_(sections <= 1, ~worked, *(~one for one in pointing))
