"""The lessons of a week, as a class or a teacher has them; one statement each."""

from itertools import groupby

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from school.access import Who, enrolled, valid_today
from school.classes.models import SchoolClass
from school.timetable.models import Lesson, Room
from suite import clock
from suite.db import db
from suite.text import numbered_sort_key

# Morning before afternoon; where nothing says, the number of the period decides alone.
_SESSIONS = {"morning": 0, "": 0, "afternoon": 1}


def week_of(*conditions: ColumnElement[bool]) -> list[tuple[int, list[Lesson]]]:
    """(weekday, its lessons in order) of what holds today; days without a lesson are left out."""
    query = (
        select(Lesson)
        .where(valid_today(Lesson.valid_from, Lesson.valid_to), *conditions)
        .options(
            joinedload(Lesson.school_class),
            joinedload(Lesson.subject),
            joinedload(Lesson.person),
            joinedload(Lesson.room),
        )
    )
    found = sorted(db.session.scalars(query), key=_place)
    return [(day, list(held)) for day, held in groupby(found, key=lambda one: one.weekday)]


def _place(one: Lesson) -> tuple[int, int, int, int]:
    return one.weekday, _SESSIONS.get(one.session, 0), one.period, one.id


def own_week(who: Who) -> list[tuple[int, list[Lesson]]]:
    """The lessons that somebody gives, or sits in as a pupil."""
    classes = select(SchoolClass.id).where(enrolled(who, SchoolClass.id))
    return week_of((Lesson.person_id == who.person_id) | Lesson.class_id.in_(classes))


def rooms_of_school(school_id: int) -> list[Room]:
    """The rooms that a school has today, by code; one statement."""
    query = select(Room).where(
        Room.school_id == school_id, (Room.valid_to.is_(None)) | (Room.valid_to > clock.today())
    )
    return sorted(db.session.scalars(query), key=lambda one: numbered_sort_key(one.code))
