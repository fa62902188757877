"""Importing a roster: all or nothing, a dry run on the same path, a repeat without effect."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, update

from school.calendar.models import SchoolYear
from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.people.models import Person, PersonIdentifier, RoleGrant
from school.people.passwords import first_hashed, first_password
from school.people.service import Slip
from school.roster import existing, mappings, rules
from school.roster.cells import class_key
from school.roster.events import RosterImported
from school.roster.known import Changes, PersonChange
from school.roster.layout import Layout
from school.roster.matching import decide
from school.roster.records import Fault, PersonRow, Roster
from school.roster.sheets import Sheet, Unreadable, read
from school.roster.usernames import Names
from school.units.models import OrgUnit
from school.units.rules import grades_of
from suite import audit, clock, events
from suite.db import db
from suite.text import fold, name_sort_key, sort_key


@dataclass
class Outcome:
    """What an import did or would do; with faults it did nothing."""

    dry_run: bool
    counts: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    new_classes: list[str] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)
    layouts: list[Layout] = field(default_factory=list)


def run_file(
    school: OrgUnit, year: SchoolYear, data: bytes, *, dry_run: bool, passwords: bool = True
) -> Outcome:
    """As `run`, of the bytes of a file (see `sheets.read`)."""
    db.session.rollback()
    try:
        sheets = read(data)
    except Unreadable as error:
        return Outcome(dry_run, faults=[Fault(error.code)])
    return run(school, year, sheets, dry_run=dry_run, passwords=passwords)


def run(
    school: OrgUnit,
    year: SchoolYear,
    sheets: Sequence[Sheet],
    *,
    dry_run: bool,
    passwords: bool = True,
) -> Outcome:
    """Import the sheets into a school and year. Commits, or rolls back when it is a dry run.

    `passwords` gives new people first passwords, which stand in `slips` this once. Reading the
    file and hashing happen outside of a transaction, because that may hold the write lock.
    """
    today = clock.today()
    grades = grades_of(school.stage)
    subjects = rules.subject_keys(existing.subject_names())
    kept = mappings.kept(school)
    db.session.rollback()
    roster = rules.parse(sheets, rules.Context(subjects, grades, today), kept)
    outcome = Outcome(dry_run, faults=list(roster.faults), notes=_later(roster) + roster.notes)
    outcome.layouts = roster.layouts
    if outcome.faults:
        return outcome
    changes = decide(roster, existing.known(school, year), grades)
    made: list[tuple[str, str]] = []
    if passwords and not dry_run and not changes.faults:
        db.session.rollback()
        made = _passwords(sum(change.known is None for change in changes.people))
        changes = decide(roster, existing.known(school, year), grades)
    outcome.faults = list(changes.faults)
    if outcome.faults:
        db.session.rollback()
        return outcome
    outcome.counts = changes.counts()
    outcome.new_classes = [row.name for row in changes.classes]
    outcome.slips = _Writer(school, year, today, made).write(changes)
    if dry_run:
        db.session.rollback()
        return outcome
    _tell(school, year, roster, outcome)
    db.session.commit()
    return outcome


def _later(roster: Roster) -> list[Fault]:
    """What was understood but is not written yet, by sheet."""
    dated = [row for row in roster.assignments if row.starts_on or row.ends_on]
    grouped = [row for row in roster.people if row.group]
    held: dict[str, Sequence[Any]] = {
        "later_guardians": roster.guardians,
        "later_groups": roster.groups,
        "later_rooms": roster.rooms,
        "later_timetable": roster.timetable,
        "later_dates": dated,
        "later_staff_groups": grouped,
    }
    return [
        Fault(code, sheet, 0, "", str(count))
        for code, rows in held.items()
        for sheet, count in Counter(row.place.sheet for row in rows).items()
    ]


def _passwords(count: int) -> list[tuple[str, str]]:
    drawn = [first_password() for _ in range(count)]
    return [(password, first_hashed(password)) for password in drawn]


def _tell(school: OrgUnit, year: SchoolYear, roster: Roster, outcome: Outcome) -> None:
    detail: dict[str, Any] = {"year": year.name, "rows": len(roster.people), **outcome.counts}
    audit.record("roster.imported", f"unit:{school.id}", detail=detail)
    events.publish(RosterImported(school.id, year.id, clock.now()))


class _Writer:
    """Writes decided changes into the present transaction."""

    def __init__(
        self, school: OrgUnit, year: SchoolYear, today: date, made: list[tuple[str, str]]
    ) -> None:
        self.school, self.year, self.today, self.made = school, year, today, made
        self.school_id, self.year_id = school.id, year.id
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

    def write(self, changes: Changes) -> list[Slip]:
        """The slips of new people, in the order of the list."""
        self._new_classes(changes)
        people, slips = self._people(changes.people)
        self._numbers_and_roles(changes.people, people)
        self._enrolments(changes.people, people)
        self._teaching(changes, people)
        db.session.flush()
        return slips

    def _new_classes(self, changes: Changes) -> None:
        rows = [
            SchoolClass(
                school_id=self.school_id,
                year_id=self.year_id,
                grade=row.grade,
                name=row.name,
                sort_key=sort_key(row.name),
            )
            for row in changes.classes
        ]
        db.session.add_all(rows)
        db.session.flush()
        self.classes.update({class_key(row.name): row.id for row in rows})

    def _people(self, changes: Sequence[PersonChange]) -> tuple[list[int], list[Slip]]:
        """The id of each change's person, in order, and the slips of the new ones."""
        names = Names(db.session.scalars(select(Person.username)))
        secrets, slips, rows = iter(self.made), list[Slip](), list[dict[str, Any]]()
        for change in changes:
            if change.known is None:
                password, kept = next(secrets, ("", None))
                rows.append(self._person(change.row, names, kept))
                if password:
                    who = change.row.full_name, change.row.class_name
                    slips.append(Slip(*who, rows[-1]["username"], password))
            elif change.updates:
                self._update(change)
        new = iter(_added(rows))
        return [change.known.id if change.known else next(new) for change in changes], slips

    def _person(self, row: PersonRow, names: Names, kept: str | None) -> dict[str, Any]:
        return {
            "school_id": self.school_id,
            "full_name": row.full_name,
            "sort_key": name_sort_key(row.full_name),
            "search_key": fold(row.full_name),
            "birth_date": row.birth_date,
            "gender": row.gender,
            "username": names.new(row.full_name),
            "password_hash": kept,
            "must_change_password": True,
        }

    def _update(self, change: PersonChange) -> None:
        values = dict(change.updates)
        if "full_name" in values:
            name = change.row.full_name
            values |= {"sort_key": name_sort_key(name), "search_key": fold(name)}
        assert change.known is not None  # noqa: S101 (only known people have updates)
        db.session.execute(update(Person).where(Person.id == change.known.id).values(**values))

    def _numbers_and_roles(self, changes: Sequence[PersonChange], people: list[int]) -> None:
        numbers, roles = list[dict[str, Any]](), list[dict[str, Any]]()
        for change, person_id in zip(changes, people, strict=True):
            who = {"person_id": person_id, "valid_from": min(self.since, self.today)}
            for scheme, value in change.identifiers:
                if change.known:
                    self._end_number(person_id, scheme)
                numbers.append(who | {"scheme": scheme, "value": value})
            if change.new_role:
                roles.append(who | {"role": change.row.role, "unit_id": self.school_id})
        _insert(PersonIdentifier, numbers)
        _insert(RoleGrant, roles)

    def _end_number(self, person_id: int, scheme: str) -> None:
        db.session.execute(
            update(PersonIdentifier)
            .where(
                PersonIdentifier.person_id == person_id,
                PersonIdentifier.scheme == scheme,
                PersonIdentifier.valid_to.is_(None),
            )
            .values(valid_to=self.today)
        )

    def _enrolments(self, changes: Sequence[PersonChange], people: list[int]) -> None:
        rows = []
        for change, person_id in zip(changes, people, strict=True):
            if not change.moves:
                continue
            if change.known and change.known.class_id is not None:
                self._leave(person_id)
            since = self.since if change.known is None else max(self.today, self.year.starts_on)
            class_id = self.classes[class_key(change.row.class_name)]
            who = {"person_id": person_id, "class_id": class_id}
            rows.append(who | {"school_id": self.school_id, "starts_on": since})
        _insert(Enrolment, rows)

    def _leave(self, person_id: int) -> None:
        """End the enrolments of the year; history stays."""
        classes = select(SchoolClass.id).where(SchoolClass.year_id == self.year_id)
        db.session.execute(
            update(Enrolment)
            .where(
                Enrolment.person_id == person_id,
                Enrolment.class_id.in_(classes),
                Enrolment.is_main,
                Enrolment.ends_on.is_(None),
            )
            .values(ends_on=self.today)
        )

    def _teaching(self, changes: Changes, people: list[int]) -> None:
        if changes.ended:
            db.session.execute(
                update(TeachingAssignment)
                .where(TeachingAssignment.id.in_(changes.ended))
                .values(ends_on=self.today)
            )
        for one in changes.teaching:
            person_id = people[one.position] if one.position is not None else one.person_id
            db.session.add(
                TeachingAssignment(
                    school_id=self.school_id,
                    class_id=self.classes[one.class_key],
                    subject_code=one.subject,
                    person_id=person_id,
                    is_homeroom=one.subject is None,
                    starts_on=self.since,
                )
            )


def _insert(model: type[Any], rows: list[dict[str, Any]]) -> None:
    """Many rows in few statements; the unit of work would take three times as long."""
    if rows:
        db.session.execute(insert(model), rows)


def _added(rows: list[dict[str, Any]]) -> list[int]:
    """The ids of new people, in the order of the rows."""
    if not rows:
        return []
    query = insert(Person).returning(Person.id, sort_by_parameter_order=True)
    return list(db.session.scalars(query, rows))
