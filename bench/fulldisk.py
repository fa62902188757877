"""A disk that is really full while pupils answer: a small file system in memory holds the data.

First below the reserve (the library takes no more files), then below what is kept free (pupils'
answers by file are refused, too), then full to the last byte, then with room again. Pupils without
a browser and pages in Chromium answer all the time. Needs the right to mount.
"""

import asyncio
import http.client
import io
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from sqlalchemy import text

from bench import kills, pages, pupilside
from bench.pages import Screen
from bench.pupilside import Pupil, Told
from bench.rows import CannotMeasure, Row
from bench.world import World, attempts, entries, pupils, world
from lms.bank import service as bank
from lms.bank.rules import Content
from lms.exams import choosing, service
from lms.exams.models import Attempt
from suite import files
from suite.db import db
from tests.kit import make_exams
from tests.kit.samplefiles import png

SIZE, RESERVE, KEPT_FREE = 96 * 2**20, 40 * 2**20, 20 * 2**20
PUPILS, SCREENS, QUESTIONS, MINUTES = 100, 3, 40, 60
FULL, PHASE = 40.0, 8.0  # seconds without any room, and of each other phase
SHOWN = """() => [document.getElementById("exam-state").dataset.state,
  document.getElementById("exam-state").innerText,
  document.querySelectorAll("#exam-map button[data-state=waiting]").length]"""


@dataclass
class Day:
    """What happened: by phase, acknowledgements and what was said and taken meanwhile."""

    house: World
    disk: Path
    told: Told = field(default_factory=Told)
    kept: dict[str, int] = field(default_factory=dict)
    books: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, int] = field(default_factory=dict)
    said: dict[str, list[tuple[str, str, int]]] = field(default_factory=dict)
    late_waited: bool = False
    back: float = 0.0
    screens: list[Screen] = field(default_factory=list)


@contextmanager
def small_disk(size: int) -> Iterator[Path]:
    """A file system of that many bytes. Raises CannotMeasure where none may be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="lopso-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "none", str(folder)]
    try:
        made = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise CannotMeasure(str(error)) from error
    if made.returncode:
        raise CannotMeasure(f"no file system can be mounted here: {made.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


class Ballast:
    """A file that takes room away."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "ballast"
        self.path.touch()

    def leave(self, free: int) -> None:
        """Grow until only so many bytes are free."""
        with self.path.open("ab") as file:
            while (more := shutil.disk_usage(self.path.parent).free - free) > 0:
                try:
                    file.write(bytes(min(more, 1 << 20)))
                    file.flush()
                except OSError:
                    return

    def give_back(self) -> None:
        """Nothing is taken any more."""
        os.truncate(self.path, 0)


def run(*_words: str) -> list[Row]:
    limits = {"disk_reserve": str(RESERVE), "keep_free": str(KEPT_FREE)}
    with small_disk(SIZE) as disk, world("sqlite", folder=disk, **limits) as house:
        room = _room()
        at_screens = [(one.id, one.username) for one in room.pupils]
        people = pupils(PUPILS, room.exam.school_id)
        tokens = attempts(room.exam, people)
        uids = list(db.session.scalars(db.select(Attempt.uid).order_by(Attempt.id)))
        late = entries(room.exam, pupils(1, room.exam.school_id, "muon"))
        uid = room.uid
        db.session.rollback()
        before = _workers(house)
        day = Day(house, disk)
        asyncio.run(_lived(day, list(zip(uids, tokens, strict=True)), late[0], uid, at_screens))
        return _rows(day, before == _workers(house))


def _room() -> make_exams.Room:
    """An exam whose last question is answered by a file."""
    room = make_exams.room(pupils=SCREENS, questions=QUESTIONS, minutes=MINUTES,
                           shuffle_questions=False)  # fmt: skip
    service.unprepare(room.exam.id)
    about = bank.About(room.exam.school_id, "TOAN", 6)
    content = Content("file_answer", "Chụp hình vẽ", {"most_files": 5, "what": ["photo"]}, {})
    item = bank.add_item(about, content, room.teacher.id)
    choosing.choose(room.exam.id, [item.id])
    service.prepare(room.exam.id)
    return room


def _workers(house: World) -> list[int]:
    return sorted(one.pid for one in psutil.Process(house.server.pid).children())


