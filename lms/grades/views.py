"""The gradebook of a course, the history of a mark, and a pupil's own marks."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flask import Blueprint, Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.courses.door import course_for
from lms.courses.models import Course
from lms.courses.queries import line_of
from lms.grades import queries, service
from lms.grades.models import EMPTY, Mark
from lms.grades.rules import shown_mark
from lms.grades.sheet import sheet
from school.api import Person, names_viewed, who
from suite import i18n, web
from suite.text import slug

blueprint = Blueprint("grades", __name__, url_prefix="/courses")


@blueprint.app_template_filter("mark")
def mark_text(value: Decimal) -> str:
    """A mark as the reader's language writes it."""
    return shown_mark(value, comma=i18n.language() == "vi")


@blueprint.get("/<int:course_id>/gradebook")
@web.writes
def book(course_id: int) -> ResponseReturnValue:
    """Pupils and their marks in the graded activities."""
    course = course_for(course_id, "marks")
    names_viewed(f"course:{course_id}")
    found = queries.book_of(course)
    lines = [line_of(activity, stand_edits=False) for activity in found.activities]
    return render_template(
        "lms/grades/book.html", course=course, lines=lines, rows=list(_rows(course, found))
    )


@dataclass(frozen=True)
class Cell:
    """A mark in the gradebook; `kept` is not returned yet."""

    url: str
    text: str
    kept: bool


def _rows(course: Course, found: queries.Book) -> Iterator[tuple[Person, list[Cell | None]]]:
    """The lines of the gradebook. Addresses and words are made once, not for 450 cells."""
    stem = url_for("grades.history", course_id=course.id, mark_id=0).removesuffix("0")
    comma, excused = i18n.language() == "vi", gettext("excused")

    def cell(mark: Mark | None) -> Cell | None:
        if mark is None or mark.state == EMPTY:
            return None
        text = excused if mark.value is None else shown_mark(mark.value, comma)
        return Cell(f"{stem}{mark.id}", text, mark.released_at is None)

    columns = [found.marks.get(activity.id, {}) for activity in found.activities]
    for pupil in found.pupils:
        yield pupil, [cell(column.get(pupil.id)) for column in columns]


@blueprint.get("/<int:course_id>/gradebook.csv")
@web.writes
def download(course_id: int) -> ResponseReturnValue:
    """The gradebook as CSV; noted in the audit log."""
    course = course_for(course_id, "marks")
    found = queries.book_of(course)
    text = sheet(found, [gettext("No."), gettext("Full name")], gettext("excused"))
    service.note_download(course, len(found.pupils))
    answer = Response(text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug(course.title)}.csv"'
    return answer


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
