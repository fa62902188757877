"""A house to load: database, exam, pupils, server; each in its own folder and ended with it."""

import json
import os
import shutil
import socket
import subprocess
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
from lms.courses.models import Activity, Course, Section
from lms.exams.models import READY, Attempt, Exam, ExamForm
from lms.exams.tokens import AttemptPass, Entry, Signer
from school.people.models import Person
from suite import clock, migrate
from suite.db import db, new_uid
from suite.serve import granian
from suite.settings import load
from tests.kit import make
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
    postmaster: int | None

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
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


@contextmanager
def world(kind: str, workers: int = 2) -> Iterator[World]:
    """A house on "sqlite" or "postgresql", served by Granian as `flask serve` does."""
    folder = Path(tempfile.mkdtemp(prefix="lopso-bench-"))
    folder.chmod(0o755)
    try:
        if kind == "sqlite":
            with _served(f"sqlite:///{folder}/bench.db", folder, workers, None) as running:
                yield running
        else:
            with postgres_server(durable=True) as server:
                uri = str(server.get_uri())
                pid = server.get_pid()
                with _served(uri, folder, workers, pid) as running:
                    yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _served(url: str, folder: Path, workers: int, postmaster: int | None) -> Iterator[World]:
    app = wsgi.create_app(load(data_dir=folder, database_url=url, secret_key=SECRET))
    migrate.upgrade(app)
    port = _free_port()
    settings = {
        "LOPSO_DATA_DIR": str(folder),
        "LOPSO_DATABASE_URL": url,
        "LOPSO_SECRET_KEY": SECRET,
    }
    server = subprocess.Popen(
        granian("127.0.0.1", port, workers), cwd=ROOT, env={**os.environ, **settings}
    )
    try:
        _wait(port)
        with app.app_context():
            yield World(app, folder, port, server, postmaster)
    finally:
        server.terminate()
        server.wait(20)


def exam() -> Exam:
    """One exam of 40 questions, ready and open, with one paper."""
    of = make.school_class()
    make.subject()
    teacher = make.teacher(of)
    now = clock.now()
    course = Course(
        school_id=of.school_id, class_id=of.id, subject_code="TOAN", title="Toán", created_at=now
    )
    section = Section(course=course, title="1", position=1)
    db.session.add_all([course, section])
    db.session.flush()
    activity = Activity(
        school_id=of.school_id,
        course_id=course.id,
        section_id=section.id,
        kind="exam",
        title="Kiểm tra",
        position=1,
        settings={},
        created_at=now,
    )
    db.session.add(activity)
    db.session.flush()
    row = Exam(
        school_id=of.school_id,
        course_id=course.id,
        activity_id=activity.id,
        title="Kiểm tra",
        state=READY,
        minutes=90,
        opens_at=now - timedelta(minutes=1),
        closes_at=now + timedelta(hours=3),
        created_by=teacher.id,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    stem = "Tìm tất cả các giá trị của tham số $m$ để phương trình có hai nghiệm phân biệt. "
    items = [{"n": n, "kind": "single_choice", "stem": stem * 2} for n in range(1, QUESTIONS + 1)]
    db.session.add(
        ExamForm(
            school_id=of.school_id,
            exam_id=row.id,
            number=1,
            paper=json.dumps({"items": items}),
            places=[[n, [0, 1, 2, 3]] for n in range(QUESTIONS)],
        )
    )
    db.session.commit()
    return row


def pupils(count: int, school_id: int) -> list[int]:
    """Ids of that many persons, inserted in bulk."""
    rows = [
        {
            "uid": new_uid(),
            "school_id": school_id,
            "full_name": f"Thí sinh {n}",
            "sort_key": f"{n:06}",
            "search_key": f"thi sinh {n}",
            "username": f"ts{n}",
            "must_change_password": False,
            "session_epoch": 1,
            "is_test": False,
        }
        for n in range(count)
    ]
    db.session.execute(insert(Person), rows)
    db.session.commit()
    return list(db.session.scalars(db.select(Person.id).where(Person.username.like("ts%"))))


def attempts(of: Exam, people: list[int]) -> list[str]:
    """A running attempt for each pupil; their tokens."""
    form_id = db.session.scalars(db.select(ExamForm.id)).one()
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
    ids = db.session.scalars(db.select(Attempt.id).order_by(Attempt.id))
    return [signer.attempt(AttemptPass(of.school_id, one, 1)) for one in ids]


def entries(of: Exam, people: list[int]) -> list[str]:
    """A signed entry for each pupil, as the waiting page holds it."""
    form_id = db.session.scalars(db.select(ExamForm.id)).one()
    until = int(clock.now().timestamp()) + 3600
    signer = Signer(SECRET)
    return [signer.entry(Entry(of.school_id, of.id, p, form_id, until)) for p in people]
