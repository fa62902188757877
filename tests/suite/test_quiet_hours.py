"""While an exam is taken heavy work waits; and files are refused before answers would not fit."""

import io
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.sittings.quiet import Quiet
from suite import clock, files, jobs
from suite.db import db
from suite.jobs import Context, Job
from tests.kit import make, make_exams, make_sittings

RAN: list[str] = []


@jobs.job("test.heavy", heavy=True, title=lambda _job: "Việc nặng")
def heavy(ctx: Context) -> None:
    for step in range(3):
        RAN.append(f"heavy {step}")
        ctx.progress(step, 3)


@jobs.job("test.light")
def light(_ctx: Context) -> None:
    RAN.append("light")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(jobs, "QUIET_FOR", -1.0)
    RAN.clear()
    yield
    RAN.clear()


def test_heavy_work_waits_and_the_rest_goes_on(dbapp: Flask) -> None:
    jobs.drain()
    held = make_sittings.held()
    for name in ("test.heavy", "test.light"):
        jobs.enqueue(name)
    db.session.commit()
    jobs.drain()
    assert RAN == ["light"]
    waiting = db.session.query(Job).filter_by(name="test.heavy").one()
    assert (waiting.state, waiting.attempts) == ("waiting", 0)
    held.sitting.closes_at = clock.now() - timedelta(minutes=1)
    db.session.commit()
    jobs.drain()
    assert RAN == ["light", "heavy 0", "heavy 1", "heavy 2"]


def test_heavy_work_stops_at_its_next_step(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    begins = iter([None, None, clock.now() + timedelta(hours=1)])
    monkeypatch.setattr(Quiet, "until", lambda _self: next(begins))
    jobs.enqueue("test.heavy")
    db.session.commit()
    job_id = jobs.claim()
    assert job_id is not None and jobs.run(job_id) == "waiting"
    row = db.session.get_one(Job, job_id)
    assert (row.state, row.attempts, RAN) == ("waiting", 0, ["heavy 0", "heavy 1"])


def test_the_page_of_a_job_says_why_it_waits(
    app: Flask, signed_in: Callable[[Any], FlaskClient]
) -> None:
    held = make_sittings.held()
    job = jobs.enqueue("test.heavy", owner_id=held.head.id)
    db.session.commit()
    client = signed_in(held.head)
    assert "có bài thi đang diễn ra" in client.get(f"/jobs/{job.id}").data.decode()
    assert "vì có bài thi" in client.get("/jobs").data.decode()


def test_when_it_is_quiet(dbapp: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Quiet().until() is None
    held = make_sittings.held(prepared=False)
    assert Quiet().until() is None
    held.exam.state = "ready"
    db.session.commit()
    assert Quiet().until() == held.sitting.closes_at
    held.sitting.closes_at = held.sitting.opens_at + timedelta(days=2)
    db.session.commit()
    assert Quiet().until() is None
    room = make_exams.room(pupils=2)
    for pupil in room.pupils:
        make_exams.start(dbapp, room.exam, pupil)
    assert Quiet().until() is None
    monkeypatch.setattr("lms.sittings.quiet.LEAST", 2)
    until = Quiet().until()
    assert until is not None and until > clock.now() + timedelta(minutes=44)


def test_files_are_refused_before_the_disk_is_full(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    full = files.FileStore(tmp_path / "files", reserve=free * 2)
    with pytest.raises(files.NoRoom):
        full.put(io.BytesIO(b"x"), 100)
    assert list((tmp_path / "files").glob("*")) == []
    assert files.FileStore(tmp_path / "files", reserve=1).put(io.BytesIO(b"x"), 100).size == 1


def test_answers_go_on_when_files_are_refused(
    app: Flask, signed_in: Callable[[Any], FlaskClient]
) -> None:
    room = make_exams.room(pupils=1)
    token = make_exams.start(app, room.exam, room.pupils[0]).json["token"]
    app.extensions["lopso.files"].reserve = 2**60
    librarian = make.person("Thủ Thư", "librarian", room.school_class.school)
    sent = {"files": (io.BytesIO("Bài đọc".encode()), "bai.txt"), "unit": librarian.school_id}
    answer = signed_in(librarian).post(
        "/library/upload", data=sent, content_type="multipart/form-data"
    )
    assert answer.status_code == 507 and "sắp đầy" in answer.data.decode()
    assert make_exams.save(app, token, (1, 1, 0)).json["acks"][0]["state"] == "counts"
