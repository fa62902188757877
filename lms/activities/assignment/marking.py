"""The marker's pages: the class on the left, one work at a time, save and go on."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms import api
from lms.activities.assignment import queries, service
from lms.activities.assignment.forms import MarkForm, number
from lms.activities.assignment.kind import NAME
from lms.activities.assignment.listing import STATES, submissions
from lms.activities.assignment.queries import Row
from lms.activities.assignment.rules import SHOWN_IN_PAGE, next_to_mark
from school.api import names_viewed, who
from suite import undo, web
from suite.db import db

blueprint = Blueprint(
    "assignment_marking", __name__, url_prefix="/courses/assignment", template_folder="templates"
)


@blueprint.get("/<int:activity_id>/marking")
@web.writes
def show(activity_id: int) -> ResponseReturnValue:
    """The work of one pupil: the one in `person`, else the first that waits."""
    activity = api.activity_for(activity_id, NAME, "marks")
    names_viewed(f"activity:{activity_id}")
    rows = queries.rows_of(activity)
    chosen = request.args.get("person", type=int) or _waiting(rows, 0)
    row = next((row for row in rows if row.person.id == chosen), rows[0] if rows else None)
    form = MarkForm(formdata=None)
    if row is not None:
        form.show(row.mark, row.work_version)
    return _page(activity, rows, row, form)


@blueprint.get("/<int:activity_id>/handed-in")
@web.writes
def handed_in(activity_id: int) -> ResponseReturnValue:
    """The class as a list: who handed in when, how far the marking is."""
    activity = api.activity_for(activity_id, NAME, "marks")
    names_viewed(f"activity:{activity_id}")
    return submissions(queries.rows_of(activity), request.args.get("state", "")).answer(
        "assignment/handed_in.html",
        activity.title,
        activity=activity,
        states={code: str(word) for code, word in STATES.items()},
    )


def _waiting(rows: list[Row], after: int) -> int | None:
    return next_to_mark([(row.person.id, row.state) for row in rows], after)


def _page(
    activity: api.Activity,
    rows: list[Row],
    row: Row | None,
    form: MarkForm,
    status: int = 200,
    conflict: str | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "assignment/marking.html",
        activity=activity,
        stand=api.standing(activity.course),
        task=api.render_text(activity.settings.get("text", "")),
        rows=rows,
        row=row,
        form=form,
        conflict=conflict,
        pictures=SHOWN_IN_PAGE,
        to_return=sum(row.state == "marked" for row in rows),
        to_mark=sum(row.state == "to_mark" for row in rows),
    )
    return page, status


@blueprint.post("/<int:activity_id>/marking/<int:person_id>")
def mark(activity_id: int, person_id: int) -> ResponseReturnValue:
    """Save a mark and go on; a second marker, or newer work, is shown first."""
    activity = api.activity_for(activity_id, NAME, "edit")
    rows = queries.rows_of(activity)
    row = next((row for row in rows if row.person.id == person_id), None)
    if row is None:
        web.not_found()
    form = MarkForm()
    read = form.read(activity.settings.get("places", 1)) if form.validate() else None
    if read is None or not _reason_given(row, read, form):
        return _page(activity, rows, row, form, 422)
    judged = service.Judgement(
        value=read[1],
        state=read[0],
        comment=form.comment.data or "",
        reason=form.reason.data or gettext("marking"),
        mark_version=number(form.mark_version),
        work_version=number(form.work_version),
        release=request.form.get("action") == "return",
    )
    try:
        service.mark(activity, person_id, judged, who().person_id)
    except (api.MarkConflict, service.NewerWork) as error:
        db.session.rollback()
        return _conflict(activity_id, person_id, form, error)
    return _onward(activity_id, person_id)


def _reason_given(row: Row, read: tuple[str, object], form: MarkForm) -> bool:
    """A mark that the pupil has seen changes only with a reason."""
    mark = row.mark
    if mark is None or mark.released_at is None or (mark.state, mark.value) == read:
        return True
    if (form.reason.data or "").strip():
        return True
    form.reason.errors = [gettext("The pupil has this mark already: say why it changes.")]
    return False


def _conflict(
    activity_id: int, person_id: int, form: MarkForm, error: Exception
) -> ResponseReturnValue:
    activity = api.activity_for(activity_id, NAME, "edit")
    rows = queries.rows_of(activity)
    row = next(row for row in rows if row.person.id == person_id)
    form.mark_version.data = str(row.mark.version if row.mark else 0)
    form.work_version.data = str(row.work_version)
    kind = "mark" if isinstance(error, api.MarkConflict) else "work"
    return _page(activity, rows, row, form, 409, kind)


def _onward(activity_id: int, person_id: int) -> ResponseReturnValue:
    if request.form.get("action") in ("next", "return"):
        rows = queries.rows_of(api.activity_for(activity_id, NAME, "edit"))
        following = _waiting(rows, person_id)
        if following is None:
            flash(gettext("Nothing more is waiting to be marked."), "success")
        else:
            person_id = following
    return redirect(
        url_for("assignment_marking.show", activity_id=activity_id, person=person_id), 303
    )


@blueprint.post("/<int:activity_id>/return")
def return_all(activity_id: int) -> ResponseReturnValue:
    """Return all marked work to the class."""
    activity = api.activity_for(activity_id, NAME, "edit")
    count, moment = service.return_all(activity)
    said = gettext("%(num)s marks were returned.", num=count)
    if count:
        at = moment.isoformat()
        undo.offer(said, "assignment.return", activity_id=activity_id, moment=at)
    else:
        flash(said, "success")
    return redirect(url_for("assignment_marking.show", activity_id=activity_id), 303)


@undo.action("assignment.return")
def take_back_returned(activity_id: int, moment: str) -> str:
    """Take the returning of all marks back, as far as no pupil has looked."""
    activity = api.activity_for(activity_id, NAME, "edit")
    hidden, seen = service.take_back_returned(activity, datetime.fromisoformat(moment))
    if not hidden:
        raise undo.TooLate(gettext("The pupils have seen their marks already; they stay returned."))
    said = gettext("%(num)s marks are yours again.", num=hidden)
    if seen:
        said += " " + gettext("%(num)s stay returned: their pupils have seen them.", num=seen)
    return said
