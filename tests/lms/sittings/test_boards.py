"""The board: what it says, to whom, in few statements, and only what changed."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.exams import service as exam_service
from lms.grades.models import Mark
from lms.sittings import live, watching
from lms.sittings.models import Incident
from suite.db import db
from tests.kit import make, make_exams, make_sittings
from tests.kit.queries import counted

SignedIn = Callable[[Any], FlaskClient]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every ask makes a new snapshot."""
    monkeypatch.setattr(live, "EVERY", 0.0)
    monkeypatch.setattr(live, "SHARE", 0.0)


def in_room(held: make_sittings.Held, number: int) -> list[Any]:
    lines = watching.lines_of(held.exam, [held.rooms[number]])
    return [db.session.get_one(make.Person, line.person_id) for line in lines]


def test_states_and_deltas(dbapp: Flask) -> None:
    held = make_sittings.held()
    client = make_client(dbapp, held.watchers[0])
    at = f"/sittings/rooms/{held.rooms[0].uid}"
    first = client.get(f"{at}/board.json")
    assert first.json["counts"]["not_started"] == 2 == len(first.json["rows"])
    same = client.get(f"{at}/board.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    assert client.post(f"{at}/act", data={"action": "open"}).status_code == 303
    one, other = in_room(held, 0)
    begun = [make_exams.start(dbapp, held.exam, person).json for person in (one, other)]
    make_exams.save(dbapp, begun[0]["token"], (1, 1, 0), (2, 2, 1), (3, 1, 2))
    after = client.get(f"{at}/board.json?since={first.json['at']}")
    key, other_key = (str(held.candidate(person).id) for person in (one, other))
    assert after.json["rows"][key]["answered"] == 2
    assert after.json["rows"][key]["state"] == "working" and len(after.json["rows"]) == 2
    quiet = client.get(f"{at}/board.json?since={after.json['at']}")
    assert quiet.json["rows"] == {} and quiet.json["counts"]["working"] == 2
    client.post(f"{at}/act", data={"action": "pause", "candidate": key})
    paused = client.get(f"{at}/board.json?since={after.json['at']}")
    assert list(paused.json["rows"]) == [key] and paused.json["counts"]["paused"] == 1
    client.post(f"{at}/act", data={"action": "resume"})
    client.post(f"{at}/act", data={"action": "extend", "minutes": "5"})
    client.post(f"{at}/act", data={"action": "close", "candidate": other_key})
    last = client.get(f"{at}/board.json").json
    assert (last["counts"]["working"], last["counts"]["finished"]) == (1, 1)
    rows = live.boards().of(held.exam).lines
    assert rows[int(key)].ends_at == make_exams.attempt_of(begun[0]["attempt"]).ends_at


def make_client(app: Flask, person: Any) -> FlaskClient:
    from tests.kit.client import sign_in

    return sign_in(app.test_client(), person)


def test_only_the_own_room_and_nothing_of_others(app: Flask, signed_in: SignedIn) -> None:
    held = make_sittings.held()
    mine, other = (f"/sittings/rooms/{room.uid}" for room in held.rooms)
    client = signed_in(held.watchers[0])
    page = client.get(mine).data.decode()
    assert in_room(held, 0)[0].full_name in page and in_room(held, 1)[0].full_name not in page
    for path in (other, f"{other}/board.json", f"{other}/report", f"{other}/list"):
        assert client.get(path).status_code == 404
    assert client.post(f"{other}/act", data={"action": "open"}).status_code == 404
    outside = str(held.candidate(in_room(held, 1)[0]).id)
    client.post(f"{mine}/act", data={"action": "open"})
    make_exams.start(app, held.exam, in_room(held, 0)[0])
    client.post(f"{mine}/act", data={"action": "close", "candidate": outside})
    assert watching.counts_of(watching.lines_of(held.exam, held.rooms))["finished"] == 0
    at = f"/sittings/watch/{held.sitting.uid}"
    assert in_room(held, 1)[0].full_name not in client.get(at).data.decode()
    whole = signed_in(held.head).get(at).data.decode()
    assert all(person.full_name in whole for person in held.pupils)
    for person in (held.teachers[0], held.pupils[0], make_sittings.held().head):
        assert signed_in(person).get(mine).status_code == 404


def test_an_incident_stands_in_the_report(app: Flask, signed_in: SignedIn) -> None:
    held = make_sittings.held()
    client = signed_in(held.watchers[0])
    at = f"/sittings/rooms/{held.rooms[0].uid}"
    one = in_room(held, 0)[0]
    said = {"text": "Máy số 3 <mất điện>", "at": "2026-11-26T07:15"}
    client.post(f"{at}/incidents", data={**said, "candidate": str(held.candidate(one).id)})
    stranger = str(held.candidate(in_room(held, 1)[0]).id)
    client.post(f"{at}/incidents", data={**said, "candidate": stranger})
    for wrong in ({"at": "x"}, {"text": " "}, {"at": "9999-99-99T00:00"}):
        client.post(f"{at}/incidents", data={**said, **wrong})
    assert db.session.query(Incident).count() == 1
    report = client.get(f"{at}/report").data.decode()
    assert "Máy số 3 &lt;mất điện&gt;" in report and one.full_name in report
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BIÊN BẢN COI THI", "Vắng mặt: 2"):
        assert words in report
    assert "Chữ ký" in client.get(f"{at}/list").data.decode()
    assert client.get(f"{at}/door").status_code == 200


def test_few_statements_however_many_sit_there(app: Flask, signed_in: SignedIn) -> None:
    held = make_sittings.held(pupils=7, seats=20)
    client = signed_in(held.head)
    client.get(f"/sittings/watch/{held.sitting.uid}")
    found = {}
    for path in (
        f"/sittings/watch/{held.sitting.uid}/board.json",
        f"/sittings/watch/{held.sitting.uid}",
        f"/sittings/exams/{held.exam.uid}",
        f"/sittings/exams/{held.exam.uid}/candidates",
        "/sittings",
    ):
        with counted() as statements:
            assert client.get(path).status_code == 200
        found[path] = len(statements)
    told, board, *lists = found.values()
    assert told <= 7 and board <= 12, found  # four of them once for all boards together
    assert all(count <= 12 for count in lists), found


def test_a_downloaded_list_can_be_taken_in_again(app: Flask, signed_in: SignedIn) -> None:
    held = make_sittings.held()
    client = signed_in(held.head)
    at = f"/sittings/exams/{held.exam.uid}/candidates"
    listed = client.get(f"{at}?format=csv").data.decode("utf-8-sig")
    moved = listed.replace("Phòng 1,1", "Phòng 2,4").replace("TO00", "K6-")
    sent = {"list": (io.BytesIO(moved.encode("utf-8-sig")), "ds.csv")}
    answer = client.post(f"{at}/list", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    rows = client.get(f"{at}?format=csv").data.decode("utf-8-sig")
    assert rows.count("Phòng 2,4") == 1 and "TO00" not in rows and rows.count("\nK6-") == 4
    wrong = {"list": (io.BytesIO(moved.replace("Phòng 2", "Phòng 7").encode()), "ds.csv")}
    page = client.post(f"{at}/list", data=wrong, content_type="multipart/form-data")
    assert page.status_code == 422 and "Phòng 7" in page.data.decode()


def test_a_view_of_results_is_noted_at_the_own_mark(app: Flask, signed_in: SignedIn) -> None:
    held = make_sittings.held(mode="at_home")
    one = next(p for p in held.pupils if held.candidate(p).activity_id != held.exam.activity_id)
    begun = make_exams.start(app, held.exam, one).json
    app.test_client().post("/exams/hand-in", headers={"X-Attempt": begun["token"]})
    exam_service.release(held.exam.id)
    assert signed_in(one).get(f"/exams/{held.exam.uid}/result").status_code == 200
    mark = db.session.query(Mark).filter_by(person_id=one.id).one()
    assert mark.activity_id == held.candidate(one).activity_id
