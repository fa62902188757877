"""A house to load: database, exam, pupils, server; each in its own folder and ended with it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
from flask import Flask
from sqlalchemy import insert

import wsgi
from lms.exams.models import Attempt, Candidate, Exam, ExamForm
from lms.exams.tokens import AttemptPass, Entry, Signer
from school.people.models import Person
from suite import clock, migrate
from suite.db import db, new_uid
from suite.serve import granian
from suite.settings import load
from tests.kit import make_exams
from tests.kit.databases import postgres_server

SECRET = "bench-only-" + "x" * 32
ROOT = Path(__file__).resolve().parent.parent
QUESTIONS = 40


@dataclass
class World:
    """A running house and who is in its exam."""

    app: Flask
    folder: Path
    port: int
    server: subprocess.Popen[bytes]
    postgres: Any = None

    @property
    def postmaster(self) -> int | None:
        """The process above all of PostgreSQL's."""
        return self.postgres.get_pid() if self.postgres else None

    def cpu(self) -> float:
        """CPU seconds that server and database have used so far, children that ended included."""
        return sum(_cpu(root) for root in (self.server.pid, self.postmaster) if root)


def _cpu(pid: int) -> float:
    total = 0.0
    root = psutil.Process(pid)
    for process in [root, *root.children(recursive=True)]:
        try:
            times = process.cpu_times()
            total += times.user + times.system
            if process.pid == pid:
                total += times.children_user + times.children_system
        except psutil.NoSuchProcess:
            continue
    return total


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(1200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


@contextmanager
def world(
    kind: str, workers: int = 2, *, whole: bool = False, folder: Path | None = None, **more: str
) -> Iterator[World]:
    """A house on "sqlite" or "postgresql", served by Granian as `flask serve` does.

    `whole` runs `flask serve` itself, with the workers of the queue; `folder` is where the data
    lie (the caller's own), `more` are further settings.
    """
    own = Path(tempfile.mkdtemp(prefix="lopso-bench-"))
    own.chmod(0o755)
    place = folder or own
    try:
        if kind == "sqlite":
            with _served(f"sqlite:///{place}/bench.db", place, workers, whole, more) as running:
                yield running
        else:
            with postgres_server(durable=True) as server:
                uri = str(server.get_uri())
                with _served(uri, place, workers, whole, more) as running:
                    running.postgres = server
                    yield running
    finally:
        shutil.rmtree(own, ignore_errors=True)


@contextmanager
def _served(
    url: str, folder: Path, workers: int, whole: bool, more: dict[str, str]
) -> Iterator[World]:
    app = wsgi.create_app(load(data_dir=folder, database_url=url, secret_key=SECRET, **more))
    migrate.upgrade(app)
    port = _free_port()
    settings = {
        "LOPSO_DATA_DIR": str(folder),
        "LOPSO_DATABASE_URL": url,
        "LOPSO_SECRET_KEY": SECRET,
        **{f"LOPSO_{name.upper()}": value for name, value in more.items()},
    }
    command = granian("127.0.0.1", port, workers)
    if whole:
        serve = [*(sys.executable, "-m", "flask", "--app", "wsgi", "serve"), "--port", str(port)]
        command = [*serve, "--workers", str(workers)]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})
    try:
        _wait(port)
        with app.app_context():
            yield World(app, folder, port, server)
    finally:
        server.terminate()
        server.wait(60)


def exam() -> Exam:
    """One exam of 40 questions, ready and open, with its papers made."""
    return make_exams.room(pupils=0, questions=QUESTIONS, minutes=90).exam


def pupils(count: int, school_id: int, prefix: str = "ts") -> list[int]:
    """Ids of that many persons, inserted in bulk; their usernames begin with the prefix."""
    rows = [
        {
            "uid": new_uid(),
            "school_id": school_id,
            "full_name": f"Thí sinh {n}",
            "sort_key": f"{n:06}",
            "search_key": f"thi sinh {n}",
            "username": f"{prefix}{n}",
            "must_change_password": False,
            "session_epoch": 1,
            "is_test": False,
        }
        for n in range(count)
    ]
    db.session.execute(insert(Person), rows)
    db.session.commit()
    return list(db.session.scalars(db.select(Person.id).where(Person.username.like(f"{prefix}%"))))


def attempts(of: Exam, people: list[int]) -> list[str]:
    """A running attempt for each pupil; their tokens."""
    form_id = db.session.scalars(db.select(ExamForm.id).limit(1)).one()
    now = clock.now()
    end = now + timedelta(minutes=90)
    rows: list[dict[str, Any]] = [
        {
            "uid": new_uid(),
            "school_id": of.school_id,
            "exam_id": of.id,
            "person_id": person,
            "form_id": form_id,
            "number": 1,
            "epoch": 1,
            "device": "benchdevice",
            "started_at": now,
            "ends_at": end,
            "accepts_until": end + timedelta(seconds=15),
        }
        for person in people
    ]
    db.session.execute(insert(Attempt), rows)
    db.session.commit()
    signer = Signer(SECRET)
    ids = list(db.session.scalars(db.select(Attempt.id).order_by(Attempt.id)))
    school_id = of.school_id
    db.session.rollback()  # an open transaction would keep the server's writers waiting
    return [signer.attempt(AttemptPass(school_id, one, 1)) for one in ids]


def entries(of: Exam, people: list[int]) -> list[str]:
    """A signed entry for each pupil, as the waiting page holds it."""
    form_id = db.session.scalars(db.select(ExamForm.id).limit(1)).one()
    until = int(clock.now().timestamp()) + 3600
    signer, school_id, exam_id = Signer(SECRET), of.school_id, of.id
    rows = [
        {
            "school_id": school_id,
            "exam_id": exam_id,
            "person_id": person,
            "activity_id": of.activity_id,
            "form_id": form_id,
        }
        for person in people
    ]
    db.session.execute(insert(Candidate), rows)
    db.session.commit()
    return [signer.entry(Entry(school_id, exam_id, p, form_id, until)) for p in people]
