"""The way from a course to its exams; their pages are the exam room's own."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.activities.exam.forms import NewExamForm
from lms.activities.exam.kind import NAME
from lms.api import activity_for, course_for, create_exam, exam_uid
from school.api import who
from suite import web
from suite.forms import once

blueprint = Blueprint("exam", __name__, url_prefix="/courses/exam", template_folder="templates")


def _uid(activity_id: int) -> str:
    uid = exam_uid(activity_id)
    if uid is None:
        web.not_found()
    return uid


@blueprint.get("/<int:activity_id>")
def view(activity_id: int) -> ResponseReturnValue:
    """To the exam: pupils to the paper, teachers to their page."""
    activity = activity_for(activity_id, NAME)
    return redirect(url_for("exams.show", uid=_uid(activity.id)), 303)


@blueprint.get("/<int:activity_id>/edit")
def edit(activity_id: int) -> ResponseReturnValue:
    """To the teacher's page of the exam."""
    activity = activity_for(activity_id, NAME, "edit")
    return redirect(url_for("exams_staff.manage", uid=_uid(activity.id)), 303)


@blueprint.route("/new/<int:course_id>", methods=["GET", "POST"])
@once
def new(course_id: int) -> ResponseReturnValue:
    """Begin a new exam."""
    course = course_for(course_id, "edit")
    form = NewExamForm()
    form.prepare(course, request.args.get("section", type=int))
    if form.validate_on_submit():
        uid = create_exam(
            course, form.section_id.data, form.title.data, form.minutes.data, who().person_id or 0
        )
        finished = request.form.get("how") == "paper"
        return redirect(
            url_for("exam_paper.index" if finished else "exams_staff.manage", uid=uid), 303
        )
    page = render_template("exam/new.html", form=form, course=course)
    return page, 422 if form.errors else 200
