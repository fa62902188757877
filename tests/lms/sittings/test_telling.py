"""A published list tells who sits where, changes together, nobody twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.sittings import listing, placing, service, telling
from lms.sittings.rules import NotPossible
from school.notices import letters, queries
from school.notices.models import Notice
from suite import clock, jobs
from suite.db import db
from tests.kit import make, make_sittings
from tests.kit.queries import counted

AHEAD = {"opens_at": timedelta(days=2), "closes_at": timedelta(days=2, hours=2)}
SignedIn = Callable[[Any], FlaskClient]


def held(pupils: int = 2, **more: Any) -> make_sittings.Held:
    window = {name: clock.now() + away for name, away in AHEAD.items()}
    return make_sittings.held(pupils, prepared=False, **{**window, **more})


def told(person: Any) -> list[Notice]:
    db.session.rollback()
    rows = db.session.scalars(queries.of_person(person.id).order_by(Notice.id))
    return [row for row in rows if row.kind.startswith("exam_seat")]


def later() -> None:
    with clock.frozen(clock.now() + listing.SETTLES + timedelta(seconds=1)):
        jobs.drain()


def test_a_published_list_reaches_pupils_and_their_guardians_once(dbapp: Flask) -> None:
    of = held()
    mother = make.guardian(of.pupils[0], "Mẹ Một")
    later()
    assert told(of.pupils[0]) == []
    assert telling.publish(of.exam.id, of.head.id) == 4
    assert telling.publish(of.exam.id, of.head.id) == 0
    (pupil,), (guardian,) = told(of.pupils[0]), told(mother)
    candidate = of.candidate(of.pupils[0])
    assert pupil.arguments["number"] == candidate.number
    assert pupil.arguments["when"] == clock.show(of.sitting.opens_at)
    assert (pupil.path, guardian.path) == ("/sittings/mine", "")
    assert guardian.arguments == pupil.arguments and guardian.about_id == of.pupils[0].id
    letter = letters.letter("me@example.vn", [guardian], "k")
    for word in (*map(str, guardian.arguments.values()), of.pupils[0].full_name):
        if len(word) > 1:
            assert word not in letter.subject + letter.text


def test_changes_are_told_together_and_only_to_whom_they_concern(dbapp: Flask) -> None:
    of = held()
    telling.publish(of.exam.id, of.head.id)
    one, gone = of.candidate(of.pupils[0]), of.candidate(of.pupils[2])
    rooms = {room.id: room for room in placing.rooms_of(of.exam)}
    placing.move(of.exam.id, gone.id, None)
    for room in (*rooms, *rooms):  # there and back again, and at last to the second
        placing.move(of.exam.id, one.id, room)
    assert [len(told(pupil)) for pupil in of.pupils] == [1, 1, 1, 1]
    later()
    assert [len(told(pupil)) for pupil in of.pupils] == [2, 1, 2, 1]
    assert told(of.pupils[0])[1].arguments["room"] == list(rooms.values())[1].name
    assert told(of.pupils[2])[1].kind == "exam_seat_gone"
    fields = {"name": "Ca 1", "mode": "supervised"}
    fields |= {name: clock.now() + away + timedelta(hours=1) for name, away in AHEAD.items()}
    service.change_sitting(db.session.get_one(type(of.sitting), of.sitting.id), fields, 1)
    later()
    assert [len(told(pupil)) for pupil in of.pupils] == [3, 2, 2, 2]
    later()
    assert [len(told(pupil)) for pupil in of.pupils] == [3, 2, 2, 2]


def test_nothing_is_published_without_seats(dbapp: Flask) -> None:
    of = held(seated=False)
    with pytest.raises(NotPossible, match="nobody_seated"):
        telling.publish(of.exam.id, of.head.id)


def test_telling_costs_no_statement_a_candidate(app: Flask) -> None:
    costs = []
    for pupils in (1, 8):
        of = held(pupils, seats=8)
        for pupil in of.pupils:
            make.guardian(pupil, f"Mẹ {pupil.full_name}")
        with counted() as seen:
            assert telling.publish(of.exam.id, of.head.id) == 2 * pupils
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_pupils_see_their_seat_once_the_list_is_published(signed_in: SignedIn) -> None:
    of = held()
    mine = of.candidate(of.pupils[0]).number
    pupil = signed_in(of.pupils[0])
    assert mine not in pupil.get("/sittings/mine").text + pupil.get("/").text
    head = signed_in(of.head)
    assert head.post(f"/sittings/exams/{of.exam.uid}/publish").status_code == 303
    assert head.get(f"/sittings/exams/{of.exam.uid}").status_code == 200
    pupil = signed_in(of.pupils[0])
    for page in ("/sittings/mine", "/"):
        text = pupil.get(page).text
        assert mine in text and "Giữa kì" in text
        assert of.candidate(of.pupils[1]).number not in text
