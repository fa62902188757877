"""The timetable of a class and one's own, day by day."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from school.access import STUDY, WORK, who
from school.classes.views import visible_class
from school.people.models import STUDENT, TEACHER
from school.timetable import queries
from school.timetable.models import Lesson
from suite import clock
from suite.navigation import nav

blueprint = Blueprint("timetable", __name__)
DAYS = {
    1: lazy_gettext("Monday"),
    2: lazy_gettext("Tuesday"),
    3: lazy_gettext("Wednesday"),
    4: lazy_gettext("Thursday"),
    5: lazy_gettext("Friday"),
    6: lazy_gettext("Saturday"),
    7: lazy_gettext("Sunday"),
}
SESSIONS = {"morning": lazy_gettext("Morning"), "afternoon": lazy_gettext("Afternoon"), "": ""}


def _has_lessons() -> bool:
    me = who()
    return (me.has(STUDENT) and me.wears(STUDY)) or (me.has(TEACHER) and me.wears(WORK))


nav(
    lazy_gettext("Timetable"),
    "timetable.own",
    "table",
    show=_has_lessons,
    order=65,
    prefix="/timetable",
)


@blueprint.get("/timetable")
def own() -> ResponseReturnValue:
    """The lessons that one gives or attends this week."""
    return _page(queries.own_week(who()))


@blueprint.get("/classes/<int:class_id>/timetable")
def of_class(class_id: int) -> ResponseReturnValue:
    """The lessons of a class this week."""
    row = visible_class(class_id)
    return _page(queries.week_of(Lesson.class_id == row.id), row)


def _page(week: list[tuple[int, list[Lesson]]], row: object = None) -> ResponseReturnValue:
    return render_template(
        "school/timetable.html",
        week=week,
        row=row,
        days=DAYS,
        sessions=SESSIONS,
        today=clock.today().isoweekday(),
        me_id=who().person_id,
    )
