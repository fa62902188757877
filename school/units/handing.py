"""Handing over what a unit holds to those that follow it, in the present transaction.

Nothing is rewritten: what was ends on the day, what goes on begins on it in a row of its own.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.groups.models import GroupMember, SubjectGroup
from school.people.models import Person, RoleGrant
from school.units.journal import Journal
from school.units.models import OrgUnit
from school.units.successions import Decisions, Fault, Heir, free_name, target
from suite.db import db
from suite.text import fold, numbered_sort_key


class Hand:
    """Hands one unit over; `faults` tell what nobody decided, `counts` what was handed, and
    `continued` which class continues which."""

    def __init__(
        self,
        old: OrgUnit,
        heirs: Sequence[Heir],
        decided: Decisions,
        on: date,
        journal: Journal,
    ) -> None:
        self.old, self.heirs, self.decided, self.on = old, heirs, decided, on
        self.journal = journal
        self.continued: dict[int, int] = {}
        self.faults: list[Fault] = []
        self.counts: dict[str, int] = defaultdict(int)
        self.renamed: dict[str, str] = {}
        self.homes: dict[int, int] = {}  # the new school of each pupil in a class
        self.waiting: set[int] = set()  # pupils about whose class nobody decided yet

    def over(self) -> None:
        """Everything: classes with those in them, people, roles, subject groups."""
        self._classes()
        self._people_and_roles()
        self._groups()

    def _classes(self) -> None:
        query = select(SchoolClass).where(
            SchoolClass.school_id == self.old.id, SchoolClass.closed_on.is_(None)
        )
        new: dict[int, int] = {}
        for row in db.session.scalars(query.order_by(SchoolClass.id)):
            if row.year.ends_on <= self.on and not self._inside(row.id):
                continue
            to = target(self.heirs, self.decided.classes, row.id)
            if to is None:
                self.faults.append(Fault("class", row.name, row.id))
                self.waiting |= self._inside(row.id)
                continue
            self.continued[row.id] = self._continued(row, to)
            new[row.id] = to
            self.journal.set(row, closed_on=self.on)
            row.version += 1
        db.session.flush()
        self._rows(Enrolment, new)
        self._rows(TeachingAssignment, new)
        self.counts["classes"] += len(new)

    def _inside(self, class_id: int) -> set[int]:
        """Who is in a class from the day on."""
        here = (Enrolment.class_id == class_id, _goes_on(Enrolment, self.on))
        return set(db.session.scalars(select(Enrolment.person_id).where(*here)))

    def _continued(self, row: SchoolClass, to: int) -> int:
        there = select(SchoolClass.name).where(
            SchoolClass.school_id == to, SchoolClass.year_id == row.year_id
        )
        name = free_name(row.name, db.session.scalars(there))
        if name != row.name:
            self.renamed[f"{self.old.code} {row.name}"] = name
        same = {"school_id": to, "year_id": row.year_id, "grade": row.grade}
        made = {**same, "name": name, "sort_key": numbered_sort_key(name)}
        return self.journal.add(SchoolClass, [made])[0]

    def _rows(self, model: type[Any], new: dict[int, int]) -> None:
        """End what goes on in the old classes and begin it in the new ones."""
        query = select(model).where(model.class_id.in_(new), _goes_on(model, self.on))
        begun, ended = list[dict[str, Any]](), dict[int, dict[str, Any]]()
        for row in db.session.scalars(query.order_by(model.id)):
            to, class_id = new[row.class_id], self.continued[row.class_id]
            same = {"person_id": row.person_id, "class_id": class_id, "school_id": to}
            same |= {"starts_on": max(self.on, row.starts_on), "ends_on": row.ends_on}
            if model is Enrolment:
                same |= {"state": row.state, "is_main": row.is_main}
                if row.is_main:
                    self.homes[row.person_id] = to
            else:
                same |= {"subject_code": row.subject_code, "is_homeroom": row.is_homeroom}
            begun.append(same)
            ended[row.id] = {"ends_on": max(self.on, row.starts_on)}
        self._write(model, ended, begun)
        self.counts[model.__tablename__.removeprefix("school_")] += len(begun)

    def _people_and_roles(self) -> None:
        query = select(Person.id, Person.full_name, Person.left_on)
        people = db.session.execute(query.where(Person.school_id == self.old.id)).all()
        away = {person for person, _name, left in people if left is not None}
        moved: dict[int, dict[str, Any]] = {}
        for person, name, _left in people:
            to = self._home(person, person in away)
            if to is None:
                self._lacks(person, name)
            else:
                moved[person] = {"school_id": to}
        self.journal.change(Person, moved)
        self.counts["people"] += len(moved)
        self._roles()

    def _home(self, person_id: int, away: bool = False) -> int | None:
        """Where a person goes: with their class, as decided, or to the only one; who left long
        ago stays where they were."""
        if person_id in self.homes:
            return self.homes[person_id]
        to = target(self.heirs, self.decided.people, person_id)
        return self.old.id if to is None and away else to

    def _lacks(self, person_id: int, name: str) -> None:
        """Nobody decided where a person goes; pupils follow their class."""
        fault = Fault("person", name, person_id)
        if person_id not in self.waiting and fault not in self.faults:
            self.faults.append(fault)

    def _roles(self) -> None:
        query = select(RoleGrant).where(RoleGrant.unit_id == self.old.id)
        open_ = or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > self.on)
        ended, begun = dict[int, dict[str, Any]](), list[dict[str, Any]]()
        for row in db.session.scalars(query.where(open_)):
            to = self._home(row.person_id)
            since = max(self.on, row.valid_from)
            ended[row.id] = {"valid_to": since}
            if to is None:
                self._lacks(row.person_id, db.session.get_one(Person, row.person_id).full_name)
                continue
            same = {"person_id": row.person_id, "role": row.role, "unit_id": to}
            until = {"valid_from": since, "valid_to": row.valid_to}
            begun.append(same | until | {"granted_by_id": row.granted_by_id})
        self._write(RoleGrant, ended, begun)
        self.counts["roles"] += len(begun)

    def _groups(self) -> None:
        query = select(SubjectGroup).where(
            SubjectGroup.school_id == self.old.id,
            or_(SubjectGroup.valid_to.is_(None), SubjectGroup.valid_to > self.on),
        )
        for group in list(db.session.scalars(query)):
            members = select(GroupMember).where(
                GroupMember.group_id == group.id, _goes_on(GroupMember, self.on)
            )
            for row in list(db.session.scalars(members.order_by(GroupMember.id))):
                to = self._home(row.person_id)
                if to is not None:
                    self._member(row, *self._group(group.name, to))
                self.journal.set(row, ends_on=max(self.on, row.starts_on))
            self.journal.set(group, valid_to=max(self.on, group.valid_from))
            group.version += 1
            self.counts["groups"] += 1
        db.session.flush()

    def _group(self, name: str, school_id: int) -> tuple[int, int]:
        """The group of that name at the new school, founded where there is none; the school."""
        query = select(SubjectGroup).where(
            SubjectGroup.school_id == school_id, SubjectGroup.valid_to.is_(None)
        )
        found = next((g for g in db.session.scalars(query) if fold(g.name) == fold(name)), None)
        if found is not None:
            return found.id, school_id
        made = {"school_id": school_id, "name": name, "sort_key": numbered_sort_key(name)}
        return self.journal.add(SubjectGroup, [made | {"valid_from": self.on}])[0], school_id

    def _member(self, row: GroupMember, group_id: int, school_id: int) -> None:
        """One head a group: of two groups that become one, the first one keeps its head."""
        led = select(GroupMember.id).where(
            GroupMember.group_id == group_id, GroupMember.is_head, GroupMember.ends_on.is_(None)
        )
        is_head = row.is_head and db.session.scalar(led.limit(1)) is None
        place = {"school_id": school_id, "group_id": group_id, "person_id": row.person_id}
        dates = {"starts_on": max(self.on, row.starts_on), "ends_on": row.ends_on}
        self.journal.add(GroupMember, [place | dates | {"is_head": is_head}])

    def _write(
        self, model: type[Any], changed: dict[int, dict[str, Any]], new: list[dict[str, Any]]
    ) -> None:
        self.journal.change(model, changed)
        self.journal.add(model, new)


def _goes_on(model: type[Any], on: date) -> Any:
    """Rows that are not over on a day; empty ones are."""
    lived = or_(model.ends_on.is_(None), model.ends_on > model.starts_on)
    return or_(model.ends_on.is_(None), model.ends_on > on) & lived
