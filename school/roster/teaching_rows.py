"""Rows of classes, subject groups, rooms, teaching assignments and timetables."""

import re
from datetime import date

from school.roster import cells, subjects
from school.roster.cells import BadCell
from school.roster.layout import heading
from school.roster.reading import Reader
from school.roster.records import (
    AssignmentRow,
    ClassRow,
    Place,
    RoomRow,
    SubjectGroupRow,
    TimetableRow,
)
from school.roster.words import GRID

_ROOM = re.compile(r"\(?\s*(?:p|phòng|room)\s*[.:]?\s*([A-Za-z]?\d[\w.-]{0,19})\)?", re.IGNORECASE)


class ClassReader(Reader):
    def take(self, before: int) -> None:
        name = self.get("class", cells.class_name, "")
        at = "grade" if "grade" in self.header.fields else "class"
        told = self.text("grade")
        grade = self.get(at, lambda _t: cells.grade_of(told, name, self.context.grades), 0)
        homeroom = self.get("homeroom", str, "")
        if self.clean(before):
            self.roster.classes.append(ClassRow(name, grade, homeroom, self.place))


class GroupReader(Reader):
    def take(self, before: int) -> None:
        name = self.get("group", _given, "")
        head = self.get("head", cells.words, "")
        if self.clean(before):
            self.roster.groups.append(SubjectGroupRow(name, head, self.place))


class RoomReader(Reader):
    def take(self, before: int) -> None:
        code = self.get("room", cells.words, "")
        name = self.get("room_name", cells.words, "")
        if not code and not name:
            self.fault("missing", "room" if "room" in self.header.fields else "room_name")
        seats = self.get("seats", cells.seats, None)
        kind = self.get("room_kind", cells.words, "")
        if self.clean(before):
            self.roster.rooms.append(RoomRow(code or name, name, seats, kind, self.place))


class _GridReader(Reader):
    """Sheets with a column for each class."""

    def classes(self) -> list[tuple[int, str]]:
        """Columns and the class that heads each."""
        found = []
        for column in self.header.grid:
            label = self.header.labels[column].rpartition(" – ")[2]
            try:
                found.append((column, cells.class_name(label)))
            except BadCell as bad:
                self.number = self.header.row
                self.fault_in(bad.code, column, label)
        return found

    def at(self, column: int) -> Place:
        """The place of a cell in the column of a class."""
        return Place(
            self.sheet.name, self.number, self.columns | {GRID: heading(self.header, column)}
        )

    def cell(self, column: int) -> str:
        return self.row[column] if column < len(self.row) else ""


class AssignmentReader(_GridReader):
    """Teacher, subject and class in a row; duties in words; or classes across subjects."""

    def read(self) -> None:
        fields = self.header.fields
        self.across = "class" not in fields and "duties" not in fields
        self.named = self.classes() if self.across else []
        super().read()

    def take(self, before: int) -> None:
        days = self.day("starts_on"), self.day("ends_on")
        if days[0] and days[1] and days[1] < days[0]:
            self.fault("days_order", "ends_on", self.text("ends_on"))
        if self.across:
            rows = self._across(days)
        elif "duties" in self.header.fields:
            rows = self._duties(days)
        else:
            rows = self._row(days)
        if self.clean(before):
            self.roster.assignments += rows

    def _row(self, days: tuple[date | None, date | None]) -> list[AssignmentRow]:
        subject = self.get("subject", self._subject, None)
        teacher = self.get("teacher", _given, "")
        pieces = self.text("class").replace(";", ",").split(",")
        names = [self.get("class", lambda _t, one=p: cells.class_name(one), "") for p in pieces]  # type: ignore[misc]
        return [AssignmentRow(name, subject, teacher, self.place, *days) for name in names]

    def _duties(self, days: tuple[date | None, date | None]) -> list[AssignmentRow]:
        teacher = self.get("teacher", _given, "")
        none: list[tuple[str | None, str]] = []
        found = self.get(
            "duties", lambda text: list(subjects.duties(_given(text), self.context.subjects)), none
        )
        return [AssignmentRow(name, code, teacher, self.place, *days) for code, name in found]

    def _across(self, days: tuple[date | None, date | None]) -> list[AssignmentRow]:
        subject = self.get("subject", self._subject, None)
        return [
            AssignmentRow(name, subject, teacher.strip(), self.at(column), *days)
            for column, name in self.named
            for teacher in re.split(r"[;\n]", self.cell(column))
            if teacher.strip()
        ]

    def _subject(self, text: str) -> str | None:
        return subjects.code_of(text, self.context.subjects)


class TimetableReader(_GridReader):
    """A lesson in a row, or a row for each weekday and period with the classes across."""

    def read(self) -> None:
        self.across = "class" not in self.header.fields
        self.named = self.classes() if self.across else []
        self.weekday_text = self.session_text = ""
        super().read()

    def take(self, before: int) -> None:
        # Weekdays are written once for their rows, even where no cell is merged.
        if self.across:
            self.weekday_text = self.text("weekday") or self.weekday_text
        told = self.weekday_text if self.across else self.text("weekday")
        self.session_text = self.text("session") or (self.session_text if self.across else "")
        if self.across and not any(self.cell(column) for column, _ in self.named):
            return
        when = (
            self.get("weekday", lambda _t: cells.weekday(told), 0),
            self.get("session", lambda _t: cells.session(self.session_text), ""),
            self.get("period", cells.period, 0),
        )
        rows = self._across(when) if self.across else [self._row(when)]
        if self.clean(before):
            self.roster.timetable += rows

    def _row(self, when: tuple[int, str, int]) -> TimetableRow:
        name = self.get("class", cells.class_name, "")
        code, activity = self._lesson(self.get("subject", _given, ""))
        teacher, room = self.get("teacher", cells.words, ""), self.get("room", cells.words, "")
        return TimetableRow(name, *when, code, activity, teacher, room, self.place)

    def _across(self, when: tuple[int, str, int]) -> list[TimetableRow]:
        found = []
        for column, name in self.named:
            text = self.cell(column)
            if not text:
                continue
            if text.startswith("="):
                self.fault_in("formula", column, text)
                continue
            parts = [part.strip() for part in re.split(r"\s+[-–]\s+|\n", text)]
            room = next((m[1] for p in parts[1:] if (m := _ROOM.fullmatch(p))), "")
            rest = [part for part in parts[1:] if not _ROOM.fullmatch(part)]
            code, activity = self._lesson(parts[0])
            found.append(
                TimetableRow(name, *when, code, activity, " ".join(rest), room, self.at(column))
            )
        return found

    def _lesson(self, text: str) -> tuple[str | None, str]:
        """The code of a subject, or the words for what is none."""
        try:
            code = subjects.code_of(text, self.context.subjects)
        except BadCell:
            code = None
        return code, "" if code else text


def _given(text: str) -> str:
    if not text:
        raise BadCell("missing")
    return cells.words(text)
