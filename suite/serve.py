"""One command that starts web and workers, each in a process of its own, and ends them all.

Granian's defaults let 2,000 open browsers starve and one dead worker stop the server; the
options below are the measured remedy. A master killed with -9 leaves its worker on the port, so
the port is tried first.
"""

import contextlib
import gc
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

from sqlalchemy.orm import configure_mappers

from suite import jobs

OPEN_BROWSERS = 16_384
THREADS = 16
RESTART_AFTER = 1.0
STEADY = 20.0  # seconds after which the web server has shown that it works


def settle() -> None:
    """Set aside what the app is made of.

    Python's collector would else look through all of it again and again, a quarter of a second in
    which a process answers nobody.
    """
    configure_mappers()
    gc.collect()
    gc.freeze()


def port_is_free(host: str, port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def granian(host: str, port: int, workers: int) -> list[str]:
    """The command line of the web server."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", str(THREADS), "--backlog", str(OPEN_BROWSERS)),
        *("--backpressure", str(OPEN_BROWSERS), "--respawn-failed-workers"),
        *("--no-ws", "--log-level", "error", "wsgi:serving"),
    ]


def raise_open_files() -> int:
    """Ask for as many open files as open browsers may need; what was granted."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_BROWSERS * 2 if hard == resource.RLIM_INFINITY else min(hard, OPEN_BROWSERS * 2)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(soft, wanted)


def workers_of_the_queue() -> list[list[str]]:
    """Command lines of the workers: one for what may take minutes, one for all else."""
    worker = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    slow = [part for name in jobs.SLOW for part in ("--queue", name)]
    quick = [part for name in jobs.SLOW for part in ("--not-queue", name)]
    return [[*worker, *slow], [*worker, *quick]]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, start_new_session=True)


def serve(host: str, port: int, workers: int) -> int:
    """Run until a signal comes or the web server cannot start; the exit status.

    What dies is started again, the web server, too, which gives up when one of its workers is
    killed twice within seconds; the job of a worker is taken anew when its lease has passed.
    """
    if not port_is_free(host, port):
        print(f"port {port} on {host} is taken: is another server still running?", file=sys.stderr)
        return 1
    granted = raise_open_files()
    if granted < OPEN_BROWSERS:
        print(f"only {granted} open files allowed; fewer browsers can stay connected")
    web, since = _start(granian(host, port, workers)), time.monotonic()
    helpers = [(command, _start(command)) for command in workers_of_the_queue()]
    print(f"Lớp Số: http://{host}:{port}", flush=True)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        proven = False
        while True:
            proven = proven or time.monotonic() - since >= STEADY
            if web.poll() is not None:
                if web.returncode >= 0 and not proven:
                    return 1
                _end_orphans(web)
                web, since = _start(granian(host, port, workers)), time.monotonic()
            time.sleep(RESTART_AFTER)
            helpers = [(c, p if p.poll() is None else _start(c)) for c, p in helpers]
    except KeyboardInterrupt:
        return 0
    finally:
        _end([web, *(process for _command, process in helpers)])


def _end_orphans(web: subprocess.Popen[bytes]) -> None:
    """End what a killed web server leaves behind: its workers would keep the port, with nobody
    to start them again. What they acknowledged is on the disk."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(web.pid, signal.SIGKILL)


def _end(parts: list[subprocess.Popen[bytes]]) -> None:
    for part in parts:
        if part.poll() is None:
            os.killpg(part.pid, signal.SIGTERM)
    for part in parts:
        try:
            part.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(part.pid, signal.SIGKILL)
