"""Who somebody is: roles granted and derived, faces, who only reads, who acts for another."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from indicators.formulas.qualify import EventSource
from indicators.ledger.models import Event
from indicators.ledger.sources import NUMBERS
from lms.courses.events import FeedbackViewed
from school import access
from school.access import Grant, Who
from school.classes.models import SchoolClass
from school.people import service as people
from school.people.models import ROLES, Guardianship, Person, PersonIdentifier, RoleGrant
from school.people.rules import GRANTED_AT, GrantError, check_grant
from school.people.standing import who_is
from school.people.texts import shown_identifier
from suite import clock, events, jobs, sealing
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make

DAY = date(2026, 9, 7)


def test_roles_that_follow_from_elsewhere(dbapp: Flask) -> None:
    of = make.school_class()
    lead = make.teacher(of, homeroom=True)
    head = make.subject_head(of.school)
    pupil = make.student(of)
    parent = make.guardian(pupil)
    assert {(g.role, g.about) for g in who_is(lead).grants} == {
        ("teacher", 0),
        ("homeroom_teacher", of.id),
    }
    assert {g.role for g in who_is(head).grants} == {"teacher", "subject_head"}
    assert [(g.role, g.about, g.unit_id) for g in who_is(parent).grants] == [
        ("guardian", pupil.id, of.school_id)
    ]


def test_what_ended_gives_no_role(dbapp: Flask) -> None:
    pupil = make.student(make.school_class())
    parent = make.guardian(pupil)
    db.session.scalars(select(Guardianship)).one().valid_to = clock.today()
    db.session.commit()
    assert who_is(parent).grants == ()


def test_a_guardian_sees_the_own_child_alone(app: Flask) -> None:
    of = make.school_class()
    child, other = make.student(of, "Con Một"), make.student(of, "Con Hai")
    who = who_is(make.guardian(child, "Cha Một")).acting("")
    assert _names(who) == {"Con Một", "Cha Một"}
    assert access.why(who, Person, child.id) == ["guards"]
    assert access.why(who, Person, other.id) == []


def _names(who: Who) -> set[str]:
    return {row.full_name for row in db.session.scalars(access.scope(select(Person), who))}


def test_somebody_who_is_several_acts_in_one_face(app: Flask) -> None:
    of = make.school_class()
    child = make.student(of, "Con Gái")
    both = make.teacher(make.school_class(of.school, "7A", 7), "Cô Giáo")
    db.session.add(
        Guardianship(
            guardian_id=both.id, pupil_id=child.id, relation="mother", valid_from=make.YEAR_START
        )
    )
    pupil = make.student(
        db.session.scalars(select(SchoolClass).where(SchoolClass.name == "7A")).one(),
        "Trò Lớp Bảy",
    )
    db.session.commit()
    whole = who_is(both)
    assert whole.faces == ["work", "family"]
    assert _names(whole.acting("work")) == {"Cô Giáo", pupil.full_name}
    assert _names(whole.acting("family")) == {"Cô Giáo", "Con Gái"}
    assert whole.acting("nothing like it").face == "work"


grants = st.builds(Grant, st.sampled_from(ROLES), st.integers(1, 3), st.just("/1/"))


@given(st.lists(grants, max_size=6), st.sampled_from(("", *access.FACES, "x")))
def test_faces_share_out_the_grants(held: list[Grant], wish: str) -> None:
    who = Who(1, None, tuple(held))
    parts = [who.acting(face).grants for face in who.faces]
    assert sorted(map(repr, sum(parts, ()))) == sorted(map(repr, held))
    assert set(who.acting(wish).grants) <= set(held)
    assert bool(who.acting(wish).grants) == bool(held)


@given(
    st.sampled_from([*ROLES, "king"]),
    st.sampled_from(["school", "commune", "province"]),
    st.none() | st.integers(-2, 400),
)
def test_what_may_be_granted_where(role: str, kind: str, days: int | None) -> None:
    until = None if days is None else DAY + timedelta(days=days)
    fits = kind in GRANTED_AT.get(role, ()) and not (role == "inspector" and until is None)
    if fits and (until is None or until > DAY):
        check_grant(role, kind, DAY, until)
        return
    with pytest.raises(GrantError):
        check_grant(role, kind, DAY, until)


def test_an_inspector_reads_and_does_nothing(signed_in: Any) -> None:
    of = make.school_class()
    pupil = make.student(of)
    inspector = make.person("Thanh Tra", "inspector", of.school)
    client: FlaskClient = signed_in(inspector)
    assert pupil.full_name in client.get(f"/classes/{of.id}").text
    for path in (f"/people/{pupil.id}/first-password", "/calendar", "/courses/open", "/no/such"):
        assert client.post(path).status_code in (403, 404)
    assert client.post("/signout").status_code == 303


def test_an_inspector_stops_on_the_day(app: Flask) -> None:
    person = make.person("Thanh Tra", "inspector", make.school())
    db.session.scalars(select(RoleGrant)).one().valid_to = clock.today()
    db.session.commit()
    assert who_is(person).grants == ()


def test_a_citizen_number_is_sealed_and_found(dbapp: Flask) -> None:
    person = make.person()
    people.identify(person, "cccd", "038212345678")
    db.session.commit()
    row = db.session.scalars(select(PersonIdentifier)).one()
    assert "5678" not in row.value and "038212345678" not in (row.sealed or "")
    assert sealing.unseal(row.sealed or "") == "038212345678"
    assert row.value == sealing.digest("cccd", "038212345678")
    assert shown_identifier(row)[1].endswith("•678") and "345678" not in shown_identifier(row)[1]
    with pytest.raises(sealing.SealBroken):
        sealing.unseal("x" + (row.sealed or ""))


def _support(client: FlaskClient, person: Person, reason: str = "Hỏi về bài tập") -> int:
    return client.post(f"/people/{person.id}/support", data={"reason": reason}).status_code


def test_acting_for_another_is_marked_and_noted(signed_in: Any) -> None:
    of = make.school_class()
    pupil = make.student(of, "Trò Cần Giúp")
    client: FlaskClient = signed_in(make.person("Quản Trị", "school_administrator", of.school))
    assert _support(client, pupil, "x") == 303
    assert "support-bar" not in client.get("/").text
    assert _support(client, pupil) == 303
    page = client.get("/")
    assert "support-bar" in page.text and "Trò Cần Giúp" in page.text
    assert client.get("/password").status_code == 403
    client.post("/support/end")
    assert "support-bar" not in client.get("/").text
    told = {row.action: row for row in db.session.scalars(select(AuditEntry))}
    assert told["support.started"].detail == {"reason": "Hỏi về bài tập"}
    assert told["support.ended"].thing == f"person:{pupil.id}"


def test_nobody_acts_for_an_administrator_or_in_another_school(signed_in: Any) -> None:
    own, far = make.school(), make.school("THCS Kia")
    client: FlaskClient = signed_in(make.person("Quản Trị", "school_administrator", own))
    other = make.person("Quản Trị Hai", "school_administrator", own)
    foreign = make.student(make.school_class(far))
    assert _support(client, other) == 403
    assert _support(client, foreign) == 404
    head: FlaskClient = signed_in(make.person("Hiệu Trưởng", "principal", own))
    assert _support(head, make.student(make.school_class(own))) == 403


def test_acting_for_another_ends_after_an_hour(signed_in: Any) -> None:
    of = make.school_class()
    client: FlaskClient = signed_in(make.person("Quản Trị", "school_administrator", of.school))
    _support(client, make.student(of))
    with clock.frozen(clock.now() + timedelta(minutes=61)):
        assert "support-bar" not in client.get("/").text


def test_what_is_done_for_another_never_counts(dbapp: Flask) -> None:
    of = make.school_class()
    pupil = make.student(of)
    with dbapp.test_request_context():
        g.on_behalf_id = pupil.id
        events.publish(FeedbackViewed(pupil.id, 1, of.school_id, of.id, clock.now()))
        db.session.commit()
    jobs.drain()
    sources = list(db.session.scalars(select(Event.source)))
    assert sources == [NUMBERS[EventSource.IMPERSONATED]]


def test_nobody_resets_somebody_above(app: Flask) -> None:
    school = make.school()
    vice = who_is(make.person("Hiệu Phó", "vice_principal", school))
    head = make.person("Hiệu Trưởng", "principal", school)
    office = who_is(make.person("Quản Trị", "school_administrator", school))
    inspector = make.person("Thanh Tra", "inspector", school)
    for action in ("person.reset", "person.edit"):
        assert not access.may(vice, action, head)
        assert access.may(who_is(head), action, make.person("Phó Hai", "vice_principal", school))
        assert access.may(office, action, head)
        assert not access.may(who_is(head), action, inspector)
        assert not access.may(office, action, inspector)
    assert not access.may(office, "person.support", inspector)


@pytest.mark.parametrize("days", [(1, None), (1, 30), (400, None)])
def test_a_role_that_begins_later_counts_when_somebody_is_reset(
    dbapp: Flask, days: tuple[int, int | None]
) -> None:
    school = make.school()
    head = who_is(make.person("Hiệu Trưởng", "principal", school))
    person = make.person("Cô Sắp Lên", "teacher", school)
    assert access.may(head, "person.reset", person)
    since, until = (n and clock.today() + timedelta(days=n) for n in days)
    people.grant(person, "commune_officer", school.parent_id or 0, since=since, until=until)
    db.session.commit()
    for action in ("person.reset", "person.edit"):
        assert not access.may(head, action, person)


def test_a_role_that_is_over_or_never_holds_counts_no_more(dbapp: Flask) -> None:
    school = make.school()
    head = who_is(make.person("Hiệu Trưởng", "principal", school))
    person = make.person("Cô Đã Thôi", "teacher", school)
    today, later = clock.today(), clock.today() + timedelta(days=5)
    above = school.parent_id or 0
    people.grant(person, "commune_officer", above, since=make.YEAR_START, until=today)
    people.grant(person, "commune_officer", above, since=later, until=later)
    db.session.commit()
    assert access.may(head, "person.reset", person)


def test_a_pupil_who_will_teach_is_reset_by_the_heads_alone(signed_in: Any) -> None:
    of = make.school_class()
    homeroom = make.teacher(of, homeroom=True)
    pupil, other = make.student(of, "Em Lớn"), make.student(of, "Em Nhỏ")
    people.grant(pupil, "teacher", of.school_id, since=clock.today() + timedelta(days=30))
    db.session.commit()
    client: FlaskClient = signed_in(homeroom)
    sure = {"sure": "1"}
    assert client.post(f"/people/{pupil.id}/first-password", data=sure).status_code == 403
    assert client.post(f"/people/{other.id}/first-password", data=sure).status_code == 200
    slips = client.post(f"/classes/{of.id}/first-passwords", data=sure).text
    assert "Em Nhỏ" in slips and "Em Lớn" not in slips
    head = make.person("Hiệu Trưởng", "principal", of.school)
    given = signed_in(head).post(f"/people/{pupil.id}/first-password", data=sure)
    assert given.status_code == 200


def test_acting_for_an_inspector_can_be_ended(signed_in: Any) -> None:
    commune = make.commune()
    inspector = make.person("Thanh Tra", "inspector", make.school(parent=commune))
    client: FlaskClient = signed_in(make.person("Quản Trị", "administrator", commune))
    assert _support(client, inspector) == 303
    assert client.post("/support/end").status_code == 303
    assert "support-bar" not in client.get("/").text
