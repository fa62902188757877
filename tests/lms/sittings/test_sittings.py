"""Sittings and rooms reach the candidates, and only those who have not started."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.exams.models import Candidate
from lms.sittings import placing, seating, service, taking_in
from lms.sittings.models import Seat, Sitting
from lms.sittings.rules import NotPossible
from school.accommodations import rules as help_rules
from school.accommodations import service as helping
from suite import clock
from suite.db import db
from suite.edits import Conflict
from tests.kit import make, make_exams, make_sittings

FIELDS = {"name": "Phòng 1", "seats": 4, "access_code": "sen", "networks": "10.1.0.0/16"}


def started(app: Flask, held: make_sittings.Held, person: Any, **wish: Any) -> Any:
    return make_exams.start(app, held.exam, person, **wish).json


def test_rooms_are_filled_by_name_with_numbers_in_order(dbapp: Flask) -> None:
    held = make_sittings.held(pupils=3)
    rows = db.session.execute(
        select(Candidate.number, Seat.room_id, Seat.place, Candidate.person_id)
        .join(Seat, Seat.candidate_id == Candidate.id)
        .order_by(Candidate.number)
    ).all()
    assert [row[0] for row in rows] == [f"TO00{n}" for n in range(1, 7)]
    assert [(row[1], row[2]) for row in rows] == [
        (room.id, place) for room in held.rooms for place in (1, 2, 3)
    ]
    by_name = sorted(held.pupils, key=lambda one: (one.sort_key, one.id))
    assert [row[3] for row in rows] == [one.id for one in by_name]


def test_who_has_no_seat_waits_and_a_room_is_opened(dbapp: Flask) -> None:
    held = make_sittings.held()
    first = db.session.get_one(make.Person, held.candidate(held.pupils[0]).person_id)
    late = make.student(held.classes[0], "Trần Đến Sau")
    assert started(dbapp, held, first) == {"refused": "waits"}
    assert started(dbapp, held, late) == {"refused": "waits"}
    for room in held.rooms:
        service.open_room(room, held.watchers[0].id)
    assert "token" in started(dbapp, held, first)
    assert started(dbapp, held, late) == {"refused": "waits"}


def test_a_room_says_code_and_place_of_who_has_not_started(dbapp: Flask) -> None:
    held = make_sittings.held(mode="at_home")
    inside = [p for p in held.pupils if _room(held, p) == held.rooms[0].id]
    begun = started(dbapp, held, inside[0])["attempt"]
    seen = held.rooms[0].version
    service.change_room(held.rooms[0], dict(FIELDS), [held.watchers[1].id], seen)
    old, new = held.candidate(inside[0]), held.candidate(inside[1])
    assert (old.access_code, old.networks) == ("", "")
    assert (new.access_code, new.networks) == ("sen", "10.1.0.0/16")
    assert started(dbapp, held, inside[1], code="sen") == {"refused": "wrong_place"}
    assert make_exams.attempt_of(begun).closed_at is None
    assert [one.person_id for one in held.rooms[0].invigilators] == [held.watchers[1].id]
    with pytest.raises(Conflict):
        service.change_room(held.rooms[0], dict(FIELDS), [], seen)


def _room(held: make_sittings.Held, person: Any) -> int:
    query = select(Seat.room_id).where(Seat.candidate_id == held.candidate(person).id)
    return db.session.scalars(query).one()


def test_a_changed_sitting_moves_the_window(dbapp: Flask) -> None:
    held = make_sittings.held(mode="at_home")
    tomorrow = clock.now() + timedelta(days=1)
    fields = {
        "name": "Ca 1",
        "mode": "at_home",
        "opens_at": tomorrow,
        "closes_at": tomorrow + timedelta(hours=2),
    }
    service.change_sitting(held.sitting, fields, held.sitting.version)
    assert started(dbapp, held, held.pupils[0]) == {"refused": "not_open"}
    db.session.expire_all()
    assert held.exam.opens_at == tomorrow


def test_moving_one_and_who_has_started_stays(dbapp: Flask) -> None:
    held = make_sittings.held(pupils=2, seats=3, mode="at_home")
    here = [p for p in held.pupils if _room(held, p) == held.rooms[0].id]
    placing.move(held.exam.id, held.candidate(here[0]).id, held.rooms[1].id)
    assert _room(held, here[0]) == held.rooms[1].id
    with pytest.raises(NotPossible, match="full"):
        placing.move(held.exam.id, held.candidate(here[1]).id, held.rooms[1].id)
    started(dbapp, held, here[1])
    with pytest.raises(NotPossible, match="started"):
        placing.move(held.exam.id, held.candidate(here[1]).id, None)
    with pytest.raises(NotPossible, match="started"):
        placing.distribute(held.exam.id, "name", 1, "", 1)
    other = make_sittings.held(pupils=1)
    with pytest.raises(NotPossible, match="not_here"):
        placing.move(held.exam.id, held.candidate(here[0]).id, other.rooms[0].id)


def test_a_room_apart_is_given_by_hand_and_stays(dbapp: Flask) -> None:
    held = make_sittings.held(pupils=2, prepared=False, seated=False)
    alone = held.pupils[0]
    for one in (help_rules.Granted("separate_room"), help_rules.Granted("extra_time", percent=25)):
        helping.grant(alone, one, clock.today(), None, "", held.head.id)
    done = placing.distribute(held.exam.id, "name", 1, "", 1)
    assert (done.seated, done.apart) == (3, 1)
    one = held.candidate(alone)
    assert one.extra_minutes == 12 and one.number == "004" and one.waits
    placing.move(held.exam.id, one.id, held.rooms[1].id)
    done = placing.distribute(held.exam.id, "random", 5, "", 1)
    assert (done.seated, done.apart) == (3, 0)
    assert _room(held, alone) == held.rooms[1].id
    places = db.session.execute(select(Seat.room_id, Seat.place)).all()
    assert len(set(places)) == 4


def test_what_is_refused(dbapp: Flask) -> None:
    held = make_sittings.held(pupils=3, seats=3)
    with pytest.raises(NotPossible, match="fewer_seats"):
        service.change_room(held.rooms[0], {**FIELDS, "seats": 2}, [], held.rooms[0].version)
    with pytest.raises(NotPossible, match="has_candidates"):
        service.drop_room(held.rooms[0])
    with pytest.raises(NotPossible, match="has_rooms"):
        service.drop_sitting(held.sitting)
    with pytest.raises(NotPossible, match="name"):
        service.add_room(held.sitting, dict(FIELDS), [])
    now = clock.now()
    wrong = {"name": "Ca 2", "mode": "at_home", "opens_at": now, "closes_at": now}
    with pytest.raises(NotPossible, match="window"):
        service.add_sitting(held.exam.id, wrong)
    make.student(held.classes[0], "Người Thứ Bảy")
    with pytest.raises(NotPossible) as said:
        placing.distribute(held.exam.id, "class", 1, "", 1)
    assert said.value.about == {"lacking": 1}


def test_a_list_is_taken_whole_or_not_at_all(dbapp: Flask) -> None:
    held = make_sittings.held(pupils=2, seats=4)
    a, b, *_rest = held.pupils
    head = "Tên đăng nhập;SBD;Ca thi;Phòng thi;Chỗ\r\n"
    bad = (
        f"{a.username};X1;Ca 1;phòng 2;4\r\nkhông-có;X2;;Phòng 2;\r\n"
        f"{a.username};X3;;Phòng 2;\r\n{b.username};X4;;Phòng 9;x\r\n"
    )
    with pytest.raises(taking_in.BadList) as said:
        taking_in.take(held.exam.id, (head + bad).encode("utf-8-sig"))
    told = [(one.line, one.column, one.code) for one in said.value.faults]
    assert told == [(3, "username", "nobody"), (4, "username", "twice"), (5, "room", "no_room")]
    assert held.candidate(a).number == "TO001"
    good = f"{a.username};'=X1;Ca 1;phòng 2;4\r\n\r\n{b.username};;;;\r\n"
    assert taking_in.take(held.exam.id, (head + good).encode("utf-8-sig")) == 2
    seat = db.session.scalars(select(Seat).where(Seat.candidate_id == held.candidate(a).id)).one()
    assert (seat.room_id, seat.place, held.candidate(a).number) == (held.rooms[1].id, 4, "=X1")
    left = db.session.scalar(select(Seat.id).where(Seat.candidate_id == held.candidate(b).id))
    assert left is None and held.candidate(b).waits


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "header"),
        (b"a,b\n1,2", "header"),
        ("Tên đăng nhập,Phòng thi\n".encode("utf-16"), "not_utf8"),
        (b"x" * (taking_in.MOST_BYTES + 1), "too_large"),
        (b'username,room\n"' + b"y" * 200_000, "not_csv"),
        (b"username,room\n" + b"a,b\n" * 5001, "too_many"),
    ],
)
def test_files_that_are_no_list(content: bytes, code: str) -> None:
    with pytest.raises(taking_in.BadList) as said:
        taking_in.read(content)
    assert said.value.faults[0].code == code


def test_a_seatless_exam_is_as_it_was(dbapp: Flask) -> None:
    room = make_exams.room(access_code="abc")
    one = db.session.scalars(select(Candidate)).first()
    assert one is not None and not one.waits
    seating.write(room.exam)
    db.session.commit()
    assert "token" in make_exams.start(dbapp, room.exam, room.pupils[0], code="abc").json


def test_nobody_is_seated_anew_once_the_key_may_be_known(dbapp: Flask) -> None:
    held = make_sittings.held(mode="at_home")
    exam = held.exam
    for name in ("mark", "answers", "correctness", "key", "solution"):
        setattr(exam, f"show_{name}", "over")
    found = started(dbapp, held, held.pupils[0])
    dbapp.test_client().post("/exams/hand-in", headers={"X-Attempt": found["token"]})
    past = clock.now() - timedelta(minutes=1)
    later = {"opens_at": clock.now(), "closes_at": clock.now() + timedelta(hours=2)}
    fields = {"name": "Ca bù", "mode": "at_home", **later}
    service.add_sitting(exam.id, dict(fields))  # while nobody can have seen it
    for row in db.session.scalars(select(Sitting).where(Sitting.exam_id == exam.id)):
        row.closes_at = past
    for one in db.session.scalars(select(Candidate).where(Candidate.exam_id == exam.id)):
        one.closes_at = past
    exam.closes_at = past
    db.session.commit()
    with pytest.raises(NotPossible, match="shown"):
        service.add_sitting(exam.id, {**fields, "name": "Ca bù 2"})
    with pytest.raises(NotPossible, match="shown"):
        row = db.session.get_one(Sitting, held.sitting.id)
        service.change_sitting(row, {**fields, "name": "Ca 1"}, row.version)
