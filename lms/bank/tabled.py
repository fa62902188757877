"""Small tables in the texts of questions, and back. Pure.

A row stands in a line of its own, `| cell | cell |`; two such lines of the same number of cells
are a table. A bar between spaces inside of a cell is written `\\|`.
"""

import re
from collections.abc import Sequence

FEWEST_ROWS, FEWEST_CELLS, MOST_CELLS, MOST_ROWS = 2, 2, 12, 60
_ROW = re.compile(r"^\|[ \t](.*)[ \t]\|$")
_BAR = re.compile(r"(?<=\s)\|(?=\s)")
Rows = list[list[str]]


def written(rows: Sequence[Sequence[str]]) -> str:
    """A table as lines of text."""
    return "\n".join(re.sub(" +", " ", f"| {' | '.join(map(_cell, row))} |") for row in rows)


def _cell(text: str) -> str:
    told = " ".join(text.split())
    return _BAR.sub(r"\\|", f" {told} ")[1:-1]


def is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows can be kept as a table: the same few cells in each, not all empty."""
    sizes = {len(row) for row in rows}
    return (
        FEWEST_ROWS <= len(rows) <= MOST_ROWS
        and len(sizes) == 1
        and FEWEST_CELLS <= max(sizes) <= MOST_CELLS
        and any(cell.strip() for row in rows for cell in row)
    )


def row_of(line: str) -> list[str] | None:
    """The cells of a line that is a row."""
    found = _ROW.match(line.strip())
    if found is None:
        return None
    cells = re.split(r"(?:(?<=\s)|^)\|(?=\s|$)", found[1])
    return [re.sub(r"(?:(?<=\s)|^)\\\|(?=\s|$)", "|", cell).strip() for cell in cells]


def parts(text: str) -> list[str | Rows]:
    """The text cut into tables and what stands between them, without the line feeds around them."""
    found: list[str | Rows] = []
    lines: list[str] = []
    rows: Rows = []
    raw: list[str] = []

    def close() -> None:
        if is_table(rows):
            if lines:
                found.append("\n".join(lines))
            found.append(list(rows))
            lines.clear()
        else:
            lines.extend(raw)
        rows.clear()
        raw.clear()

    for line in text.split("\n"):
        row = row_of(line)
        if rows and (row is None or len(row) != len(rows[0])):
            close()
        if row is None:
            lines.append(line)
        else:
            rows.append(row)
            raw.append(line)
    close()
    return [*found, "\n".join(lines)] if lines else found
