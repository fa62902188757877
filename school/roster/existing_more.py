"""Reading what a school holds of guardians, subject groups, rooms and timetables, if asked."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from school.access import valid_today
from school.calendar.models import SchoolYear
from school.groups.models import GroupMember, SubjectGroup
from school.people.identifiers import ONEROSTER
from school.people.models import Contact, Guardianship, Person, PersonIdentifier
from school.roster.known import KnownContact, KnownLesson, KnownMember, KnownRoom, KnownTie
from school.roster.records import Roster
from school.timetable.models import Lesson, Room
from school.units.models import OrgUnit
from suite.db import db


def more(school: OrgUnit, year: SchoolYear, roster: Roster) -> dict[str, Any]:
    """The fields of `Known` that this roster needs beside people, classes and teaching."""
    found: dict[str, Any] = {}
    if roster.guardians:
        found |= _families(school)
    if roster.groups or any(row.group for row in roster.people):
        found |= _groups(school)
    if roster.rooms or roster.timetable:
        found |= _timetable(school, year)
    return found


def _families(school: OrgUnit) -> dict[str, Any]:
    pupil = aliased(Person)
    ties = db.session.execute(
        select(
            Guardianship.id,
            Guardianship.guardian_id,
            Guardianship.pupil_id,
            Guardianship.relation,
        )
        .join(pupil, pupil.id == Guardianship.pupil_id)
        .where(
            pupil.school_id == school.id,
            valid_today(Guardianship.valid_from, Guardianship.valid_to),
        )
        .order_by(Guardianship.id)
    ).all()
    guards = (
        select(Guardianship.guardian_id)
        .join(pupil, pupil.id == Guardianship.pupil_id)
        .where(pupil.school_id == school.id)
    )
    mine = or_(Person.id.in_(guards), Person.school_id == school.id)
    contacts = db.session.execute(
        select(Contact.id, Contact.person_id, Contact.kind, Contact.value)
        .join(Person, Person.id == Contact.person_id)
        .where(mine, Contact.valid_to.is_(None))
        .order_by(Contact.id)
    ).all()
    # Guardians, and the staff of the school, who may be parents here too.
    reached = select(Contact.person_id).where(Contact.valid_to.is_(None))
    names = db.session.execute(
        select(Person.id, Person.full_name).where(
            or_(
                Person.id.in_(guards),
                (Person.school_id == school.id) & Person.id.in_(reached),
            )
        )
    ).all()
    numbers = db.session.execute(
        select(PersonIdentifier.value, PersonIdentifier.person_id).where(
            PersonIdentifier.person_id.in_(guards),
            PersonIdentifier.scheme == ONEROSTER,
            PersonIdentifier.valid_to.is_(None),
        )
    ).all()
    uids = db.session.execute(select(Person.uid, Person.id).where(Person.id.in_(guards))).all()
    return {
        "guardians": dict(names),
        "guardian_numbers": dict(uids) | dict(numbers),
        "contacts": tuple(KnownContact(*row) for row in contacts),
        "ties": tuple(KnownTie(*row) for row in ties),
    }


def _groups(school: OrgUnit) -> dict[str, Any]:
    groups = db.session.execute(
        select(SubjectGroup.id, SubjectGroup.name).where(
            SubjectGroup.school_id == school.id,
            valid_today(SubjectGroup.valid_from, SubjectGroup.valid_to),
        )
    ).all()
    members = db.session.execute(
        select(GroupMember.id, GroupMember.group_id, GroupMember.person_id, GroupMember.is_head)
        .where(
            GroupMember.group_id.in_([group_id for group_id, _ in groups]),
            valid_today(GroupMember.starts_on, GroupMember.ends_on),
        )
        .order_by(GroupMember.id)
    ).all()
    return {"groups": dict(groups), "members": tuple(KnownMember(*row) for row in members)}


def _timetable(school: OrgUnit, year: SchoolYear) -> dict[str, Any]:
    rooms = db.session.execute(
        select(Room.id, Room.code, Room.name, Room.seats, Room.kind).where(
            Room.school_id == school.id
        )
    )
    lessons = db.session.execute(
        select(
            Lesson.id,
            Lesson.class_id,
            Lesson.weekday,
            Lesson.session,
            Lesson.period,
            Lesson.subject_code,
            Lesson.activity,
            Lesson.person_id,
            Lesson.room_id,
        ).where(Lesson.school_id == school.id, Lesson.year_id == year.id, Lesson.valid_to.is_(None))
    )
    return {
        "rooms": tuple(KnownRoom(*row) for row in rooms),
        "lessons": tuple(KnownLesson(*row) for row in lessons),
    }
