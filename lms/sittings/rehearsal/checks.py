"""What a rehearsal looks at besides answers: disk, memory, open files, clock, encryption."""

import os
import resource
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lms.exams.clocks import database_now
from suite import clock
from suite.serve import OPEN_BROWSERS
from suite.settings import Settings

# What was measured to keep an exam calm on small machines; a rehearsal says when it is exceeded.
START_P95, SAVE_P99 = 1000.0, 250.0
SKEW = 2.0
MEMORY = 256 * 2**20


@dataclass(frozen=True)
class Finding:
    """`level`: "ok", "warn" (it will hold, but) or "bad" (it will not)."""

    name: str
    level: str
    detail: str


def timing(name: str, found: float, most: float) -> Finding:
    """A time in ms against the most that it should be; twice as much is bad."""
    level = "ok" if found <= most else "warn" if found <= 2 * most else "bad"
    return Finding(name, level, f"{found:.0f} ms (calm up to {most:.0f} ms)")


def disk(settings: Settings, bytes_each: float, candidates: int, minutes: int) -> Finding:
    """Whether the answers of the whole exam fit beside the reserve; an answer every ten seconds."""
    free = shutil.disk_usage(settings.data_dir).free
    wanted = int(bytes_each * candidates * minutes * 6)
    level = "bad" if free < wanted * 2 else "warn" if free < settings.disk_reserve else "ok"
    return Finding("disk", level, f"{_size(free)} free, the exam may write {_size(wanted)}")


def memory() -> Finding:
    """What is left for the web server and the database."""
    told = Path("/proc/meminfo")
    if not told.exists():
        return Finding("memory", "warn", "not known on this system")
    lines = dict(line.split(":", 1) for line in told.read_text().splitlines())
    left = int(lines["MemAvailable"].split()[0]) * 1024
    return Finding("memory", "ok" if left >= MEMORY else "bad", f"{_size(left)} available")


def open_files(candidates: int) -> Finding:
    """Whether every browser can stay connected."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN_BROWSERS * 2 if hard == resource.RLIM_INFINITY else hard
    level = "ok" if most > candidates * 2 + 200 else "bad"
    return Finding("open files", level, f"{most} allowed for {candidates} browsers")


def clocks(here: datetime | None = None, there: datetime | None = None) -> Finding:
    """The clock of this machine against that of the database, which judges every deadline."""
    there = there or database_now()
    apart = abs(((here or clock.now()) - there).total_seconds())
    level = "ok" if apart <= SKEW else "warn"
    return Finding("clock", level, f"{apart:.1f} s between this machine and the database")


def encryption(settings: Settings) -> Finding:
    """Whether browsers reach the house by HTTPS, as far as the settings say."""
    if settings.public_url.startswith("https://") and settings.secure_cookies:
        return Finding("encryption", "ok", f"{settings.public_url}, cookies by HTTPS only")
    said = settings.public_url or "no public_url is set"
    return Finding("encryption", "warn", f"plain HTTP ({said}): only inside a trusted network")


def processors(workers: int) -> Finding:
    """How many web workers there are for the processors."""
    count = os.cpu_count() or 1
    return Finding(
        "processors", "ok" if workers <= count else "warn", f"{count}, {workers} workers"
    )


def _size(count: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"
