"""A stolen account: what is asked of who finds it open, and that the school gets it back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select

from school.people import service as people
from school.people.models import Contact, Person, SignIn
from school.signin import factors, passkeys, providers
from school.signin.models import DeviceSession, Factor, ProviderLink
from school.signin.providers import ProviderPlan
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make
from tests.school.test_passkeys import key_of
from tests.school.test_signin import RIGHT

SignedIn = Callable[..., FlaskClient]
OLD = timedelta(minutes=11)
GUARDED = {
    "/second-factor": {"code": "123456"},
    "/second-factor/passkeys": {"credential": '{"id": "x"}'},
    "/notices/address/email": {"address": "moi@truong.vn"},
    "/notices/address/email/remove": {},
}


def staff() -> Person:
    return make.person("Hồ Thị Thư", "librarian", make.school())


def since_long(signed_in: SignedIn, person: Person) -> FlaskClient:
    with clock.frozen(clock.now() - OLD):
        return signed_in(person)


@pytest.fixture
def mailing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.extensions["lopso.settings"]
    monkeypatch.setattr(settings, "smtp_url", SecretStr("smtp://127.0.0.1:9"))


@pytest.mark.parametrize("address", GUARDED)
def test_an_old_session_is_asked_for_the_password(
    app: Flask, signed_in: SignedIn, mailing: None, address: str
) -> None:
    client, sent = since_long(signed_in, staff()), GUARDED[address]
    asked = client.post(address, data=sent)
    assert asked.status_code == 403 and 'name="present_password"' in asked.text
    assert f'action="{address}"' in asked.text
    for name in sent:
        assert f'<input type="hidden" name="{name}"' in asked.text
    wrong = client.post(address, data={**sent, "present_password": "sai rồi nhé"})
    assert wrong.status_code == 422 and 'name="present_password"' in wrong.text
    assert not db.session.scalars(select(Contact)).all()
    passed = client.post(address, data={**sent, "present_password": RIGHT})
    assert 'name="present_password"' not in passed.text and passed.status_code in (303, 422)
    again = client.post(address, data=sent)
    assert 'name="present_password"' not in again.text and again.status_code in (303, 422)


def test_a_fresh_session_is_not_asked_and_a_card_never_counts(
    app: Flask, signed_in: SignedIn, mailing: None
) -> None:
    client = signed_in(staff())
    assert client.post("/notices/address/email", data={"address": "a@b.vn"}).status_code == 303
    row = db.session.scalars(select(DeviceSession)).one()
    row.how = "card"
    assert client.post("/notices/address/email", data={"address": "a@c.vn"}).status_code == 403


def test_wrong_passwords_on_the_way_let_the_account_rest(app: Flask, signed_in: SignedIn) -> None:
    client, data = since_long(signed_in, staff()), {"present_password": "sai rồi nhé"}
    for _ in range(8):
        assert client.post("/confirm-password", data=data).status_code == 422
    right = client.post("/confirm-password", data={"present_password": RIGHT})
    assert right.status_code == 422 and "tạm" in right.text


def test_wrong_present_passwords_at_the_change_are_tries(app: Flask, signed_in: SignedIn) -> None:
    client, new = signed_in(staff()), {"new": "mới tinh tươm 9", "again": "mới tinh tươm 9"}
    for _ in range(8):
        assert client.post("/password", data={"current": "sai rồi", **new}).status_code == 422
    assert len(db.session.scalars(select(SignIn)).all()) == 8
    assert "tạm" in client.post("/password", data={"current": RIGHT, **new}).text


def test_a_right_password_leaves_no_try(app: Flask, signed_in: SignedIn) -> None:
    client = since_long(signed_in, staff())
    sent = {"present_password": RIGHT, "next": "/second-factor"}
    assert client.post("/confirm-password", data=sent).location == "/second-factor"
    assert db.session.scalars(select(SignIn)).all() == []


def test_the_page_of_factors_offers_nothing_before(app: Flask, signed_in: SignedIn) -> None:
    client = since_long(signed_in, staff())
    page = client.get("/second-factor").text
    assert "data-passkey" not in page and 'class="secret"' not in page
    assert 'action="/confirm-password"' in page
    assert client.post("/second-factor/passkeys/options").status_code == 403
    client.post("/confirm-password", data={"present_password": RIGHT})
    assert "data-passkey" in client.get("/second-factor").text


def test_who_has_no_password_signs_in_anew(app: Flask, signed_in: SignedIn) -> None:
    person = staff()
    person.password_hash = None
    client = since_long(signed_in, person)
    page = client.post("/confirm-password")
    assert page.status_code == 403 and "present_password" not in page.text
    assert client.post("/confirm-password", data={"present_password": ""}).status_code == 422


def test_a_reset_by_another_ends_the_passkeys_of_a_thief(app: Flask, signed_in: SignedIn) -> None:
    school = make.school()
    person, head = (
        make.person("Cô Bị Mất", "teacher", school),
        make.person("Hiệu Trưởng", "principal", school),
    )
    thief = signed_in(person)
    key_of(person.id)
    factors.fresh_words(person.id)
    db.session.commit()
    assert (
        signed_in(head).post(f"/people/{person.id}/first-password", data={"sure": "1"}).status_code
        == 200
    )
    assert thief.get("/").status_code == 302
    assert passkeys.of_person(person.id) == [] and factors.words_left(person.id) == 0
    removed = select(AuditEntry.detail).where(AuditEntry.action == "factor.removed")
    assert [one["reason"] for one in db.session.scalars(removed)] == ["reset"]


def test_codes_stay_after_a_reset_and_open_nothing_alone(dbapp: Flask) -> None:
    person = staff()
    app_row = Factor(person_id=person.id, kind="totp", secret="x", made_at=clock.now())
    db.session.add(app_row)
    key_of(person.id)
    factors.fresh_words(person.id)
    people.reset_password(person)
    assert passkeys.of_person(person.id) == []
    assert factors.factor_of(person.id) is app_row and factors.words_left(person.id) == 10


def test_an_address_from_before_the_reset_opens_nothing(dbapp: Flask) -> None:
    school = make.school()
    person = make.person("Cô Bị Mất", "teacher", school)
    plan = ProviderPlan("Trường", "https://id.truong.vn", "lopso", "kín", "email")
    row = providers.add(school.id, plan)
    contact = Contact(
        person_id=person.id,
        kind="email",
        value="trom@truong.vn",
        verified_at=clock.now(),
        valid_from=clock.today(),
    )
    db.session.add(contact)
    db.session.commit()
    claims = {"sub": "trom", "email": "trom@truong.vn", "email_verified": True}
    assert providers.recognise(row, claims) is person
    people.reset_password(person)
    assert db.session.scalars(select(ProviderLink)).all() == []
    with pytest.raises(providers.Refused):
        providers.recognise(row, claims)
    contact.verified_at = clock.now() + timedelta(seconds=1)
    assert providers.recognise(row, claims) is person
