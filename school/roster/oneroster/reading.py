"""From OneRoster files to the records of a roster, every fault by file, row and column.

A homeroom class is a class; a scheduled one is a subject in a class, where its course names a
subject and its code or title a homeroom class; any other scheduled class is a class of its own.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TypeVar

from school.roster import cells
from school.roster.cells import BadCell, class_key
from school.roster.headers import key
from school.roster.oneroster.files import Bundle, Table
from school.roster.reading import Context
from school.roster.records import (
    AssignmentRow,
    ClassRow,
    Fault,
    GuardianRow,
    PersonRow,
    Roster,
)

T = TypeVar("T")
STAFF_ROLES = {
    "teacher": "teacher", "principal": "principal", "ext:librarian": "librarian",
}  # fmt: skip
FAMILY_ROLES = ("parent", "guardian", "relative")
SEXES = {"male": "male", "female": "female", "": None, "other": None, "unspecified": None}
USER = {
    "full_name": "givenName", "given": "givenName", "moet": "identifier", "school": "userIds",
    "oneroster": "sourcedId", "pupil": "agentSourcedIds", "email": "email", "phone": "phone",
    "class": "sourcedId", "group": "sourcedId", "pupil_name": "agentSourcedIds",
}  # fmt: skip
NO_FAMILY = "-"
"""Stands for the family name of somebody who has one name; the standard requires two."""


def parse(
    bundle: Bundle, school: tuple[str, str], year: tuple[date, date], context: Context
) -> Roster:
    """The records of the school with the code and uid of `school` in the year."""
    roster = Roster(faults=list(bundle.faults), notes=list(bundle.notes))
    if roster.faults:
        return roster
    reader = _Reader(bundle, context, roster)
    reader.sessions(year)
    org = reader.org(school)
    if org:
        reader.classes(org)
        reader.people(org)
    if not roster.faults and roster.is_empty:
        roster.faults.append(Fault("no_row"))
    return roster


class _Reader:
    def __init__(self, bundle: Bundle, context: Context, roster: Roster) -> None:
        self.bundle, self.context, self.roster = bundle, context, roster
        self.homes: dict[str, str] = {}
        self.subjects: dict[str, tuple[str, str]] = {}
        self.seen: dict[str, int] = {}

    def fault(self, table: Table, code: str, number: int, name: str, value: str = "") -> None:
        self.roster.faults.append(table.fault(code, number, name, value))

    def get(
        self,
        table: Table,
        number: int,
        row: list[str],
        name: str,
        reader: Callable[[str], T],
        blank: T,
    ) -> T:
        text = table.text(row, name)
        try:
            return reader(text)
        except BadCell as bad:
            self.fault(table, bad.code, number, name, text)
            return blank

    def required(self, table: Table, number: int, row: list[str], *names: str) -> bool:
        lacking = [name for name in names if not table.text(row, name)]
        for name in lacking:
            self.fault(table, "missing", number, name)
        return not lacking

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

    def people(self, org: str) -> None:
        """Users of the school with their places, teaching and families."""
        users, roles = self.bundle.table("users"), self._roles()
        in_class, teaching = self._enrollments()
        born = self._demographics()
        family: list[tuple[int, list[str]]] = []
        agents: dict[str, list[str]] = {}
        mine: set[str] = set()
        for number, row in users.rows:
            if not self.required(users, number, row, "sourcedId", "givenName", "familyName"):
                continue
            sid = users.text(row, "sourcedId")
            if sid in self.seen:
                self.fault(users, "twice", number, "sourcedId", f"{sid} ({self.seen[sid]})")
                continue
            self.seen[sid] = number
            role = self._role(users, number, row, roles.get(sid), org)
            if role in FAMILY_ROLES:
                family.append((number, row))
            elif role:
                mine.add(sid)
                self._person(number, row, role, in_class, born.get(sid, ("", "", 0)))
                agents[sid] = users.many(row, "agentSourcedIds") if role == "student" else []
        self._families(family, agents, mine)
        self.roster.assignments += [row for row in teaching if row.teacher in mine]

    def _roles(self) -> dict[str, list[tuple[str, str, str]]]:
        """(role, organisation, type) of each user of version 1.2."""
        table, found = self.bundle.table("roles"), dict[str, list[tuple[str, str, str]]]()
        for number, row in table.rows:
            if self.required(table, number, row, "userSourcedId", "role", "orgSourcedId"):
                told = tuple(table.text(row, n) for n in ("role", "orgSourcedId", "roleType"))
                found.setdefault(table.text(row, "userSourcedId"), []).append(told)  # type: ignore[arg-type]
        return found

    def _role(
        self,
        users: Table,
        number: int,
        row: list[str],
        told: list[tuple[str, str, str]] | None,
        org: str,
    ) -> str:
        """student, a role of staff, or one of a family; "" for who is not of this school."""
        if self.bundle.version == "1.1":
            if not self.required(users, number, row, "role", "orgSourcedIds"):
                return ""
            orgs = users.many(row, "orgSourcedIds")
            told = [(users.text(row, "role"), one, "primary") for one in orgs]
        kept = users.text(row, "metadata.role")
        here = sorted((type_ != "primary", role) for role, at, type_ in told or [] if at == org)
        for _, role in here:
            if role == "student" or role in FAMILY_ROLES:
                return role
            if kept in STAFF_ROLES.values():
                return kept
            if role in STAFF_ROLES:
                return STAFF_ROLES[role]
        if here:
            where = users.fault("or_role", number, "role", here[0][1])
            self.roster.notes.append(where)
        return ""

    def _name(self, row: list[str]) -> str:
        users = self.bundle.table("users")
        family = users.text(row, "familyName")
        words = ("" if family == NO_FAMILY else family, users.text(row, "middleName"))
        return " ".join(filter(None, (*words, users.text(row, "givenName"))))

    def _full_name(self, number: int, row: list[str]) -> str:
        name = self._name(row)
        users = self.bundle.table("users")
        return self.get(users, number, row, "givenName", lambda _t: cells.person_name(name), "")

    def _person(
        self,
        number: int,
        row: list[str],
        role: str,
        in_class: Mapping[str, str],
        born: tuple[str, str, int],
    ) -> None:
        users, before = self.bundle.table("users"), len(self.roster.faults)
        sid = self.get(users, number, row, "sourcedId", cells.identifier, "")
        name = self._full_name(number, row)
        identifier = users.text(row, "identifier")
        moet = identifier if cells.IDENTIFIER.fullmatch(identifier) else ""
        if identifier and not moet:
            self.roster.notes.append(users.fault("or_identifier", number, "identifier", identifier))
        birth = self._birth(born)
        gender = self._sex(born)
        number_of_school = _school_number(users.text(row, "userIds"))
        if len(self.roster.faults) == before:
            self.roster.people.append(
                PersonRow(
                    name, birth, gender, moet, number_of_school, role,
                    in_class.get(sid, "") if role == "student" else "",
                    users.place(number, USER), "", sid, users.text(row, "username").lower(),
                )
            )  # fmt: skip

    def _birth(self, born: tuple[str, str, int]) -> date | None:
        table = self.bundle.table("demographics")
        if not born[0]:
            return None
        try:
            found = date.fromisoformat(born[0])
        except ValueError:
            self.fault(table, "or_date", born[2], "birthDate", born[0])
            return None
        if not date(1900, 1, 1) <= found <= self.context.today:
            self.fault(table, "date_range", born[2], "birthDate", born[0])
        return found

    def _sex(self, born: tuple[str, str, int]) -> str | None:
        if born[1].lower() not in SEXES:
            self.fault(self.bundle.table("demographics"), "gender", born[2], "sex", born[1])
        return SEXES.get(born[1].lower())

    def _demographics(self) -> dict[str, tuple[str, str, int]]:
        table = self.bundle.table("demographics")
        return {
            table.text(row, "sourcedId"): (table.text(row, "birthDate"), table.text(row, "sex"), n)
            for n, row in table.rows
        }

    def _enrollments(self) -> tuple[dict[str, str], list[AssignmentRow]]:
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
            if role == "student" and of in self.homes:
                primary = table.text(row, "primary").lower() == "true"
                if user not in found or (primary and not found[user][0]):
                    found[user] = primary, self.homes[of]
                elif found[user][1] != self.homes[of]:
                    self.roster.notes.append(
                        table.fault("or_second", number, "classSourcedId", self.homes[of])
                    )
            elif role == "teacher" and (of in self.homes or of in self.subjects):
                name, code = self.subjects.get(of, (self.homes.get(of, ""), ""))
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

    def _families(
        self,
        family: list[tuple[int, list[str]]],
        agents: Mapping[str, list[str]],
        mine: set[str],
    ) -> None:
        users = self.bundle.table("users")
        for number, row in family:
            sid, before = users.text(row, "sourcedId"), len(self.roster.faults)
            name = self._full_name(number, row)
            own = users.many(row, "agentSourcedIds")
            relations = users.many(row, "metadata.relations")
            told = [one for one in own if one in mine]
            told += [pupil for pupil, held in agents.items() if sid in held]
            pupils = dict.fromkeys(told)
            kinds = dict(zip(own, relations, strict=False))
            phone = self.get(users, number, row, "phone", cells.phone, "")
            phone = phone or self.get(users, number, row, "sms", cells.phone, "")
            mail = self.get(users, number, row, "email", cells.email, "")
            if len(self.roster.faults) > before:
                continue
            place = users.place(number, USER)
            for pupil in pupils:
                relation = cells.relation(kinds.get(pupil, ""))
                self.roster.guardians.append(
                    GuardianRow(
                        name, relation, phone, mail, pupil, "", "", place, sid,
                        users.text(row, "username").lower(),
                    )
                )  # fmt: skip


def _school_number(user_ids: str) -> str:
    """HS001 of "{school:HS001}"."""
    found = re.search(r"\{\s*school\s*:\s*([^}]+)\}", user_ids)
    number = found[1].strip() if found else ""
    return number if cells.IDENTIFIER.fullmatch(number) else ""
