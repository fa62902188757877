"""Editing a person: two at once, sealed and taken identifiers; erasing who somebody was."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from indicators.ledger import chain
from indicators.ledger.models import PersonKey
from indicators.rollup.models import UseDaysRow, Value
from lms.grades.models import Mark
from school.people import editing, erasing
from school.people.editing import Facts, Unfit
from school.people.models import Contact, Person, PersonIdentifier, SignIn
from school.people.rules import tidy_contact, tidy_identifier
from school.people.standing import who_is
from school.roster.models import ImportChange, ListImport
from school.signin import cards, providers, sessions
from school.signin.models import Card, ProviderLink
from school.signin.providers import ProviderPlan
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from suite.edits import Conflict
from tests.kit import make, make_indicators

CITIZEN = "038212345678"


def _facts(person: Person, **more: Any) -> dict[str, Any]:
    given = {
        "full_name": person.full_name,
        "birth_date": "",
        "gender": "",
        "version": person.version,
    }
    return given | more


def test_two_edit_and_the_later_is_shown_both(signed_in: Any) -> None:
    of = make.school_class()
    pupil = make.student(of, "Nguyễn Thị Binh")
    client: FlaskClient = signed_in(make.person("Hiệu Trưởng", "principal", of.school))
    url = f"/people/{pupil.id}/edit"
    assert client.get(url).status_code == 200
    first = _facts(pupil, full_name="Nguyễn  Thị Bình", birth_date="2015-02-03")
    late = _facts(pupil, full_name="Nguyễn Thị Bính", gender="female")
    assert client.post(url, data=first).status_code == 303
    page = client.post(url, data=late)
    assert page.status_code == 422
    assert "Nguyễn Thị Bình" in page.text and 'value="Nguyễn Thị Bính"' in page.text
    assert 'name="version" type="hidden" value="2"' in page.text
    db.session.expire_all()
    assert pupil.full_name == "Nguyễn Thị Bình" and pupil.search_key == "nguyen thi binh"
    assert client.post(url, data=late | {"version": 2}).status_code == 303
    db.session.expire_all()
    assert (pupil.full_name, pupil.gender, pupil.version) == ("Nguyễn Thị Bính", "female", 3)
    details = db.session.scalars(
        select(AuditEntry.detail).where(AuditEntry.action == "person.changed")
    ).all()
    assert "Bình" not in json.dumps(details, ensure_ascii=False) and len(details) == 2


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_a_broken_version_changes_nothing(signed_in: Any, version: str) -> None:
    of = make.school_class()
    pupil = make.student(of)
    client: FlaskClient = signed_in(make.person("Hiệu Trưởng", "principal", of.school))
    data = _facts(pupil, full_name="Ai Đó", version=version)
    assert client.post(f"/people/{pupil.id}/edit", data=data).status_code == 422
    db.session.expire_all()
    assert pupil.full_name != "Ai Đó"


def test_a_citizen_number_is_entered_once(signed_in: Any) -> None:
    of = make.school_class()
    pupil = make.student(of)
    client: FlaskClient = signed_in(make.person("Hiệu Trưởng", "principal", of.school))
    url = f"/people/{pupil.id}/identifiers"
    data = {"identifier-scheme": "cccd", "identifier-value": "038 212 345 678"}
    assert client.post(url, data=data).status_code == 303
    page = client.get(f"/people/{pupil.id}/edit").text
    assert CITIZEN not in page and "•678" in page and "345678" not in page
    again = client.post(url, data=data)
    assert again.status_code == 422 and "Đã có sẵn" in again.text
    row = db.session.scalars(select(PersonIdentifier)).one()
    assert client.post(f"{url}/{row.id}/verified").status_code == 303
    assert "Hiệu Trưởng" in client.get(f"/people/{pupil.id}/edit").text
    assert client.post(f"{url}/{row.id}/end").status_code == 303
    assert client.post(f"{url}/{row.id}/end").status_code == 404
    entries = db.session.scalars(select(AuditEntry.detail)).all()
    assert CITIZEN not in json.dumps(list(entries))


def test_a_taken_number_is_told_with_where_to_whom_may_see(signed_in: Any) -> None:
    own, far = make.school_class(), make.school_class(make.school("THCS Kia"), "6C")
    pupil, mate, stranger = (
        make.student(own),
        make.student(own, "Bạn Học"),
        make.student(far, "Xa Lạ"),
    )
    head = make.person("Hiệu Trưởng", "principal", own.school)
    for person, value in ((mate, "3100000001"), (stranger, "3100000002")):
        editing.add_identifier(who_is(head), person, "moet", value)
        editing.add_identifier(
            who_is(head), person, "school", "HS-7" if person is stranger else "HS-8"
        )
    client: FlaskClient = signed_in(head)
    url = f"/people/{pupil.id}/identifiers"
    for scheme, value, words in (
        ("moet", "3100000001", "Bạn Học"),
        ("moet", "3100000002", "không được xem"),
        ("school", "HS-8", "Bạn Học"),
        ("moet", "<script>", "Không thể là"),
    ):
        page = client.post(url, data={"identifier-scheme": scheme, "identifier-value": value})
        assert page.status_code == 422 and words in page.text and "Xa Lạ" not in page.text
        assert "<script>alert" not in page.text
    data = {"identifier-scheme": "school", "identifier-value": "HS-7"}
    assert client.post(url, data=data).status_code == 303


def test_contacts(signed_in: Any) -> None:
    of = make.school_class()
    pupil = make.student(of)
    client: FlaskClient = signed_in(make.person("Hiệu Trưởng", "principal", of.school))
    url = f"/people/{pupil.id}/contacts"
    for kind, value, status in (
        ("email", "me@truong.vn", 303),
        ("email", "me@truong.vn", 422),
        ("email", "me@truong", 422),
        ("phone", "0912 345.678", 303),
        ("phone", "abc", 422),
    ):
        page = client.post(url, data={"contact-kind": kind, "contact-value": value})
        assert page.status_code == status, value
    rows = db.session.scalars(select(Contact).order_by(Contact.id)).all()
    assert [row.value for row in rows] == ["me@truong.vn", "0912345678"]
    assert client.post(f"{url}/{rows[0].id}/end").status_code == 303
    assert [row.value for row in editing.contacts_of(pupil.id)] == ["0912345678"]


def test_who_edits_whom(signed_in: Any) -> None:
    of = make.school_class()
    pupil, teacher = make.student(of), make.teacher(of, homeroom=True)
    office = make.person("Văn Phòng", "school_administrator", of.school)
    head = make.person("Hiệu Trưởng", "principal", of.school)
    for person, other, status in (
        (teacher, pupil, 403), (pupil, pupil, 403), (head, office, 403), (head, head, 403),
        (office, head, 200), (office, office, 200), (make.guardian(pupil), pupil, 403),
    ):  # fmt: skip
        assert signed_in(person).get(f"/people/{other.id}/edit").status_code == status


@given(st.text(max_size=60))
def test_tidied_twice_is_tidied_once(text: str) -> None:
    for tidy in (
        lambda t: tidy_identifier("cccd", t), lambda t: tidy_identifier("moet", t),
        lambda t: tidy_contact("phone", t), lambda t: tidy_contact("email", t),
    ):  # fmt: skip
        once = tidy(text)
        if once is not None:
            assert tidy(once) == once and once == once.strip()


@given(st.integers(0, 10**12 - 1))
def test_leading_zeros_stay(number: int) -> None:
    assert tidy_identifier("cccd", f" {number:012} ") == f"{number:012}"


def test_changes_on_both_databases(dbapp: Flask) -> None:
    of = make.school_class()
    pupil = make.student(of)
    head = who_is(make.person("Hiệu Trưởng", "principal", of.school))
    editing.change(pupil.id, 1, Facts("Lê Văn Đổi", None, None))
    with pytest.raises(Conflict):
        editing.change(pupil.id, 1, Facts("Lê Văn Khác", None, None))
    db.session.rollback()
    editing.add_identifier(head, pupil, "moet", "0012")
    editing.add_identifier(head, pupil, "moet", "0013")
    rows = db.session.scalars(select(PersonIdentifier).order_by(PersonIdentifier.id)).all()
    assert [(row.value, row.valid_to is None) for row in rows] == [("0012", False), ("0013", True)]
    with pytest.raises(Unfit, match="same"):
        editing.add_identifier(head, pupil, "moet", " 0013")


def _figures() -> list[Any]:
    """The figures of periods that are over, and the days of use."""
    values = db.session.scalars(select(Value).where(Value.ends_on <= clock.today()))
    places = sorted(
        (v.level, v.unit_id, v.starts_on.isoformat(), json.dumps(v.figures)) for v in values
    )
    days = select(UseDaysRow.person_key, UseDaysRow.days).order_by(UseDaysRow.person_key)
    return [places, [tuple(row) for row in db.session.execute(days)]]


def test_erasing_leaves_every_count_and_the_chain(dbapp: Flask) -> None:
    of = make.school_class()
    pupil, mate = make.student(of, "Phạm Bí Mật"), make.student(of, "Bạn Học")
    days = [make.YEAR_START + timedelta(days=n) for n in range(0, 40, 3)]
    with clock.frozen(make_indicators.at(make.YEAR_START + timedelta(days=60))):
        for person in (pupil, mate):
            make_indicators.used(person, days)
        head = who_is(make.person("Hiệu Trưởng", "principal", of.school))
        editing.add_identifier(head, pupil, "cccd", CITIZEN)
        editing.add_contact(pupil, "phone", "0912345678")
        db.session.add(
            SignIn(
                username=pupil.username,
                person_id=pupil.id,
                at=clock.now(),
                worked=True,
                address="10.0.0.9",
            )
        )
        db.session.commit()
        make_indicators.counted(clock.today())
        before, keys = (
            _figures(),
            db.session.execute(select(PersonKey.key, PersonKey.person_id)).all(),
        )
        assert before[0] and before[1]
        old = pupil.username
        found = erasing.erase(pupil)
        assert (found.identifiers, found.contacts, found.sign_ins, found.enrolments) == (1, 1, 1, 1)
        db.session.expire_all()
        make_indicators.counted(clock.today())
        assert _figures() == before
        assert db.session.execute(select(PersonKey.key, PersonKey.person_id)).all() == keys
        assert list(chain.broken()) == []
    for text in ("Bí Mật", "bi mat", old):
        assert text not in pupil.full_name + pupil.search_key + pupil.username + pupil.sort_key
    assert pupil.password_hash is None and pupil.left_on and who_is(pupil).grants == ()
    assert db.session.scalars(select(PersonIdentifier)).all() == []
    assert db.session.scalars(select(Contact)).all() == []
    row = db.session.scalars(select(SignIn)).one()
    assert row.address == "" and row.username == pupil.username


def test_an_erased_pupil_keeps_the_marks_of_nobody(app: Flask) -> None:
    from tests.school.test_family import _class_with_work

    _of, pupil, _mate = _class_with_work()
    marks = select(Mark.value).where(Mark.person_id == pupil.id)
    before = db.session.scalars(marks).all()
    runner = app.test_cli_runner()
    name = pupil.username
    dry = runner.invoke(args=["people", "erase", name])
    assert dry.exit_code == 0 and "nothing was changed" in dry.output
    db.session.expire_all()
    assert pupil.username == name
    done = runner.invoke(args=["people", "erase", name, "--yes", "--json"])
    assert json.loads(done.output)["erased"] is True
    db.session.expire_all()
    assert db.session.scalars(marks).all() == before != []
    assert pupil.full_name.startswith(erasing.PSEUDONYM)
    assert runner.invoke(args=["people", "erase", name]).exit_code == 2


def test_erasing_empties_what_signing_in_and_imports_kept(app: Flask) -> None:
    of = make.school_class()
    pupil = make.student(of, "Phạm Bí Mật")
    head = who_is(make.person("Hiệu Trưởng", "principal", of.school))
    editing.add_identifier(head, pupil, "moet", "3100000001")
    number = db.session.scalars(select(PersonIdentifier.id)).one()
    cards.renew([pupil.id])
    held = sessions.begin(pupil.id, "password", "10.0.0.9", "Mozilla/5.0 (Android) Chrome/120")
    made = ListImport(
        school_id=of.school_id, year_id=of.year_id, at=clock.now(), file_name="ds.xlsx",
        sha256="0" * 64, counts={},
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    for table, row_id in (("school_person", pupil.id), ("school_identifier", number)):
        db.session.add(
            ImportChange(import_id=made.id, school_id=of.school_id, table_name=table,
                         row_id=row_id, before=None, after={"value": "Phạm Bí Mật"})
        )  # fmt: skip
    plan = ProviderPlan("T", "https://a.example", "c", "s", "username")
    account = providers.add(of.school_id, plan)
    db.session.add(
        ProviderLink(
            provider_id=account.id, subject="bi.mat", person_id=pupil.id, made_at=clock.now()
        )
    )
    db.session.add(
        SignIn(username=pupil.username, at=clock.now(), worked=False, address="10.0.0.9")
    )
    db.session.commit()
    erasing.erase(pupil)
    db.session.expire_all()
    assert db.session.scalars(select(ProviderLink)).all() == []
    tried = db.session.scalars(select(SignIn)).one()
    assert (tried.username, tried.address) == (pupil.username, "")
    assert db.session.scalars(select(ImportChange)).all() == []
    assert db.session.scalars(select(Card)).all() == []
    assert (held.device, held.address) == ("", "") and held.ended_at is not None


def test_an_administrator_is_not_erased(app: Flask) -> None:
    person = make.person("Quản Trị", "administrator", make.province())
    result = app.test_cli_runner().invoke(args=["people", "erase", person.username, "--yes"])
    assert result.exit_code == 1 and "administrator" in result.output
    db.session.expire_all()
    assert person.full_name == "Quản Trị"
