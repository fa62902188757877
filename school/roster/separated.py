"""CSV, whatever its separator and its coding."""

import csv
import io

from school.roster.sheets import MOST_COLUMNS, MOST_ROWS, Unreadable, tidy, trimmed
from suite import oldfonts
from suite.syllables import is_syllable, words
from suite.text import nfc

MARKS = ";,\t|"
LOOK_LINES = 20
LOOK_CHARS = 20_000
SURE = 0.7


def read(data: bytes) -> list[list[str]]:
    """The rows of a CSV file. Raises Unreadable."""
    text = decoded(data)
    lines = text.splitlines()[:LOOK_LINES]
    told = lines[0].strip().lower() if lines else ""
    if told.startswith("sep=") and len(told) == 5:
        mark, text = told[4], text.split("\n", 1)[-1]
    else:
        mark = max(MARKS, key=lambda m: _regular(lines, m))
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            rows.append(trimmed([tidy(cell) for cell in row[:MOST_COLUMNS]]))
            if len(rows) > MOST_ROWS:
                raise Unreadable("too_many_rows")
    except csv.Error:
        raise Unreadable("kind") from None
    return rows


def _regular(lines: list[str], mark: str) -> tuple[int, int]:
    """A separator stands on most lines: "6A, 6B" inside a cell must not outweigh it."""
    counts = [line.count(mark) for line in lines]
    return sum(count > 0 for count in counts), sum(counts)


def decoded(data: bytes) -> str:
    """The text of bytes in UTF-8, UTF-16, Windows-1258 or Windows-1252. Raises Unreadable."""
    text = _unicode(data)
    if text is None:
        text = _windows(data)
    if "\0" in text:
        raise Unreadable("kind")
    return text


def _unicode(data: bytes) -> str | None:
    coding = "utf-8-sig"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        coding = "utf-16"
    elif data[1:40:2].count(0) * 2 > len(data[1:40:2]):
        coding = "utf-16-le"
    elif data[0:40:2].count(0) * 2 > len(data[0:40:2]):
        coding = "utf-16-be"
    try:
        return data.decode(coding)
    except UnicodeDecodeError:
        return None


def _windows(data: bytes) -> str:
    """Vietnamese Windows where its words are Vietnamese; else Western, as old fonts were kept."""
    found = []
    for coding in ("cp1258", "cp1252"):
        try:
            text = nfc(data.decode(coding))
        except UnicodeDecodeError:
            continue
        marked = {word for word in words(text[:LOOK_CHARS]) if not word.isascii()}
        good = sum(map(is_syllable, marked))
        found.append((good / len(marked) if marked else 0.0, text))
        if coding == "cp1252" and oldfonts.detect(text[:LOOK_CHARS].splitlines()):
            return text
    best = max(found, default=(0.0, ""))
    if best[0] < SURE:
        raise Unreadable("encoding")
    return best[1]
