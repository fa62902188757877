"""Rows of pupils, of teachers and of guardians."""

from collections import Counter
from datetime import date
from functools import cached_property

from school.roster import cells, dates
from school.roster.reading import Reader
from school.roster.records import GuardianRow, PersonRow, Place

PARENTS = ("father", "mother", "guardian")
NUMBERS = ("moet", "school")
MOET_DIGITS = (10, 12)


class PersonReader(Reader):
    """What pupils and teachers have in common."""

    role = "student"

    def take(self, before: int) -> None:
        person = PersonRow(
            self.name(),
            self.birth(),
            self.get("gender", cells.gender, None),
            self.get("moet", cells.identifier, ""),
            self.get("school", cells.identifier, ""),
            *self.more(),
        )
        for name, value in zip(NUMBERS, (person.moet, person.school), strict=True):
            self.look_at_zeros(name, value)
        if self.clean(before):
            self.roster.people.append(person)
            self.also(person)

    def more(self) -> tuple[str, str, Place, str]:
        """Role, class, place and subject group."""
        raise NotImplementedError

    def also(self, person: PersonRow) -> None:
        """What else the row tells."""

    def name(self) -> str:
        if "full_name" in self.header.fields:
            name = self.get("full_name", cells.person_name, "")
            return self.cased("full_name", name)
        family = self.text("family")
        name = self.get(
            "given", lambda given: cells.person_name(f"{family} {given}" if given else ""), ""
        )
        return self.cased("given", name)

    def birth(self) -> date | None:
        if "birth_year" in self.header.fields and "birth_date" not in self.header.fields:
            return self._in_three()
        text = self.text("birth_date")
        if dates.YEAR.fullmatch(text):
            self.note("year_only", "birth_date", text)
            return None
        today, how = self.context.today, self.orders.get("birth_date")
        return self.get("birth_date", lambda text: dates.birth(text, today, how), None)

    def _in_three(self) -> date | None:
        """A birth date in columns of its own for day, month and year."""
        parts = [self.text(name) for name in ("birth_day", "birth_month", "birth_year")]
        if not any(parts):
            return None
        if not parts[0] and not parts[1]:
            self.note("year_only", "birth_year", parts[2])
            return None
        whole = "/".join(parts)
        try:
            return dates.birth(whole, self.context.today)
        except dates.BadDay as bad:
            self.fault(bad.code, "birth_day", whole)
            return None

    def look_at_zeros(self, name: str, value: str) -> None:
        """Note a number that seems to have lost its leading zeros."""
        if not value or name not in self.header.fields:
            return
        usual = self._lengths[name]
        if usual and value.isdigit() and len(value) < usual:
            self.note("zeros_lost", name, f"{value} ({value.zfill(usual)}?)")
        elif name == "moet" and not (value.isdigit() and len(value) in MOET_DIGITS):
            self.note("short_code", name, value)

    @cached_property
    def _lengths(self) -> dict[str, int]:
        """How many digits most numbers of a column have; 0 where they differ much."""
        found = {}
        for name in NUMBERS:
            held = self.values(name) if name in self.header.fields else []
            counts = Counter(len(value) for value in held if value.isdigit())
            most, count = counts.most_common(1)[0] if counts else (0, 0)
            found[name] = most if most >= 6 and count * 2 > len(held) else 0
        return found


class PupilReader(PersonReader):
    """A pupil, and the parents who stand beside."""

    def more(self) -> tuple[str, str, Place, str]:
        return "student", self.class_name(), self.place, ""

    def class_name(self) -> str:
        if "class" in self.header.fields:
            return self.get("class", cells.class_name, "")
        return self.layout.class_name

    def also(self, person: PersonRow) -> None:
        for who in PARENTS:
            held = {f: self.text(f) for f in (who, f"{who}_phone", f"{who}_email") if self.text(f)}
            if held and who not in held:
                self.note("guardian_nameless", next(iter(held)), next(iter(held.values())))
            elif held:
                self._parent(who, person)

    def _parent(self, who: str, person: PersonRow) -> None:
        before = len(self.roster.faults)
        row = GuardianRow(
            self.cased(who, self.get(who, cells.person_name, "")),
            who,
            self.get(f"{who}_phone", cells.phone, ""),
            self.get(f"{who}_email", cells.email, ""),
            person.moet or person.school,
            person.full_name,
            person.class_name,
            self.place,
        )
        if self.clean(before):
            self.roster.guardians.append(row)


class TeacherReader(PersonReader):
    """A member of staff."""

    def more(self) -> tuple[str, str, Place, str]:
        role = self.get("role", cells.role, "teacher")
        return role, "", self.place, self.get("group", cells.words, "")


class GuardianReader(Reader):
    """A guardian in a sheet of its own."""

    def take(self, before: int) -> None:
        by_name = "pupil_name" in self.header.fields
        pupil = self.get("pupil", cells.identifier, "")
        named = self.get("pupil_name", cells.person_name, "") if by_name and not pupil else ""
        if by_name and pupil and self.text("pupil_name"):
            named = self.get("pupil_name", cells.person_name, "")
        if not pupil and not by_name:
            self.fault("missing", "pupil")
        told = self.text("class") or not pupil
        row = GuardianRow(
            self.cased("guardian", self.get("guardian", cells.person_name, "")),
            cells.relation(self.text("relation")),
            self.get("phone", cells.phone, ""),
            self.get("email", cells.email, ""),
            pupil,
            named,
            self.get("class", cells.class_name, "") if told else "",
            self.place,
        )
        if self.clean(before):
            self.roster.guardians.append(row)
