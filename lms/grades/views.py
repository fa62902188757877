"""The gradebook of a course, the history of a mark, and a pupil's own marks."""

from decimal import Decimal

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.courses.door import course_for
from lms.courses.queries import line_of
from lms.grades import queries, service
from lms.grades.listing import gradebook
from lms.grades.rules import shown_mark
from school.api import names_viewed, who
from suite import i18n, web
from suite.lists import wants_csv

blueprint = Blueprint("grades", __name__, url_prefix="/courses")


@blueprint.app_template_filter("mark")
def mark_text(value: Decimal) -> str:
    """A mark as the reader's language writes it."""
    return shown_mark(value, comma=i18n.language() == "vi")


@blueprint.get("/<int:course_id>/gradebook")
@web.writes
def book(course_id: int) -> ResponseReturnValue:
    """Pupils and their marks in the graded activities; a download is noted in the audit log."""
    course = course_for(course_id, "marks")
    if wants_csv():
        service.note_download(course)
    names_viewed(f"course:{course_id}")
    found = queries.book_of(course)
    return gradebook(course, found).answer(
        "lms/grades/book.html",
        course.title,
        course=course,
        lines=[line_of(activity, stand_edits=False) for activity in found.activities],
    )


@blueprint.get("/<int:course_id>/marks/<int:mark_id>")
def history(course_id: int, mark_id: int) -> ResponseReturnValue:
    """Who changed a mark, when and why."""
    course = course_for(course_id, "marks")
    found = queries.history_of(mark_id)
    if found is None or found.activity.course_id != course.id:
        web.not_found()
    return render_template("lms/grades/history.html", course=course, mark=found)


@blueprint.get("/marks")
def mine() -> ResponseReturnValue:
    """The pupil's own marks that were returned, by course."""
    courses: dict[str, list[tuple[queries.Mark, queries.Activity, str | None]]] = {}
    for mark, activity in queries.returned_marks(who()):
        url = line_of(activity).url
        courses.setdefault(activity.course.title, []).append((mark, activity, url))
    return render_template("lms/grades/mine.html", courses=courses)
