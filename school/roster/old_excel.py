"""The process that reads one .xls file: `python -m school.roster.old_excel SECONDS BYTES`.

Takes the file on its standard input and answers with JSON on its standard output: a list of
[name, rows, hidden, merged] or the code of the fault.
"""

import io
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from school.roster import biff
from school.roster.sheets import MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, Unreadable, shown, trimmed
from suite import apart


def answer(data: bytes) -> list[Any] | str:
    """The sheets of a file, or the code of the fault."""
    try:
        widths = biff.widths(biff.stream(data))
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            _sheet(book, number, widths[number] if number < len(widths) else {})
            for number in range(min(len(book.sheet_names), MOST_SHEETS))
        ]
    except Unreadable as error:
        return error.code
    except PasswordError:
        return "password"
    except CalamineError:
        return "broken"


def _sheet(book: CalamineWorkbook, number: int, widths: biff.Widths) -> list[Any]:
    sheet, about = book.get_sheet_by_index(number), book.sheets_metadata[number]
    rows = [
        trimmed(
            [
                shown(value, "0" * widths.get((r, c), 0))
                for c, value in enumerate(row[:MOST_COLUMNS])
            ]
        )
        for r, row in enumerate(sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS))
    ]
    merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
    return [about.name, rows, about.visible != SheetVisibleEnum.Visible, merged]


if __name__ == "__main__":
    apart.serve(answer)
