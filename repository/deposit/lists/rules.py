"""Reading a list of materials: where its header is, what each row says, what is wrong with it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from repository.deposit.lists import words
from repository.links.rules import BadUrl, normal
from school.roster.headers import key

if TYPE_CHECKING:
    from school.roster.sheets import Sheet

LOOK_ROWS = 20
MOST_ROWS = 5_000
MOST_CREATORS, LONGEST_NAME, LONGEST_TITLE = 20, 200, 300
CONTENT = ("file", "link", "content")
GUIDES = frozenset({"huong dan", "huong dan nhap lieu", "guide", "readme"})
_SPAN = re.compile(r"(\d{1,2})\s*(?:-|–|den|to)\s*(\d{1,2})")


@dataclass(frozen=True)
class Fault:
    """What is wrong at a place: `column` is its heading, "" for the whole row."""

    code: str
    column: str = ""
    value: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One material of a list. `said` are fields of a description, `link` is in its one way of
    writing; a line with faults is not taken in."""

    sheet: str
    row: int
    said: dict[str, Any]
    file: str = ""
    link: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Known:
    """Codes by the folded words under which they are written; `private` as for `normal`."""

    kinds: Mapping[str, str]
    subjects: Mapping[str, str]
    licences: Mapping[str, str]
    audiences: Mapping[str, str]
    languages: Mapping[str, str]
    private: bool = False


