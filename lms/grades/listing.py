"""The gradebook as a list: by name or by the marks of an activity, on the page and as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext

from lms.courses.models import Activity, Course
from lms.grades.models import EMPTY, Mark
from lms.grades.queries import Book
from lms.grades.rules import shown_mark
from school.api import Person
from suite import i18n
from suite.lists import Column, Table


@dataclass(frozen=True)
class Cell:
    """A mark on the page; `kept` is not returned yet."""

    url: str
    text: str
    kept: bool


@dataclass(frozen=True)
class Line:
    """A pupil with the number in the class; `marks` and `cells` by activity, in their order."""

    number: int
    pupil: Person
    marks: list[Mark | None]
    cells: list[Cell | None]


def gradebook(course: Course, found: Book) -> Table:
    """The rows of a course's gradebook, in the order of Vietnamese names."""
    columns = (*PUPIL, *(_column(place, one) for place, one in enumerate(found.activities)))
    return Table(list(_lines(course, found)), columns, usual="name")


PUPIL = (
    Column("number", lazy_gettext("No."), lambda line: line.number, kind="num"),
    Column("name", lazy_gettext("Full name"), lambda line: line.pupil.full_name, kind="head",
           by=lambda line: (line.pupil.sort_key, line.pupil.id)),
)  # fmt: skip


def _column(place: int, activity: Activity) -> Column:
    def value(line: Line) -> Decimal | None:
        mark = line.marks[place]
        return mark.value if mark else None

    def written(line: Line) -> Any:
        return _written(line.marks[place])

    return Column(f"a{activity.id}", activity.title, written, kind="num", by=value)


def _written(mark: Mark | None) -> str | None:
    """A mark in the file, with a point; an empty mark is an empty cell, zero is 0."""
    if mark is None or mark.state == EMPTY:
        return None
    return gettext("excused") if mark.value is None else shown_mark(mark.value, comma=False)


def _lines(course: Course, found: Book) -> Iterator[Line]:
    """Addresses and words are made once, not for 450 cells."""
    stem = url_for("grades.history", course_id=course.id, mark_id=0).removesuffix("0")
    comma, excused = i18n.language() == "vi", gettext("excused")

    def cell(mark: Mark | None) -> Cell | None:
        if mark is None or mark.state == EMPTY:
            return None
        text = excused if mark.value is None else shown_mark(mark.value, comma)
        return Cell(f"{stem}{mark.id}", text, mark.released_at is None)

    columns = [found.marks.get(activity.id, {}) for activity in found.activities]
    for number, pupil in enumerate(found.pupils, 1):
        marks = [column.get(pupil.id) for column in columns]
        yield Line(number, pupil, marks, [cell(mark) for mark in marks])
