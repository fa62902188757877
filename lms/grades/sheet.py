"""The gradebook as a CSV file that spreadsheets open without running anything in it."""

import csv
import io
from collections.abc import Sequence

from lms.grades.models import EXCUSED, GIVEN, Mark
from lms.grades.queries import Book
from lms.grades.rules import shown_mark
from suite.sheets import BOM, safe_cell


def sheet(book: Book, headers: Sequence[str], excused: str) -> str:
    """A line for each pupil: number, name, marks. UTF-8 with BOM, marks with a point.

    `headers` are those of the first two columns; `excused` is the word for an excused mark. An
    empty mark is an empty cell, zero is 0.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    titles = [activity.title for activity in book.activities]
    writer.writerow([safe_cell(text) for text in [*headers, *titles]])
    for number, pupil in enumerate(book.pupils, 1):
        cells = [
            written(book.marks.get(activity.id, {}).get(pupil.id), excused)
            for activity in book.activities
        ]
        writer.writerow([number, safe_cell(pupil.full_name), *cells])
    return BOM + out.getvalue()


def written(mark: Mark | None, excused: str) -> str:
    """A mark in a cell."""
    if mark is None:
        return ""
    if mark.state == EXCUSED:
        return safe_cell(excused)
    if mark.state == GIVEN and mark.value is not None:
        return shown_mark(mark.value, comma=False)
    return ""
