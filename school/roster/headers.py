"""Which sheet is which, and which column holds what: by Vietnamese or English names."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from school.roster.sheets import Sheet
from school.roster.words import (
    CLASSES,
    COLUMNS,
    GRID,
    KINDS,
    REQUIRED,
    SERIAL,
    SHEET_NAMES,
    SURE_ORDER,
    TELLING,
)
from suite.text import fold

LOOK_ROWS = 20
MOST_DEPTH = 3
LOOK_BELOW = 60
MOST_MERGED = 500
_PARENTHESES = re.compile(r"\([^)]*\)|\*")
CLASS_LIKE = re.compile(r"(?:lop )?\d{1,2} ?(?:[a-z][a-z0-9]{0,4}|[/.] ?\d{1,2})", re.ASCII)


@dataclass(frozen=True)
class Kept:
    """What a school decided for a header: the kind and the field of each label ("" leaves out)."""

    kind: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Header:
    """Where the header of a sheet ends (row from 1) and the column (from 0) of each field.

    `kind` is "" for a sheet that was not recognised. `labels` are the headings by column, those of
    several rows joined; `grid` are columns that are headed by a class.
    """

    kind: str
    row: int
    fields: dict[str, int]
    twice: tuple[int, ...]
    ignored: tuple[int, ...]
    labels: tuple[str, ...] = ()
    grid: tuple[int, ...] = ()
    given: frozenset[str] = field(default_factory=frozenset)
    kept: bool = False

    @property
    def missing(self) -> list[str]:
        """Fields without which the sheet cannot be read, of the choice that lacks least."""
        if not self.kind:
            return []
        held = {*self.fields, *self.given} | ({GRID} if len(self.grid) > 1 else set())
        return min(([f for f in one if f not in held] for one in REQUIRED[self.kind]), key=len)

    @property
    def keys(self) -> list[str]:
        """The labels as they are kept: folded, one that repeats numbered."""
        seen: dict[str, int] = {}
        found = []
        for label in self.labels:
            name = key(label)
            seen[name] = seen.get(name, 0) + 1
            found.append(f"{name}#{seen[name]}" if name and seen[name] > 1 else name)
        return found

    @property
    def signature(self) -> str:
        """By what a header is known again, in whatever order its columns stand."""
        text = "\x1f".join(sorted(filter(None, self.keys)))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def score(self) -> int:
        return len(self.fields) + len(self.grid)


def key(text: str) -> str:
    """A header as it is compared: folded, without what stands in parentheses."""
    return " ".join(re.sub(r"[.:/_,-]", " ", _PARENTHESES.sub(" ", fold(text))).split())


def kind_of_name(sheet_name: str) -> str | None:
    """The kind that a sheet's name tells."""
    name = key(sheet_name)
    return next((kind for kind in KINDS if name in SHEET_NAMES[kind]), None)


def class_like(text: str) -> bool:
    """Whether a heading is the name of a class ("6A", "Lớp 10/2")."""
    return bool(CLASS_LIKE.fullmatch(" ".join(fold(text).split())))


def find(
    sheet: Sheet, given: Collection[str] = (), kept: Mapping[str, Kept] | None = None
) -> Header | None:
    """The header of a sheet: the first of its rows that names all that its kind needs.

    The kind is the one that the school kept for this header, else the one that the sheet's name
    tells, else the first one that fits. Where no row is complete, the row that names most (two at
    least), so that what is missing can be told; else the fullest row, of no kind. `given` are
    fields that are known without a column.
    """
    top = min(LOOK_ROWS, len(sheet.rows))
    near = [one for one in sheet.merged if one[0] < LOOK_ROWS + MOST_DEPTH]
    sheet = replace(sheet, merged=near[:MOST_MERGED])
    for first in range(top if kept else 0):
        for depth in range(1, MOST_DEPTH + 1):
            header = bare(sheet, first, depth)
            if kept and (held := kept.get(header.signature)):
                return mapped(header, held, given)
    told = kind_of_name(sheet.name)
    best: Header | None = None
    for kind in (told,) if told else SURE_ORDER:
        for first in range(top):
            header = _deepest(sheet, kind, first, given)
            if header.score < (1 if kind == CLASSES else 2):
                continue
            if not header.missing and (told or _plausible(header)):
                return header
            if best is None or header.score > best.score:
                best = header
    return best or _fullest(sheet, top)


def mapped(header: Header, held: Kept, given: Collection[str] = ()) -> Header:
    """A header read as the school decided."""
    fields: dict[str, int] = {}
    twice, ignored, grid = [], [], []
    for column, name in enumerate(header.keys):
        field_name = held.fields.get(name, "")
        if field_name == GRID:
            grid.append(column)
        elif field_name in fields:
            twice.append(column)
        elif field_name:
            fields[field_name] = column
        elif name and name not in SERIAL:
            ignored.append(column)
    found = replace(header, kind=held.kind, fields=fields, twice=tuple(twice), kept=True)
    return replace(found, ignored=tuple(ignored), grid=tuple(grid), given=frozenset(given))


