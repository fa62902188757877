"""A reading as pupils open it and as its teacher sets it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms import api
from lms.activities.reading import shelf
from lms.activities.reading.desk import open_desk
from lms.activities.reading.forms import ReadingForm
from lms.activities.reading.kind import NAME
from school.api import TEACHER, who
from suite import captions, web
from suite.forms import once

PART = ("from_page", "to_page", "from_second", "to_second")

blueprint = Blueprint(
    "reading", __name__, url_prefix="/courses/reading", template_folder="templates"
)
blueprint.record(open_desk)


@blueprint.get("/<int:activity_id>")
def view(activity_id: int) -> ResponseReturnValue:
    """The card of the resource and the way to it."""
    activity = api.activity_for(activity_id, NAME)
    settings = activity.settings
    return render_template(
        "reading/view.html",
        activity=activity,
        stand=api.standing(activity.course),
        own_visit=api.own_visit(activity),
        chosen=shelf.chosen(settings.get("ref", ""), settings),
        first=settings.get("from_page"),
        last=settings.get("to_page"),
        begin=_stamp(settings.get("from_second")),
        end=_stamp(settings.get("to_second")),
        text=api.render_text(settings.get("text", "")),
        edit_url=url_for("reading.edit", activity_id=activity_id),
        offer_done=True,
    )


@blueprint.get("/set")
def choose() -> str:
    """Choose the course to which a resource of the library is set."""
    if not who().has(TEACHER):
        web.forbidden()
    ref, part = request.args.get("ref", "")[:200], _part()
    return render_template(
        "reading/choose.html",
        chosen=shelf.chosen(ref, part),
        courses=api.taught_courses(),
        asked={"ref": ref, **part},
    )


@blueprint.route("/new/<int:course_id>", methods=["GET", "POST"])
@once
def new(course_id: int) -> ResponseReturnValue:
    """Set a new one."""
    course = api.course_for(course_id, "edit")
    form = ReadingForm()
    form.prepare(course, request.args.get("section", type=int))
    if _looking():
        return _editor(form, course, None)
    if request.method == "GET" and (ref := request.args.get("ref", "")[:200]):
        form.show_settings({"ref": ref, **_part()})
        card = shelf.chosen(ref, {}).card
        form.title.data = card.title if card else ""
    if form.validate_on_submit():
        activity = api.create_activity(course, NAME, form)
        flash(gettext("Saved."), "success")
        return redirect(url_for("reading.view", activity_id=activity.id), 303)
    return _editor(form, course, None, 422 if form.errors else 200)


@blueprint.route("/<int:activity_id>/edit", methods=["GET", "POST"])
def edit(activity_id: int) -> ResponseReturnValue:
    """Change it; when two do, the later one is shown both."""
    activity = api.activity_for(activity_id, NAME, "edit")
    form = ReadingForm()
    form.prepare(activity.course)
    if request.method == "GET":
        form.show(activity)
        form.show_settings(activity.settings)
    elif not _looking() and form.validate():
        if not api.change_activity(activity, form):
            return _editor(form, activity.course, activity, 409, theirs=True)
        flash(gettext("Saved."), "success")
        return redirect(url_for("reading.view", activity_id=activity_id), 303)
    return _editor(form, activity.course, activity, 422 if form.errors else 200)


def _part() -> dict[str, int]:
    """The pages or seconds for which the address asks."""
    asked = {name: request.args.get(name, type=int) for name in PART}
    return {name: number for name, number in asked.items() if number is not None and number >= 0}


def _looking() -> bool:
    """Whether the library is asked, or a resource of the answer chosen: nothing is saved then."""
    return request.method == "POST" and ("look" in request.form or "choose" in request.form)


def _stamp(seconds: int | None) -> str:
    return "" if seconds is None else captions.stamp(seconds)


def _editor(
    form: ReadingForm,
    course: api.Course,
    activity: api.Activity | None,
    status: int = 200,
    theirs: bool = False,
) -> ResponseReturnValue:
    found = None
    if chosen := request.form.get("choose", "")[:200]:
        form.ref.data = chosen
    elif "look" in request.form:
        found = shelf.find(form.search.data or "")
    now = shelf.chosen(form.ref.data or "", {})
    if chosen and now.card and not form.title.data:
        form.title.data = now.card.title
    page = render_template(
        "reading/edit.html",
        form=form,
        course=course,
        activity=activity,
        theirs=activity if theirs else None,
        found=found,
        chosen=now,
    )
    return page, status
