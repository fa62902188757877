"""One command starts web and workers; a dead worker comes back, and all end together."""

import gc
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

import wsgi
from suite import migrate
from suite import serve as serving
from suite.serve import port_is_free, serve
from suite.settings import load
from tests.browser.house import free_port

ROOT = Path(__file__).resolve().parents[2]


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
            return True
    except OSError:
        return False


def until(condition: object, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return
        time.sleep(0.2)
    pytest.fail("it did not happen in time")


def workers(process: psutil.Process) -> list[psutil.Process]:
    found = []
    for child in process.children():
        try:
            if "worker" in child.cmdline():
                found.append(child)
        except psutil.Error:
            continue
    return found


def test_start_die_return_stop(tmp_path: Path) -> None:
    app = wsgi.create_app(load(data_dir=tmp_path))
    migrate.upgrade(app)
    port = free_port()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--port", str(port)]
    served = subprocess.Popen(
        [*command, "--workers", "1"],
        cwd=ROOT,
        env={**os.environ, "LOPSO_DATA_DIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: answers(port))
        process = psutil.Process(served.pid)
        until(lambda: len(workers(process)) == 2)
        everyone = process.children(recursive=True)
        victim = workers(process)[0]
        victim.kill()
        until(
            lambda: (
                len(workers(process)) == 2 and victim.pid not in [p.pid for p in workers(process)]
            )
        )
        everyone += process.children(recursive=True)
        web = next(p for p in process.children() if p not in workers(process))
        orphans = web.children()
        web.kill()
        until(lambda: not any(p.is_running() for p in orphans) and answers(port))
        everyone += process.children(recursive=True)
    finally:
        served.send_signal(signal.SIGTERM)
        served.wait(40)
    until(lambda: port_is_free("127.0.0.1", port))
    assert not [p for p in everyone if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize(("steady", "starts", "status"), [(0.0, 3, 0), (60.0, 1, 1)])
def test_a_web_server_that_gave_up_is_started_again_unless_it_never_worked(
    monkeypatch: pytest.MonkeyPatch, steady: float, starts: int, status: int
) -> None:
    started = []

    def gives_up(*_words: object) -> list[str]:
        if len(started) == 3:
            raise KeyboardInterrupt
        started.append(1)
        return [sys.executable, "-S", "-c", "raise SystemExit(1)"]

    monkeypatch.setattr(serving, "granian", gives_up)
    monkeypatch.setattr(serving, "workers_of_the_queue", list)
    monkeypatch.setattr(serving, "RESTART_AFTER", 0.1)
    monkeypatch.setattr(serving, "STEADY", steady)
    monkeypatch.setattr(signal, "signal", lambda *_words: None)
    assert serve("127.0.0.1", free_port(), 1) == status
    assert len(started) == starts


def test_a_taken_port_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert serve("127.0.0.1", taken.getsockname()[1], 1) == 1
    assert "taken" in capsys.readouterr().err


def test_what_the_app_is_made_of_is_set_aside() -> None:
    assert "wsgi:serving" in serving.granian("127.0.0.1", 1, 1)
    gc.unfreeze()
    serving.settle()
    assert gc.get_freeze_count() > 100_000
