"""Units are added, edited, moved, merged and split on pages; two editors are shown both."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from school.classes.models import Enrolment, SchoolClass
from school.people.models import Person
from school.units import history
from school.units.models import OrgSuccession, OrgUnit, UnitChange
from school.units.successions import Taught, leaning
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make
from tests.kit.queries import counted

SignedIn = Callable[..., Any]


@pytest.fixture(autouse=True)
def february() -> Any:
    with clock.frozen(clock.start_of(date(2027, 2, 1))):
        yield


def test_add_and_edit_with_two_editors(app: Flask, signed_in: SignedIn) -> None:
    province = make.province()
    commune = make.commune(parent=province)
    client = signed_in(make.person("Quản Trị", "administrator", province))
    url = f"/units/{commune.id}/new"
    assert client.get(url).status_code == 200
    sent = {"kind": "school", "code": "31-MOI", "name": "THCS  Mới", "since": "2027-02-01",
            "stage": "lower_secondary"}  # fmt: skip
    assert client.post(url, data=sent | {"kind": "province"}).status_code == 422
    assert client.post(url, data=sent | {"code": "mã có dấu cách"}).status_code == 422
    assert client.post(url, data=sent).status_code == 303
    twice = client.post(url, data=sent)
    assert twice.status_code == 422 and 'value="31-MOI"' in twice.text
    row = db.session.scalars(select(OrgUnit).where(OrgUnit.code == "31-MOI")).one()
    edit = f"/units/{row.id}/edit"
    mine = sent | {"name": "THCS Hai", "headcount": "350", "version": "1"}
    assert client.get(edit).status_code == 200
    assert client.post(edit, data=mine | {"headcount": "-5"}).status_code == 422
    assert client.post(edit, data=mine).status_code == 303
    later = client.post(edit, data=mine | {"headcount": "360"})
    assert later.status_code == 409 and "350" in later.text and 'value="360"' in later.text
    assert client.post(edit, data=mine | {"code": commune.code, "version": "2"}).status_code == 422
    db.session.expire_all()
    assert (row.name, row.headcount, row.version) == ("THCS Hai", 350, 2)
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["unit.added", "unit.renamed", "unit.changed"]


def test_move_keeps_where_it_stood(app: Flask, signed_in: SignedIn) -> None:
    province = make.province()
    here, there = make.commune("Xã Này", province), make.commune("Xã Kia", province)
    school = make.school(parent=here)
    client = signed_in(make.person("Quản Trị", "administrator", province))
    url = f"/units/{school.id}/move"
    data = {"parent": str(there.id), "moved": "2027-01-04"}
    assert client.post(url, data=data | {"moved": "2027-03-01"}).status_code == 422
    assert client.post(url, data=data | {"parent": str(school.id)}).status_code == 422
    assert client.post(url, data=data).status_code == 303
    assert history.parents_on(date(2027, 1, 3))[school.id] == here.id
    assert history.parents_on(date(2027, 1, 4))[school.id] == there.id
    own = signed_in(make.person("Quản Trị Xã", "administrator", there))
    assert own.post(url, data=data | {"parent": str(here.id)}).status_code == 422
    assert own.post(f"/units/{there.id}/move", data=data).status_code == 403


def test_split_on_the_page(app: Flask, signed_in: SignedIn) -> None:
    commune = make.commune()
    old = make.school("THCS Chung", commune)
    east = make.unit("school", "THCS Đông", commune, stage="lower_secondary")
    west = make.unit("school", "THCS Tây", commune, stage="lower_secondary")
    six = make.school_class(old)
    pupil = make.student(six, "Nguyễn Thị An")
    clerk = make.person("Lê Văn Thư", "librarian", old)
    far = make.person("Người Nơi Khác", "teacher", make.school("THCS Xa"))
    client = signed_in(make.person("Quản Trị", "administrator", commune))
    url = f"/units/{old.id}/succession"
    assert client.get(url).status_code == 200
    data: dict[str, str] = {
        "on": "2027-01-04", "heir-0": str(east.id), "share-0": "0,6", "heir-1": str(west.id),
        "share-1": "0,3", "do": "look", f"person-{far.id}": str(east.id),
    }  # fmt: skip
    assert "bằng 1" in client.post(url, data=data).text
    data["share-1"] = "0.4"
    looked = client.post(url, data=data)
    assert looked.status_code == 422 and "Lê Văn Thư" in looked.text
    assert "Người Nơi Khác" not in looked.text
    data |= {f"class-{six.id}": str(east.id), f"person-{clerk.id}": str(west.id)}
    assert client.post(url, data=data).status_code == 200
    assert db.session.scalar(select(OrgSuccession.id)) is None
    assert client.post(url, data=data | {"do": "run"}).status_code == 303
    assert db.session.get_one(Person, pupil.id).school_id == east.id
    assert "04/01/2027" in client.get(f"/units/{old.id}").text
    assert client.post(url, data=data | {"do": "run"}).status_code == 422
    own = signed_in(make.person("Quản Trị Trường", "school_administrator", west))
    assert own.get(f"/units/{west.id}/succession").status_code == 403


def test_filter_by_kind(app: Flask, signed_in: SignedIn) -> None:
    province = make.province("Tỉnh Núi")
    commune = make.commune("Xã Đồi", province)
    make.school("THCS Đồi", commune)
    make.commune("Xã Không Trường", province)
    client = signed_in(make.person("Quản Trị", "administrator", province))
    page = client.get("/units?kind=school").text
    assert "THCS Đồi" in page and "Xã Đồi" in page and "Xã Không Trường" not in page
    assert "Xã Không Trường" in client.get("/units?kind=lạ").text


@pytest.mark.parametrize("count", [45, 2000])
def test_few_statements(app: Flask, signed_in: SignedIn, count: int) -> None:
    commune = make.commune()
    school = make.school(parent=commune)
    of = make.school_class(school)
    first = db.session.scalar(select(func.max(OrgUnit.id))) or 0
    rows = [
        {"id": first + n, "uid": f"u{n}", "kind": "school", "code": f"M{n}", "name": f"TH {n}",
         "sort_key": f"th {n}", "path": f"{commune.path}{first + n}/", "parent_id": commune.id,
         "valid_from": date(2025, 7, 1), "version": 1}
        for n in range(1, count + 1)
    ]  # fmt: skip
    db.session.execute(OrgUnit.__table__.insert(), rows)  # type: ignore[attr-defined]
    db.session.commit()
    make.student(of)
    client = signed_in(make.person("Quản Trị", "administrator", commune))
    for url in ("/units?kind=school", f"/units/{school.id}/edit", f"/units/{school.id}/succession",
                f"/units/{commune.id}/new"):  # fmt: skip
        with counted() as seen:
            assert client.get(url).status_code == 200
        assert len(seen) <= 12, (url, seen)


def test_the_staff_of_a_split_are_chosen_at_once(app: Flask, signed_in: SignedIn) -> None:
    """By the class led, by the classes taught, by the subject group, all others by one choice."""
    commune = make.commune()
    old = make.school("THCS Chung", commune)
    east = make.unit("school", "THCS Đông", commune, stage="lower_secondary")
    west = make.unit("school", "THCS Tây", commune, stage="lower_secondary")
    six, seven, eight = (make.school_class(old, f"{n}A", n) for n in (6, 7, 8))
    leads = make.teacher(six, "Cô Chủ Nhiệm", homeroom=True)
    make.assign(leads, seven, "TOAN")
    make.assign(leads, eight, "TOAN")
    teaches = make.teacher(seven, "Thầy Bộ Môn")
    torn = make.teacher(six, "Cô Hai Nơi")
    make.assign(torn, seven, "TOAN")
    clerk = make.person("Lê Văn Thư", "librarian", old)
    client = signed_in(make.person("Quản Trị", "administrator", commune))
    url = f"/units/{old.id}/succession"
    data: dict[str, str] = {
        "on": "2027-01-04", "heir-0": str(east.id), "share-0": "0,6", "heir-1": str(west.id),
        "share-1": "0,4", "do": "look",
        f"class-{six.id}": str(east.id), f"class-{seven.id}": str(west.id),
        f"class-{eight.id}": str(west.id),
    }  # fmt: skip
    page = client.post(url, data=data)
    assert page.status_code == 422  # the two about whom nothing can be said
    chosen = _chosen(page.text)
    assert chosen == {leads.id: east.id, teaches.id: west.id, torn.id: 0, clerk.id: 0}
    assert "6A, 7A, 8A" in page.text
    page = client.post(url, data=data | {"rest": str(west.id)})
    assert page.status_code == 200
    chosen = _chosen(page.text)
    assert chosen == {leads.id: east.id, teaches.id: west.id, torn.id: west.id, clerk.id: west.id}
    own_choice = {f"person-{torn.id}": str(east.id), "rest": str(west.id), "do": "run"}
    run = data | {f"person-{i}": str(to) for i, to in chosen.items()} | own_choice
    assert client.post(url, data=run).status_code == 303
    homes = [db.session.get_one(Person, one.id).school_id for one in (leads, torn, clerk)]
    assert homes == [east.id, east.id, west.id]


def _chosen(page: str) -> dict[int, int]:
    found = {}
    for one in re.findall(r'<select[^>]*name="person-(\d+)">(.*?)</select>', page):
        picked = re.search(r'value="(\d+)" selected', one[1])
        found[int(one[0])] = int(picked[1]) if picked else 0
    return found


def test_a_succession_is_undone_on_its_page(app: Flask, signed_in: SignedIn) -> None:
    commune = make.commune()
    old = make.school("THCS Cũ", commune)
    new = make.unit("school", "THCS Mới", commune, stage="lower_secondary")
    pupil = make.student(make.school_class(old), "Nguyễn Thị An")
    client = signed_in(make.person("Quản Trị", "administrator", commune))
    data = {"on": "2027-01-04", "heir-0": str(new.id), "share-0": "1", "do": "run"}
    assert client.post(f"/units/{old.id}/succession", data=data).status_code == 303
    assert 'name="note"' in client.get(f"/units/{new.id}").text  # the button of the message
    change = db.session.scalars(select(UnitChange)).one()
    url = f"/units/{new.id}/changes/{change.id}"
    assert url in client.get(f"/units/{new.id}").text
    assert client.get(url).status_code == 200
    assert client.get(f"/units/{commune.id}/changes/{change.id}").status_code == 404
    own = signed_in(make.person("Quản Trị Trường", "school_administrator", new))
    assert own.post(url, data={"do": "run"}).status_code == 403
    above = signed_in(make.person("Quản Trị Nơi Khác", "administrator", make.commune("Xa")))
    assert above.post(url, data={"do": "run"}).status_code == 404
    looked = client.post(url, data={"do": "look"})
    assert looked.status_code == 200 and 'value="run"' in looked.text
    assert db.session.get_one(Person, pupil.id).school_id == new.id
    late = make.student(db.session.scalars(select(SchoolClass).filter_by(school_id=new.id)).one())
    refused = client.post(url, data={"do": "run"})
    assert refused.status_code == 422 and "6A" in refused.text
    db.session.execute(delete(Enrolment).where(Enrolment.person_id == late.id))
    db.session.commit()
    assert client.post(url, data={"do": "run"}).status_code == 303
    assert db.session.get_one(Person, pupil.id).school_id == old.id
    page = client.get(url).text
    assert 'value="run"' not in page and "Quản Trị" in page
    assert client.post(url, data={"do": "run"}).status_code == 303


CLASSES = st.dictionaries(st.integers(1, 6), st.sampled_from([101, 102]))
ROWS = st.lists(st.builds(Taught, st.integers(1, 6), st.just("A"), st.booleans()), max_size=4)


@given(st.dictionaries(st.integers(1, 5), ROWS), CLASSES)
def test_nobody_is_sent_where_none_of_their_classes_goes(
    taught: dict[int, list[Taught]], classes: dict[int, int]
) -> None:
    for person, heir in leaning(taught, {}, classes).items():
        assert heir in {classes.get(one.class_id) for one in taught[person]}
        led = {classes.get(one.class_id) for one in taught[person] if one.is_homeroom} - {None}
        assert not led or heir in led or len(led) > 1


def test_who_teaches_no_class_goes_with_the_group() -> None:
    taught = {1: [Taught(1, "6A", False)], 2: [Taught(1, "6A", False)], 3: [Taught(9, "x", False)]}
    groups = {1: ["Toán"], 2: ["Toán"], 4: ["Toán"], 5: ["Văn"], 3: ["Toán"]}
    assert leaning(taught, groups, {1: 101}) == {1: 101, 2: 101, 4: 101}
