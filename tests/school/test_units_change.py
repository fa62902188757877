"""Units are added, edited, moved, merged and split on pages; two editors are shown both."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from school.people.models import Person
from school.units import history
from school.units.models import OrgSuccession, OrgUnit
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
