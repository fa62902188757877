"""Long lists in the worker: its page, its result, first passwords shown once to one person."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from school.people import service as people
from school.people.models import Person, RoleGrant
from school.roster import jobs as work
from school.roster import service, slips
from school.roster.models import ListImport
from school.units.models import OrgUnit
from suite import clock, jobs
from suite.db import db
from suite.jobs import Job
from tests.kit import make
from tests.kit import make_roster as lists
from tests.school.test_roster_undo import Rows, ready


@pytest.fixture
def stage(
    app: Flask, signed_in: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[FlaskClient, OrgUnit]]:
    monkeypatch.setattr(work, "LONG", 4)
    unit, _ = ready()
    folder = Path(app.extensions["lopso.settings"].data_dir) / "roster"
    shutil.rmtree(folder, ignore_errors=True)
    yield signed_in(make.person("Lý Thị Quản", "school_administrator", unit)), unit
    shutil.rmtree(folder, ignore_errors=True)


def many(count: int = 5) -> Rows:
    names = [f"Trần Thị {chr(65 + n)}i" for n in range(count)]
    return [["Họ và tên", "Lớp"], *([name, "6A"] for name in names)]


def begin(client: FlaskClient, unit: OrgUnit, rows: Rows) -> str:
    """Upload, look, confirm; the address to which that leads."""
    url = f"/units/{unit.id}/roster"
    data = {"file": (BytesIO(lists.csv_list(rows)), "lớp 6A.csv")}
    token = client.post(url, data=data).text.split('name="token" value="')[1].split('"')[0]
    done = client.post(f"{url}/confirm", data={"token": token, "file_name": "lớp 6A.csv"})
    return str(done.location or "")


def test_a_long_list_is_a_job_and_its_slips_are_shown_once(
    stage: tuple[FlaskClient, OrgUnit], app: Flask, signed_in: Callable[..., Any]
) -> None:
    client, unit = stage
    page = begin(client, unit, many())
    assert page.startswith("/jobs/") and "lớp 6A.csv" in client.get(page).text
    jobs.drain()
    told = client.get(page).text
    made = db.session.scalars(select(ListImport)).one()
    result = f"/units/{unit.id}/roster/imports/{made.id}"
    assert "5 học sinh mới" in told and result in told
    kept = made.sealed_slips or ""
    names = db.session.scalars(select(Person.username).where(Person.must_change_password)).all()
    assert len(names) == 5 and kept and not any(name in kept for name in names)
    other = signed_in(make.person("Kẻ Khác", "principal", unit))
    assert "Mật khẩu đầu" not in other.get(result).text.replace("Hiện mật khẩu đầu", "")
    assert other.post(f"{result}/slips").status_code == 303
    assert "Hiện mật khẩu đầu" in client.get(result).text
    shown = client.post(f"{result}/slips")
    assert all(f"<code>{name}</code>" in shown.text for name in names)
    assert client.post(f"{result}/slips").status_code == 303
    db.session.expire_all()
    assert made.sealed_slips is None
    assert not list((Path(app.extensions["lopso.settings"].data_dir) / "roster").iterdir())


def test_done_twice_it_is_done_once(stage: tuple[FlaskClient, OrgUnit]) -> None:
    client, unit = stage
    begin(client, unit, many())
    jobs.drain()
    row = db.session.scalars(select(Job).where(Job.name == work.NAME)).one()
    row.state = "waiting"
    db.session.commit()
    jobs.drain()
    assert db.session.scalars(select(ListImport.id)).all() == [(row.result or {})["import"]]
    assert db.session.scalars(select(ListImport)).one().sealed_slips


def test_a_short_list_is_imported_at_once(stage: tuple[FlaskClient, OrgUnit]) -> None:
    client, unit = stage
    assert begin(client, unit, many(3)) == ""


def test_what_changed_since_the_preview_is_told(stage: tuple[FlaskClient, OrgUnit]) -> None:
    client, unit = stage
    page = begin(client, unit, many())
    for _ in range(2):
        make.student(make.school_class(unit, f"7{_}", 7), "Trần Thị Ai")
    jobs.drain()
    told = client.get(page).text
    assert "Chưa nhập gì" in told and "CSV, dòng 2" in told
    assert db.session.scalars(select(ListImport)).all() == []


@pytest.mark.parametrize("loss", ["role", "left", "narrower"])
def test_who_lost_the_right_meanwhile_imports_nothing(
    stage: tuple[FlaskClient, OrgUnit], monkeypatch: pytest.MonkeyPatch, loss: str
) -> None:
    client, unit = stage
    page = begin(client, unit, many())
    grant = db.session.scalars(
        select(RoleGrant).where(RoleGrant.role == "school_administrator")
    ).one()
    if loss == "left":
        grant.person.left_on = clock.today()
    else:
        grant.valid_to = clock.today()
    if loss == "narrower":
        people.grant(grant.person, "vice_principal", unit.id, since=make.YEAR_START)
    db.session.commit()
    jobs.drain()
    told = client.get(page)
    assert loss == "left" or "không còn được nhập" in told.text
    assert db.session.scalars(select(Job.state).where(Job.name == work.NAME)).one() == "failed"
    assert db.session.scalars(select(ListImport)).all() == []


def test_the_right_is_asked_again_when_it_writes(
    stage: tuple[FlaskClient, OrgUnit], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, unit = stage
    page = begin(client, unit, many())
    hash_all = service._passwords

    def meanwhile(count: int, progress: Any) -> Any:
        for grant in db.session.scalars(
            select(RoleGrant).where(RoleGrant.role == "school_administrator")
        ):
            grant.valid_to = clock.today()
        db.session.commit()
        return hash_all(count, progress)

    monkeypatch.setattr(service, "_passwords", meanwhile)
    jobs.drain()
    assert "không còn được nhập" in client.get(page).text
    assert db.session.scalars(select(ListImport)).all() == []


def test_slips_are_forgotten_after_a_day(stage: tuple[FlaskClient, OrgUnit]) -> None:
    client, unit = stage
    begin(client, unit, many())
    jobs.drain()
    made = db.session.scalars(select(ListImport)).one()
    assert slips.forget() == 0
    with clock.frozen(clock.now() + timedelta(days=1, minutes=1)):
        assert not slips.waiting(made, made.person_id)
        assert slips.forget() == 1
    db.session.commit()
    db.session.expire_all()
    assert made.sealed_slips is None
