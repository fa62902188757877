"""What was ended or removed in a school comes back by a button, until something is built on it."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from school.access import NOBODY
from school.calendar import rules as calendar_rules
from school.calendar import service as calendar
from school.calendar.models import Holiday
from school.family import service as family
from school.family.rules import LinkError
from school.groups import rules as group_rules
from school.groups import service as groups
from school.groups.models import GroupMember, SubjectGroup
from school.groups.rules import GroupError
from school.people import editing, granting
from school.people.editing import Unfit
from school.people.models import Contact, Guardianship, PersonIdentifier, RoleGrant
from school.people.rules import GrantError
from school.people.standing import who_is
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from suite.edits import Conflict
from tests.kit import make
from tests.kit.client import SURE, undo


def actions() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_link_holds_again_unless_it_was_made_anew(dbapp: Flask) -> None:
    pupil = make.student(make.school_class())
    guardian = make.guardian(pupil)
    row = db.session.scalars(select(Guardianship)).one()
    ended = family.end(row)
    assert family.guardians_of(pupil.id) == []
    family.relink(row, ended, None)
    assert [one.guardian_id for one in family.guardians_of(pupil.id)] == [guardian.id]
    with pytest.raises(LinkError, match="changed"):
        family.relink(row, ended, None)
    ended = family.end(row)
    family.link_known(pupil, guardian.username, "mother", NOBODY)
    with pytest.raises(LinkError, match="twice"):
        family.relink(row, ended, None)
    assert actions()[-4:-1] == ["guardian.ended", "guardian.relinked", "guardian.ended"]


def test_a_role_is_held_again_until_its_own_last_day(dbapp: Flask) -> None:
    school, today = make.school(), clock.today()
    boss = who_is(make.person("Hiệu Trưởng", "principal", school))
    person = make.person("Cô Thủ Thư", "teacher", school)
    until = today + timedelta(days=90)
    row = granting.give(boss, person, "librarian", school, today, until)
    granting.end(boss, row, today)
    granting.resume(boss, row, today, until)
    assert row.valid_to == until
    with pytest.raises(GrantError, match="changed"):
        granting.resume(boss, row, today, None)
    granting.end(boss, row, today)
    again = granting.give(boss, person, "librarian", school, today, None)
    with pytest.raises(GrantError, match="held"):
        granting.resume(boss, row, today, until)
    with pytest.raises(GrantError, match="self"):
        granting.resume(who_is(person), row, today, until)
    peer = who_is(make.person("Đồng Nghiệp", "teacher", school))
    with pytest.raises(GrantError, match="above"):
        granting.resume(peer, again, today, None)
    assert row.valid_to == today


def test_a_role_of_one_who_left_stays_ended(app: Flask) -> None:
    school, today = make.school(), clock.today()
    boss = who_is(make.person("Hiệu Trưởng", "principal", school))
    person = make.person("Đã Đi", "librarian", school)
    row = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id)).one()
    granting.end(boss, row, today)
    person.left_on = today
    db.session.commit()
    with pytest.raises(GrantError, match="changed"):
        granting.resume(boss, row, today, None)


def test_contacts_and_identifiers_hold_again(dbapp: Flask) -> None:
    school = make.school()
    boss = who_is(make.person("Hiệu Trưởng", "principal", school))
    person, other = make.person("Một", "teacher", school), make.person("Hai", "teacher", school)
    today = clock.today()
    editing.add_contact(person, "phone", "0912345678")
    phone = db.session.scalars(select(Contact)).one()
    editing.end_contact(phone)
    editing.restore_contact(phone, today)
    assert [row.id for row in editing.contacts_of(person.id)] == [phone.id]
    editing.end_contact(phone)
    editing.add_contact(person, "phone", "0912345678")
    with pytest.raises(Unfit, match="same"):
        editing.restore_contact(phone, today)
    editing.add_identifier(boss, person, "moet", "7900001")
    held = db.session.scalars(select(PersonIdentifier)).one()
    editing.end_identifier(held)
    editing.restore_identifier(boss, person, held, today)
    with pytest.raises(Unfit, match="changed"):
        editing.restore_identifier(boss, person, held, today)
    editing.end_identifier(held)
    editing.add_identifier(boss, other, "moet", "7900001")
    with pytest.raises(Unfit, match="taken"):
        editing.restore_identifier(boss, person, held, today)
    assert held.valid_to == today


def test_a_holiday_comes_back_once(dbapp: Flask) -> None:
    year = calendar.make_year(calendar_rules.default_year("2026-2027", date(2026, 9, 7)))[0]
    row = db.session.scalars(select(Holiday).order_by(Holiday.id)).first()
    assert row is not None
    count = len(year.holidays)
    gone = calendar.remove_holiday(year, row, 1)
    calendar.put_back_holiday(year, gone)
    with pytest.raises(calendar_rules.CalendarError, match="twice"):
        calendar.put_back_holiday(year, gone)
    db.session.rollback()
    held = db.session.scalars(select(Holiday)).all()
    assert len(held) == count
    assert (gone.name, gone.starts_on) in {(one.name, one.starts_on) for one in held}


def test_who_left_a_group_stays_unless_it_was_changed(dbapp: Flask) -> None:
    school = make.school()
    make.subject_head(school)
    group = db.session.scalars(select(SubjectGroup)).one()
    person, on = make.person("Thành Viên", "teacher", school), clock.today()
    groups.change_members(group, group_rules.joined, person.id, on - timedelta(days=9), 1)
    groups.change_members(group, group_rules.left, person.id, on, 2)
    groups.stay(group, person.id, on, 3)
    query = select(GroupMember.ends_on).where(GroupMember.person_id == person.id)
    assert db.session.scalars(query).all() == [None]
    with pytest.raises(Conflict):
        groups.stay(group, person.id, on, 3)
    db.session.rollback()
    with pytest.raises(GroupError, match="stranger"):
        groups.stay(group, person.id, on, 4)
    db.session.rollback()


def test_the_buttons_of_the_pages(signed_in: Any) -> None:
    school_class = make.school_class()
    school, pupil = school_class.school, make.student(school_class)
    guardian = make.guardian(pupil)
    librarian = make.person("Cô Thủ Thư", "librarian", school)
    make.person("Cô Thủ Thư Khác", "librarian", school)
    client = signed_in(make.person("Hiệu Trưởng", "principal", school))
    link = db.session.scalars(select(Guardianship)).one()
    ended = client.post(f"/people/{pupil.id}/guardians/{link.id}/end")
    assert guardian.full_name in undo(client, ended)
    db.session.expire_all()
    assert link.valid_to is None
    role = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == librarian.id)).one()
    place = f"/people/{librarian.id}/roles"
    client.post(f"{place}/{role.id}/end")
    page = client.get(place).text
    assert "confirm" not in page and f"{role.id}/end" not in page.split("<main")[1]
    db.session.expire_all()
    assert role.valid_to == clock.today()
    editing.add_contact(librarian, "phone", "0912345678")
    phone = db.session.scalars(select(Contact)).one()
    ended = client.post(f"/people/{librarian.id}/contacts/{phone.id}/end")
    assert "0912345678" in undo(client, ended)


def test_a_role_comes_back_by_its_button_or_says_why_not(signed_in: Any) -> None:
    school = make.school()
    boss = make.person("Hiệu Trưởng", "principal", school)
    person = make.person("Cô Thủ Thư", "librarian", school)
    client, place = signed_in(boss), f"/people/{person.id}/roles"
    row = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id)).one()
    undo(client, client.post(f"{place}/{row.id}/end"))
    db.session.expire_all()
    assert row.valid_to is None
    ended = client.post(f"{place}/{row.id}/end")
    granting.give(who_is(boss), person, "librarian", school, clock.today(), None)
    db.session.commit()
    page = undo(client, ended)
    assert "đã được giao lại" in page
    db.session.expire_all()
    assert row.valid_to == clock.today()


def test_what_cannot_be_undone_is_asked_on_a_page(signed_in: Any) -> None:
    school_class = make.school_class()
    pupil = make.student(school_class)
    client = signed_in(make.person("Hiệu Trưởng", "principal", school_class.school))
    before = pupil.password_hash
    for path, button in (
        (f"/people/{pupil.id}/first-password", "Cấp lại mật khẩu"),
        (f"/classes/{school_class.id}/first-passwords", "Tạo mật khẩu mới"),
        (f"/classes/{school_class.id}/cards", "Tạo thẻ mới"),
    ):
        page = client.post(path, data={"next": "/people?q=a"}).text
        assert button in page and 'name="sure" value="1"' in page and "slip-name" not in page
        assert 'name="next" value="/people?q=a"' in page
        db.session.expire_all()
        assert pupil.password_hash == before
    assert "1 học sinh" in client.post(f"/classes/{school_class.id}/first-passwords").text
    slip = client.post(f"/classes/{school_class.id}/first-passwords", data=SURE).text
    assert "slip-name" in slip and pupil.username in slip
    db.session.expire_all()
    assert pupil.password_hash != before
