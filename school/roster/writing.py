"""Writing what was decided into the present transaction, every row through the journal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import func, select

from school.calendar.models import SchoolYear
from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.people.models import Person, PersonIdentifier, RoleGrant
from school.people.service import Slip
from school.roster import arriving
from school.roster.cells import class_key
from school.roster.journal import Journal, chunks
from school.roster.known import Changes, GuardianChange, Known, Option, PersonChange
from school.roster.records import PersonRow
from school.roster.usernames import Names
from school.roster.writing_more import MoreWriter
from school.units.models import OrgUnit
from suite import audit
from suite.db import db
from suite.text import fold, name_sort_key, numbered_sort_key


class Writer:
    """Writes decided changes; `made` are first passwords and their hashes for new people."""

    def __init__(
        self,
        school: OrgUnit,
        year: SchoolYear,
        today: date,
        made: Iterable[tuple[str, str]],
        journal: Journal,
        option: Option,
    ) -> None:
        self.option = option
        self.school_id, self.year_id, self.year_start = school.id, year.id, year.starts_on
        self.today, self.made, self.journal = today, iter(made), journal
        self.since = year.starts_on if self._first_list() else max(today, year.starts_on)
        self.classes = {
            class_key(name): class_id
            for class_id, name in db.session.execute(
                select(SchoolClass.id, SchoolClass.name).where(
                    SchoolClass.school_id == self.school_id, SchoolClass.year_id == self.year_id
                )
            )
        }

    def _first_list(self) -> bool:
        """The first list of a year tells who was there from its beginning."""
        query = (
            select(func.count(Enrolment.id))
            .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
            .where(SchoolClass.school_id == self.school_id, SchoolClass.year_id == self.year_id)
        )
        return not db.session.scalar(query)

    def write(self, changes: Changes, known: Known) -> list[Slip]:
        """The slips of new people, in the order of the list."""
        self._new_classes(changes)
        self._arrivals(changes.people)
        people, slips = self._people(changes.people)
        self._numbers(changes.people, people)
        self._roles(changes.people, people)
        self._enrolments(changes.people, people)
        if self.option.leave_on is not None:
            gone = [person_id for person_id, _, _ in changes.leavers]
            held = list(self.classes.values())
            arriving.leave(gone, held, self.option.leave_on, self.journal)
        self._teaching(changes, people)
        days = self.today, self.year_start
        more = MoreWriter(self.school_id, self.year_id, days, self.journal)
        more.people = people
        slips += more.guardians(changes.guardians, self._guardian)
        more.groups(changes, known.groups)
        more.timetable(changes, self.classes)
        return slips

    def _new_classes(self, changes: Changes) -> None:
        rows = [
            {
                "school_id": self.school_id,
                "year_id": self.year_id,
                "grade": row.grade,
                "name": row.name,
                "sort_key": numbered_sort_key(row.name),
            }
            for row in changes.classes
        ]
        ids = self.journal.add(SchoolClass, rows)
        names = (class_key(row.name) for row in changes.classes)
        self.classes.update(zip(names, ids, strict=True))

    def _arrivals(self, changes: Sequence[PersonChange]) -> None:
        came = {one.known.id: one.from_school for one in changes if one.comes and one.known}
        arriving.leave_old_school(came, self.today, self.journal)
        self.journal.change(Person, {one: {"school_id": self.school_id} for one in came})
        for person_id, school_id in came.items():
            detail = {"from": school_id, "to": self.school_id}
            audit.record("person.moved_school", f"person:{person_id}", detail=detail)

    def _people(self, changes: Sequence[PersonChange]) -> tuple[list[int], list[Slip]]:
        """The id of each change's person, in order, and the slips of the new ones."""
        slips, rows = list[Slip](), list[dict[str, Any]]()
        updates: dict[int, Mapping[str, Any]] = {}
        for change in changes:
            if change.known is None:
                rows.append(self._person(change.row, slips))
            elif change.updates:
                updates[change.known.id] = _updates(change)
        new = iter(self.journal.add(Person, rows))
        self.journal.change(Person, updates)
        return [change.known.id if change.known else next(new) for change in changes], slips

    def _person(self, row: PersonRow, slips: list[Slip]) -> dict[str, Any]:
        held = {"birth_date": row.birth_date, "gender": row.gender}
        who = row.full_name, row.class_name, row.username
        return self._account(*who, slips, self.school_id) | held

    def _guardian(self, one: GuardianChange, slips: list[Slip]) -> dict[str, Any]:
        """Guardians are of no school: they are seen with their children."""
        return self._account(one.row.full_name, one.class_name, one.row.username, slips, None)

    def _account(
        self,
        full_name: str,
        class_name: str,
        wished: str,
        slips: list[Slip],
        school_id: int | None,
    ) -> dict[str, Any]:
        username = self._names.wished(wished) or self._names.new(full_name)
        password, kept = next(self.made, ("", None))
        if password:
            slips.append(Slip(full_name, class_name, username, password))
        return {
            "school_id": school_id,
            **_named(full_name),
            "username": username,
            "password_hash": kept,
            "must_change_password": True,
        }

    @cached_property
    def _names(self) -> Names:
        return Names(db.session.scalars(select(Person.username)))

    def _numbers(self, changes: Sequence[PersonChange], people: Sequence[int]) -> None:
        rows, renewed = list[dict[str, Any]](), set[tuple[int, str]]()
        for change, person_id in zip(changes, people, strict=True):
            for scheme, value in change.identifiers:
                who = {"person_id": person_id, "valid_from": min(self.since, self.today)}
                rows.append(who | {"scheme": scheme, "value": value})
                if change.known:
                    renewed.add((person_id, scheme))
        self._end_numbers(renewed)
        self.journal.add(PersonIdentifier, rows)

    def _end_numbers(self, renewed: set[tuple[int, str]]) -> None:
        ends: dict[int, dict[str, Any]] = {}
        table = PersonIdentifier
        for ids in chunks({person_id for person_id, _ in renewed}):
            query = select(table.id, table.person_id, table.scheme).where(
                table.person_id.in_(ids), table.valid_to.is_(None)
            )
            for row_id, person_id, scheme in db.session.execute(query):
                if (person_id, scheme) in renewed:
                    ends[row_id] = {"valid_to": self.today}
        self.journal.change(table, ends)

    def _roles(self, changes: Sequence[PersonChange], people: Sequence[int]) -> None:
        rows = [
            {
                "person_id": person_id,
                "role": change.row.role,
                "unit_id": self.school_id,
                "valid_from": min(self.since, self.today),
            }
            for change, person_id in zip(changes, people, strict=True)
            if change.new_role
        ]
        self.journal.add(RoleGrant, rows)

    def _enrolments(self, changes: Sequence[PersonChange], people: Sequence[int]) -> None:
        rows, leaving = list[dict[str, Any]](), list[int]()
        for change, person_id in zip(changes, people, strict=True):
            if not change.moves:
                continue
            if change.known and change.known.class_id is not None:
                leaving.append(person_id)
            since = self.since if change.known is None else max(self.today, self.year_start)
            class_id = self.classes[class_key(change.row.class_name)]
            who = {"person_id": person_id, "class_id": class_id}
            rows.append(who | {"school_id": self.school_id, "starts_on": since})
        self._leave(leaving)
        self.journal.add(Enrolment, rows)

    def _leave(self, people: Sequence[int]) -> None:
        """End the enrolments of the year; history stays."""
        classes = select(SchoolClass.id).where(SchoolClass.year_id == self.year_id)
        ends: dict[int, dict[str, Any]] = {}
        for ids in chunks(people):
            query = select(Enrolment.id, Enrolment.starts_on).where(
                Enrolment.person_id.in_(ids),
                Enrolment.class_id.in_(classes),
                Enrolment.is_main,
                Enrolment.ends_on.is_(None),
            )
            for row_id, starts_on in db.session.execute(query):
                ends[row_id] = {"ends_on": max(self.today, starts_on)}
        self.journal.change(Enrolment, ends)

    def _teaching(self, changes: Changes, people: Sequence[int]) -> None:
        self.journal.change(TeachingAssignment, changes.redated)
        self.journal.change(TeachingAssignment, self._ends(changes.ended))
        rows = [
            {
                "school_id": self.school_id,
                "class_id": self.classes[one.class_key],
                "subject_code": one.subject,
                "person_id": people[one.position] if one.position is not None else one.person_id,
                "is_homeroom": one.subject is None,
                "starts_on": one.starts_on or min(self.since, one.ends_on or self.since),
                "ends_on": one.ends_on,
            }
            for one in changes.teaching
        ]
        self.journal.add(TeachingAssignment, rows)

    def _ends(self, ids: Sequence[int]) -> dict[int, dict[str, date]]:
        """Ended today; what was to begin later never begins."""
        table, found = TeachingAssignment, dict[int, dict[str, date]]()
        for held in chunks(ids):
            query = select(table.id, table.starts_on).where(table.id.in_(held))
            for row_id, starts_on in db.session.execute(query):
                found[row_id] = {"ends_on": max(self.today, starts_on)}
        return found


def _named(full_name: str) -> dict[str, str]:
    return {
        "full_name": full_name,
        "sort_key": name_sort_key(full_name),
        "search_key": fold(full_name),
    }


def _updates(change: PersonChange) -> dict[str, Any]:
    values = dict(change.updates)
    return values | _named(change.row.full_name) if "full_name" in values else values
