"""A real server for browser tests: its own folder and SQLite, killed and restarted at will."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

from flask import Flask

import wsgi
from suite import migrate
from suite.settings import load

ROOT = Path(__file__).resolve().parents[2]
SECRET = "browser-tests-" + "x" * 32
PATIENCE = 40.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """`app` looks into the same database from the test's own process."""

    def __init__(self, folder: Path, *, demo: bool = False) -> None:
        self.folder = folder
        self.demo = demo
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = f"sqlite:///{folder / 'house.db'}"
        self.app: Flask = wsgi.create_app(
            load(
                data_dir=folder,
                database_url=self.database,
                secret_key=SECRET,
                demo=demo,
                office="off",
            )
        )
        migrate.upgrade(self.app)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--no-ws"),
            *("--host", "127.0.0.1", "--port", str(self.port), "--workers", "1"),
            *("--blocking-threads", "8", "--log-level", "warning", "wsgi:create_app"),
        ]
        settings = {
            "LOPSO_DATA_DIR": str(self.folder),
            "LOPSO_DATABASE_URL": self.database,
            "LOPSO_SECRET_KEY": SECRET,
            "LOPSO_DEMO": str(self.demo).lower(),
        }
        log = (self.folder / "server.log").open("ab")
        with log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **settings},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                if self.process is None or self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError((self.folder / "server.log").read_text()[-3000:])

    def _signal(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait(20)
        self.process = None

    def kill(self) -> None:
        """`kill -9` of the server and its workers, in the middle of whatever they do."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """End the server in peace."""
        self._signal(signal.SIGTERM)

    def __enter__(self) -> "House":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
