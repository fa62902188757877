"""Signed-in devices: a row each, listed, ended by themselves and by what ends them all."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from school.people import service as people
from school.signin import service, sessions
from school.signin.models import DeviceSession
from school.signin.rules import device_words
from school.signin.service import Browser
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make
from tests.kit.client import sign_in
from tests.kit.queries import counted
from tests.school.test_signin import RIGHT, enter

SignedIn = Callable[..., FlaskClient]
CHROME = "Mozilla/5.0 (Linux; Android 8.1.0; SM-J710F) AppleWebKit/537.36 (KHTML, like Gecko) "
AGENTS = [
    (CHROME + "Chrome/109.0.0.0 Mobile Safari/537.36", "Chrome · Android"),
    (CHROME + "SamsungBrowser/20.0 Chrome/106 Mobile Safari/537", "Samsung Internet · Android"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Firefox/140.0", "Firefox · Windows"),
    ("Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge · Windows"),
    ("Mozilla/5.0 (Windows NT 6.1) coc_coc_browser/109.0 Chrome/103.0", "Cốc Cốc · Windows"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "Safari · iPhone"),
    ("curl/8.0", ""),
    ("", ""),
]


@pytest.mark.parametrize(("agent", "words"), AGENTS)
def test_words_for_a_device(agent: str, words: str) -> None:
    assert device_words(agent) == words


@given(st.text(max_size=500))
def test_any_agent_fits_its_column(agent: str) -> None:
    assert len(device_words(agent)) <= 60


def rows(person_id: int) -> list[DeviceSession]:
    db.session.rollback()
    query = select(DeviceSession).where(DeviceSession.person_id == person_id)
    return list(db.session.scalars(query.order_by(DeviceSession.id)))


def test_a_sign_in_is_a_row_and_signing_out_ends_it(app: Flask, client: FlaskClient) -> None:
    person = make.person()
    client.environ_base["HTTP_USER_AGENT"] = AGENTS[0][0]
    assert enter(client, person.username, RIGHT) == 303
    row = rows(person.id)[0]
    assert (row.how, row.device, row.address) == ("password", "Chrome · Android", "127.0.0.1")
    assert row.ended_at is None
    with client.session_transaction() as cookie:
        kept = cookie["_user_id"]
    client.post("/signout")
    assert rows(person.id)[0].ended_at is not None
    with client.session_transaction() as cookie:
        cookie["_user_id"] = kept  # somebody who copied the cookie
    assert client.get("/").status_code == 302


def test_signing_in_again_in_the_same_browser_ends_the_old_one(client: FlaskClient) -> None:
    first, second = make.person(), make.person("Người Sau")
    enter(client, first.username, RIGHT)
    enter(client, second.username, RIGHT)
    assert [row.ended_at is None for row in rows(first.id)] == [False]
    assert [row.ended_at is None for row in rows(second.id)] == [True]


def test_only_own_devices_are_listed_and_ended(app: Flask, signed_in: SignedIn) -> None:
    person, other = make.person(), make.person("Người Khác")
    here, there, far = signed_in(person), signed_in(person), signed_in(other)
    page = here.get("/sessions").text
    assert page.count('/end"') == 2 and "thiết bị này" in page
    strange, elsewhere = rows(other.id)[0].id, rows(person.id)[1].id
    assert here.post(f"/sessions/{strange}/end").status_code == 404
    assert far.get("/").status_code == 200
    assert here.post(f"/sessions/{elsewhere}/end").status_code == 303
    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200
    assert here.post(f"/sessions/{elsewhere}/end").status_code == 404
    assert here.post(f"/sessions/{rows(person.id)[0].id}/end").location == "/signin"
    assert here.get("/").status_code == 302


def test_all_others_end_at_once(app: Flask, signed_in: SignedIn) -> None:
    person = make.person()
    here, *others = (signed_in(person) for _ in range(3))
    assert here.post("/sessions/end-others").status_code == 303
    assert here.get("/").status_code == 200
    assert [one.get("/").status_code for one in others] == [302, 302]
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.detail) == ("session.others_ended", {"count": 2})


def test_a_new_password_ends_them(app: Flask, signed_in: SignedIn) -> None:
    person = make.person()
    here, there = signed_in(person), signed_in(person)
    data = {"current": RIGHT, "new": "mới tinh tươm 9", "again": "mới tinh tươm 9"}
    assert here.post("/password", data=data).status_code == 303
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)
    assert [row.ended_at is None for row in rows(person.id)] == [True, False]
    people.reset_password(db.session.get_one(type(person), person.id))
    assert here.get("/").status_code == 302
    assert all(row.ended_at for row in rows(person.id))


@pytest.mark.parametrize("key", ["1.1", "1.1.1", "1.1.99999999999999999999", "a.b.c", "1.²1.1", ""])
def test_a_cookie_of_no_session(client: FlaskClient, key: str) -> None:
    make.person()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = key
    assert client.get("/").status_code == 302


def test_seen_at_most_every_ten_minutes(dbapp: Flask) -> None:
    person = make.person()
    client = sign_in(dbapp.test_client(), person)
    begun = rows(person.id)[0].seen_at
    for minutes, seen in ((9, 0), (10, 10), (15, 10), (25, 25)):
        with clock.frozen(begun + timedelta(minutes=minutes)):
            assert client.get("/").status_code == 200
        assert rows(person.id)[0].seen_at == begun + timedelta(minutes=seen)


def test_a_device_not_seen_for_the_life_of_its_cookie_is_not_listed(dbapp: Flask) -> None:
    person = make.person()
    held = service.sign_in(person.username, RIGHT, Browser("::1")).held
    assert held is not None
    begun = held.seen_at
    with clock.frozen(begun + timedelta(hours=12) - timedelta(seconds=1)):
        assert len(sessions.open_sessions(person.id)) == 1
    with clock.frozen(begun + timedelta(hours=12)):
        assert sessions.open_sessions(person.id) == []


def test_who_asks_costs_two_statements(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in(make.person())
    client.get("/password")
    with counted() as seen:
        assert client.get("/password").status_code == 200
    assert len(seen) == 2, seen
