"""Passkeys without a browser: who may, what hostile answers meet; see tests/browser too."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from school.people.models import SignIn
from school.signin import factors, passkeys
from school.signin.models import Factor
from school.signin.passkeys import Site
from suite import clock
from suite.db import db
from tests.kit import make

SignedIn = Callable[..., FlaskClient]
SITE = Site("localhost", "http://localhost")
JUNK = [
    "",
    "x",
    "null",
    "[]",
    "{}",
    '{"id": 7}',
    '{"id": ""}',
    '{"id": "aGFuZGxl"}',
    '{"id": "aGFuZGxl", "rawId": "aGFuZGxl", "type": "public-key", "response": {}}',
    '{"id": "aGFuZGxl", "rawId": "aGFuZGxl", "type": "public-key", "response": '
    '{"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "?"}}',
    '{"id": "aGFuZGxl", "rawId": "!", "type": 3, "response": {"clientDataJSON": "_w"}}',
    "[" * 19_000,
    '{"id": "' + "a" * 19_000 + '"}',
]


def key_of(person_id: int) -> Factor:
    row = Factor(
        person_id=person_id, kind="passkey", secret="AA", handle="aGFuZGxl", made_at=clock.now()
    )
    db.session.add(row)
    db.session.commit()
    return row


@pytest.mark.parametrize("told", JUNK)
def test_hostile_answers_open_nothing(app: Flask, client: FlaskClient, told: str) -> None:
    key_of(make.person("Thủ Thư", "librarian", make.school()).id)
    asked = client.post("/signin/passkey/options").json
    assert asked["userVerification"] == "required" and asked["rpId"] == "localhost"
    assert asked["allowCredentials"] == []
    answer = client.post("/signin/passkey", data={"credential": told})
    assert (answer.status_code, answer.location) == (303, "/signin")
    assert client.get("/").status_code == 302
    assert db.session.scalars(select(SignIn)).all() == []


@pytest.mark.parametrize("told", JUNK)
def test_hostile_keys_are_not_kept(dbapp: Flask, told: str) -> None:
    person = make.person("Thủ Thư", "librarian", make.school())
    assert passkeys.keep(person, told, "", SITE, b"challenge") is None
    assert not factors.has_any(person.id)


def test_nothing_is_judged_that_was_not_asked(app: Flask, client: FlaskClient) -> None:
    assert client.post("/signin/passkey", data={"credential": "{}"}).location == "/signin"
    client.post("/signin/passkey/options")
    with client.session_transaction() as cookie:
        assert cookie["passkey"]["challenge"]
    client.post("/signin/passkey", data={"credential": "{}"})
    with client.session_transaction() as cookie:
        assert "passkey" not in cookie


def test_a_question_holds_for_minutes(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in(make.person("Thủ Thư", "librarian", make.school()))
    with clock.frozen(clock.now() - timedelta(minutes=6)):
        asked = client.post("/second-factor/passkeys/options").json
    assert asked["rp"]["id"] == "localhost"
    told = {"credential": json.dumps({"id": "x"})}
    assert client.post("/second-factor/passkeys", data=told).location == "/second-factor"


def test_a_device_makes_no_second_key(app: Flask, signed_in: SignedIn) -> None:
    person = make.person("Thủ Thư", "librarian", make.school())
    key_of(person.id)
    asked = signed_in(person).post("/second-factor/passkeys/options").json
    assert [one["id"] for one in asked["excludeCredentials"]] == ["aGFuZGxl"]


def test_staff_alone(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in(make.student(make.school_class()))
    assert client.post("/second-factor/passkeys/options").status_code == 403
    assert client.post("/second-factor/passkeys").status_code == 403


def test_a_key_is_taken_off_by_who_shows_a_word(app: Flask, signed_in: SignedIn) -> None:
    person = make.person("Thủ Thư", "librarian", make.school())
    other = make.person("Thủ Thư Khác", "librarian", person.school)
    key = key_of(person.id)
    words = factors.fresh_words(person.id)
    db.session.commit()
    address = f"/second-factor/passkeys/{key.id}/off"
    assert signed_in(other).post(address, data={"code": words[0]}).status_code == 404
    client = signed_in(person)
    client.post(address, data={"code": "aaaaa-aaaaa"})
    assert factors.has_any(person.id)
    client.post(address, data={"code": words[0]})
    assert not factors.has_any(person.id) and factors.words_left(person.id) == 0
