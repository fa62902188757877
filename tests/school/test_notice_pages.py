"""The bell, the list, reading, choices and addresses, as people meet them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select

from school.notices import addresses
from school.notices.kinds import PASSWORD_RESET
from school.notices.models import Notice, NoticeChoice
from school.notices.service import To, notify
from school.people.models import Contact, Guardianship, Person
from school.signin import support
from suite import clock
from suite.db import db
from suite.settings import current_settings
from tests.kit import make
from tests.kit.client import SURE, sign_in
from tests.kit.queries import counted

SignedIn = Callable[[Any], FlaskClient]


@pytest.fixture
def mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server is set; nobody listens there."""
    settings = current_settings()
    monkeypatch.setattr(settings, "smtp_url", SecretStr("smtp://127.0.0.1:9"))
    monkeypatch.setattr(settings, "mail_from", "lopso@truong.example")
    monkeypatch.setattr(settings, "public_url", "https://lopso.example")


def tell(person: Person, number: int = 1, path: str = "/people/me") -> None:
    for n in range(number):
        notify(PASSWORD_RESET, [To(person.id)], key=f"{n}", school_id=None, path=path)
    db.session.commit()


def test_the_bell_counts_and_opening_rings_it_off(signed_in: SignedIn) -> None:
    person = make.person()
    client = signed_in(person)
    assert "chưa đọc" not in client.get("/").text
    tell(person, 2)
    assert "Thông báo: 2 chưa đọc" in client.get("/").text
    page = client.get("/notices").text
    assert page.count("cấp lại mật khẩu của bạn") == 2
    newest = db.session.scalars(select(Notice.id).order_by(Notice.id.desc())).first()
    answer = client.get(f"/notices/{newest}")
    assert (answer.status_code, answer.location) == (303, "/people/me")
    assert "Thông báo: 1 chưa đọc" in client.get("/").text
    assert client.post("/notices/read").status_code == 303
    assert "chưa đọc" not in client.get("/notices").text


def test_the_bell_stops_at_ninety_nine(signed_in: SignedIn) -> None:
    person = make.person()
    tell(person, 120)
    client = signed_in(person)
    with counted() as seen:
        page = client.get("/notices").text
    assert "99+" in page and "120 dòng" in page
    assert len(seen) <= 7
    with counted() as seen:
        assert client.get("/notices?page=4").text.count('class="told ') == 30
    assert len(seen) <= 7


def test_others_cannot_open_mine(signed_in: SignedIn) -> None:
    person = make.person()
    tell(person)
    row = db.session.scalars(select(Notice)).one()
    assert signed_in(make.person("Trần Khác")).get(f"/notices/{row.id}").status_code == 404
    db.session.refresh(row)
    assert row.read_at is None


def test_who_acts_for_another_leaves_it_unread(app: Flask, signed_in: SignedIn) -> None:
    school = make.school()
    boss = make.person("Lý Thị Quản", "school_administrator", school)
    pupil = make.student(make.school_class(school))
    tell(pupil)
    client = signed_in(boss)
    client.post(f"/people/{pupil.id}/support", data={"reason": "Hỏi thông báo"})
    with client.session_transaction() as session:
        assert support.KEY in session
    row = db.session.scalars(select(Notice)).one()
    assert client.get(f"/notices/{row.id}").status_code == 303
    db.session.refresh(row)
    assert row.read_at is None
    assert client.post("/notices/read").status_code == 403


def test_a_text_with_missing_places_is_still_shown(signed_in: SignedIn) -> None:
    person = make.person()
    tell(person)
    row = db.session.scalars(select(Notice)).one()
    row.text, row.kind = "From an old version: %(gone)s", "gone"
    db.session.commit()
    assert 'told-text">Thông báo<' in signed_in(person).get("/notices").text


def test_a_new_first_password_is_told(signed_in: SignedIn) -> None:
    school = make.school()
    boss = make.person("Lý Thị Quản", "principal", school)
    pupil = make.student(make.school_class(school))
    assert signed_in(boss).post(f"/people/{pupil.id}/first-password", data=SURE).status_code == 200
    row = db.session.scalars(select(Notice)).one()
    assert (row.person_id, row.kind, row.path) == (pupil.id, "password_reset", "/people/me")


def test_without_a_channel_the_page_says_so(signed_in: SignedIn) -> None:
    client = signed_in(make.person())
    assert "chưa gửi thông báo ra ngoài" in client.get("/notices/choices").text
    data = {"mode": "now", "quiet_from": "21:00", "quiet_to": "06:00"}
    assert client.post("/notices/choices/email", data=data).status_code == 404


def test_choosing(mail: None, signed_in: SignedIn) -> None:
    person = make.person()
    client = signed_in(person)
    data = {"mode": "now", "quiet_from": "20:15", "quiet_to": "05:45"}
    for _ in range(2):
        assert client.post("/notices/choices/email", data=data).status_code == 303
    row = db.session.scalars(select(NoticeChoice)).one()
    assert (row.mode, row.quiet_from, row.quiet_to) == ("now", 20 * 60 + 15, 5 * 60 + 45)
    page = client.get("/notices/choices").text
    assert 'value="20:15"' in page and 'value="05:45"' in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"mode": "sometimes"}, "mode"),
        ({"quiet_from": "25:00"}, "Hãy ghi giờ như 21:00."),
        ({"quiet_from": "05:00", "quiet_to": "23:00"}, "16 giờ"),
        ({"quiet_to": ""}, "quiet_to-error"),
    ],
)
def test_a_wrong_choice_is_named_and_kept(
    wrong: dict[str, str], said: str, mail: None, signed_in: SignedIn
) -> None:
    data = {"mode": "off", "quiet_from": "21:00", "quiet_to": "06:00", **wrong}
    answer = signed_in(make.person()).post("/notices/choices/email", data=data)
    assert answer.status_code == 422
    assert said in answer.text and f'value="{data["quiet_from"]}"' in answer.text
    assert db.session.scalars(select(NoticeChoice)).all() == []


