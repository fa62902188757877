"""Writing guardians, subject groups, rooms and timetables into the present transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from school.groups.models import GroupMember, SubjectGroup
from school.people.identifiers import ONEROSTER
from school.people.models import Contact, Guardianship, Person, PersonIdentifier
from school.people.service import Slip
from school.roster.journal import Journal
from school.roster.known import Changes, GuardianChange, Ref
from school.roster.teams import group_key
from school.roster.timetables import room_key
from school.timetable.models import Lesson, Room
from suite.db import db
from suite.text import numbered_sort_key

PersonMaker = Callable[[GuardianChange, list[Slip]], dict[str, Any]]


class MoreWriter:
    """Writes what stands beside people, classes and teaching; `people` are ids by position."""

    def __init__(
        self, school_id: int, year_id: int, days: tuple[date, date], journal: Journal
    ) -> None:
        self.school_id, self.year_id, self.journal = school_id, year_id, journal
        self.today, self.year_start = days
        self.people: Sequence[int] = ()

    def _id(self, who: Ref) -> int:
        position, person_id = who
        return self.people[position] if position is not None else person_id or 0

    def guardians(self, changes: Sequence[GuardianChange], maker: PersonMaker) -> list[Slip]:
        """Accounts, ties and contacts; the slips of new guardians."""
        slips = list[Slip]()
        new = [one for one in changes if one.known_id is None]
        rows = [maker(one, slips) for one in new]
        made = iter(self.journal.add(Person, rows))
        ids = [next(made) if one.known_id is None else one.known_id for one in changes]
        since = {"valid_from": self.today}
        ties = [
            {"guardian_id": of, "pupil_id": self._id(pupil), "relation": relation, **since}
            for of, one in zip(ids, changes, strict=True)
            for pupil, relation in one.ties
        ]
        contacts = [
            {"person_id": of, "kind": kind, "value": value, **since}
            for of, one in zip(ids, changes, strict=True)
            for kind, value in one.contacts
        ]
        relations = {
            tie: {"relation": relation}
            for one in changes
            for tie, relation in one.relations.items()
        }
        ended = {row_id: {"valid_to": self.today} for one in changes for row_id in one.ended}
        self.journal.change(Contact, ended)
        self.journal.change(Guardianship, relations)
        self.journal.add(Guardianship, ties)
        self.journal.add(Contact, contacts)
        numbers = [
            {"person_id": of, "scheme": ONEROSTER, "value": one.number, **since}
            for of, one in zip(ids, changes, strict=True)
            if one.number
        ]
        self.journal.add(PersonIdentifier, numbers)
        return slips

    def groups(self, changes: Changes, held: Mapping[int, str]) -> None:
        """Groups and the places of their members."""
        rows = [
            {
                "school_id": self.school_id,
                "name": name,
                "sort_key": numbered_sort_key(name),
                "valid_from": self.today,
            }
            for name in changes.groups.values()
        ]
        ids = {group_key(name): group_id for group_id, name in held.items()}
        ids.update(zip(changes.groups, self.journal.add(SubjectGroup, rows), strict=True))
        ended = {row_id: {"ends_on": self.today} for row_id in changes.members_ended}
        self.journal.change(GroupMember, ended)
        members = [
            {
                "school_id": self.school_id,
                "group_id": ids[one.group_key],
                "person_id": self._id(one.who),
                "is_head": one.is_head,
                "starts_on": self.today,
            }
            for one in changes.members
        ]
        self.journal.add(GroupMember, members)

    def timetable(self, changes: Changes, classes: Mapping[str, int]) -> None:
        """Rooms and lessons: a new timetable begins where the old one ends."""
        if not (changes.rooms or changes.rooms_changed or changes.lessons or changes.lessons_ended):
            return
        since = self._lessons_since()
        rooms = {
            room_key(code): room_id
            for room_id, code in db.session.execute(
                select(Room.id, Room.code).where(Room.school_id == self.school_id)
            )
        }
        rows = [{"school_id": self.school_id, **row} for row in changes.rooms.values()]
        rooms.update(zip(changes.rooms, self.journal.add(Room, rows), strict=True))
        self.journal.change(Room, changes.rooms_changed)
        self.journal.change(Lesson, {one: {"valid_to": since} for one in changes.lessons_ended})
        lessons = [
            {
                "school_id": self.school_id,
                "year_id": self.year_id,
                "class_id": classes[one.class_key],
                "weekday": one.weekday,
                "session": one.session,
                "period": one.period,
                "subject_code": one.subject,
                "activity": one.activity[:100],
                "person_id": self._id(one.who) if one.who else None,
                "room_id": rooms[one.room_key] if one.room_key else None,
                "valid_from": since,
            }
            for one in changes.lessons
        ]
        self.journal.add(Lesson, lessons)

    def _lessons_since(self) -> date:
        """The first timetable of a year holds from its beginning."""
        query = select(func.count(Lesson.id)).where(
            Lesson.school_id == self.school_id, Lesson.year_id == self.year_id
        )
        first = not db.session.scalar(query)
        return self.year_start if first else max(self.today, self.year_start)
