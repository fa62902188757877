"""Subject groups: founded, renamed, closed; members and heads from a day until a day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from school.groups import rules, service
from school.groups.models import GroupMember, SubjectGroup
from school.groups.rules import GroupError, Member
from school.people.models import Person, RoleGrant
from school.people.standing import who_is
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from suite.edits import Conflict
from suite.text import fold, name_sort_key
from tests.kit import make
from tests.kit.queries import counted

START = make.YEAR_START
ACTS = {"joined": rules.joined, "left": rules.left, "led": rules.led}


@pytest.fixture(autouse=True)
def december() -> Any:
    with clock.frozen(clock.start_of(date(2026, 12, 1))):
        yield


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(ACTS)), st.integers(1, 3), st.integers(0, 40)), max_size=15
    )
)
def test_one_head_and_everybody_once_on_any_day(wanted: list[tuple[str, int, int]]) -> None:
    held: list[Member] = []
    for act, person, day in wanted:
        on = START + timedelta(days=day)
        past = [[m for m in held if m.holds(START + timedelta(days=n))] for n in range(day)]
        try:
            steps = ACTS[act](held, person, on)
        except GroupError:
            continue
        held = [
            Member(m.id, m.person_id, m.is_head, m.starts_on, on) if m.id in steps.ends else m
            for m in held
        ]
        for who, is_head in steps.begins:
            held.append(Member(len(held) + 1, who, is_head, on, None))
        for n in range(60):
            today = [m for m in held if m.holds(START + timedelta(days=n))]
            assert len({m.person_id for m in today}) == len(today)
            assert sum(m.is_head for m in today) <= 1
            if n < day:
                assert [m.id for m in today] == [m.id for m in past[n]]
        leads = [m.person_id for m in held if m.is_head and m.holds(on)]
        assert act != "led" or leads == [person]


def test_heads_follow_and_history_stays(dbapp: Flask) -> None:
    of = make.school()
    first = make.subject_head(of)
    group = db.session.scalars(select(SubjectGroup)).one()
    second = make.person("Người Sau", "teacher", of)
    on = date(2026, 10, 5)
    service.change_members(group, rules.joined, second.id, START, 1)
    service.change_members(group, rules.led, second.id, on, 2)
    assert {g.role for g in who_is(second).grants} == {"teacher", "subject_head"}
    assert {g.role for g in who_is(first).grants} == {"teacher"}
    spans = [(m.person_id, m.is_head, m.starts_on, m.ends_on) for m in service.members_of(group.id)]
    assert sorted(spans, key=str) == sorted(
        [
            (first.id, True, START, on),
            (first.id, False, on, None),
            (second.id, False, START, on),
            (second.id, True, on, None),
        ],
        key=str,
    )
    with pytest.raises(Conflict):
        service.rename_group(group, "Tổ Tự nhiên", 2)
    db.session.rollback()
    with pytest.raises(GroupError, match="teacher"):
        service.change_members(group, rules.joined, make.person().id, on, 3)
    db.session.rollback()
    service.rename_group(group, "Tổ  Tự nhiên", 3)
    with pytest.raises(GroupError, match="taken"):
        service.add_group(of, "tổ tự nhiên", START)
    db.session.rollback()
    service.close_group(group, date(2026, 11, 2), 4)
    query = select(GroupMember.id).where(GroupMember.ends_on.is_(None))
    assert db.session.scalar(query) is None
    assert who_is(second).grants == tuple(g for g in who_is(second).grants if g.role == "teacher")
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["group.joined", "group.led", "group.renamed", "group.closed"]


def test_pages(app: Flask, signed_in: Callable[..., Any]) -> None:
    of = make.school()
    head = make.subject_head(of, group="Tổ Toán")
    teacher = make.person("Đỗ Thị Thành Viên", "teacher", of)
    group = db.session.scalars(select(SubjectGroup)).one()
    client = signed_in(make.person("Hiệu Trưởng", "principal", of))
    assert f"/units/{of.id}/groups/new" in client.get("/groups").text
    place = f"/units/{of.id}/groups"
    assert client.get(place + "/new").status_code == 200
    twice = client.post(place, data={"name": "tổ toán", "since": "2026-09-07"})
    assert twice.status_code == 422 and 'value="tổ toán"' in twice.text
    assert client.post(place, data={"name": "Tổ Văn", "since": "2026-09-07"}).status_code == 303
    url = f"/groups/{group.id}"
    sent = {"person": str(teacher.id), "act": "joined", "on": "2026-10-05", "version": "1"}
    assert client.post(url + "/members", data=sent).status_code == 303
    assert client.post(url + "/members", data=sent).status_code == 409
    assert client.post(url + "/members", data=sent | {"version": "2"}).status_code == 422
    mine = {"name": "Tổ Tự nhiên", "version": "1"}
    later = client.post(url + "/name", data=mine)
    assert later.status_code == 409 and "Tổ Toán" in later.text and "Tổ Tự nhiên" in later.text
    page = signed_in(head).get(url).text
    assert "Đỗ Thị Thành Viên" in page and "<form" not in page.split("</h1>")[1].split("</main>")[0]
    assert (
        client.post(url + "/close", data={"closed": "2026-11-02", "version": "2"}).status_code
        == 303
    )
    assert "Tổ Toán" not in client.get("/groups").text
    assert client.post(url + "/reopen", data={"version": "3"}).status_code == 303
    far = make.subject_head(make.school("THCS Kia"))
    assert signed_in(far).get(url).status_code == 404


@pytest.mark.parametrize("count", [45, 2000])
def test_few_statements(app: Flask, signed_in: Callable[..., Any], count: int) -> None:
    of = make.school()
    make.subject_head(of)
    group = db.session.scalars(select(SubjectGroup)).one()
    rows = [
        {"school_id": of.id, "full_name": f"Cô {n}", "sort_key": name_sort_key(f"Cô {n}"),
         "search_key": fold(f"Cô {n}"), "username": f"co{n}"}
        for n in range(count)
    ]  # fmt: skip
    ids = db.session.scalars(insert(Person).returning(Person.id), rows).all()
    role = {"role": "teacher", "unit_id": of.id, "valid_from": START}
    db.session.execute(insert(RoleGrant), [role | {"person_id": i} for i in ids])
    place = {"school_id": of.id, "group_id": group.id, "is_head": False, "starts_on": START}
    db.session.execute(insert(GroupMember), [place | {"person_id": i} for i in ids])
    db.session.commit()
    client = signed_in(make.person("Hiệu Trưởng", "principal", of))
    for url in ("/groups", f"/groups/{group.id}"):
        with counted() as seen:
            assert client.get(url).status_code == 200
        assert len(seen) <= 12, (url, seen)