async def _lived(
    day: Day,
    running: list[tuple[str, str]],
    late: str,
    uid: str,
    at_screens: list[tuple[int, str]],
) -> None:
    port, ballast = day.house.port, Ballast(day.disk)
    token = running[0][1]
    async with (
        pages.screens(port, uid, at_screens) as day.screens,
        asyncio.TaskGroup() as all_of,
    ):
        for work in [
            *(Pupil(port, day.told, *one).work() for one in running),
            *(pages.work(one, day.told, QUESTIONS, reloads=0) for one in day.screens),
        ]:
            all_of.create_task(work)
        await _phase(day, "with room", token)
        ballast.leave((RESERVE + KEPT_FREE) // 2)
        await _phase(day, "below the reserve", token)
        ballast.leave(KEPT_FREE // 2)
        await _phase(day, "below what is kept free", token)
        until = time.monotonic() + FULL
        start = None
        while time.monotonic() < until:
            ballast.leave(0)
            await asyncio.sleep(0.05)
            if start is None and time.monotonic() > until - FULL / 2:
                start = all_of.create_task(pupilside.start(port, day.told, late))
        day.late_waited = start is not None and not start.done()
        await _look(day, "full", token)
        ballast.give_back()
        given = time.monotonic()
        while len(day.told.acknowledged) < len(day.told.given) * 0.99:
            await asyncio.sleep(0.1)
        day.back = time.monotonic() - given
        await _phase(day, "with room again", token)
        day.told.over = True


async def _phase(day: Day, name: str, token: str) -> None:
    await asyncio.sleep(PHASE)
    await _look(day, name, token)


async def _look(day: Day, name: str, token: str) -> None:
    """How it stands: answers acknowledged in this phase, what is taken in, what pages say."""
    day.kept[name] = len(day.told.acknowledged) - sum(day.kept.values())
    number = len(day.kept)
    day.books[name] = await asyncio.to_thread(_library_takes, day.house, number)
    day.uploads[name] = await asyncio.to_thread(_upload, day.house.port, token, number)
    day.said[name] = [await one.page.evaluate(SHOWN) for one in day.screens]
    print(f"  {name}: {day.kept[name]} kept, library {day.books[name]}, file of an answer"
          f" {day.uploads[name]}, pages {day.said[name][0]}", flush=True)  # fmt: skip


def _library_takes(house: World, number: int) -> str:
    """Whether the store takes a file of the library."""
    with house.app.app_context():
        try:
            files.store().put(io.BytesIO(b"sach %d" % number), 1 << 20)
        except files.NoRoom:
            return "refused"
        except OSError as error:
            return str(error)
    return "taken"


def _upload(port: int, token: str, number: int) -> int:
    """The status that a pupil's answer by file gets."""
    line = b"--x\r\nContent-Disposition: form-data; name=file; filename=a.png\r\n\r\n"
    body = line + png() + bytes(number) + b"\r\n--x--\r\n"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"X-Attempt": token, "X-Item": str(QUESTIONS + 1), "X-Upload": f"word{number:04}",
               "Content-Type": "multipart/form-data; boundary=x"}  # fmt: skip
    connection.request("POST", "/exams/uploads", body, headers)
    return connection.getresponse().status


def _rows(day: Day, same: bool) -> list[Row]:
    told, kept = day.told, kills.kept()
    lost = sum(kept.get(key) != sent for key, sent in told.acknowledged.items())
    never = sum(kept.get(key) != sent for key, sent in told.given.items())
    wrong = [line for one in day.screens for line in pages.differences(one)]
    print(*wrong, sep="\n", end="")
    sound = db.session.scalar(text("PRAGMA integrity_check"))
    db.session.rollback()
    phases = ", ".join(f"{name} {count:,}" for name, count in day.kept.items())
    takes = "; ".join(
        f"{name}: library {day.books[name]}, answer by file {day.uploads[name]}"
        for name in day.kept
    )
    shown = next(iter(day.said["full"]))
    return [
        Row("full disk, sqlite: acknowledged answers lost", str(lost), "0",
            f"{len(told.acknowledged):,} acknowledged of {len(told.given):,} given ({phases});"
            f" {never} not there at the end; {told.failures:,} tries refused;"
            f" PRAGMA integrity_check {sound}"),
        Row("full disk, sqlite: what waited was kept after there was room", f"{day.back:.1f} s",
            "reported", f"by the same processes: {'yes' if same else 'NO'}; a start that was asked"
            f" for without room waited: {'yes' if day.late_waited else 'NO'}"),
        Row("full disk, sqlite: what pages say is saved and is not so", str(len(wrong)), "0",
            f"{SCREENS} pages in Chromium; without room one said: “{shown[1].strip()}”,"
            f" {shown[2]} questions marked as waiting"),
        Row("full disk, sqlite: uploads stop before the answers", "yes" if _in_order(day) else "NO",
            "yes", takes),
    ]  # fmt: skip


def _in_order(day: Day) -> bool:
    """The library stops first, then answers by file, and the saves only without any room."""
    library = [day.books[name] == "taken" for name in day.kept]
    uploads = [day.uploads[name] == 200 for name in day.kept]
    saves = [day.kept[name] > 0 for name in list(day.kept)[:3]]
    return (
        library == [True, False, False, False, True]
        and uploads == [True, True, False, False, True]
        and all(saves)
    )
