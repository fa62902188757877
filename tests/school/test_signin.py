"""Signing in: right, wrong, too often, first password, ended sessions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Lock

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from school.people.models import Person, SignIn
from school.people.passwords import matches
from school.signin import service, sessions
from school.signin.service import Browser
from suite import clock, jobs
from suite.db import db
from tests.kit import make
from tests.kit.client import sign_in

RIGHT = "mật khẩu thử 1"


def enter(client: FlaskClient, username: str, password: str) -> int:
    return client.post("/signin", data={"username": username, "password": password}).status_code


def test_right_and_wrong_password(client: FlaskClient) -> None:
    person = make.person()
    name = person.username
    assert enter(client, name, "sai rồi nhé") == 422
    assert enter(client, name.upper(), RIGHT) == 303
    assert "Lê Văn Người" in client.get("/").text


def test_signed_out_is_sent_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.location.startswith("/signin")


def test_account_rests_after_many_wrong_passwords(app: Flask, client: FlaskClient) -> None:
    name, other = make.person().username, make.person("Trần Khác").username
    for _ in range(8):
        assert enter(client, name, "sai rồi nhé") == 422
    assert "tạm" in client.post("/signin", data={"username": name, "password": RIGHT}).text
    assert enter(app.test_client(), other, RIGHT) == 303
    with clock.frozen(clock.now() + timedelta(seconds=301)):
        assert enter(client, name, RIGHT) == 303


def test_first_password_must_be_changed(client: FlaskClient) -> None:
    person = make.person()
    person.must_change_password = True
    sign_in(client, person)
    assert client.get("/").location == "/password"
    data = {"current": RIGHT, "new": "mới tinh tươm 9", "again": "mới tinh tươm 9"}
    assert client.post("/password", data=data).status_code == 303
    assert client.get("/").status_code == 200


def test_raising_the_epoch_ends_the_session(client: FlaskClient) -> None:
    person = make.person()
    sign_in(client, person)
    assert client.get("/").status_code == 200
    person.session_epoch += 1
    db.session.commit()
    assert client.get("/").status_code == 302


def test_who_has_left_is_signed_out_at_once(client: FlaskClient) -> None:
    person = make.person()
    sign_in(client, person)
    person.left_on = clock.today()
    db.session.commit()
    assert client.get("/").status_code == 302


def test_a_form_without_its_token_is_refused(client: FlaskClient) -> None:
    assert (
        client.post("/signin", data={"username": "a", "password": "b"}, csrf=False).status_code
        == 400
    )


def test_tries_side_by_side_are_no_more_than_in_a_row(
    dbapp: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, most = make.person().username, 8
    judged, ready = Lock(), Barrier(12)
    count = 0

    def judge(kept: str | None, password: str) -> bool:
        nonlocal count
        assert not db.session().in_transaction()
        with judged:
            count += 1
        return matches(kept, password)

    def attempt(number: int) -> bool:
        ready.wait()
        with dbapp.app_context():
            tried = [
                service.sign_in(name, f"sai rồi nhé {number} {n}", Browser("::1")) for n in range(2)
            ]
            return any(one.person for one in tried)

    monkeypatch.setattr(service, "matches", judge)
    db.session.rollback()
    with ThreadPoolExecutor(12) as pool:
        assert not any(pool.map(attempt, range(12)))
    assert count == most
    assert rows(name) == [False] * most


def test_the_right_password_side_by_side_with_wrong_ones(dbapp: Flask) -> None:
    name = make.person().username
    ready = Barrier(5)

    def attempt(password: str) -> bool:
        ready.wait()
        with dbapp.app_context():
            return service.sign_in(name, password, Browser("::1")).person is not None

    db.session.rollback()
    with ThreadPoolExecutor(5) as pool:
        assert list(pool.map(attempt, [RIGHT, *["sai rồi nhé"] * 4])) == [True, *[False] * 4]
    assert sorted(rows(name)) == [*[False] * 4, True]


def rows(username: str) -> list[bool]:
    db.session.rollback()
    return list(db.session.scalars(select(SignIn.worked).where(SignIn.username == username)))


def test_old_tries_are_forgotten_but_the_first_of_each_year(dbapp: Flask) -> None:
    make.year()
    a, b = make.person(), make.person("Trần Khác")
    year = clock.start_of(make.YEAR_START)
    now, kept = year + timedelta(days=200), timedelta(days=90)
    tried = [
        (a, year - timedelta(days=9), True, True),
        (a, year - timedelta(days=8), True, False),
        (a, year + timedelta(days=2), True, False),
        (a, year, True, True),
        (a, year + timedelta(days=3), False, False),
        (b, year + timedelta(days=2), False, False),
        (b, year + timedelta(days=4), True, True),
        (b, now - kept - timedelta(seconds=1), True, False),
        (b, now - kept, True, True),
        (b, now - kept, False, True),
    ]
    for person, at, worked, _ in tried:
        who = person.id if worked else None
        db.session.add(
            SignIn(username=person.username, person_id=who, at=at, worked=worked, address="::1")
        )
    for seen in (now - kept - timedelta(seconds=1), now - kept):
        with clock.frozen(seen):
            sessions.begin(a.id, "password", "::1", "")
            db.session.commit()
    with clock.frozen(now):
        jobs.enqueue("signin.sweep")
        db.session.commit()
        assert jobs.drain() == 1
    query = select(SignIn.username, SignIn.at, SignIn.worked)
    found = {tuple(row) for row in db.session.execute(query)}
    assert found == {(p.username, at, worked) for p, at, worked, stays in tried if stays}
    assert db.session.scalars(select(jobs.Job.result)).one() == {"forgotten": 5, "sessions": 1}


def test_five_hundred_from_one_address_within_a_minute(
    dbapp: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tries are counted by account, never by address; every tenth mistypes once."""
    monkeypatch.setattr(service, "matches", lambda kept, password: kept == password)
    school = make.school()
    names = [f"em{n}" for n in range(500)]
    db.session.add_all(
        Person(
            full_name=name, sort_key=name, search_key=name, username=name,
            password_hash=f"{name}!", school_id=school.id,
        )
        for name in names
    )  # fmt: skip
    db.session.commit()
    start, school_gate = clock.now(), Browser("203.0.113.7")
    for number, name in enumerate(names):
        with clock.frozen(start + timedelta(seconds=60 * number / len(names))):
            if number % 10 == 0:
                assert service.sign_in(name, "sai", school_gate).person is None
            assert service.sign_in(name, f"{name}!", school_gate).held is not None
