"""Rooms of the school for sittings: which there are, and which are in use at the same hour.

A room of a sitting is known by its name alone, so that a hall that no list has can be one too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.exams.models import SUPERVISED, Exam
from lms.sittings.models import ExamRoom, Sitting
from school.api import rooms_of_school
from suite.db import db
from suite.text import nfc, sort_key

USUAL_SEATS = 24


@dataclass(frozen=True)
class Use:
    """Where a room is used at the same hour; `same_exam`: by another sitting of this exam."""

    sitting: str
    opens_at: datetime
    closes_at: datetime
    same_exam: bool


@dataclass(frozen=True)
class Offer:
    """A room of the school; `seats` None where no list says; `use` where it is in use then."""

    room_id: int
    name: str
    seats: int | None
    use: Use | None


def offers(sitting: Sitting) -> list[Offer]:
    """The rooms of the school that the sitting does not have yet; three statements."""
    mine = {room.sort_key for room in sitting.rooms}
    known = [(one, one.name or one.code) for one in rooms_of_school(sitting.school_id)]
    free = [(one, nfc(name).strip()[:60]) for one, name in known]
    free = [(one, name) for one, name in free if sort_key(name) not in mine]
    used = in_use(sitting, [name for _one, name in free])
    return [Offer(one.id, name, one.seats or None, used.get(sort_key(name))) for one, name in free]


def in_use(sitting: Sitting, names: Iterable[str], own: int = 0) -> Mapping[str, Use]:
    """Which rooms of these names another room of a sitting is at the same hour, by sort key."""
    keys = [sort_key(nfc(name).strip()) for name in names]
    query = (
        select(
            ExamRoom.sort_key, Sitting.name, Sitting.opens_at, Sitting.closes_at, Sitting.exam_id
        )
        .join(Sitting, Sitting.id == ExamRoom.sitting_id)
        .where(
            ExamRoom.school_id == sitting.school_id,
            ExamRoom.sort_key.in_(keys),
            ExamRoom.id != own,
            Sitting.mode == SUPERVISED,
            Sitting.opens_at < sitting.closes_at,
            Sitting.closes_at > sitting.opens_at,
        )
    )
    return {
        row[0]: Use(row[1], row[2], row[3], row[4] == sitting.exam_id)
        for row in db.session.execute(query)
    }


def of_exam(exam: Exam) -> dict[int, Use]:
    """The rooms of an exam that are used twice at an hour, by id; one statement."""
    mine, here = aliased(ExamRoom), aliased(Sitting)
    query: Any = (
        select(mine.id, Sitting.name, Sitting.opens_at, Sitting.closes_at, Sitting.exam_id)
        .select_from(mine)
        .join(here, here.id == mine.sitting_id)
        .join(
            ExamRoom,
            (ExamRoom.school_id == mine.school_id)
            & (ExamRoom.sort_key == mine.sort_key)
            & (ExamRoom.id != mine.id),
        )
        .join(Sitting, Sitting.id == ExamRoom.sitting_id)
        .where(
            here.exam_id == exam.id,
            here.mode == SUPERVISED,
            Sitting.mode == SUPERVISED,
            Sitting.opens_at < here.closes_at,
            Sitting.closes_at > here.opens_at,
        )
        .order_by(Sitting.opens_at.desc())
    )
    return {
        row[0]: Use(row[1], row[2], row[3], row[4] == exam.id) for row in db.session.execute(query)
    }
