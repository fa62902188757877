"""A place for a rehearsal: an empty database on the same disk or server, and a web server on it.

It stands in a folder of its own beside the data. A keeper process waits for the end of ours by
reading a pipe that only we hold open: when we end, also by kill -9, it ends the web server and
takes folder and database away.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from suite.db import database_url
from suite.serve import granian, port_is_free
from suite.settings import Settings

PREFIX = "lopso_rehearsal_"
KEEPER = """
import json, os, shutil, signal, sys, time
told = json.loads(sys.stdin.readline())
server = None
for line in sys.stdin:
    server = int(line)
if server:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server, number)
            time.sleep(1.0)
        except ProcessLookupError:
            break
if told["database"]:
    import psycopg
    with psycopg.connect(told["admin"], autocommit=True) as admin:
        admin.execute('DROP DATABASE IF EXISTS "%s" WITH (FORCE)' % told["database"])
shutil.rmtree(told["folder"], ignore_errors=True)
"""


class CannotRehearse(RuntimeError):
    """No place can be made; the text says why."""


@dataclass(frozen=True)
class Place:
    """An empty database with its folder and secret."""

    folder: Path
    url: str
    secret: str
    keeper: "subprocess.Popen[str]"

    def environment(self) -> dict[str, str]:
        """What the web server needs to know."""
        own = {
            "LOPSO_DATA_DIR": str(self.folder),
            "LOPSO_DATABASE_URL": self.url,
            "LOPSO_SECRET_KEY": self.secret,
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LOPSO_")}
        return {**kept, **own}


@contextmanager
def place(settings: Settings) -> Iterator[Place]:
    """Make the place; nothing of it is left afterwards, however we end. Raises CannotRehearse."""
    name = PREFIX + secrets.token_hex(6)
    folder = settings.data_dir / f".{name}"
    sqlite = settings.database_url.startswith("sqlite")
    url = make_url(settings.database_url).set(database=str(folder / "r.db") if sqlite else name)
    plain = make_url(settings.database_url).set(drivername="postgresql")
    told = {
        "folder": str(folder),
        "database": "" if sqlite else name,
        "admin": plain.render_as_string(hide_password=False),
    }
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEPER],
        stdin=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    _tell(keeper, json.dumps(told))
    try:
        folder.mkdir(parents=True)
        if not sqlite:
            _create(settings.database_url, name)
        shown = url.render_as_string(hide_password=False)
        yield Place(folder, shown, secrets.token_urlsafe(48), keeper)
    finally:
        if keeper.stdin:
            keeper.stdin.close()
        keeper.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _tell(keeper: "subprocess.Popen[str]", line: str) -> None:
    if keeper.stdin is None:
        raise CannotRehearse("the keeper does not listen")
    keeper.stdin.write(line + "\n")
    keeper.stdin.flush()


def _create(url: str, name: str) -> None:
    engine = create_engine(database_url(url), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
    except Exception as error:
        raise CannotRehearse(f"the database server lets us make no database: {error}") from error
    finally:
        engine.dispose()


@contextmanager
def served(where: Place, root: Path, workers: int) -> Iterator[int]:
    """A web server as `flask serve` starts it; its port. Raises CannotRehearse."""
    port = _free_port()
    log = (where.folder / "server.log").open("wb")
    with log:
        process = subprocess.Popen(
            granian("127.0.0.1", port, workers),
            cwd=root,
            env=where.environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _tell(where.keeper, str(process.pid))
    try:
        _wait(port, process, where.folder / "server.log")
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    for _ in range(50):
        port = 20_000 + secrets.randbelow(30_000)
        if port_is_free("127.0.0.1", port):
            return port
    raise CannotRehearse("no free port")


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise CannotRehearse(f"the web server does not answer: {log.read_text()[-500:]}")
