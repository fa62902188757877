"""OpenID Connect against a real provider that runs on this machine."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from school.people import service as people
from school.people.models import Contact, Person, SignIn
from school.signin import factors, providers
from school.signin.models import DeviceSession, Provider, ProviderLink
from school.signin.providers import ProviderPlan, Refused
from school.signin.rules import fresh_secret, step_of
from school.units.models import OrgUnit
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make
from tests.kit import provider as kit
from tests.kit.provider import OidcServer

ACCOUNTS: dict[str, dict[str, Any]] = {
    "a-1": {"email": "Thu@Truong.Example", "email_verified": True, "preferred_username": "Thu.Ho"},
    "a-2": {"email": "thu@truong.example", "email_verified": False, "preferred_username": "x"},
    "a-3": {"email": "thu@truong.example", "preferred_username": "thu.ho"},
    "0012345": {"preferred_username": ""},
    "a-9": {"email": "nobody@truong.example", "email_verified": True},
}


@pytest.fixture(scope="module")
def server() -> Iterator[OidcServer]:
    with kit.provider(ACCOUNTS) as running:
        yield running


def provided(server: OidcServer, unit: OrgUnit, match: str = "email", **more: str) -> Provider:
    plan = ProviderPlan(
        "Trường Thử", server.issuer, kit.CLIENT, more.pop("secret", kit.SECRET), match, **more
    )
    return providers.add(unit.id, plan)


def teacher(school: OrgUnit, *, email: str = "thu@truong.example") -> Person:
    person = make.person("Hồ Thị Thư", "librarian", school)
    since = clock.today() - timedelta(days=9)
    db.session.add(
        Contact(
            person_id=person.id,
            kind="email",
            value=email,
            valid_from=since,
            verified_at=clock.now(),
        )
    )
    db.session.commit()
    return person


def there_and_back(client: FlaskClient, server: OidcServer, account: str, path: str = "") -> Any:
    going = client.get("/signin/with/1" + path)
    assert going.status_code == 302, going.text
    return client.get(server.sign_in(going.location, account).removeprefix("http://localhost"))


def links() -> list[tuple[str, int]]:
    query = select(ProviderLink.subject, ProviderLink.person_id).order_by(ProviderLink.id)
    return [tuple(row) for row in db.session.execute(query)]


def test_signing_in_by_the_e_mail_address(
    app: Flask, client: FlaskClient, server: OidcServer
) -> None:
    school = make.school()
    provided(server, school)
    person = teacher(school)
    person.must_change_password = True
    before = db.session.scalar(select(func.count(Person.id)))
    page = client.get("/signin?next=/people/me").text
    assert "Đăng nhập bằng Trường Thử" in page and "/signin/with/1?next=/people/me" in page
    asked = parse_qs(urlsplit(client.get("/signin/with/1").location).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"]
    assert asked["state"] and asked["nonce"] and asked["redirect_uri"] == [kit.BACK]
    answer = there_and_back(client, server, "a-1", "?next=/people/me")
    assert (answer.status_code, answer.location) == (303, "/people/me")
    assert "Hồ Thị Thư" in client.get("/").text
    assert links() == [("a-1", person.id)]
    assert db.session.scalars(select(DeviceSession.how)).one() == "oidc"
    tried = db.session.execute(select(SignIn.how, SignIn.worked, SignIn.person_id)).one()
    assert tuple(tried) == ("oidc", True, person.id)
    noted = select(AuditEntry.thing).where(AuditEntry.action == "provider.linked")
    assert list(db.session.scalars(noted)) == [f"person:{person.id}"]
    db.session.scalars(select(Contact)).one().value = "other@truong.example"
    assert there_and_back(app.test_client(), server, "a-1").location == "/"
    assert len(links()) == 1
    assert db.session.scalar(select(func.count(Person.id))) == before


def test_people_unknown_are_told_and_not_made(
    app: Flask, client: FlaskClient, server: OidcServer
) -> None:
    school = make.school()
    provided(server, school)
    teacher(school)
    before = db.session.scalar(select(func.count(Person.id)))
    for account in ("a-9", "a-2"):
        assert there_and_back(client, server, account).location == "/signin"
        assert "Tài khoản này chưa ứng với ai" in client.get("/signin").text
    assert client.get("/").status_code == 302
    assert (links(), db.session.scalar(select(func.count(Person.id)))) == ([], before)


def test_by_user_name_and_by_identifier(app: Flask, server: OidcServer) -> None:
    school = make.school()
    row = provided(server, school, "username")
    person = teacher(school)
    person.username = "thu.ho"
    db.session.commit()
    assert there_and_back(app.test_client(), server, "a-1").location == "/"
    row.match, row.claim = "identifier", "sub"
    pupil = make.student(make.school_class(school))
    people.identify(pupil, "moet", "0012345")
    db.session.commit()
    assert there_and_back(app.test_client(), server, "0012345").location == "/"
    assert links() == [("a-1", person.id), ("0012345", pupil.id)]


def test_a_schools_own_number_counts_in_the_schools_of_the_provider_alone(dbapp: Flask) -> None:
    here, there = make.school(), make.school("THCS Kia")
    plan = ProviderPlan("Trường", "https://id.truong.vn", "lopso", "kín", "identifier")
    row, wide = providers.add(here.id, plan), providers.add(here.parent_id or 0, plan)
    pupils = [make.student(make.school_class(school)) for school in (here, there)]
    for pupil in pupils:
        people.identify(pupil, "school", "001")
    people.identify(pupils[1], "school", "777")
    db.session.commit()
    assert providers.recognise(row, {"sub": "001"}) is pupils[0]
    assert providers.recognise(wide, {"sub": "001"}) is pupils[0]
    with pytest.raises(Refused) as refused:
        providers.recognise(row, {"sub": "777"})
    assert refused.value.code == "unknown"
    people.identify(pupils[1], "moet", "0012345")
    db.session.commit()
    with pytest.raises(Refused) as refused:
        providers.recognise(row, {"sub": "0012345"})
    assert refused.value.code == "outside"


def test_another_account_does_not_take_a_person(app: Flask, server: OidcServer) -> None:
    school = make.school()
    provided(server, school)
    teacher(school)
    assert there_and_back(app.test_client(), server, "a-1").location == "/"
    client = app.test_client()
    assert there_and_back(client, server, "a-3").location == "/signin"
    assert "Thầy cô đã được nối" in client.get("/signin").text
    assert len(links()) == 1


def test_the_answer_belongs_to_the_browser_that_asked(app: Flask, server: OidcServer) -> None:
    school = make.school()
    provided(server, school)
    teacher(school)
    asked, other = app.test_client(), app.test_client()
    back = server.sign_in(asked.get("/signin/with/1").location, "a-1")
    path = back.removeprefix("http://localhost")
    assert other.get(path).location == "/signin"
    assert other.get("/").status_code == 302
    assert asked.get(path).location == "/"
    assert asked.get(path).location == "/signin"
    for hostile in ("", "?code=x&state=y", "?error=access_denied&state=y", "?state[]=1"):
        assert other.get(f"/signin/back/1{hostile}").location == "/signin"


def test_a_wrong_secret_and_a_server_that_is_away(
    app: Flask, client: FlaskClient, server: OidcServer
) -> None:
    school = make.school()
    row = provided(server, school, secret="wrong")
    teacher(school)
    assert there_and_back(client, server, "a-1").location == "/signin"
    assert "chưa được" in client.get("/signin").text
    row.issuer = "http://127.0.0.1:9"
    assert client.get("/signin/with/1").location == "/signin"
    assert "không trả lời" in client.get("/signin").text
    row.issuer = server.issuer.replace("127.0.0.1", "localhost")
    assert client.get("/signin/with/1").location == "/signin"
    providers.end(row)
    assert client.get("/signin/with/1").status_code == 404
    assert client.get("/signin/back/1").status_code == 404
    assert "Trường Thử" not in client.get("/signin").text


def test_the_second_step_is_asked_here_too(
    app: Flask, client: FlaskClient, server: OidcServer
) -> None:
    school = make.school()
    provided(server, school)
    person, secret = teacher(school), fresh_secret()
    at = clock.now() - timedelta(hours=1)
    with clock.frozen(at):
        assert factors.enrol(person, secret, _code(secret))
    answer = there_and_back(client, server, "a-1", "?next=/people/me")
    assert answer.location == "/signin/code?next=/people/me"
    assert client.get("/").status_code == 302
    assert client.post("/signin/code", data={"code": _code(secret)}).status_code == 303
    assert db.session.scalars(select(DeviceSession.how)).one() == "oidc"


def _code(secret: str) -> str:
    code = pyotp.TOTP(secret).at(clock.now())
    assert step_of(secret, code, 0, clock.now())
    return code


def test_who_is_matched(dbapp: Flask) -> None:
    commune = make.commune()
    school, other = make.school(parent=commune), make.school("THCS Kia", commune)
    row = providers.add(school.id, ProviderPlan("T", "https://a.example/", "c", "s", "email"))
    assert row.issuer == "https://a.example" and row.secret != "s"

    def refused(subject: str, email: str) -> str:
        with pytest.raises(Refused) as caught:
            providers.recognise(row, {"sub": subject, "email": email})
        return caught.value.code

    here, there = teacher(school), teacher(other, email="kia@truong.example")
    officer = make.person("Cán Bộ", "commune_officer", commune)
    since = clock.today()
    for holder, email in (
        (officer, "cb@x.example"),
        (there, "hai@x.example"),
        (here, "hai@x.example"),
    ):
        db.session.add(
            Contact(
                person_id=holder.id,
                kind="email",
                value=email,
                valid_from=since,
                verified_at=clock.now(),
            )
        )
    db.session.add(
        Contact(
            person_id=here.id,
            kind="email",
            value="hai@x.example",
            valid_from=since,
            verified_at=clock.now(),
        )
    )
    db.session.commit()
    assert refused("1", "kia@truong.example") == "outside"
    assert refused("1", "cb@x.example") == "outside"
    assert refused("1", "hai@x.example") == "several"
    assert refused("1", "%@truong.example") == refused("1", "") == "unknown"
    assert (
        refused("", "thu@truong.example") == refused("x" * 256, "thu@truong.example") == "unknown"
    )
    assert providers.recognise(row, {"sub": "1", "email": " THU@truong.example"}) == here
    db.session.commit()
    assert refused("2", "thu@truong.example") == "taken"
    people.grant(here, "librarian", other.id)
    db.session.commit()
    assert refused("1", "") == "outside"
    here.left_on = clock.today()
    db.session.commit()
    assert refused("1", "") == "unknown"


def test_an_address_that_nobody_confirmed_finds_nobody(app: Flask) -> None:
    school = make.school()
    row = providers.add(school.id, ProviderPlan("T", "https://a.example/", "c", "s", "email"))
    pupil = make.student(make.school_class(school))
    db.session.add(
        Contact(
            person_id=pupil.id, kind="email", value="co@truong.example", valid_from=clock.today()
        )
    )
    db.session.commit()
    with pytest.raises(Refused) as caught:
        providers.recognise(row, {"sub": "1", "email": "co@truong.example"})
    assert caught.value.code == "unknown"


def test_a_provider_from_the_shell(app: Flask, server: OidcServer) -> None:
    unit, run = make.school(), app.test_cli_runner().invoke
    given = ["signin", "add-provider", unit.code, "Trường Thử", "--client-id", "c", "--match"]
    done = run(args=[*given, "email", "--issuer", server.issuer], input="mật\n")
    assert done.exit_code == 0 and "/signin/back/1" in done.output, done.output
    listed = json.loads(run(args=["signin", "providers", "--json"]).output)
    assert listed == [{"id": 1, "unit": unit.code, "label": "Trường Thử", "issuer": server.issuer}]
    for issuer, said in (("http://far.example", "https://"), ("http://127.0.0.1:9", "asked")):
        failed = run(args=[*given, "email", "--secret", "s", "--issuer", issuer])
        assert failed.exit_code != 0 and said in failed.output
    assert run(args=["signin", "end-provider", "1"]).exit_code == 0
    assert run(args=["signin", "end-provider", "1"]).exit_code == 2
    assert json.loads(run(args=["signin", "providers", "--json"]).output) == []
