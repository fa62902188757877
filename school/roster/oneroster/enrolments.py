"""Who is in which class of OneRoster files, and who teaches what there."""

from datetime import date, timedelta

from school.roster.oneroster.files import Table
from school.roster.oneroster.places import Places
from school.roster.oneroster.reader import Reader
from school.roster.records import AssignmentRow


class Enrolments(Reader):
    def __init__(self, places: Places) -> None:
        super().__init__(places.bundle, places.context, places.roster)
        self.places = places

    def read(self) -> tuple[dict[str, str], list[AssignmentRow]]:
        """The class of each pupil (the primary one, else the first), and who teaches what."""
        table = self.bundle.table("enrollments")
        found: dict[str, tuple[bool, str]] = {}
        teaching: list[AssignmentRow] = []
        for number, row in table.rows:
            if not self.required(table, number, row, "classSourcedId", "userSourcedId", "role"):
                continue
            of, user = table.text(row, "classSourcedId"), table.text(row, "userSourcedId")
            role = table.text(row, "role")
            place = table.place(number, {"class": "classSourcedId", "teacher": "userSourcedId"})
            if role == "student" and of in self.places.homes:
                primary = table.text(row, "primary").lower() == "true"
                if user not in found or (primary and not found[user][0]):
                    found[user] = primary, self.places.homes[of]
                elif found[user][1] != self.places.homes[of]:
                    self.roster.notes.append(
                        table.fault("or_second", number, "classSourcedId", self.places.homes[of])
                    )
            elif role == "teacher" and (of in self.places.homes or of in self.places.subjects):
                name, code = self.places.subjects.get(of, (self.places.homes.get(of, ""), ""))
                days = self._days(table, number, row)
                teaching.append(AssignmentRow(name, code or None, user, place, *days))
        return {user: name for user, (_, name) in found.items()}, teaching

    def _days(self, table: Table, number: int, row: list[str]) -> tuple[date | None, date | None]:
        """First and last day; files name the day after (endDate is exclusive)."""
        found: list[date | None] = []
        for name in ("beginDate", "endDate"):
            text = table.text(row, name)
            try:
                found.append(date.fromisoformat(text) if text else None)
            except ValueError:
                self.fault(table, "or_date", number, name, text)
                found.append(None)
        return found[0], found[1] - timedelta(days=1) if found[1] else None
