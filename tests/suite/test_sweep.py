"""The sweep of files: what a row names stays, what is asked for comes back, the rest goes late."""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from flask import Flask
from sqlalchemy import select, text
from werkzeug.datastructures import FileStorage

from lms.activities.assignment.service import hand_in
from suite import clock, jobs
from suite.db import db
from suite.files import FileRow, Stored, remember, store
from suite.sweep import sweep
from tests.kit import make_courses

WEEK = timedelta(days=8)


def kept(content: bytes) -> Stored:
    """A content of two weeks ago, with its row and no reference."""
    stored = store().put(BytesIO(content), 100)
    remember(stored, "text/plain")
    db.session.commit()
    _age(store().path(stored.sha256))
    return stored


def _age(path: Path) -> None:
    old = (clock.now() - 2 * WEEK).timestamp()
    os.utime(path, (old, old))


def run() -> dict[str, int]:
    """The job once, as the worker runs it."""
    found = sweep(jobs.Context(jobs.Job()))
    db.session.commit()
    return found


def test_what_a_row_names_stays(dbapp: Flask) -> None:
    db.session.execute(text("CREATE TABLE gone_plugin_file (id INTEGER, paper_sha256 VARCHAR(64))"))
    lost, plugins = kept(b"nobody"), kept(b"of a plugin that was taken out")
    db.session.execute(text("INSERT INTO gone_plugin_file VALUES (1, :s)"), {"s": plugins.sha256})
    db.session.commit()
    assert run() == {"aside": 1, "deleted": 0, "torn": 0}
    with clock.frozen(clock.now() + WEEK):
        assert run() == {"aside": 0, "deleted": 1, "torn": 0}
    assert not store().path(lost.sha256).exists() and store().path(plugins.sha256).exists()
    assert list(db.session.scalars(select(FileRow.sha256))) == [plugins.sha256]
    db.session.execute(text("DROP TABLE gone_plugin_file"))
    db.session.commit()


def test_what_is_asked_for_comes_back(app: Flask) -> None:
    stored = kept(b"asked for")
    assert run()["aside"] == 1
    with store().open(stored.sha256) as file:
        assert file.read() == b"asked for"
    assert run()["aside"] == 0  # young again
    with clock.frozen(clock.now() + WEEK):
        assert run() == {"aside": 1, "deleted": 0, "torn": 0}


def test_what_is_new_is_left_alone(app: Flask) -> None:
    stored = store().put(BytesIO(b"on its way to a row"), 100)
    torn = store().folder / ".new-torn"
    torn.write_bytes(b"half")
    assert run() == {"aside": 0, "deleted": 0, "torn": 0}
    _age(torn)
    assert run() == {"aside": 0, "deleted": 0, "torn": 1}
    assert store().path(stored.sha256).exists()


def test_handed_in_work_is_never_swept(app: Flask) -> None:
    of = make_courses.taught(1)
    activity = make_courses.activity(of, "assignment")
    paper = FileStorage(BytesIO(b"my homework"), "bai.txt")
    work = hand_in(activity, of.pupils[0].id, "", [paper])
    path = store().path(work.files[0].sha256)
    _age(path)
    assert run()["aside"] == 0 and path.exists()
