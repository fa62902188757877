"""The power of a disk is cut while pupils save: what was acknowledged is there when it comes back.

The database (SQLite) lies on an ext4 file system on a loop device on a disk of ours, which keeps
for sure only what it was told to flush. After the cut the server is killed, the disk is mounted
anew as a machine would that starts again, and the database is compared with what pupils were told.
`powercut:1:lying` cuts a disk that ignores flushes during the saving: then answers must be
missing, or this measures nothing. Needs root, FUSE and the package mfusepy.
"""

import asyncio
import importlib.util
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.pupilside import Pupil, Told
from bench.rows import CannotMeasure, Row
from bench.world import World, attempts, exam, pupils, world
from lms.exams.models import Attempt
from suite.db import db

CUTS, PUPILS, SIZE = 10, 100, 128 * 2**20
THINKING = (0.2, 0.6)
SECONDS = (3.0, 8.0)  # of saving before the cut
KEPT = """SELECT a.uid, s.seq, s.item, s.response FROM lms_answer_save s
JOIN lms_exam_attempt a ON a.id = s.attempt_id"""


@dataclass
class Cut:
    """What was there after one cut."""

    acknowledged: int
    lost: int
    flushes: int
    sound: str


def run(*words: str) -> list[Row]:
    count = int(words[0]) if words else CUTS
    cuts = [_cut("lying" in words) for _ in range(count)]
    told, flushes = sum(one.acknowledged for one in cuts), sum(one.flushes for one in cuts)
    sound = sum(one.sound == "ok" for one in cuts)
    return [
        Row(
            f"power of the disk cut, sqlite, {count} times: acknowledged answers lost",
            str(sum(one.lost for one in cuts)),
            "0",
            f"{told:,} acknowledged to {PUPILS} pupils at a time, {flushes:,} flushes of the disk;"
            f" {sound} of {count} databases sound afterwards (PRAGMA integrity_check)",
        )
    ]


def _do(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise CannotMeasure(str(error)) from error
    if done.returncode:
        raise CannotMeasure(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout.strip()


@contextmanager
def _mounted(disk: Path, *, new: bool) -> Iterator[Path]:
    """The file system on a disk, which is made first when it is `new`."""
    device = _do("losetup", "--find", "--show", str(disk))
    folder = Path(tempfile.mkdtemp(prefix="lopso-mounted-"))
    try:
        if new:
            _do("mkfs.ext4", "-q", device)
        _do("mount", device, str(folder))
        folder.chmod(0o755)
        yield folder
        _do("umount", "--lazy", str(folder))
    finally:
        _do("losetup", "--detach", device)


@contextmanager
def _disk() -> Iterator[Path]:
    """A folder with a disk whose power can be cut."""
    if importlib.util.find_spec("mfusepy") is None:
        raise CannotMeasure("the package mfusepy is not here (pip install mfusepy)")
    folder = Path(tempfile.mkdtemp(prefix="lopso-cut-"))
    command = [sys.executable, "-W", "ignore", "-m", "bench.cutdisk", str(folder), str(SIZE)]
    process = subprocess.Popen(command)
    try:
        until = time.monotonic() + 20
        while not (folder / "disk").exists():
            if process.poll() is not None or time.monotonic() > until:
                raise CannotMeasure("FUSE is not allowed here")
            time.sleep(0.1)
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)
        process.wait(20)


def _cut(lying: bool) -> Cut:
    told = Told()
    image = Path(tempfile.mkdtemp(prefix="lopso-image-"), "image")
    with (
        _disk() as disk,
        _mounted(disk / "disk", new=True) as folder,
        world("sqlite", folder=folder) as house,
    ):
        of = exam()
        tokens = attempts(of, pupils(PUPILS, of.school_id))
        uids = list(db.session.scalars(db.select(Attempt.uid).order_by(Attempt.id)))
        db.session.rollback()
        subprocess.run(["sync", "-f", str(folder)], check=True)
        if lying:
            (disk / "cut").write_text("lie")
        asyncio.run(_saving(house, disk, image, list(zip(uids, tokens, strict=True)), told))
        db.session.remove()
        db.engine.dispose()
    try:
        with _mounted(image, new=False) as folder:
            sound, kept = _found(folder / "bench.db")
    except CannotMeasure as error:
        sound, kept = str(error), {}
    lost = sum(kept.get(key) != sent for key, sent in told.acknowledged.items())
    flushes = int(image.with_suffix(".flushes").read_text())
    for one in image.parent.iterdir():
        one.unlink()
    image.parent.rmdir()
    print(f"  {len(told.acknowledged):,} acknowledged, {lost} lost, {sound}", flush=True)
    return Cut(len(told.acknowledged), lost, flushes, sound)


async def _saving(
    house: World, disk: Path, image: Path, running: list[tuple[str, str]], told: Told
) -> None:
    """Pupils save until the power goes; then the server dies, too."""
    tasks = [
        asyncio.create_task(Pupil(house.port, told, *one, thinking=THINKING).work())
        for one in running
    ]
    await asyncio.sleep(random.uniform(*SECONDS))
    await asyncio.to_thread((disk / "cut").write_text, str(image))
    await asyncio.sleep(0.5)  # what was on its way to pupils arrives
    top = psutil.Process(house.server.pid)
    for process in [top, *top.children(recursive=True)]:
        process.kill()
    waiting = set(tasks)
    while waiting:  # a task that just got its answer does not hear of it the first time
        for task in waiting:
            task.cancel()
        _, waiting = await asyncio.wait(waiting, timeout=1)


def _found(path: Path) -> tuple[str, dict[tuple[str, int], tuple[int, object]]]:
    try:
        with sqlite3.connect(path) as connection:
            (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
            rows = connection.execute(KEPT).fetchall()
    except sqlite3.DatabaseError as error:
        return str(error), {}
    return sound, {(uid, seq): (item, json.loads(text)) for uid, seq, item, text in rows}
