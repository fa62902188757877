"""The first hour of a teacher: a course, a lesson, work set, shown to the class."""

from flask import url_for
from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, exists, select

from lms.courses.models import Activity, Course
from lms.courses.permissions import edits
from school.api import TEACHER, Step, Who, guide, step

NAME = "teacher"
guide(NAME, (TEACHER,), lazy_gettext("Your first hour as a teacher"))


def _courses(_me: Who) -> str:
    return url_for("courses.index")


def _own(me: Who, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether an activity of an own course fulfils the conditions."""
    query = select(Activity.id).join(Course, Course.id == Activity.course_id)
    return exists(query.where(edits(me), *conditions))


step(
    Step(
        NAME, 10, lazy_gettext("Open the course of a class"),
        lazy_gettext("Your classes stand ready; one press opens the course."),
        "mortarboard", _courses, lambda me: exists(select(Course.id).where(edits(me))),
    )
)  # fmt: skip
step(
    Step(
        NAME, 20, lazy_gettext("Write a lesson, or take one from the library"),
        lazy_gettext("In the course: Add, then Page or Reading. Formulas are typed as $x^2$."),
        "file-earmark-text", _courses,
        lambda me: _own(me, Activity.kind.in_(("page", "reading"))),
    )
)  # fmt: skip
step(
    Step(
        NAME, 30, lazy_gettext("Set an assignment or a test"),
        lazy_gettext("An old Word paper becomes a test in two minutes: Question bank, Import."),
        "pencil-square", _courses,
        lambda me: _own(me, Activity.kind.in_(("assignment", "exam"))),
    )
)  # fmt: skip
step(
    Step(
        NAME, 40, lazy_gettext("Show it to the class"),
        lazy_gettext("Drafts are seen by you alone until you press Show."),
        "eye", _courses, lambda me: _own(me, Activity.visible_from.is_not(None)),
    )
)  # fmt: skip
