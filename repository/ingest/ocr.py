"""Reading scans: pictures of pages to text, page by page, so that it goes on where it ended.

The engine is Tesseract with Vietnamese where it is installed; nothing else is needed of it.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any, Protocol

from flask import current_app
from sqlalchemy import Select, func, select, update

from repository.catalogue.models import WorkFile, WorkPage
from repository.catalogue.service import touch
from repository.hooks import FORMAT_KIND, FormatError, Limits
from repository.ingest import isolate
from repository.ingest.events import TextRead
from repository.ingest.mending import ODD
from suite import files, jobs
from suite.db import db
from suite.events import publish as tell
from suite.hooks import registry
from suite.jobs import Job
from suite.text import nfc

JOB, ENGINE = "repository.ocr", "lopso.ocr"
DPI = 150
# Both together stay below the lease of a job.
SECONDS_A_PAGE, SECONDS_TO_DRAW = 70, 40
MOST_TEXT = 200_000
READ, NO_TEXT, BY_OCR = "ocr", "no_text", "ocr_text"
LANGUAGE = "vie"
READY, ABSENT = "ready", "absent"


class Engine(Protocol):
    """What reads a picture of a page (PNG). Raises OSError, subprocess.SubprocessError."""

    def read(self, picture: bytes) -> str: ...


@dataclass(frozen=True)
class Tesseract:
    """The program at `path`."""

    path: str

    def read(self, picture: bytes) -> str:
        done = subprocess.run(
            [self.path, "stdin", "stdout", "-l", LANGUAGE, "--dpi", str(DPI)],
            input=picture,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS_A_PAGE,
            check=True,
            # One core of a school's machine is enough for it.
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
        )
        return done.stdout.decode("utf-8", errors="replace")


def engine() -> Engine | None:
    """The engine of this installation, looked for once; None where there is none."""
    if ENGINE not in current_app.extensions:
        current_app.extensions[ENGINE] = installed()
    found: Engine | None = current_app.extensions[ENGINE]
    return found


def installed() -> Engine | None:
    """The engine of this machine; None where it has none that reads Vietnamese."""
    path = shutil.which("tesseract")
    if path is None:
        return None
    try:
        listed = subprocess.run(
            [path, "--list-langs"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return Tesseract(path) if LANGUAGE in listed.stdout.split() else None


def offer(file: WorkFile) -> str:
    """Whether a file may be read by OCR: "ready", "absent" (no engine here), or "" (no need)."""
    needs = {NO_TEXT, ODD} & set(file.warnings) or _is_picture(file)
    if file.locked or not needs or BY_OCR in file.warnings or not _renderer(file.format):
        return ""
    return READY if engine() is not None else ABSENT


def ask(file: WorkFile, owner_id: int | None) -> Job:
    """The job that reads a file; one that waits or runs already is taken. Does not commit."""
    alive = select(Job).where(Job.name == JOB, Job.state.in_(("waiting", "running")))
    for row in db.session.scalars(alive):
        if row.payload.get("file_id") == file.id:
            return row
    return jobs.enqueue(JOB, owner_id=owner_id, file_id=file.id)


def read_file(ctx: jobs.Context, file_id: int) -> int:
    """Read the pages that nobody read yet; how many have been read by now. What is done stays
    when the job is stopped. No transaction is open while a page is drawn and read."""
    reader = engine()
    file = db.session.get_one(WorkFile, file_id)
    drawn_by, path = _renderer(file.format), files.store().path(file.sha256)
    todo, done = _todo(file), _done(file)
    if reader is None:
        raise RuntimeError("no engine")
    try:
        for number in todo:
            ctx.progress(done, done + len(todo) - todo.index(number))
            db.session.commit()
            text = _read(reader, path, drawn_by, number)
            page = update(WorkPage).where(WorkPage.file_id == file_id, WorkPage.page_no == number)
            db.session.execute(page.values(text=text, read_by=READ))
            done += 1
        ctx.progress(done, done)
    except jobs.Cancelled:
        _finish(file_id)
        raise
    _finish(file_id)
    return done


def _todo(file: WorkFile) -> list[int]:
    query = select(WorkPage.page_no).where(WorkPage.file_id == file.id, WorkPage.read_by.is_(None))
    if ODD not in file.warnings:
        query = query.where(func.trim(WorkPage.text) == "")
    return list(db.session.scalars(query.order_by(WorkPage.page_no)))


def _done(file: WorkFile) -> int:
    return db.session.scalar(_count(file.id).where(WorkPage.read_by == READ)) or 0


def _count(file_id: int) -> Select[Any]:
    return select(func.count()).select_from(WorkPage).where(WorkPage.file_id == file_id)


def _read(reader: Engine, path: Any, drawn_by: str, number: int) -> str:
    """The text of a page; one that cannot be drawn or read has none."""
    limits = Limits(seconds=SECONDS_TO_DRAW)
    try:
        text = reader.read(isolate.picture(path, drawn_by, number, DPI, limits))
    except (FormatError, OSError, subprocess.SubprocessError):
        return ""
    return nfc(text.replace("\0", "").replace("\f", "\n")).strip()[:MOST_TEXT]


def _finish(file_id: int) -> None:
    """Say where the text comes from, and tell the index. Commits."""
    file = db.session.get_one(WorkFile, file_id)
    found = db.session.scalar(_count(file_id).where(WorkPage.text != "")) or 0
    left = [code for code in file.warnings if code not in (NO_TEXT, ODD, BY_OCR)]
    if _todo(file):
        left = [code for code in file.warnings if code != BY_OCR]
    else:
        left += [BY_OCR] if found else [NO_TEXT, BY_OCR]
    file.warnings = left
    touch(file.work)
    tell(TextRead(file_id))
    db.session.commit()


def _renderer(name: str) -> str:
    kind = registry().kinds(FORMAT_KIND).get(name)
    return str(getattr(kind, "renderer", ""))


def _is_picture(file: WorkFile) -> bool:
    kind = registry().kinds(FORMAT_KIND).get(file.format)
    return kind is not None and kind.viewer == "image"
