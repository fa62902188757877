"""From the sheets of a file to typed records, every fault by sheet, row and column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from school.roster import cells, headers
from school.roster.cells import BadCell
from school.roster.headers import ASSIGNMENTS, CLASSES, PUPILS, TEACHERS, Header
from school.roster.records import AssignmentRow, ClassRow, Fault, PersonRow, Place, Roster
from school.roster.sheets import Sheet

HOMEROOM = {"chu nhiem", "gvcn", "giao vien chu nhiem", "homeroom"}
ALIASES = {
    "toan hoc": "TOAN", "van": "NGUVAN", "ngu van": "NGUVAN", "van hoc": "NGUVAN", "tin": "TINHOC",
    "tieng anh": "NN1", "anh": "NN1", "anh van": "NN1", "ngoai ngu": "NN1", "english": "NN1",
    "ly": "VATLI", "li": "VATLI", "vat ly": "VATLI", "hoa": "HOAHOC", "sinh": "SINHHOC",
    "su": "LICHSU", "dia": "DIALI", "dia ly": "DIALI", "the duc": "GDTC", "cong dan": "GDCD",
    "lich su va dia ly": "LSDL", "lich su & dia li": "LSDL", "lich su & dia ly": "LSDL",
    "ls&dl": "LSDL", "nhac": "AMNHAC", "my thuat": "MITHUAT", "hdtn hn": "HDTNHN",
    "hoat dong trai nghiem huong nghiep": "HDTNHN", "giao duc dia phuong": "GDDP",
    "tieng viet": "TIENGVIET", "cong nghe": "CONGNGHE", "khoa hoc tu nhien": "KHTN",
}  # fmt: skip


@dataclass(frozen=True)
class Context:
    """What a file is read for: subjects by key (`subject_keys`), grades of the school, today."""

    subjects: Mapping[str, str]
    grades: range
    today: date


def subject_keys(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Code by every key under which a subject may be written; `names` are those of each code."""
    found = {key: code for key, code in ALIASES.items() if code in names}
    for code, held in names.items():
        found.update({headers.key(name): code for name in (code, *held)})
    return found


def parse(sheets: Sequence[Sheet], context: Context) -> Roster:
    """The records of a file; `faults` empty means that every row was understood."""
    roster, seen = Roster(), 0
    for sheet in sheets:
        header = headers.find(sheet.name, sheet.rows)
        if header is None or headers.key(sheet.name) in headers.GUIDES:
            if any(sheet.rows) and headers.key(sheet.name) not in headers.GUIDES:
                roster.notes.append(Fault("sheet_ignored", sheet.name))
            continue
        seen += 1
        _SheetReader(sheet, header, context, roster).read()
    if not seen:
        roster.faults.append(Fault("no_sheet"))
    elif not roster.faults and not (roster.people or roster.classes or roster.assignments):
        roster.faults.append(Fault("no_row"))
    return roster


