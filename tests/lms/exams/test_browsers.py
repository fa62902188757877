"""Safe Exam Browser, and the true address behind a proxy."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

import wsgi
from lms.exams import browsers, candidates
from lms.exams.door import Door
from suite.db import db
from suite.settings import load
from tests.kit import make_exams as make
from tests.kit.client import sign_in

KEY = hashlib.sha256(b"cau hinh").hexdigest()
HEADER = "X-SafeExamBrowser-ConfigKeyHash"


def sent(path: str, key: str = KEY, host: str = "http://localhost") -> dict[str, str]:
    return {HEADER: hashlib.sha256(f"{host}{path}{key}".encode()).hexdigest()}


def start(app: Flask, room: make.Room, headers: dict[str, str]) -> Any:
    word = make.entry(room.exam, room.pupils[0])
    wish = {"code": "", "device": "device0001"}
    headers = {"X-Entry": word, **headers}
    return app.test_client().post("/exams/door/start", json=wish, headers=headers)


def test_page_start_and_resume_ask_for_the_configuration(dbapp: Flask) -> None:
    room = make.room(browser_keys=f"{'0' * 64} {KEY}")
    client = sign_in(dbapp.test_client(), room.pupils[0])
    at = f"/exams/{room.uid}"
    refused = client.get(at)
    assert refused.status_code == 403 and "Safe Exam Browser" in refused.data.decode()
    assert client.get(at, headers=sent(f"{at}/x")).status_code == 403
    assert client.get(at, headers=sent(at)).status_code == 200
    door = "/exams/door/start"
    for wrong in ({}, sent(at), sent(door, "1" * 64), {HEADER: "é"}, {HEADER: KEY}):
        assert start(dbapp, room, wrong).json == {"refused": "wrong_browser"}
    begun = start(dbapp, room, sent(door)).json
    token = {"X-Attempt": begun["token"]}
    again = dbapp.test_client().get("/exams/door/sitting", headers=token)
    assert (again.status_code, again.json) == (409, {"refused": "wrong_browser"})
    right = {**token, **sent("/exams/door/sitting")}
    assert dbapp.test_client().get("/exams/door/sitting", headers=right).json["mine"]
    wish = {"device": "device0002"}
    over = client.post(f"{at}/continue", json=wish)
    assert over.json == {"refused": "wrong_browser"}
    assert client.post(f"{at}/continue", json=wish, headers=sent(f"{at}/continue")).json["token"]
    # An answer is taken from whoever holds the token: nothing that was written is ever lost.
    assert make.save(dbapp, begun["token"], (1, 1, 0)).status_code == 200


def by_page(address: str, key: str = KEY) -> str:
    """What the page reads from SafeExamBrowser.security.configKey, with its address."""
    return f"{hashlib.sha256(f'{address}{key}'.encode()).hexdigest()} {address}"


def test_where_no_header_is_sent_the_page_shows_its_configuration(dbapp: Flask) -> None:
    room = make.room(browser_keys=KEY)
    client = sign_in(dbapp.test_client(), room.pupils[0])
    at = f"/exams/{room.uid}"
    here, door = f"http://localhost{at}", "/exams/door/sitting"
    refused = client.get(at)
    assert refused.status_code == 403 and b"browser-door.js" in refused.data
    wrong = (
        "", KEY, by_page(here, "1" * 64), by_page(f"{here}x"), by_page("http://evil.example" + at),
        by_page("http://localhost/exams/other"), f"é {here}", by_page(f"{here}?{'a' * 500}"),
    )  # fmt: skip
    for word in wrong:
        answer = client.post(f"{at}/browser", data={"shown": word})
        assert answer.status_code == 403 and b"browser-door.js" not in answer.data
        headers = {"X-Exam-Browser": word} if word.isascii() else {}
        assert start(dbapp, room, headers).json == {"refused": "wrong_browser"}
    assert client.get(at).status_code == 403
    gone_in = client.post(f"{at}/browser", data={"shown": by_page(f"{here}?again=1")})
    assert (gone_in.status_code, gone_in.location) == (303, f"{at}?again=1")
    assert client.get(at).status_code == 200
    assert sign_in(dbapp.test_client(), room.pupils[1]).get(at).status_code == 403
    shown = {"X-Exam-Browser": by_page(here)}
    token = {"X-Attempt": start(dbapp, room, shown).json["token"]}
    assert dbapp.test_client().get(door, headers=token).status_code == 409
    assert dbapp.test_client().get(door, headers={**token, **shown}).json["mine"]
    assert client.post(f"{at}/continue", json={"device": "device0002"}).json["token"]
    room.exam.browser_keys = "2" * 64  # other settings than those that were shown
    db.session.commit()
    assert client.get(at).status_code == 403


@given(st.lists(st.sampled_from([KEY, KEY.upper(), "a" * 64])))
def test_keys_are_kept_in_one_form(words: list[str]) -> None:
    kept = browsers.keys("\n".join(words))
    assert kept.split() == list(dict.fromkeys(word.lower() for word in words))


@pytest.mark.parametrize("wrong", ["abc", KEY[:-1], KEY + "0", "g" * 64, "é" * 64])
def test_what_is_no_key_is_named(wrong: str) -> None:
    with pytest.raises(browsers.BadKey, match=wrong):
        browsers.keys(f"{KEY} {wrong}")


@pytest.fixture
def behind(app: Flask) -> Any:
    """The door of a house behind one proxy."""
    return Door(app, app.wsgi_app, str(app.config["SECRET_KEY"]), proxies=1)


def test_behind_a_proxy_the_door_sees_the_browser(app: Flask, behind: Any) -> None:
    room = make.room()
    one = candidates.candidate(room.exam, room.pupils[0].id)
    assert one is not None
    one.networks = "192.168.7.0/24"
    db.session.commit()
    plain = app.wsgi_app
    try:
        app.wsgi_app = behind  # type: ignore[method-assign]
        for said in ("10.0.0.1", "192.168.7.9, 10.0.0.1"):
            refused = start(app, room, {"X-Forwarded-For": said}).json
            assert refused == {"refused": "wrong_place"}
        assert start(app, room, {"X-Forwarded-For": "1.1.1.1, 192.168.7.9"}).status_code == 200
    finally:
        app.wsgi_app = plain  # type: ignore[method-assign]


def test_without_proxies_nobody_says_where_they_are(app: Flask) -> None:
    room = make.room()
    one = candidates.candidate(room.exam, room.pupils[0].id)
    assert one is not None
    one.networks = "192.168.7.0/24"
    db.session.commit()
    refused = start(app, room, {"X-Forwarded-For": "192.168.7.9"}).json
    assert refused == {"refused": "wrong_place"}


def test_the_setting_reaches_the_door(tmp_path: Path) -> None:
    given = load(data_dir=tmp_path, secret_key="x" * 40, trusted_proxies=2)
    made = wsgi.create_app(given).extensions["lopso.exams.door"]
    assert made._front.x_for == 2
