"""The people of OneRoster files: pupils, staff and families, with their numbers."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from school.roster import cells
from school.roster.oneroster.enrolments import Enrolments
from school.roster.oneroster.files import Bundle, Table
from school.roster.oneroster.reader import Reader
from school.roster.reading import Context
from school.roster.records import GuardianRow, PersonRow, Roster

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


class Users(Reader):
    def __init__(self, bundle: Bundle, context: Context, roster: Roster) -> None:
        super().__init__(bundle, context, roster)
        self.seen: dict[str, int] = {}

    def read(self, org: str, enrolments: Enrolments) -> None:
        """Users of the school with their places, teaching and families."""
        users, roles = self.bundle.table("users"), self._roles()
        in_class, teaching = enrolments.read()
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

    def _families(
        self,
        family: list[tuple[int, list[str]]],
        agents: Mapping[str, list[str]],
        mine: set[str],
    ) -> None:
        users, children = self.bundle.table("users"), defaultdict[str, list[str]](list)
        for pupil, held in agents.items():
            for agent in dict.fromkeys(held):
                children[agent].append(pupil)
        for number, row in family:
            sid, before = users.text(row, "sourcedId"), len(self.roster.faults)
            name = self._full_name(number, row)
            own = users.many(row, "agentSourcedIds")
            relations = users.many(row, "metadata.relations")
            told = [one for one in own if one in mine]
            told += children[sid]
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
