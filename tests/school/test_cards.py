"""QR cards: printed once, hashed, for pupils alone, opened by a button."""

import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from school.people import service as people
from school.people.models import Person, SignIn
from school.signin import cards
from school.signin.models import Card, DeviceSession
from suite import clock, qr
from suite.audit import AuditEntry
from suite.db import db
from suite.settings import current_settings
from tests.kit import make
from tests.kit.client import SURE
from tests.school.test_signin import enter

SignedIn = Callable[..., FlaskClient]


def card_of(person: Person) -> str:
    token = cards.renew([person.id])[person.id]
    db.session.commit()
    return token


def test_the_page_says_who_and_the_button_signs_in(app: Flask, client: FlaskClient) -> None:
    pupil = make.student(make.school_class())
    token = card_of(pupil)
    page = client.get(f"/card/{token}")
    assert page.status_code == 200 and "Đăng nhập: Bình, lớp 6A" in page.text
    assert pupil.full_name not in page.text and pupil.username not in page.text
    assert client.get("/").status_code == 302
    assert client.post(f"/card/{token}", csrf=False).status_code == 400
    assert client.get("/").status_code == 302
    assert client.post(f"/card/{token}").location == "/"
    assert pupil.full_name in client.get("/").text
    tried = db.session.scalars(select(SignIn)).one()
    assert (tried.worked, tried.how, tried.person_id) == (True, "card", pupil.id)
    assert db.session.scalars(select(DeviceSession.how)).one() == "card"
    noted = db.session.execute(select(AuditEntry.action, AuditEntry.thing)).one()
    assert tuple(noted) == ("signin.card", f"person:{pupil.id}")


def test_only_the_digest_is_kept(dbapp: Flask) -> None:
    pupil = make.student(make.school_class())
    token = card_of(pupil)
    row = db.session.scalars(select(Card)).one()
    assert len(token) == 22 and row.digest == cards.digest(token)
    assert token not in {str(value) for value in vars(row).values()}
    assert cards.holder(token) == pupil
    assert cards.holder(row.digest) is None


def test_what_ends_a_card(dbapp: Flask) -> None:
    pupil = make.student(make.school_class())
    first = card_of(pupil)
    second = card_of(pupil)
    assert (cards.holder(first), cards.holder(second)) == (None, pupil)
    third = people.reset_password(pupil).card
    assert (cards.holder(second), cards.holder(third)) == (None, pupil)
    pupil.left_on = clock.today()
    db.session.commit()
    assert cards.holder(third) is None


def test_cards_of_nobody(app: Flask, client: FlaskClient) -> None:
    for token in ("x", "0" * 22, "a" * 5000, "%00", "đ"):
        page = client.get(f"/card/{token}")
        assert page.status_code == 404 and "không còn dùng được" in page.text
        assert client.post(f"/card/{token}").status_code == 404


def test_pupils_alone(app: Flask, client: FlaskClient) -> None:
    row = make.school_class()
    teacher, pupil = make.teacher(row), make.student(row)
    assert people.reset_password(teacher).card == ""
    assert client.post(f"/card/{card_of(teacher)}").status_code == 404
    token = card_of(pupil)
    people.grant(pupil, "librarian", row.school_id, since=make.YEAR_START)
    db.session.commit()
    assert client.post(f"/card/{token}").status_code == 404
    assert client.get("/").status_code == 302


def test_a_card_needs_no_first_password(app: Flask, client: FlaskClient) -> None:
    pupil = make.student(make.school_class())
    slip = people.reset_password(pupil)
    client.post(f"/card/{slip.card}")
    assert client.get("/").status_code == 200
    assert enter(client, pupil.username, slip.password) == 303
    assert client.get("/").location == "/password"


def test_a_resting_account_is_open_to_its_card(app: Flask, client: FlaskClient) -> None:
    pupil = make.student(make.school_class())
    token = card_of(pupil)
    for _ in range(9):
        enter(client, pupil.username, "sai rồi nhé")
    assert client.post(f"/card/{token}").status_code == 303


def test_cards_for_a_class(app: Flask, signed_in: SignedIn) -> None:
    row = make.school_class()
    pupils = [make.student(row, f"Em {n}") for n in range(3)]
    lead = signed_in(make.teacher(row, "Chủ Nhiệm", homeroom=True))
    assert signed_in(make.teacher(row)).post(f"/classes/{row.id}/cards").status_code == 403
    assert 'class="qr"' not in lead.post(f"/classes/{row.id}/cards").text  # asks first
    page = lead.post(f"/classes/{row.id}/cards", data=SURE).text
    assert page.count('class="qr"') == 3 and "style=" not in page
    assert all(pupil.username in page for pupil in pupils)
    assert "Mật khẩu đầu <code>" not in page
    made = select(AuditEntry.thing).where(AuditEntry.action == "card.made")
    assert set(db.session.scalars(made)) == {f"person:{p.id}" for p in pupils}
    page = lead.post(f"/classes/{row.id}/first-passwords", data=SURE).text
    assert page.count('class="qr"') == 3 and page.count("Mật khẩu đầu <code>") == 3


def test_a_house_without_cards(app: Flask, client: FlaskClient, signed_in: SignedIn) -> None:
    pupil = make.student(row := make.school_class())
    token = card_of(pupil)
    lead = signed_in(make.teacher(row, "Chủ Nhiệm", homeroom=True))
    settings = current_settings()
    settings.signin_cards = False
    try:
        assert client.get(f"/card/{token}").status_code == 404
        assert client.post(f"/card/{token}").status_code == 404
        assert lead.post(f"/classes/{row.id}/cards").status_code == 404
        assert "Thẻ QR" not in lead.get(f"/classes/{row.id}").text
        assert people.reset_password(pupil).card == ""
    finally:
        settings.signin_cards = True


def test_a_code_is_drawn_without_styles(app: Flask) -> None:
    svg = str(qr.drawn("http://lop.so/card/abc", 'Mã "QR"'))
    assert re.match(r'<svg role="img" aria-label="Mã &#34;QR&#34;" ', svg)
    assert "style" not in svg and "<path" in svg
