"""A gigabyte sent to a real server over a line that is cut ten times at random.

Two outside clients of tus send it: tuspy, and tus-js-client where node has it. What arrives is
compared by its SHA-256.
"""

import hashlib
import random
import shutil
import subprocess
import time
from pathlib import Path

import psutil
from tusclient.client import TusClient

from bench.rows import CannotMeasure, Row
from bench.world import ROOT, World, world
from repository.deposit.tus.models import Resumable
from repository.ingest.models import Upload
from school.people.models import Person
from suite.db import db
from tests.kit import make_library, tus
from tests.kit.relay import Relay

SIZE, CUTS, CHUNK = 1 << 30, 10, 64 << 20
FREE = 6 * SIZE


def run(*words: str) -> list[Row]:
    """The rows; a word is another size in MB."""
    size = int(words[0]) << 20 if words else SIZE
    with world("sqlite") as house:
        if shutil.disk_usage(house.folder).free < FREE:
            raise CannotMeasure(f"{FREE >> 30} GB of free disk are needed")
        here = make_library.town()
        path = house.folder / "phim.wav"
        _write(path, size)
        with path.open("rb") as file:
            wanted = hashlib.file_digest(file, "sha256").hexdigest()
        rows = _sent(house, here.teacher, path, wanted, "tuspy")
        if shutil.which("node") and (ROOT / "node_modules" / "tus-js-client").is_dir():
            rows += _sent(house, here.librarian, path, wanted, "tus-js-client")
        return rows


def _write(path: Path, size: int) -> None:
    """A recording whose noise never repeats."""
    noise = random.Random(7)
    with path.open("wb") as file:
        head = tus.recording(1 << 20)
        file.write(head)
        for _ in range((size >> 20) - 1):
            file.write(noise.randbytes(1 << 20))


def _sent(house: World, person: Person, path: Path, wanted: str, by: str) -> list[Row]:
    size, person_id = path.stat().st_size, person.id
    headers = tus.let_in(house.app, person)
    cuts = sorted(random.SystemRandom().sample(range(size), CUTS))
    db.session.rollback()
    before, peak = house.cpu(), Peak(house)
    start = time.monotonic()
    with Relay(house.port, cuts) as line:
        url = f"http://127.0.0.1:{line.port}{tus.PATH}"
        (_by_python if by == "tuspy" else _by_node)(url, path, headers)
        made, sent = line.made, line.sent
    seconds, cpu = time.monotonic() - start, house.cpu() - before
    upload = db.session.scalars(db.select(Upload).where(Upload.person_id == person_id)).one()
    same = (upload.sha256, upload.size) == (wanted, size)
    ended = db.session.scalars(
        db.select(Resumable.upload_id).where(Resumable.person_id == person_id)
    ).one()
    db.session.rollback()
    name = f"{size >> 20:,} MB by {by}, cut {made} times"
    again = (sent - size) / size
    return [
        Row(f"{name}: the same hash", "yes" if same and ended else "NO", "yes",
            f"SHA-256 {wanted[:12]}…; cut at {', '.join(f'{cut >> 20}' for cut in cuts)} MB"),
        Row(f"{name}: time", f"{seconds:.0f} s", "reported",
            f"{size / seconds / 2**20:.0f} MB/s; {cpu:.0f} s CPU of the server;"
            f" {again:.1%} sent again, headers included; server at most {peak.megabytes()} MB"),
    ]  # fmt: skip


class Peak:
    """The most memory that a process of the server ever held."""

    def __init__(self, house: World) -> None:
        self.server = psutil.Process(house.server.pid)

    def megabytes(self) -> int:
        """Of the largest worker, as the kernel counted it."""
        most = 0
        for one in (self.server, *self.server.children()):
            status = Path(f"/proc/{one.pid}/status").read_text()
            found = next(part for part in status.splitlines() if part.startswith("VmHWM"))
            most = max(most, int(found.split()[1]))
        return most // 1024


def _by_python(url: str, path: Path, headers: dict[str, str]) -> None:
    with path.open("rb") as file:
        uploader = TusClient(url, headers=headers).uploader(
            file_stream=file, chunk_size=CHUNK, metadata={"filename": path.name},
            retries=100, retry_delay=0.2,
        )  # fmt: skip
        uploader.upload()


def _by_node(url: str, path: Path, headers: dict[str, str]) -> None:
    words = [str(path), url, path.name, str(CHUNK), headers["Cookie"], headers["X-CSRFToken"]]
    script = str(ROOT / "tests" / "kit" / "uploader.mjs")
    subprocess.run(["node", script, *words], check=True, timeout=1200, stdout=subprocess.DEVNULL)
