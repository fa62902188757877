"""The second step of staff: enrolled, asked, never replayed, counted, taken off with a trace."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

import wsgi
from school.people.models import Person, SignIn
from school.signin import factors, service
from school.signin.models import DeviceSession, Factor, Recovery
from school.signin.rules import fresh_secret, step_of
from school.signin.service import Browser
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from suite.settings import SettingsError, current_settings, load
from tests.kit import make
from tests.kit.client import SURE, sign_in
from tests.school.test_signin import RIGHT, enter

SignedIn = Callable[..., FlaskClient]
NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
STEP = timedelta(seconds=30)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1)), st.integers(-4, 4))
def test_a_code_holds_for_its_step_and_the_neighbours(at: datetime, off: int) -> None:
    secret, now = fresh_secret(), at.replace(tzinfo=UTC)
    present = int(now.timestamp()) // 30
    code = pyotp.TOTP(secret).at(now + off * STEP)
    step = step_of(secret, f"{code[:3]} {code[3:]}", 0, now)
    if abs(off) <= 1:
        assert step is not None and pyotp.HOTP(secret).at(step) == code
        assert step_of(secret, code, present + 1, now) is None
    else:
        near = {pyotp.HOTP(secret).at(present + n) for n in (-1, 0, 1)}
        assert (step is None) == (code not in near)


@given(st.text(max_size=60))
def test_any_text_is_judged(typed: str) -> None:
    assert step_of("JBSWY3DPEHPK3PXP" * 2, typed, 2**60, NOON) is None


def staff(role: str = "librarian") -> Person:
    return make.person("Hồ Thị Thư", role, make.school())


def enrolled(person: Person, at: datetime = NOON - timedelta(hours=1)) -> tuple[str, list[str]]:
    """The secret and the recovery words of one who has the second step."""
    secret = fresh_secret()
    with clock.frozen(at):
        words = factors.enrol(person, secret, pyotp.TOTP(secret).at(at))
    assert words is not None
    return secret, words


def code(client: FlaskClient, typed: str) -> int:
    return client.post("/signin/code", data={"code": typed}).status_code


def test_enrolling_on_the_page(app: Flask, signed_in: SignedIn) -> None:
    person = staff()
    client = signed_in(person)
    page = client.get("/second-factor").text
    secret = re.sub(r"\s", "", re.findall(r'<code class="secret">(.*?)</code>', page, re.S)[0])
    assert len(secret) == 32 and 'class="qr"' in page and "style=" not in page
    assert client.get("/second-factor").text.count(secret[:4])
    wrong = client.post("/second-factor", data={"code": "000000"})
    assert wrong.status_code == 422 and secret[:4] in wrong.text
    done = client.post("/second-factor", data={"code": pyotp.TOTP(secret).at(clock.now())})
    words = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", done.text)
    assert len(words) == len(set(words)) == 10
    row = db.session.scalars(select(Factor)).one()
    assert secret not in row.secret and row.counter > 0
    kept = {one.digest for one in db.session.scalars(select(Recovery))}
    assert len(kept) == 10 and not kept & {word.replace("-", "") for word in words}
    assert "Mã dự phòng còn lại" in client.get("/second-factor").text
    assert client.post("/second-factor", data={"code": "000000"}).status_code == 422


def test_pupils_and_guardians_have_none(app: Flask, signed_in: SignedIn) -> None:
    pupil = make.student(make.school_class())
    for person in (pupil, make.guardian(pupil)):
        client = signed_in(person)
        assert client.get("/second-factor").status_code == 403
        assert "second-factor" not in client.get("/people/me").text


def test_the_code_is_asked_after_the_password(app: Flask, client: FlaskClient) -> None:
    person = staff()
    secret, _ = enrolled(person)
    assert client.get("/signin/code").location == "/signin"
    with clock.frozen(NOON):
        data = {"username": person.username, "password": RIGHT, "next": "/people/me"}
        assert client.post("/signin", data=data).location == "/signin/code?next=/people/me"
        assert client.get("/").status_code == 302
        right = pyotp.TOTP(secret).at(NOON)
        assert code(client, "000000" if right != "000000" else "111111") == 422
        answer = client.post("/signin/code", data={"code": right, "next": "/people/me"})
        assert answer.location == "/people/me"
        assert client.get("/").status_code == 200
    tried = list(db.session.execute(select(SignIn.how, SignIn.worked).order_by(SignIn.id)))
    assert tried == [("password", False), ("code", False), ("code", True)]
    assert db.session.scalars(select(DeviceSession.how)).one() == "password"


def test_a_code_is_taken_once(app: Flask) -> None:
    person = staff()
    secret, _ = enrolled(person)
    first, second = app.test_client(), app.test_client()
    with clock.frozen(NOON):
        right, before = (pyotp.TOTP(secret).at(NOON - n * STEP) for n in (0, 1))
        for client in (first, second):
            enter(client, person.username, RIGHT)
        assert code(first, right) == 303
        assert code(second, right) == 422
        assert code(second, before) == 422
    with clock.frozen(NOON + STEP):
        assert code(second, pyotp.TOTP(secret).at(NOON + STEP)) == 303


def test_a_code_shown_side_by_side_lets_one_in(dbapp: Flask) -> None:
    person = make.person("Hồ Thị Thư", "librarian", make.school())
    secret, _ = enrolled(person)
    name, ready = person.username, Barrier(5)
    person_id = person.id

    def attempt(_number: int) -> bool:
        with dbapp.app_context():
            one = db.session.get_one(Person, person_id)
            db.session.commit()
            ready.wait()
            tried = service.second_step(
                one, pyotp.TOTP(secret).at(NOON), "password", Browser("::1")
            )
            return tried.held is not None

    db.session.rollback()
    with clock.frozen(NOON), ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(attempt, range(5))) == [*[False] * 4, True]
    db.session.rollback()
    worked = db.session.scalars(select(SignIn.worked).where(SignIn.username == name))
    assert sorted(worked) == [*[False] * 4, True]


def test_a_recovery_word_is_taken_once(app: Flask) -> None:
    person = staff()
    _, words = enrolled(person)
    for typed, status in ((words[0].upper(), 303), (words[0], 422), (words[1], 303)):
        client = app.test_client()
        enter(client, person.username, RIGHT)
        assert code(client, typed) == status
    assert factors.words_left(person.id) == 8
    used = select(AuditEntry.thing).where(AuditEntry.action == "factor.word_used")
    assert list(db.session.scalars(used)) == [f"person:{person.id}"] * 2


def test_wrong_codes_lock_like_wrong_passwords(app: Flask, client: FlaskClient) -> None:
    person = staff()
    secret, words = enrolled(person)
    with clock.frozen(NOON):
        enter(client, person.username, RIGHT)
        right = pyotp.TOTP(secret).at(NOON)
        wrong = "000000" if right != "000000" else "111111"
        assert [code(client, wrong) for _ in range(7)] == [422] * 7
        assert "tạm" in client.post("/signin/code", data={"code": right}).text
        assert "tạm" in client.post("/signin/code", data={"code": words[0]}).text
        assert enter(app.test_client(), person.username, RIGHT) == 422
    assert factors.words_left(person.id) == 10


def test_the_first_step_holds_for_minutes(app: Flask, client: FlaskClient) -> None:
    person = staff()
    secret, _ = enrolled(person)
    with clock.frozen(NOON):
        enter(client, person.username, RIGHT)
    with clock.frozen(NOON + timedelta(minutes=5)):
        right = pyotp.TOTP(secret).at(NOON + timedelta(minutes=5))
        assert client.post("/signin/code", data={"code": right}).location.startswith("/signin")
        assert client.get("/").status_code == 302
        enter(client, person.username, RIGHT)
        person.session_epoch += 1
        db.session.commit()
        assert client.post("/signin/code", data={"code": right}).location.startswith("/signin")


def test_the_sign_in_page_begins_anew(app: Flask, client: FlaskClient) -> None:
    person = staff()
    enrolled(person)
    enter(client, person.username, RIGHT)
    assert client.get("/signin/code").status_code == 200
    client.get("/signin")
    assert client.get("/signin/code").location == "/signin"


def test_only_who_shows_a_code_changes_it(app: Flask, client: FlaskClient) -> None:
    person = staff()
    secret, words = enrolled(person)
    client = sign_in(client, person)
    assert client.post("/second-factor/off", data={"code": "000000"}).status_code == 422
    fresh = client.post("/second-factor/words", data={"code": words[0]})
    assert fresh.status_code == 200 and words[1] not in fresh.text
    assert client.post("/second-factor/off", data={"code": words[1]}).status_code == 422
    assert factors.factor_of(person.id) is not None
    right = pyotp.TOTP(secret).at(clock.now())
    assert client.post("/second-factor/off", data={"code": right}).status_code == 303
    assert factors.factor_of(person.id) is None and factors.words_left(person.id) == 0
    assert enter(app.test_client(), person.username, RIGHT) == 303


def test_the_head_takes_it_off_another_with_a_trace(app: Flask, signed_in: SignedIn) -> None:
    person = staff()
    enrolled(person)
    assert person.school is not None
    head = make.person("Hiệu Trưởng", "principal", person.school)
    peer = make.person("Đồng Nghiệp", "librarian", person.school)
    address = f"/people/{person.id}/second-factor/off"
    assert signed_in(peer).post(address).status_code == 404
    client = signed_in(head)
    assert address in client.get(f"/people/{person.id}").text
    asked = client.post(address)
    assert asked.status_code == 200 and 'name="sure"' in asked.text
    assert address in client.get(f"/people/{person.id}").text
    assert client.post(address, data=SURE).status_code == 303
    assert address not in client.get(f"/people/{person.id}").text
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "factor.removed")
    ).one()
    assert (entry.actor_id, entry.thing) == (head.id, f"person:{person.id}")


@contextmanager
def asked_of(*roles: str) -> Iterator[None]:
    settings = current_settings()
    settings.second_factor_roles = frozenset(roles)
    try:
        yield
    finally:
        settings.second_factor_roles = frozenset()


def test_roles_that_must_have_it(app: Flask, signed_in: SignedIn) -> None:
    person, other = staff("principal"), staff("librarian")
    first, second = signed_in(person), signed_in(other)
    with asked_of("principal"):
        assert second.get("/").status_code == 200
        assert first.get("/").location == "/second-factor"
        assert first.post("/signin/code", data={}).status_code == 303
        page = first.get("/second-factor")
        assert page.status_code == 200 and "cần bước xác nhận thứ hai" in page.text
        enrolled(person)
        assert first.get("/").status_code == 200


def test_a_setting_that_names_no_such_role(tmp_path: Path) -> None:
    for role in ("student", "chef"):
        given = load(data_dir=tmp_path, secret_key="x" * 40, second_factor_roles=frozenset({role}))
        with pytest.raises(SettingsError, match=role):
            wsgi.create_app(given)