def bare(sheet: Sheet, first: int, depth: int) -> Header:
    """The labels of rows `first` (from 0) and the next, of no kind yet."""
    labels = [" – ".join(parts) for parts in _parts(sheet, first, depth)]
    columns = tuple(c for c, label in enumerate(labels) if label)
    return Header("", first + depth, {}, (), columns, tuple(labels))


def by_words(
    sheet: Sheet, kind: str, first: int, depth: int, given: Collection[str] = ()
) -> Header:
    """A header of the kind, each column recognised by its words."""
    base = bare(sheet, first, depth)
    fields: dict[str, int] = {}
    twice, ignored, grid = list[int](), list[int](), list[int]()
    wants_grid = any(GRID in choice for choice in REQUIRED[kind])
    parts = _parts(sheet, first, depth)
    for column, held in enumerate(parts):
        found = _field(kind, held)
        same = column > 0 and held and _shared(sheet, first, first + depth, column)
        if found is None:
            if wants_grid and held and class_like(held[-1]):
                grid.append(column)
            elif held and key(held[-1]) not in SERIAL and key(held[0]) not in SERIAL and not same:
                ignored.append(column)
        elif found not in fields:
            fields[found] = column
        elif not same:
            twice.append(column)
    _split_name(sheet, first + depth, parts, fields, ignored)
    if "birth_year" not in fields and {"birth_day", "birth_month"} <= fields.keys():
        year = fields.pop("birth_date", None)
        fields |= {"birth_year": year} if year is not None else {}
    rest = Header(kind, base.row, fields, tuple(twice), tuple(ignored), base.labels, tuple(grid))
    return replace(rest, given=frozenset(given))


def _deepest(sheet: Sheet, kind: str, first: int, given: Collection[str]) -> Header:
    """One header row, or as many as tell more; a title above them adds nothing."""
    best = by_words(sheet, kind, first, 1, given)
    for depth in range(2, MOST_DEPTH + 1):
        if first + depth > len(sheet.rows):
            break
        deeper = by_words(sheet, kind, first, depth, given)
        more = deeper.score > best.score and len(deeper.twice) <= len(best.twice)
        if more and deeper.score > by_words(sheet, kind, first + 1, depth - 1, given).score:
            best = deeper
    return best


def _parts(sheet: Sheet, first: int, depth: int) -> list[list[str]]:
    """For each column what stands above it, merged cells and their like carried to the right."""
    rows = sheet.rows[first : first + depth]
    wide = max(map(len, rows), default=0)
    found: list[list[str]] = [[] for _ in range(wide)]
    for offset, row in enumerate(rows):
        last = offset == depth - 1
        carried, until = "", -1
        for column in range(wide):
            text = row[column] if column < len(row) else ""
            if text:
                carried, until = text, _right_end(sheet, first + offset, column)
            elif column <= until or (not last and until < 0 and _below(rows, offset, column)):
                text = carried
            if text and text not in found[column]:
                found[column].append(text)
    return found


def _right_end(sheet: Sheet, row: int, column: int) -> int:
    """The last column of a merged cell, -1 for a cell of its own."""
    ends = (right for top, left, _, right in sheet.merged if (top, left) == (row, column))
    return max((end for end in ends if end > column), default=-1 if not sheet.merged else column)


def _below(rows: Sequence[Sequence[str]], offset: int, column: int) -> bool:
    row = rows[offset + 1]
    return column < len(row) and bool(row[column])


def _shared(sheet: Sheet, first: int, end: int, column: int) -> bool:
    """Whether a column has its heading from a merged cell that begins left of it."""
    return any(
        first <= top < end and left < column <= right for top, left, _, right in sheet.merged
    )


def _field(kind: str, parts: Sequence[str]) -> str | None:
    """The field of a heading: its rows together, then the lowest, then the highest."""
    if not parts:
        return None
    for text in (" ".join(parts), " ".join(reversed(parts)), parts[-1]):
        name = key(text)
        for field_name, names in COLUMNS[kind].items():
            if name in names:
                return field_name
    return None


def _split_name(
    sheet: Sheet, below: int, parts: list[list[str]], fields: dict[str, int], ignored: list[int]
) -> None:
    """ "Họ và tên" above two columns: family and middle names, and the given name beside."""
    column = fields.get("full_name")
    if column is None or "given" in fields:
        return
    beside = column + 1
    if beside < len(parts) and parts[beside] and parts[beside] != parts[column]:
        return
    block = takewhile(any, sheet.rows[below : below + LOOK_BELOW])
    rows = [row for row in block if len(row) > column]
    filled = sum(beside < len(r) and bool(re.match(r"[^\W\d_]", r[beside])) for r in rows)
    if filled and filled * 2 >= len(rows):
        del fields["full_name"]
        fields |= {"family": column, "given": beside}
        if beside in ignored:
            ignored.remove(beside)


def _plausible(header: Header) -> bool:
    """Some kinds need more than their one column where the sheet's name does not tell them."""
    telling = TELLING.get(header.kind)
    return telling is None or any(name in header.fields for name in telling)


def _fullest(sheet: Sheet, top: int) -> Header | None:
    """The row that is most likely a header, of no kind."""
    counts = [sum(bool(c) and not c[0].isdigit() for c in row) for row in sheet.rows[:top]]
    if not counts or max(counts) < 2:
        return None
    return bare(sheet, counts.index(max(counts)), 1)
