"""Signing in: right, wrong, too often, first password, ended sessions."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from suite import clock
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
