"""Rooms of the school by choice, rooms used twice at an hour, outages in the report of a room."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from lms.exams import late, overseeing
from lms.exams.clocks import database_now
from lms.exams.models import Attempt
from lms.exams.traces import OFFLINE, Fact
from lms.sittings import double, outages, service, watching
from lms.sittings.models import ExamRoom, Sitting
from school.timetable.models import Room
from suite.db import db
from tests.kit import make, make_exams, make_sittings
from tests.kit.queries import counted

SignedIn = Callable[[Any], FlaskClient]


def school_rooms(of: make_sittings.Held, *rooms: tuple[str, int | None]) -> None:
    db.session.add_all(
        Room(school_id=of.school.id, code=name, name=name, seats=seats) for name, seats in rooms
    )
    db.session.commit()


def test_ticked_rooms_of_the_school_are_added_with_their_seats(signed_in: SignedIn) -> None:
    of = make_sittings.held(1, seated=False, prepared=False)
    school_rooms(of, ("Phòng 1", 40), ("P.10", None), ("P.2", 32))
    other = make.school("THCS Khác")
    db.session.add(Room(school_id=other.id, code="P.3", name="P.3", seats=9))
    db.session.commit()
    head = signed_in(of.head)
    at = f"/sittings/exams/{of.exam.uid}/{of.sitting.id}/rooms"
    page = head.get(f"{at}/new").text
    assert page.index("P.2") < page.index("P.10") and "P.3" not in page
    assert "Phòng 1" not in page, "the sitting has it already"
    offers = {one.name: one.room_id for one in double.offers(_sitting(of))}
    ticked = [*offers.values(), db.session.query(Room.id).filter_by(code="P.3").scalar()]
    for _twice in range(2):
        assert head.post(f"{at}/take", data={"room": ticked}).status_code == 303
    seats = {room.name: room.seats for room in _sitting(of).rooms}
    assert seats == {"Phòng 1": 4, "Phòng 2": 4, "P.2": 32, "P.10": double.USUAL_SEATS}


def _sitting(of: make_sittings.Held) -> Sitting:
    db.session.rollback()
    return db.session.get_one(Sitting, of.sitting.id)


def test_a_room_in_use_at_the_same_hour_is_named_and_no_other(dbapp: Flask) -> None:
    of = make_sittings.held(1, seated=False, prepared=False)
    first = of.sitting
    window = {"opens_at": first.opens_at, "closes_at": first.closes_at, "mode": "supervised"}
    same = service.add_sitting(of.exam.id, {"name": "Ca song song", **window})
    after = {name: first.closes_at + timedelta(hours=n) for n, name in enumerate(window)}
    later = service.add_sitting(of.exam.id, {**after, "name": "Ca sau", "mode": "supervised"})
    fields = {"name": "phòng 1 ", "seats": 4, "access_code": "", "networks": ""}
    twice = service.add_room(same, dict(fields), [])
    alone = service.add_room(later, {**fields, "name": "Phòng 1"}, [])
    with counted() as seen:
        found = double.of_exam(of.exam)
    assert set(found) == {of.rooms[0].id, twice.id}
    assert len(seen) <= 3, "the exam and a room are read anew, and all uses at once"
    assert found[twice.id].sitting == "Ca 1" and found[twice.id].same_exam
    assert double.in_use(later, ["Phòng 1", "Phòng 2"], alone.id) == {}
    assert len(double.in_use(same, ["Phòng 1", "Phòng 2", "Phòng 9"], twice.id)) == 2


def test_an_outage_stands_in_the_report_with_whom_it_struck(
    app: Flask, signed_in: SignedIn
) -> None:
    of = make_sittings.held(3, seats=6)
    for room in of.rooms:
        service.open_room(room, of.watchers[0].id)
    people = [one.person_id for one in watching.lines_of(of.exam, [of.rooms[0]])]
    writing, silent, cut = (db.session.get_one(make.Person, one) for one in people)
    begun = {one.id: make_exams.start(app, of.exam, one).json for one in (writing, silent, cut)}
    now = database_now()
    begins, ends = now - timedelta(minutes=8), now - timedelta(seconds=1)
    db.session.query(Attempt).update({"started_at": now - timedelta(minutes=20)})
    attempts = {row.person_id: row for row in db.session.query(Attempt)}
    away = Fact(
        school_id=of.school.id, attempt_id=attempts[cut.id].id, kind=OFFLINE,
        at=begins + timedelta(minutes=1), seconds=90,
    )  # fmt: skip
    db.session.add(away)
    db.session.commit()
    for one in (writing, cut):
        make_exams.save(app, begun[one.id]["token"], (1, 1, 0))
    late.note_outage(of.exam, begins, database_now(), of.head.id, "Mất điện <tầng 2>")
    late.note_outage(of.exam, now - timedelta(days=2), now - timedelta(days=1), of.head.id, "Cũ")
    overseeing.extend(of.exam.id, [silent.id], 10)
    room = db.session.get_one(ExamRoom, of.rooms[0].id)
    (told,) = outages.of_room(room)
    assert [one.name for one in told.struck] == [silent.full_name, cut.full_name]
    assert ends < told.outage.ends_at
    report = signed_in(of.watchers[0]).get(f"/sittings/rooms/{room.uid}/report").text
    assert "Mất điện &lt;tầng 2&gt;" in report and silent.full_name in report
    assert "Cũ" not in report and writing.full_name not in report
    second = db.session.get_one(ExamRoom, of.rooms[1].id)
    assert [one.struck for one in outages.of_room(second)] == [[]]