class NoList(Exception):
    """A file without a list; `code` is no_sheet, no_row or too_many_rows."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(sheets: "Sequence[Sheet]", known: Known) -> list[Line]:
    """The materials of every sheet that has a header. Raises NoList."""
    lines: list[Line] = []
    found = False
    for sheet in sheets:
        if sheet.hidden or key(sheet.name) in GUIDES:
            continue
        header = _header(sheet.rows)
        if header is None:
            continue
        found = True
        lines += _Reader(sheet.name, *header, known).lines(sheet.rows)
        if len(lines) > MOST_ROWS:
            raise NoList("too_many_rows")
    if not lines:
        raise NoList("no_row" if found else "no_sheet")
    return twice(lines)


def twice(lines: Sequence[Line]) -> list[Line]:
    """The lines, with a fault at those that name what an earlier line named."""
    seen: set[str] = set()
    found = []
    for line in lines:
        name = line.link or line.file
        if name and name in seen:
            line = _faulty(line, Fault("twice", value=name[:80]))
        seen.add(name)
        found.append(line)
    return found


def of_file(name: str, known: Known) -> Line:
    """A line (of row 0) for a file without a list: its folders tell the subject and the grade, else
    where it came from."""
    said: dict[str, Any] = {}
    rest = []
    for folder in PurePosixPath(name).parent.parts:
        code, grades = known.subjects.get(key(folder)), _grade_folder(folder)
        if code and "subject_code" not in said:
            said["subject_code"] = code
        elif grades and "grades" not in said:
            said["grades"] = grades
        elif folder not in ("", "/", "."):
            rest.append(folder)
    if rest:
        said["description"] = " / ".join(rest)
    return Line("", 0, said, file=name)


def kind_of(name: str) -> str:
    """What a file is by its name, until somebody describes it."""
    return words.SUFFIX_KINDS.get(PurePosixPath(name).suffix.lstrip(".").lower(), "text")


def grades(text: str) -> tuple[int, ...]:
    """ "6", "6, 7", "Lớp 6-9". Raises ValueError."""
    rest, found = key(text.replace("-", " den ")), set[int]()
    for first, last in _SPAN.findall(rest):
        found.update(range(int(first), int(last) + 1))
    rest = _SPAN.sub(" ", rest)
    found.update(int(number) for number in re.findall(r"\d+", rest))
    left = re.sub(r"\d+|[,;&+]|\b(lop|khoi|cac|va|grade|grades|and)\b|\s", "", rest)
    if left or not found or not found <= set(range(1, 13)):
        raise ValueError(text)
    return tuple(sorted(found))


def _grade_folder(folder: str) -> tuple[int, ...]:
    if not re.match(r"(lop|khoi|grade) ?\d", key(folder)):
        return ()
    try:
        return grades(folder)
    except ValueError:
        return ()


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int], list[str]] | None:
    """The number of the header (from 0), the column of each field, and the headings."""
    best: tuple[int, dict[str, int], list[str]] | None = None
    for number, row in enumerate(rows[:LOOK_ROWS]):
        fields: dict[str, int] = {}
        for column, cell in enumerate(row):
            name = next((one for one, held in words.COLUMNS.items() if key(cell) in held), None)
            if name is not None:
                fields.setdefault(name, column)
        if any(name in fields for name in CONTENT) and len(fields) > (len(best[1]) if best else 0):
            best = number, fields, list(row)
    return best


class _Reader:
    """Reads the rows below one header."""

    def __init__(
        self, sheet: str, top: int, fields: dict[str, int], head: list[str], known: Known
    ) -> None:
        self.sheet, self.top, self.fields, self.head, self.known = sheet, top, fields, head, known
        self._row: Sequence[str] = ()
        self._faults: list[Fault] = []

    def lines(self, rows: Sequence[Sequence[str]]) -> Iterator[Line]:
        for number, row in enumerate(rows[self.top + 1 :], self.top + 2):
            if any(self._cell(row, name) for name in self.fields):
                yield self._line(number, row)

    def _line(self, number: int, row: Sequence[str]) -> Line:
        self._row, self._faults = row, []
        known = self.known
        said = {
            "title": self._text("title", LONGEST_TITLE),
            "creators": self._creators(),
            "kind": self._code("kind", known.kinds),
            "subject_code": self._code("subject", known.subjects),
            "grades": self._read("grades", grades),
            "licence": self._code("licence", known.licences),
            "audience": self._code("audience", known.audiences),
            "language": self._code("language", known.languages),
            "description": self._text("description", 5_000),
        }
        file, link = self._content()
        if link and not said["title"]:
            self._fault("title_missing", "title")
        said = {name: value for name, value in said.items() if value}
        return Line(self.sheet, number, said, file, link, tuple(self._faults))

    def _cell(self, row: Sequence[str], name: str) -> str:
        column = self.fields.get(name)
        return row[column].strip() if column is not None and column < len(row) else ""

    def _fault(self, code: str, name: str, value: str = "") -> None:
        column = self.fields.get(name)
        heading = self.head[column] if column is not None else ""
        self._faults.append(Fault(code, heading, value[:80]))

    def _text(self, name: str, most: int) -> str:
        text = self._cell(self._row, name)
        if text.startswith("="):
            self._fault("formula", name, text)
        elif len(text) > most:
            self._fault("too_long", name, text)
        return text

    def _creators(self) -> tuple[str, ...]:
        names = re.split(r"[;\n]|,(?! ?(?:jr|sr)\b)", self._text("creators", 2_000))
        return tuple(one.strip()[:LONGEST_NAME] for one in names if one.strip())[:MOST_CREATORS]

    def _read(self, name: str, reader: Callable[[str], Any]) -> Any:
        text = self._cell(self._row, name)
        if not text:
            return None
        try:
            return reader(text)
        except ValueError:
            self._fault(name, name, text)
            return None

    def _code(self, name: str, held: Mapping[str, str]) -> str | None:
        text = self._cell(self._row, name)
        code = held.get(key(text))
        if text and code is None:
            self._fault(name, name, text)
        return code

    def _content(self) -> tuple[str, str]:
        """(file, link); one of the two is empty."""
        file, link = self._cell(self._row, "file"), self._cell(self._row, "link")
        both = self._cell(self._row, "content")
        if both and "://" in both:
            link = link or both
        else:
            file = file or both
        if "://" in file and not link:
            file, link = "", file
        if file and link:
            self._fault("two_contents", "link", link)
        if not file and not link:
            self._fault("no_content", next(name for name in CONTENT if name in self.fields))
        if not link:
            return file, ""
        try:
            return file, normal(link, private=self.known.private).text
        except BadUrl as bad:
            name = next((n for n in ("link", "content", "file") if n in self.fields), "link")
            self._fault(f"url_{bad.code}", name, link)
            return file, ""


def _faulty(line: Line, fault: Fault) -> Line:
    return Line(line.sheet, line.row, line.said, line.file, line.link, (*line.faults, fault))
