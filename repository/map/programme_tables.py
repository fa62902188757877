"""Tables of the programme as they are given: the one table, or that of hours and that of topics."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from school.api import programme_changes as changes
from school.curriculum.changing_rules import COLUMNS, FILE, Row, rows_of_plan, table_lines
from school.curriculum.rules import HOURS, TOPICS, Fault, ProgrammeError, plan, subjects_of
from school.roster import workbook
from school.roster.sheets import Unreadable
from suite.decoding import decoded
from suite.sheets import csv_lines

MOST_BYTES = 1_500_000
OF_HOURS, OF_TOPICS = "periods_per_year", "topic_code"


@dataclass(frozen=True)
class Given:
    """The one table, made of the two where they were given; `hours` then names subjects that may
    be new."""

    text: str
    hours: str = ""

    def rows(self) -> list[Row]:
        """Raises ProgrammeError naming row and column of everything that is wrong."""
        known = [one.code for one in subjects_of(self.hours)] if self.hours else []
        return changes.read_table(self.text, known)


def read(files: Sequence[FileStorage]) -> Given:
    """What was given. Raises ProgrammeError for what is no such table."""
    texts = [_text(file) for file in files if file.filename]
    if len(texts) == 1 and not _is(texts[0], OF_HOURS) and not _is(texts[0], OF_TOPICS):
        return Given(texts[0])
    hours = next((text for text in texts if _is(text, OF_HOURS)), None)
    topics = next((text for text in texts if _is(text, OF_TOPICS)), None)
    if len(texts) != 2 or hours is None or topics is None:
        said = gettext("Give the one table, or the table of hours and that of topics together.")
        raise ProgrammeError([Fault(FILE, 0, "", said)])
    rows = rows_of_plan(plan(hours, topics))
    return Given("".join(csv_lines([*COLUMNS, "replaces"], table_lines(rows))), hours)


def file_said(fault: Fault) -> str:
    """Which of two tables a fault is in."""
    names = {HOURS: gettext("Table of hours"), TOPICS: gettext("Table of topics")}
    return names.get(fault.file, "")


def _is(text: str, column: str) -> bool:
    return column in text.partition("\n")[0]


def _text(given: FileStorage) -> str:
    """The table as CSV text, from CSV or from the first sheet of a workbook."""
    data = given.stream.read(MOST_BYTES + 1)
    try:
        if len(data) > MOST_BYTES:
            raise ValueError("too large")
        if (given.filename or "").lower().endswith(".xlsx"):
            return _lines(workbook.read(data)[0].rows)
        return decoded(data)
    except (ValueError, IndexError, Unreadable):
        said = gettext("The file is no CSV or Excel table, or larger than 1.5 MB.")
        raise ProgrammeError([Fault(FILE, 0, "", said)]) from None


def _lines(rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