def letter(column: int) -> str:
    """The letter of a column counted from 0."""
    return chr(65 + column) if column < 26 else chr(64 + column // 26) + chr(65 + column % 26)


class _SheetReader:
    """Reads one sheet into the roster."""

    def __init__(self, sheet: Sheet, header: Header, context: Context, roster: Roster) -> None:
        self.sheet, self.header, self.context, self.roster = sheet, header, context, roster
        self.row, self.number = list[str](), 0
        self.columns = {name: self.heading(column) for name, column in header.fields.items()}

    def read(self) -> None:
        header = self.header
        for column in header.twice:
            self.fault("header_twice", column, header.row)
        for name in header.missing:
            text = f"{header.kind}.{name}"
            self.roster.faults.append(
                Fault("header_missing", self.sheet.name, header.row, "", text)
            )
        for column in header.ignored:
            name = self.heading(column)
            self.roster.notes.append(Fault("column_ignored", self.sheet.name, header.row, name))
        if header.missing or header.twice:
            return
        take = {
            CLASSES: self._class,
            PUPILS: self._pupil,
            TEACHERS: self._teacher,
            ASSIGNMENTS: self._assignment,
        }
        for number, row in enumerate(self.sheet.rows[header.row :], header.row + 1):
            self.row, self.number = row, number
            if any(self.text(name) for name in header.fields):
                before = len(self.roster.faults)
                take[header.kind](before)

    def text(self, name: str) -> str:
        column = self.header.fields.get(name)
        return self.row[column] if column is not None and column < len(self.row) else ""

    def heading(self, column: int) -> str:
        return f"{letter(column)} ({self.sheet.rows[self.header.row - 1][column]})"

    def fault(self, code: str, column: int, number: int, value: str = "") -> None:
        self.roster.faults.append(
            Fault(code, self.sheet.name, number, self.heading(column), value[:80])
        )

    def get(self, name: str, reader, *more, blank=None):  # type: ignore[no-untyped-def]
        """The value of a cell, or `blank` after noting the fault."""
        text = self.text(name)
        try:
            if text.startswith("="):
                raise BadCell("formula")
            return reader(text, *more)
        except BadCell as bad:
            column = self.header.fields.get(name, next(iter(self.header.fields.values())))
            self.fault(bad.code, column, self.number, text)
            return blank

    @property
    def place(self) -> Place:
        return Place(self.sheet.name, self.number, self.columns)

    def _class(self, before: int) -> None:
        name = self.get("class", cells.class_name, blank="")
        at = "grade" if "grade" in self.header.fields else "class"
        grade_text = self.text("grade")
        grade = self.get(
            at, lambda _t: cells.grade_of(grade_text, name, self.context.grades), blank=0
        )
        homeroom = self.get("homeroom", lambda text: text, blank="")
        if len(self.roster.faults) == before:
            self.roster.classes.append(ClassRow(name, grade, homeroom, self.place))

    def _person(self, before: int, role: str, class_name: str) -> None:
        at = "full_name" if "full_name" in self.header.fields else "given"
        if at == "full_name":
            name = self.get(at, cells.person_name, blank="")
        else:
            family = self.text("family")
            name = self.get(
                at, lambda given: cells.person_name(f"{family} {given}" if given else ""), blank=""
            )
        one = PersonRow(
            name,
            self.get("birth_date", cells.day, self.context.today),
            self.get("gender", cells.gender),
            self.get("moet", cells.identifier, blank=""),
            self.get("school", cells.identifier, blank=""),
            role,
            class_name,
            self.place,
        )
        if one.moet and not (one.moet.isdigit() and len(one.moet) == 10):
            column = self.heading(self.header.fields["moet"])
            self.roster.notes.append(
                Fault("short_code", self.sheet.name, self.number, column, one.moet)
            )
        if len(self.roster.faults) == before:
            self.roster.people.append(one)

    def _pupil(self, before: int) -> None:
        self._person(before, "student", self.get("class", cells.class_name, blank=""))

    def _teacher(self, before: int) -> None:
        self._person(before, self.get("role", cells.role, blank="teacher"), "")

    def _assignment(self, before: int) -> None:
        subject = self.get("subject", self._subject)
        teacher = self.get("teacher", _given, blank="")
        text = self.text("class").replace(";", ",")
        names = [
            self.get("class", lambda _t, one=one: cells.class_name(one), blank="")
            for one in text.split(",")
        ]
        if len(self.roster.faults) == before:
            self.roster.assignments += [
                AssignmentRow(n, subject, teacher, self.place) for n in names
            ]

    def _subject(self, text: str) -> str | None:
        name = headers.key(_given(text))
        if name in HOMEROOM:
            return None
        if name not in self.context.subjects:
            raise BadCell("subject")
        return self.context.subjects[name]


def _given(text: str) -> str:
    if not text:
        raise BadCell("missing")
    return text
