"""The school of OneRoster files, its year and its classes.

A homeroom class is a class; a scheduled one is a subject in a class, where its course names a
subject and its code or title a homeroom class; any other scheduled class is a class of its own.
"""

import re
from datetime import date

from school.roster import cells
from school.roster.cells import class_key
from school.roster.headers import key
from school.roster.oneroster.files import Bundle, Table
from school.roster.oneroster.reader import Reader
from school.roster.reading import Context
from school.roster.records import ClassRow, Roster


class Places(Reader):
    """`homes` are names of classes by sourcedId, `subjects` (class, subject) of scheduled ones."""

    def __init__(self, bundle: Bundle, context: Context, roster: Roster) -> None:
        super().__init__(bundle, context, roster)
        self.homes: dict[str, str] = {}
        self.subjects: dict[str, tuple[str, str]] = {}

    def sessions(self, year: tuple[date, date]) -> None:
        """A file of another year is refused; one without years is taken."""
        table, found = self.bundle.table("academicSessions"), []
        for number, row in table.rows:
            if table.text(row, "type") == "schoolYear":
                try:
                    begin = date.fromisoformat(table.text(row, "startDate"))
                    end = date.fromisoformat(table.text(row, "endDate"))
                except ValueError:
                    self.fault(table, "or_date", number, "startDate", table.text(row, "startDate"))
                    continue
                found.append((number, begin < year[1] and end >= year[0], table.text(row, "title")))
        if found and not any(fits for _, fits, _ in found):
            self.fault(table, "or_year", found[0][0], "startDate", found[0][2])

    def org(self, school: tuple[str, str]) -> str:
        """The sourcedId of the school in the files; "" after a fault."""
        table = self.bundle.table("orgs")
        rows = [
            (number, row)
            for number, row in table.rows
            if self.required(table, number, row, "sourcedId", "name", "type")
            and table.text(row, "type") == "school"
        ]
        for name, wanted in (
            ("identifier", school[0]),
            ("sourcedId", school[0]),
            ("sourcedId", school[1]),
        ):
            for _, row in rows:
                if table.text(row, name) == wanted:
                    return table.text(row, "sourcedId")
        if len(rows) == 1:
            return table.text(rows[0][1], "sourcedId")
        if not self.roster.faults:
            self.fault(table, "or_org", 0, "identifier", school[0])
        return ""

    def classes(self, org: str) -> None:
        """Homeroom classes first, so that scheduled ones find theirs."""
        table, courses = self.bundle.table("classes"), self._courses()
        mine = [
            (number, row)
            for number, row in table.rows
            if self.required(table, number, row, "sourcedId", "title", "schoolSourcedId")
            and table.text(row, "schoolSourcedId") == org
        ]
        names: dict[str, str] = {}
        later = []
        for number, row in mine:
            if table.text(row, "classType") == "homeroom":
                self._class(table, number, row, names)
            else:
                later.append((number, row))
        for number, row in later:
            code = courses.get(table.text(row, "courseSourcedId"))
            for name in ("subjects", "subjectCodes"):
                told = table.many(row, name)
                code = code or (self.context.subjects.get(key(told[0])) if told else None)
            title = table.text(row, "title")
            words = [table.text(row, "classCode"), title, title.rpartition(" ")[2]]
            home = next((names[k] for k in map(class_key, words) if k in names), "")
            if code and home:
                self.subjects[table.text(row, "sourcedId")] = home, code
            elif not names or not code:
                self._class(table, number, row, {})
            else:
                self.roster.notes.append(table.fault("or_class", number, "title", title))

    def _class(self, table: Table, number: int, row: list[str], names: dict[str, str]) -> None:
        before = len(self.roster.faults)
        name = self.get(table, number, row, "title", cells.class_name, "")
        told = "".join(table.many(row, "grades")[:1])
        digits = re.search(r"\d{1,2}", name)
        text = told or (digits[0] if digits else "")
        at = "grades" if told else "title"
        grade = self.get(
            table, number, row, at, lambda _t: cells.grade_of(text, name, self.context.grades), 0
        )
        if len(self.roster.faults) == before:
            place = table.place(number, {"class": "title", "grade": "grades"})
            self.roster.classes.append(ClassRow(name, grade, "", place))
            self.homes[table.text(row, "sourcedId")] = name
            names[class_key(name)] = name
            names.setdefault(class_key(table.text(row, "classCode") or name), name)

    def _courses(self) -> dict[str, str]:
        """The subject of each course that names one."""
        table, found = self.bundle.table("courses"), dict[str, str]()
        for _, row in table.rows:
            words = [
                table.text(row, "courseCode"), table.text(row, "title"),
                *table.many(row, "subjects"), *table.many(row, "subjectCodes"),
            ]  # fmt: skip
            codes = [
                self.context.subjects[key(w)] for w in words if key(w) in self.context.subjects
            ]
            if codes:
                found[table.text(row, "sourcedId")] = codes[0]
        return found
