"""An assignment as pupils do it and as its teacher writes it. Marking is in `marking.py`."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms import api
from lms.activities.assignment import intake, queries, service
from lms.activities.assignment.forms import AssignmentForm, WorkForm
from lms.activities.assignment.kind import NAME
from lms.activities.assignment.rules import ALLOWED, MOST_BYTES, MOST_FILES
from school.api import who
from suite import clock, web
from suite.db import db
from suite.forms import once
from suite.handing_out import attachment

blueprint = Blueprint(
    "assignment", __name__, url_prefix="/courses/assignment", template_folder="templates"
)


@blueprint.get("/<int:activity_id>")
def view(activity_id: int) -> ResponseReturnValue:
    """The task; for pupils their work and what came back, for staff the way to marking."""
    return _page(api.activity_for(activity_id, NAME), WorkForm(formdata=None))


def _page(activity: api.Activity, form: WorkForm, status: int = 200) -> ResponseReturnValue:
    stand, me = api.standing(activity.course), who().person_id
    work = queries.own_work(activity, me) if stand.studies else None
    mark = api.own_mark(activity, me) if stand.studies and me else None
    if work is not None and not form.is_submitted():
        form.text.data = work.text
    page = render_template(
        "assignment/view.html",
        activity=activity,
        stand=stand,
        task=api.render_text(activity.settings.get("text", "")),
        work=work,
        mark=mark,
        locked=stand.studies and me is not None and service.is_locked(activity, me),
        over=api.is_late(activity.due_at, clock.now()),
        rows=queries.rows_of(activity) if stand.staff else [],
        form=form,
        edit_url=url_for("assignment.edit", activity_id=activity.id),
        accept=",".join(ending for endings in ALLOWED.values() for ending in endings),
        most_files=MOST_FILES,
        most_megabytes=MOST_BYTES >> 20,
    )
    return page, status


@blueprint.post("/<int:activity_id>")
@web.in_person
def hand_in(activity_id: int) -> ResponseReturnValue:
    """Hand in, again until it is marked, or keep a draft."""
    activity, me = api.activity_for(activity_id, NAME), who().person_id
    if me is None or not api.standing(activity.course).studies:
        web.forbidden()
    form = WorkForm()
    draft = request.form.get("action") == "draft"
    if not form.validate_on_submit():
        return _page(activity, form, 422)
    uploads = [upload for upload in request.files.getlist("files") if upload.filename]
    remove = [int(one) for one in request.form.getlist("remove") if one.isdecimal()]
    try:
        work = service.hand_in(activity, me, form.text.data or "", uploads, remove, draft)
    except (service.Locked, service.NothingHandedIn, intake.Refused) as error:
        db.session.rollback()
        form.files.errors = [_why(error)]
        return _page(api.activity_for(activity_id, NAME), form, 422)
    finally:
        for upload in uploads:
            upload.close()
    _thank(work.handed_in_at is not None, work.late)
    return redirect(url_for("assignment.view", activity_id=activity_id), 303)


def _thank(handed_in: bool, late: bool) -> None:
    if not handed_in:
        flash(gettext("Your draft is kept. It is not handed in yet."), "info")
    elif late:
        flash(gettext("Handed in, after the deadline."), "warning")
    else:
        flash(gettext("Handed in."), "success")


def _why(error: Exception) -> str:
    if isinstance(error, service.Locked):
        return gettext("Your work is being marked already and cannot be changed.")
    if not isinstance(error, intake.Refused):
        return gettext("Write an answer or choose a file before you hand in.")
    texts = {
        "type": gettext("%(name)s: files of this kind are not taken.", name=error.name),
        "size": gettext(
            "%(name)s is larger than %(size)s MB.", name=error.name, size=MOST_BYTES >> 20
        ),
        "empty": gettext("%(name)s is empty.", name=error.name),
        "count": gettext("At most %(num)s files can be handed in.", num=MOST_FILES),
    }
    return texts[error.problem]


@blueprint.get("/files/<int:file_id>")
def file(file_id: int) -> ResponseReturnValue:
    """A file that was handed in: for its pupil and, once handed in, for the staff."""
    found = queries.file_of(file_id)
    if found is None:
        web.not_found()
    activity = api.activity_for(found.submission.activity_id, NAME)
    own = found.submission.person_id == who().person_id
    shown = found.submission.handed_in_at is not None and api.standing(activity.course).staff
    if not (own or shown):
        web.not_found()
    return attachment(found.sha256, found.media_type, found.name)


@blueprint.route("/new/<int:course_id>", methods=["GET", "POST"])
@once
def new(course_id: int) -> ResponseReturnValue:
    """Write a new one."""
    course = api.course_for(course_id, "edit")
    form = AssignmentForm()
    form.prepare(course, request.args.get("section", type=int))
    if form.validate_on_submit():
        activity = api.create_activity(course, NAME, form)
        return redirect(url_for("assignment.view", activity_id=activity.id), 303)
    return _editor(form, course, None, 422 if form.errors else 200)


@blueprint.route("/<int:activity_id>/edit", methods=["GET", "POST"])
def edit(activity_id: int) -> ResponseReturnValue:
    """Change it; when two do, the later one is shown both."""
    activity = api.activity_for(activity_id, NAME, "edit")
    form = AssignmentForm()
    form.prepare(activity.course)
    if request.method == "GET":
        form.show(activity)
        form.text.data = activity.settings.get("text", "")
        form.places.data = activity.settings.get("places", 1)
    elif form.validate():
        if not api.change_activity(activity, form):
            return _editor(form, activity.course, activity, 409, theirs=True)
        return redirect(url_for("assignment.view", activity_id=activity_id), 303)
    return _editor(form, activity.course, activity, 422 if form.errors else 200)


def _editor(
    form: AssignmentForm,
    course: api.Course,
    activity: api.Activity | None,
    status: int,
    theirs: bool = False,
) -> ResponseReturnValue:
    page = render_template(
        "assignment/edit.html",
        form=form,
        course=course,
        activity=activity,
        theirs=activity if theirs else None,
    )
    return page, status
