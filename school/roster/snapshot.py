"""A school in a year as files tell it: people, classes, teaching, families, groups, lessons."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from school.access import valid_today
from school.calendar.models import SchoolYear
from school.classes.models import Enrolment, SchoolClass, Subject, TeachingAssignment
from school.groups.models import GroupMember, SubjectGroup
from school.people.models import STUDENT, Contact, Guardianship, Person, PersonIdentifier, RoleGrant
from school.timetable.models import Lesson, Room
from school.units.models import OrgUnit
from suite import clock
from suite.db import db

STAFF = ("principal", "librarian", "teacher")
"""The roles that lists know, in the order in which one of several is told."""


@dataclass(frozen=True)
class PersonOut:
    """`numbers` are identifiers by scheme; `class_name` is that of a pupil, `role` one for all."""

    id: int
    uid: str
    full_name: str
    birth_date: date | None
    gender: str | None
    username: str
    role: str
    class_name: str
    numbers: Mapping[str, str]
    contacts: Mapping[str, str]
    group: str = ""

    @property
    def source(self) -> str:
        """The sourcedId: that of the system from which somebody came, else the own."""
        return self.numbers.get("oneroster") or self.uid


@dataclass(frozen=True)
class TeachingOut:
    class_name: str
    subject: str | None
    person_id: int
    starts_on: date
    ends_on: date | None


@dataclass
class Snapshot:
    """`ties` are (guardian, pupil, relation) by id; `groups` names with the id of the head."""

    unit: OrgUnit
    year: SchoolYear
    classes: list[tuple[str, int]] = field(default_factory=list)
    pupils: list[PersonOut] = field(default_factory=list)
    staff: list[PersonOut] = field(default_factory=list)
    guardians: list[PersonOut] = field(default_factory=list)
    ties: list[tuple[int, int, str]] = field(default_factory=list)
    teaching: list[TeachingOut] = field(default_factory=list)
    subjects: dict[str, str] = field(default_factory=dict)
    groups: list[tuple[str, int | None]] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    lessons: list[tuple[str, Lesson]] = field(default_factory=list)

    def person(self, person_id: int) -> PersonOut | None:
        """Anybody of the snapshot."""
        if not self._by_id:
            everybody = (*self.pupils, *self.staff, *self.guardians)
            self._by_id.update({one.id: one for one in everybody})
        return self._by_id.get(person_id)

    _by_id: dict[int, PersonOut] = field(default_factory=dict)


def take(unit: OrgUnit, year: SchoolYear) -> Snapshot:
    """The school as it stands today; a fixed number of statements."""
    shot = Snapshot(unit, year)
    classes = db.session.execute(
        select(SchoolClass.id, SchoolClass.name, SchoolClass.grade)
        .where(SchoolClass.school_id == unit.id, SchoolClass.year_id == year.id)
        .order_by(SchoolClass.grade, SchoolClass.sort_key, SchoolClass.id)
    ).all()
    names = {class_id: name for class_id, name, _ in classes}
    shot.classes = [(name, grade) for _, name, grade in classes]
    shot.subjects = dict(db.session.execute(select(Subject.code, Subject.name_vi)).all())
    _people(shot, names)
    _families(shot)
    _teaching(shot, names)
    _groups(shot)
    _timetable(shot, names)
    return shot


def _people(shot: Snapshot, names: Mapping[int, str]) -> None:
    unit = shot.unit
    places = dict(
        db.session.execute(
            select(Enrolment.person_id, Enrolment.class_id).where(
                Enrolment.school_id == unit.id,
                Enrolment.class_id.in_(list(names)),
                Enrolment.is_main,
                Enrolment.ends_on.is_(None),
            )
        ).all()
    )
    roles: dict[int, set[str]] = defaultdict(set)
    for person_id, role in db.session.execute(
        select(RoleGrant.person_id, RoleGrant.role).where(
            RoleGrant.unit_id == unit.id, valid_today(RoleGrant.valid_from, RoleGrant.valid_to)
        )
    ):
        roles[person_id].add(role)
    groups = dict(
        db.session.execute(
            select(GroupMember.person_id, SubjectGroup.name)
            .join(SubjectGroup, SubjectGroup.id == GroupMember.group_id)
            .where(
                SubjectGroup.school_id == unit.id,
                valid_today(GroupMember.starts_on, GroupMember.ends_on),
            )
            .order_by(GroupMember.id)
        ).all()
    )
    here = select(Person.id).where(Person.school_id == unit.id, Person.left_on.is_(None))
    numbers, contacts = _numbers(here), _contacts(here)
    people = db.session.scalars(
        select(Person).where(Person.id.in_(here)).order_by(Person.sort_key, Person.id)
    )
    for one in people:
        in_class = names.get(places.get(one.id, 0), "")
        held = roles[one.id]
        more = numbers.get(one.id, {}), contacts.get(one.id, {})
        if STUDENT in held and in_class:
            shot.pupils.append(_out(one, STUDENT, in_class, *more))
        elif told := next((role for role in STAFF if role in held), ""):
            shot.staff.append(_out(one, told, "", *more, groups.get(one.id, "")))


def _out(one: Person, role: str, in_class: str, *more: Any) -> PersonOut:
    data = one.full_name, one.birth_date, one.gender, one.username
    return PersonOut(one.id, one.uid, *data, role, in_class, *more)


def _numbers(people: Any) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for person_id, scheme, value in db.session.execute(
        select(PersonIdentifier.person_id, PersonIdentifier.scheme, PersonIdentifier.value)
        .where(
            PersonIdentifier.person_id.in_(people),
            PersonIdentifier.scheme.in_(("moet", "school", "oneroster")),
            PersonIdentifier.valid_to.is_(None),
        )
        .order_by(PersonIdentifier.id)
    ):
        found[person_id][scheme] = value
    return found


def _contacts(people: Any) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for person_id, kind, value in db.session.execute(
        select(Contact.person_id, Contact.kind, Contact.value)
        .where(Contact.person_id.in_(people), Contact.valid_to.is_(None))
        .order_by(Contact.id)
    ):
        found[person_id].setdefault(kind, value)
    return found


def _families(shot: Snapshot) -> None:
    pupil = aliased(Person)
    mine = {one.id for one in shot.pupils}
    rows = db.session.execute(
        select(Guardianship.guardian_id, Guardianship.pupil_id, Guardianship.relation)
        .join(pupil, pupil.id == Guardianship.pupil_id)
        .where(
            pupil.school_id == shot.unit.id,
            valid_today(Guardianship.valid_from, Guardianship.valid_to),
        )
        .order_by(Guardianship.id)
    ).all()
    shot.ties = [(of, pupil_id, how) for of, pupil_id, how in rows if pupil_id in mine]
    ids = select(Guardianship.guardian_id).join(pupil, pupil.id == Guardianship.pupil_id)
    ids = ids.where(pupil.school_id == shot.unit.id)
    told = {guardian for guardian, _, _ in shot.ties}
    numbers, contacts = _numbers(ids), _contacts(ids)
    people = db.session.scalars(
        select(Person).where(Person.id.in_(ids)).order_by(Person.sort_key, Person.id)
    )
    shot.guardians = [
        _out(one, "guardian", "", numbers.get(one.id, {}), contacts.get(one.id, {}))
        for one in people
        if one.id in told
    ]


def _teaching(shot: Snapshot, names: Mapping[int, str]) -> None:
    rows = db.session.execute(
        select(
            TeachingAssignment.class_id,
            TeachingAssignment.subject_code,
            TeachingAssignment.person_id,
            TeachingAssignment.starts_on,
            TeachingAssignment.ends_on,
        ).where(
            TeachingAssignment.school_id == shot.unit.id,
            TeachingAssignment.class_id.in_(list(names)),
            or_(TeachingAssignment.ends_on.is_(None), TeachingAssignment.ends_on > clock.today()),
        )
    )
    staff = {one.id for one in shot.staff}
    found = [TeachingOut(names[row[0]], *row[1:]) for row in rows if row[2] in staff]
    order = {name: at for at, (name, _) in enumerate(shot.classes)}
    shot.teaching = sorted(
        found,
        key=lambda one: (order[one.class_name], one.subject or "", one.starts_on, one.person_id),
    )


def _groups(shot: Snapshot) -> None:
    unit = shot.unit
    heads = dict(
        db.session.execute(
            select(GroupMember.group_id, GroupMember.person_id).where(
                GroupMember.school_id == unit.id,
                GroupMember.is_head,
                valid_today(GroupMember.starts_on, GroupMember.ends_on),
            )
        ).all()
    )
    groups = db.session.execute(
        select(SubjectGroup.id, SubjectGroup.name)
        .where(
            SubjectGroup.school_id == unit.id,
            valid_today(SubjectGroup.valid_from, SubjectGroup.valid_to),
        )
        .order_by(SubjectGroup.sort_key, SubjectGroup.id)
    )
    shot.groups = [(name, heads.get(group_id)) for group_id, name in groups]


def _timetable(shot: Snapshot, names: Mapping[int, str]) -> None:
    unit = shot.unit
    shot.rooms = list(
        db.session.scalars(
            select(Room)
            .where(Room.school_id == unit.id, Room.valid_to.is_(None))
            .order_by(Room.code)
        )
    )
    lessons = db.session.scalars(
        select(Lesson).where(
            Lesson.school_id == unit.id,
            Lesson.year_id == shot.year.id,
            Lesson.valid_to.is_(None),
        )
    )
    order = {name: at for at, (name, _) in enumerate(shot.classes)}
    shot.lessons = sorted(
        ((names[one.class_id], one) for one in lessons if one.class_id in names),
        key=lambda held: (
            order[held[0]], held[1].weekday, held[1].session, held[1].period,
            held[1].subject_code or "", held[1].activity,
        ),
    )  # fmt: skip
