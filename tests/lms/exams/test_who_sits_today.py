"""Who sits a supervised exam on a day: by the exam, and by the own sitting where there is one."""

from datetime import timedelta
from typing import Any

from flask import Flask

from lms.exams import candidates
from lms.exams.desk import Desk
from suite import clock
from suite.db import db
from tests.kit import make_exams as make


def seat(room: make.Room, number: int, **fields: Any) -> None:
    found = candidates.candidate(room.exam, room.pupils[number].id)
    assert found is not None
    for name, value in fields.items():
        setattr(found, name, value)
    db.session.commit()


def today(room: make.Room) -> set[int]:
    return set(db.session.scalars(Desk().candidates(room.exam.school_id, clock.today())))


def test_a_supervised_exam_is_everybodys(dbapp: Flask) -> None:
    room = make.room(pupils=2, mode="supervised")
    assert today(room) == {pupil.id for pupil in room.pupils}
    late = make.make.student(room.school_class, "Trần Đến Muộn")
    assert late.id in today(room)


def test_an_exam_at_home_has_who_sits_it_in_a_room_that_day(dbapp: Flask) -> None:
    room = make.room(pupils=3)
    now = clock.now()
    seat(room, 0, mode="supervised", opens_at=now, closes_at=now + timedelta(minutes=1))
    other = now + timedelta(days=2)
    seat(room, 1, mode="supervised", opens_at=other, closes_at=other + timedelta(hours=1))
    assert today(room) == {room.pupils[0].id}


def test_a_sitting_at_home_of_a_supervised_exam_is_nobodys(dbapp: Flask) -> None:
    room = make.room(pupils=2, mode="supervised")
    seat(room, 0, mode="at_home")
    assert today(room) == {room.pupils[1].id}