def test_an_address_counts_once_its_link_was_opened(mail: None, signed_in: SignedIn) -> None:
    person = make.person()
    client = signed_in(person)
    assert client.post("/notices/address/email", data={"address": "a@Truong.VN"}).status_code == 303
    assert "chưa được xác nhận" in client.get("/notices/choices").text
    contact = db.session.scalars(select(Contact)).one()
    assert contact.value == "a@truong.vn"
    assert addresses.verified("email", [person.id]) == {}
    token = addresses.token_of(contact)
    assert "a@truong.vn" in client.get(f"/notices/confirm/{token}").text
    assert addresses.verified("email", [person.id]) == {}, "a program that opens links confirms"
    assert signed_in(make.person("Khác")).post(f"/notices/confirm/{token}").status_code == 404
    assert client.post(f"/notices/confirm/{token}").status_code == 303
    assert addresses.verified("email", [person.id]) == {person.id: "a@truong.vn"}
    client.post("/notices/address/email", data={"address": "b@truong.vn"})
    assert addresses.verified("email", [person.id]) == {person.id: "a@truong.vn"}
    newer = addresses.newest("email", person.id)
    assert newer is not None
    client.post(f"/notices/confirm/{addresses.token_of(newer)}")
    assert addresses.verified("email", [person.id]) == {person.id: "b@truong.vn"}
    assert client.post("/notices/address/email/remove").status_code == 303
    assert addresses.verified("email", [person.id]) == {}
    assert client.post(f"/notices/confirm/{token}").status_code == 404


def test_an_old_or_forged_link_confirms_nothing(mail: None, signed_in: SignedIn) -> None:
    person = make.person()
    client = signed_in(person)
    client.post("/notices/address/email", data={"address": "a@truong.vn"})
    token = addresses.token_of(db.session.scalars(select(Contact)).one())
    assert client.post(f"/notices/confirm/{token}x").status_code == 404
    assert client.get("/notices/confirm/x").status_code == 404
    signer = addresses._signer()
    for forged in ([2**40, person.id], [1], "x", {"a": 1}):
        assert client.post(f"/notices/confirm/{signer.dumps(forged)}").status_code == 404


HOSTILE = (
    "a@b.vn\r\nBcc: x@y.vn",
    "a@b.vn%0d%0aBcc:x@y.vn",
    "a@b.vn,x@y.vn",
    '"a b"@c.vn',
    "a@[127.0.0.1]",
    "<a@b.vn>",
    "á@b.vn",
    "a@b",
    "a..b@c.vn",
    f"{'a' * 65}@b.vn",
    f"a@{'b.' * 70}vn",
    "a@b.vn\x00",
    "-oQ/tmp@b.vn",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_address_is_refused_and_kept_in_its_field(
    text: str, mail: None, signed_in: SignedIn
) -> None:
    answer = signed_in(make.person()).post("/notices/address/email", data={"address": text})
    assert answer.status_code == 422 and "email-address-error" in answer.text
    assert db.session.scalars(select(Contact)).all() == []


def test_nobody_is_mailed_again_and_again(app: Flask, mail: None, signed_in: SignedIn) -> None:
    client = signed_in(make.person())
    for n in range(5):
        data = {"address": f"a{n}@b.vn"}
        assert client.post("/notices/address/email", data=data).status_code == 303
    again = client.post("/notices/address/email", data={"address": "a@b.vn"})
    assert again.status_code == 422 and "đủ số lần" in again.text
    victim = {"address": "nan-nhan@b.vn"}
    said = [
        sign_in(app.test_client(), make.person()).post("/notices/address/email", data=victim)
        for _ in range(6)
    ]
    assert [answer.status_code for answer in said] == [303] * 5 + [422]
    again = {"address": "a@b.vn", "present_password": "mật khẩu thử 1"}
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert client.post("/notices/address/email", data=again).status_code == 303


def test_a_notice_about_a_child_leads_to_the_childs_page(app: Flask, signed_in: SignedIn) -> None:
    of = make.school_class()
    pupil, teacher = make.student(of), make.teacher(of)
    db.session.add(
        Guardianship(
            guardian_id=teacher.id,
            pupil_id=pupil.id,
            relation="mother",
            valid_from=make.YEAR_START,
        )
    )
    notify(PASSWORD_RESET, [To(teacher.id, pupil.id)], key="x", school_id=of.school_id)
    db.session.commit()
    client = signed_in(teacher)
    notice = db.session.scalars(select(Notice)).one()
    answer = client.get(f"/notices/{notice.id}")
    assert (answer.status_code, answer.location) == (303, f"/children/{pupil.id}")
    page = client.get(answer.location)
    assert page.status_code == 200 and pupil.full_name in page.text
