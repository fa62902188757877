"""The rehearsal tries an exam and leaves nothing behind, also when it is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from flask import Flask
from sqlalchemy import text

from lms.exams.models import Attempt, Exam
from lms.sittings.rehearsal import checks, load
from lms.sittings.rehearsal.place import PREFIX
from suite import clock
from suite.db import db
from suite.settings import load as load_settings
from tests.conftest import SECRET, opened
from tests.kit import make_exams

ROOT = Path(__file__).resolve().parents[3]


def command(app: Flask, seconds: int, folder: Path) -> subprocess.Popen[str]:
    own = {
        "LOPSO_DATA_DIR": str(folder),
        "LOPSO_DATABASE_URL": app.extensions["lopso.settings"].database_url,
        "LOPSO_SECRET_KEY": SECRET,
    }
    words = ["exams", "rehearse", "--candidates", "20", "--seconds", str(seconds), "--json"]
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words, "--workers", "1"],
        cwd=ROOT,
        env={**os.environ, **own},
        stdout=subprocess.PIPE,
        text=True,
    )


def left(folder: Path) -> list[Any]:
    """What of a rehearsal is still there: folders, servers, databases."""
    found: list[Any] = list(folder.glob(f".{PREFIX}*"))
    for process in psutil.process_iter(["environ"]):
        environ = process.info["environ"] or {}
        if PREFIX in environ.get("LOPSO_DATA_DIR", "") and str(folder) in environ["LOPSO_DATA_DIR"]:
            found.append(process.pid)
    if db.engine.dialect.name == "postgresql":
        query = text("SELECT datname FROM pg_database WHERE datname LIKE 'lopso_rehearsal_%'")
        found += db.session.scalars(query).all()
        db.session.rollback()
    return found


@pytest.fixture
def pgapp(postgres_house: Any, tmp_path: Path) -> Iterator[Flask]:
    yield from opened(postgres_house, tmp_path)


@pytest.mark.postgres
def test_it_tries_and_leaves_nothing(pgapp: Flask, tmp_path: Path) -> None:
    room = make_exams.room(pupils=0)
    exam_id = room.exam.id
    db.session.commit()
    process = command(pgapp, 6, tmp_path)
    told = json.loads(process.communicate(timeout=120)[0])
    assert process.returncode == (0 if told["holds"] else 1)
    by_name = {one["name"]: one for one in told["findings"]}
    assert by_name["answers"]["level"] == "ok", told
    assert by_name["answers"]["detail"].startswith("20 attempts, 20 answers kept, 0 ")
    wanted = {"start, p95", "save, p99", "disk", "memory", "open files", "clock", "encryption"}
    assert wanted <= set(by_name)
    assert left(tmp_path) == []
    assert db.session.query(Attempt).count() == 0
    assert [exam.id for exam in db.session.query(Exam)] == [exam_id]


def test_killed_it_leaves_nothing(app: Flask, tmp_path: Path) -> None:
    process = command(app, 600, tmp_path)
    until = time.monotonic() + 60
    while time.monotonic() < until and not list(tmp_path.glob(f".{PREFIX}*/server.log")):
        time.sleep(0.2)
    time.sleep(1.0)
    assert len(left(tmp_path)) >= 2
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)
    while time.monotonic() < until + 30 and left(tmp_path):
        time.sleep(0.2)
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("found", "level"), [(100.0, "ok"), (250.0, "ok"), (300.0, "warn"), (501.0, "bad")]
)
def test_times_are_judged(found: float, level: str) -> None:
    assert checks.timing("save", found, 250.0).level == level


def test_the_machine_is_judged(tmp_path: Path) -> None:
    given = load_settings(data_dir=tmp_path, secret_key=SECRET)
    assert checks.disk(given, 300, 200, 45).level in ("ok", "warn")
    assert checks.disk(given, 2.0**40, 200, 45).level == "bad"
    now = clock.now()
    assert checks.clocks(now, now + timedelta(seconds=1)).level == "ok"
    assert checks.clocks(now, now - timedelta(seconds=9)).level == "warn"
    assert checks.open_files(10**9).level == "bad"
    assert checks.encryption(given).level == "warn"
    safe = {"public_url": "https://lopso.vn", "secure_cookies": True}
    assert checks.encryption(given.model_copy(update=safe)).level == "ok"


def test_percentiles() -> None:
    assert load.percentile([], 0.99) == 0.0
    assert load.percentile([float(n) for n in range(100)], 0.95) == 95.0
