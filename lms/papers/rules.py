"""A key as teachers type or paste it, as an answer sheet, and back. Pure.

A sheet is parts, a part a heading and entries in the order of their numbers. What an entry `says`
depends on its kind:

choice    "B", or "A/C" where either is accepted        1B   2.C   3-D   4: A/C   ABCD
cluster   a letter for each statement, "ĐSĐS"           1a-Đ b-S c-Đ d-S   2: ĐSSĐ   3 Đ S S Đ
number    as it was typed, "-1,5"                       1: -1,5   2) 0.25
essay, file   nothing: a person marks it                5: TL   6: ảnh

`read` raises nothing: what it cannot place it names, with line and column, and `write` gives the
one spelling that reads back as the same sheet.
"""

from collections.abc import Sequence

from lms.papers.model import (
    A_LINE,
    CHOICE,
    CLUSTER,
    ESSAY,
    FILE,
    MOST_LETTERS,
    STATEMENTS,
    Entry,
    Fault,
    Part,
    Reading,
)
from lms.papers.reader import Reader
from lms.papers.spelling import plain


def read(text: str) -> Reading:
    """The sheet of a key, and what of it was not understood."""
    if len(text) > MOST_LETTERS:
        return Reading((), (Fault("too_long", 1, 1, str(MOST_LETTERS)),))
    reader = Reader(plain(text).split("\n"))
    reader.run()
    return reader.reading()


def truths(says: str) -> list[bool]:
    """The truths of a cluster's key."""
    return [letter == "Đ" for letter in says]


def write(parts: Sequence[Part]) -> str:
    """The sheet in the spelling that `read` reads back: choices ten a line, others one a line."""
    lines: list[str] = []
    for part in parts:
        if part.heading:
            lines.append(part.heading)
        row: list[str] = []
        for entry in part.entries:
            if entry.kind == CHOICE:
                row.append(f"{entry.number}{entry.says}")
                if len(row) == A_LINE:
                    lines.append(" ".join(row))
                    row = []
                continue
            if row:
                lines.append(" ".join(row))
                row = []
            lines.append(_line(entry))
        if row:
            lines.append(" ".join(row))
    return "\n".join(lines)


def _line(entry: Entry) -> str:
    if entry.kind == CLUSTER:
        pairs = zip(STATEMENTS, entry.says, strict=False)
        return f"{entry.number}" + " ".join(f"{letter}-{truth}" for letter, truth in pairs)
    return f"{entry.number}: {({ESSAY: 'TL', FILE: 'ảnh'}).get(entry.kind, entry.says)}"
