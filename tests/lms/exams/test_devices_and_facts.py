"""One device at a time where somebody watches; facts come in batches and never to pupils."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.exams import devices, facts, noting, taking
from lms.exams.models import Attempt
from lms.exams.traces import Contact, Fact
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make_exams as make
from tests.kit.client import sign_in


def test_supervised_another_device_waits_for_the_invigilator(dbapp: Flask) -> None:
    room = make.room(mode="supervised")
    found = make.start(dbapp, room.exam, room.pupils[0]).json
    pupil = room.pupils[0].id
    with pytest.raises(taking.Locked):
        taking.take_over(room.exam, pupil, "device0002")
    assert make.attempt_of(found["attempt"]).epoch == 1
    again = taking.take_over(room.exam, pupil, "device0001")
    assert again is not None and again.epoch == 2
    attempt_id = make.attempt_of(found["attempt"]).id
    assert devices.unlock(attempt_id, room.teacher.id)
    taken = taking.take_over(room.exam, pupil, "device0002")
    assert taken is not None and taken.epoch == 3
    with pytest.raises(taking.Locked):
        taking.take_over(room.exam, pupil, "device0003")
    attempt = make.attempt_of(found["attempt"])
    assert [fact.kind for fact in facts.of(attempt)] == ["taken", "unlocked", "taken"]
    actions = list(db.session.scalars(select(AuditEntry.action)))
    assert "attempt.unlock" in actions and "attempt.take_over" in actions


def test_an_unlocking_runs_out(dbapp: Flask) -> None:
    room = make.room(mode="supervised")
    found = make.start(dbapp, room.exam, room.pupils[0]).json
    row = make.attempt_of(found["attempt"])
    assert devices.unlock(row.id, room.teacher.id)
    row = make.attempt_of(found["attempt"])
    row.unlocked_until = clock.now() - timedelta(seconds=1)
    db.session.commit()
    with pytest.raises(taking.Locked):
        taking.take_over(room.exam, room.pupils[0].id, "device0002")


def test_moving_cuts_the_old_machine_off_at_once(dbapp: Flask) -> None:
    room = make.room(mode="supervised")
    found = make.start(dbapp, room.exam, room.pupils[0]).json
    assert devices.move(make.attempt_of(found["attempt"]).id, room.teacher.id)
    told = make.save(dbapp, found["token"], (1, 1, 0)).json
    assert (told["acks"][0]["why"], told["mine"]) == ("old_epoch", False)
    taken = taking.take_over(room.exam, room.pupils[0].id, "device0002")
    assert taken is not None
    assert make.save(dbapp, taken.token, (1, 1, 1)).json["acks"][0]["state"] == "counts"
    make.end_now(found["attempt"])
    assert not devices.move(make.attempt_of(found["attempt"]).id, room.teacher.id)
    assert not devices.unlock(make.attempt_of(found["attempt"]).id, room.teacher.id)


def test_a_candidates_own_mode_stands_in_place_of_the_exams(app: Flask) -> None:
    from lms.exams import candidates

    room = make.room(mode="supervised")
    one = candidates.candidate(room.exam, room.pupils[0].id)
    assert one is not None
    one.mode = "at_home"
    db.session.commit()
    make.start(app, room.exam, room.pupils[0])
    assert taking.take_over(room.exam, room.pupils[0].id, "device0002") is not None


def test_the_page_says_that_it_is_locked_and_the_board_unlocks(app: Flask) -> None:
    room = make.room(mode="supervised")
    found = make.start(app, room.exam, room.pupils[0]).json
    pupil, teacher = (sign_in(app.test_client(), one) for one in (room.pupils[0], room.teacher))
    said = pupil.post(f"/exams/{room.uid}/continue", json={"device": "device0002"})
    assert (said.status_code, said.json) == (409, {"refused": "locked"})
    attempt_id = make.attempt_of(found["attempt"]).id
    board = teacher.get(f"/exams/{room.uid}/board").data.decode()
    assert 'value="unlock"' in board and 'value="move"' in board
    form = {"attempt": str(attempt_id), "action": "unlock"}
    assert pupil.post(f"/exams/{room.uid}/device", data=form).status_code == 403
    assert teacher.post(f"/exams/{room.uid}/device", data=form).status_code == 303
    said = pupil.post(f"/exams/{room.uid}/continue", json={"device": "device0002"})
    assert said.status_code == 200 and said.json["epoch"] == 2


def send(app: Flask, token: str, *noted: Any, address: str = "10.0.0.1") -> Any:
    return app.test_client().post(
        "/exams/door/facts",
        json={"facts": list(noted)},
        headers={"X-Attempt": token},
        environ_base={"REMOTE_ADDR": address},
        csrf=False,
    )


def rested(seconds: int = noting.PAUSE_SECONDS + 1) -> None:
    for contact in db.session.scalars(select(Contact)):
        if contact.noted_at is not None:
            contact.noted_at -= timedelta(seconds=seconds)
    db.session.commit()


def test_facts_come_in_batches_and_not_too_often(dbapp: Flask) -> None:
    room = make.room()
    token = make.start(dbapp, room.exam, room.pupils[0]).json["token"]
    left = {"kind": "left", "ago": 90, "seconds": None}
    back = {"kind": "returned", "ago": 30, "seconds": 60}
    assert send(dbapp, token, left, back).status_code == 200
    assert send(dbapp, token, left).status_code == 429
    rested()
    assert send(dbapp, token, address="10.0.0.2").status_code == 200
    found = facts.of(db.session.scalars(select(Attempt)).one())
    assert [(fact.kind, fact.seconds, fact.detail) for fact in found] == [
        ("left", None, ""),
        ("returned", 60, ""),
        ("address", None, "10.0.0.2"),
    ]
    assert timedelta(seconds=85) < clock.now() - found[0].at < timedelta(seconds=120)


def test_an_attempt_keeps_only_so_many_facts(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noting, "MOST_FACTS", 3)
    room = make.room()
    token = make.start(app, room.exam, room.pupils[0]).json["token"]
    for _ in range(3):
        assert send(app, token, *[{"kind": "left", "ago": 0}] * 2).status_code == 200
        rested()
    assert len(db.session.scalars(select(Fact)).all()) == 3


@pytest.mark.parametrize(
    "noted",
    [
        "no list",
        [1],
        [{"kind": "cheated", "ago": 1}],
        [{"kind": "left", "ago": -1}],
        [{"kind": "left", "ago": 1, "seconds": "x"}],
        [{"kind": "left", "ago": 1}] * 33,
    ],
)
def test_hostile_facts_are_refused(app: Flask, noted: Any) -> None:
    room = make.room()
    token = make.start(app, room.exam, room.pupils[0]).json["token"]
    sent = app.test_client().post(
        "/exams/door/facts", json={"facts": noted}, headers={"X-Attempt": token}, csrf=False
    )
    assert sent.status_code == 400
    assert send(app, "1.1.1.forged").status_code == 401
    assert db.session.scalars(select(Fact)).all() == []


def test_staff_read_facts_and_pupils_do_not(app: Flask) -> None:
    room = make.room()
    found = make.start(app, room.exam, room.pupils[0]).json
    send(app, found["token"], {"kind": "offline", "ago": 5, "seconds": 77})
    attempt_id = make.attempt_of(found["attempt"]).id
    address = f"/exams/{room.uid}/attempts/{attempt_id}"
    page = sign_in(app.test_client(), room.teacher).get(address).data.decode()
    assert "mất mạng" in page and "77 giây" in page and "không phải kết luận" in page
    assert sign_in(app.test_client(), room.pupils[0]).get(address).status_code == 403
    other = make.room()
    assert sign_in(app.test_client(), other.teacher).get(address).status_code == 404
    mixed = f"/exams/{other.uid}/attempts/{attempt_id}"
    assert sign_in(app.test_client(), other.teacher).get(mixed).status_code == 404
