"""Course pages: the list, the outline, and the beat of an activity's page."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select

from lms.courses import listing as listings
from lms.courses import queries, service
from lms.courses.door import activity_for, course_for, standing
from lms.courses.forms import TitleForm
from lms.courses.listing import Filters
from lms.courses.models import Section
from lms.hooks import ACTIVITY
from school.api import HOMEROOM_TEACHER, OVERSEERS, STUDENT, TEACHER, who
from suite import clock, undo, web
from suite.db import db
from suite.edits import Conflict, seen
from suite.forms import once
from suite.hooks import registry
from suite.navigation import nav

blueprint = Blueprint("courses", __name__, url_prefix="/courses")


def has_courses() -> bool:
    """Whether the present person may have courses at all."""
    return who().has(STUDENT, TEACHER, HOMEROOM_TEACHER, *OVERSEERS)


nav(
    lazy_gettext("Courses"),
    "courses.index",
    "mortarboard",
    show=has_courses,
    near=lambda: who().has(STUDENT, TEACHER, HOMEROOM_TEACHER),
    order=10,
    prefix=("/courses", "/exams"),
)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The courses that the present person sees."""
    args, me = request.args, who()
    asked = Filters(args.get("year", type=int), args.get("subject", ""), args.get("q", "").strip())
    choices = listings.choices(me)
    listing = listings.listing(me, asked, choices)
    return listing.answer(
        "lms/courses/index.html",
        gettext("Courses"),
        asked=asked,
        choices=choices,
        waiting=queries.to_open(me) if me.has(TEACHER) else [],
        studies=me.has(STUDENT),
    )


@blueprint.post("/open")
@once
def open_course() -> ResponseReturnValue:
    """Open the course of an own class and subject."""
    class_id = request.form.get("class_id", 0, type=int)
    subject_code = request.form.get("subject_code", "")
    if not service.is_assigned(who(), class_id, subject_code):
        web.not_found()
    course = service.open_course(class_id, subject_code, gettext("Opening section"))
    return redirect(url_for("courses.show", course_id=course.id), 303)


@blueprint.get("/<int:course_id>")
def show(course_id: int) -> ResponseReturnValue:
    """Sections and activities, with what the pupil did or the class handed in."""
    course = course_for(course_id)
    return _page(course, TitleForm(formdata=None))


def _page(course: queries.Course, form: TitleForm, status: int = 200) -> ResponseReturnValue:
    stand = standing(course)
    page = render_template(
        "lms/courses/show.html",
        course=course,
        stand=stand,
        parts=queries.outline(course, stand, who().person_id),
        arranging=stand.edits and "arrange" in request.args,
        kinds=registry().kinds(ACTIVITY).values(),
        form=form,
    )
    return page, status


def _arrange(course_id: int, anchor: str | None = None) -> ResponseReturnValue:
    address = url_for("courses.show", course_id=course_id, arrange=1, _anchor=anchor)
    return redirect(address, 303)


@blueprint.post("/<int:course_id>/sections")
@once
def add_section(course_id: int) -> ResponseReturnValue:
    """Add a section at the end."""
    course = course_for(course_id, "edit")
    form = TitleForm()
    if not form.validate_on_submit():
        return _page(course, form, 422)
    section = service.add_section(course, form.title.data)
    return _arrange(course_id, f"s{section.id}")


def _section(section_id: int) -> Section:
    section = db.session.scalar(select(Section).where(Section.id == section_id))
    if section is None:
        web.not_found()
    course_for(section.course_id, "edit")
    return section


@blueprint.post("/sections/<int:section_id>")
def rename_section(section_id: int) -> ResponseReturnValue:
    """Give a section another title; when two do it, the later one is shown both."""
    section = _section(section_id)
    form = TitleForm()
    if not form.validate_on_submit():
        flash(gettext("Please give a title."), "danger")
        return _arrange(section.course_id, f"s{section.id}")
    try:
        service.rename_section(section_id, form.title.data, seen(form.version.data))
    except Conflict as conflict:
        return _both_titles(conflict.current, form.title.data)
    return _arrange(section.course_id, f"s{section.id}")


def _both_titles(section: Section, mine: str) -> ResponseReturnValue:
    form = TitleForm(formdata=None)
    form.title.data, form.version.data = mine, str(section.version)
    page = render_template("lms/courses/section.html", section=section, form=form)
    return page, 409


@blueprint.post("/sections/<int:section_id>/move")
def move_section(section_id: int) -> ResponseReturnValue:
    """Put a section one place up or down."""
    section = _section(section_id)
    service.move_section(section, _step())
    return _arrange(section.course_id, f"s{section.id}")


@blueprint.post("/sections/<int:section_id>/remove")
def remove_section(section_id: int) -> ResponseReturnValue:
    """Remove a section that holds nothing."""
    section = _section(section_id)
    course_id, title, position = section.course_id, section.title, section.position
    try:
        service.remove_section(section)
    except service.NotEmpty:
        flash(gettext("Only an empty section can be removed."), "warning")
    else:
        text = gettext("The section was removed: %(title)s", title=title)
        undo.offer(text, "courses.section", course_id=course_id, title=title, position=position)
    return _arrange(course_id)


@undo.action("courses.section")
def put_back_section(course_id: int, title: str, position: int) -> str:
    """Take the removal of a section back."""
    service.put_back_section(course_for(course_id, "edit"), title, position)
    return gettext("The section is back.")


@blueprint.post("/activities/<int:activity_id>/move")
def move_activity(activity_id: int) -> ResponseReturnValue:
    """Put an activity one place up or down."""
    activity = activity_for(activity_id, None, "edit")
    service.move_activity(activity, _step())
    return _arrange(activity.course_id, f"a{activity.id}")


@blueprint.post("/activities/<int:activity_id>/visible")
def set_visible(activity_id: int) -> ResponseReturnValue:
    """Publish an activity, or make it a draft again."""
    activity = activity_for(activity_id, None, "edit")
    publish = request.form.get("visible") == "1"
    version = request.form.get("version", 0, type=int)
    try:
        service.set_visible(activity_id, version, clock.now() if publish else None)
    except Conflict:
        db.session.rollback()
        flash(
            gettext("Somebody else changed this meanwhile. Please look and decide again."),
            "warning",
        )
    return web.back(url_for("courses.show", course_id=activity.course_id))


@blueprint.post("/activities/<int:activity_id>/visit")
def visit(activity_id: int) -> ResponseReturnValue:
    """A beat of an activity's page, or the button "I have finished".

    Form fields: `seconds` since the last beat, `done`. Answers 204 to a script. Only pupils of
    the class are counted.
    """
    activity = activity_for(activity_id, None)
    done = request.form.get("done") == "1"
    person_id = who().person_id
    if person_id is not None and standing(activity.course).studies:
        seconds = request.form.get("seconds", 0, type=int)
        service.note_visit(activity, person_id, seconds, done)
    if "beat" in request.form:
        return "", 204
    return web.back(url_for("courses.show", course_id=activity.course_id))


def _step() -> int:
    return -1 if request.form.get("step") == "up" else 1
