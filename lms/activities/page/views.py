"""A page as pupils read it and as its teacher writes it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.activities.page.forms import PageForm
from lms.activities.page.kind import NAME
from lms.api import (
    Activity,
    Course,
    activity_for,
    change_activity,
    course_for,
    create_activity,
    own_visit,
    render_text,
    standing,
)
from suite.forms import once

blueprint = Blueprint("page", __name__, url_prefix="/courses/page", template_folder="templates")


@blueprint.get("/<int:activity_id>")
def view(activity_id: int) -> ResponseReturnValue:
    """Read it."""
    activity = activity_for(activity_id, NAME)
    return render_template(
        "page/view.html",
        activity=activity,
        stand=standing(activity.course),
        own_visit=own_visit(activity),
        text=render_text(activity.settings.get("text", "")),
        edit_url=url_for("page.edit", activity_id=activity_id),
        offer_done=True,
    )


def _editor(
    form: PageForm,
    course: Course,
    activity: Activity | None,
    status: int = 200,
    theirs: bool = False,
) -> ResponseReturnValue:
    wanted = request.form.get("action") == "preview"
    page = render_template(
        "page/edit.html",
        form=form,
        course=course,
        activity=activity,
        theirs=activity if theirs else None,
        preview=render_text(form.text.data or "") if wanted else None,
    )
    return page, status


@blueprint.route("/new/<int:course_id>", methods=["GET", "POST"])
@once
def new(course_id: int) -> ResponseReturnValue:
    """Write a new one."""
    course = course_for(course_id, "edit")
    form = PageForm()
    form.prepare(course, request.args.get("section", type=int))
    if request.form.get("action") == "preview":
        return _editor(form, course, None)
    if form.validate_on_submit():
        activity = create_activity(course, NAME, form)
        return redirect(url_for("page.view", activity_id=activity.id), 303)
    return _editor(form, course, None, 422 if form.errors else 200)


@blueprint.route("/<int:activity_id>/edit", methods=["GET", "POST"])
def edit(activity_id: int) -> ResponseReturnValue:
    """Change it; when two do, the later one is shown both texts."""
    activity = activity_for(activity_id, NAME, "edit")
    form = PageForm()
    form.prepare(activity.course)
    if request.method == "GET":
        form.show(activity)
        form.text.data = activity.settings.get("text", "")
    elif request.form.get("action") != "preview" and form.validate():
        if not change_activity(activity, form):
            return _editor(form, activity.course, activity, 409, theirs=True)
        return redirect(url_for("page.view", activity_id=activity_id), 303)
    return _editor(form, activity.course, activity, 422 if form.errors else 200)
