"""Who of a running house can be killed with -9, and how to see that it answers again.

The house is `flask serve`, which starts what is killed of its own; what stands above (PostgreSQL
itself) is started by us, as a machine's service manager would.
"""

import os
import random
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil

from bench.world import World

WEB_WORKERS = 2
PATIENCE = 300.0
NOTICED = 0.5  # seconds in which those above have seen that somebody is dead
LOCKED_BYTE = 120  # of the -shm file: SQLite's lock of whoever writes

Kill = Callable[[World], str]


def kinds(house: World) -> list[Kill]:
    """What is killed in turn on this database."""
    web = [a_web_worker, the_web_server, a_queue_worker]
    return [*web, a_backend, the_postmaster] if house.postgres else [*web, who_writes]


def _web(house: World) -> psutil.Process:
    children = psutil.Process(house.server.pid).children()
    return next(one for one in children if "granian" in one.cmdline())


def _queue(house: World) -> list[psutil.Process]:
    children = psutil.Process(house.server.pid).children()
    return [one for one in children if "worker" in one.cmdline()]


def _alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [one for one in processes if one.status() != psutil.STATUS_ZOMBIE]


def a_web_worker(house: World) -> str:
    """One of the processes that answer."""
    random.choice(_alive(_web(house).children())).kill()
    return "web worker"


def the_web_server(house: World) -> str:
    """All that answers, at once."""
    os.killpg(_web(house).pid, signal.SIGKILL)
    return "web server"


def a_queue_worker(house: World) -> str:
    """Who runs jobs and delivers events."""
    random.choice(_alive(_queue(house))).kill()
    return "queue worker"


def a_backend(house: World) -> str:
    """A process of PostgreSQL; the others end with it and it recovers from its log."""
    random.choice(psutil.Process(house.postmaster).children()).kill()
    return "database process"


def the_postmaster(house: World) -> str:
    """PostgreSQL itself."""
    psutil.Process(house.postmaster).kill()
    return "postmaster"


def who_writes(house: World) -> str:
    """The process that holds SQLite's lock for writing at this moment."""
    inode = Path(house.folder, "bench.db-shm").stat().st_ino
    until = time.monotonic() + 5
    while time.monotonic() < until:
        for line in Path("/proc/locks").read_text().splitlines():
            words = line.split()
            if words[3] == "WRITE" and words[5].endswith(f":{inode}") and _held(words[6:8]):
                os.kill(int(words[4]), signal.SIGKILL)
                return "who held the write lock"
    raise RuntimeError("nobody wrote for five seconds")


def _held(ends: list[str]) -> bool:
    return int(ends[0]) <= LOCKED_BYTE <= int(ends[1])


def answers_again(house: World) -> float:
    """Wait until the house answers; the seconds since the kill. Raises RuntimeError."""
    begin = time.monotonic()
    time.sleep(NOTICED)
    while time.monotonic() - begin < PATIENCE:
        if house.postgres and not psutil.pid_exists(house.postmaster or 0):
            _start_postgres(house)
        if _answers(house.port):
            return time.monotonic() - begin
        time.sleep(0.1)
    raise RuntimeError("the house did not come back")


def _start_postgres(house: World) -> None:
    try:
        house.postgres.ensure_postgres_running()
    except (subprocess.SubprocessError, AssertionError):
        return  # what was left of the old one is not gone yet, or the new one still recovers


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
            return True
    except OSError:
        return False
