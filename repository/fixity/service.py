"""Reading every stored content again, slowly, and going on where the last reading ended."""

import hashlib
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Select, delete, func, or_, select

from repository.catalogue import health
from repository.catalogue.models import ALIVE, DEAD, WorkFile
from repository.fixity import rules, telling
from repository.fixity.models import Fixity, FixityRun
from suite import clock, files
from suite.db import db
from suite.files import CHUNK, FileRow
from suite.settings import current_settings

BATCH = 100
Progress = Callable[[int, int], None]


def audit(progress: Progress, *, rate: int | None = None) -> FixityRun:
    """Read the whole store, or go on with the reading that was interrupted.

    What was broken is looked at first. `progress(done, total)` is called after each content, once
    what was found is committed; what it raises interrupts the reading. `rate` are bytes a second
    (0: no limit), by default those of the settings.
    """
    pace = current_settings().fixity_rate if rate is None else rate
    run = _begun()
    total = db.session.scalar(select(func.count(FileRow.sha256))) or 0
    if not run.bookmark:
        for row in _rows_of(db.session.scalars(_broken()).all()):
            _look(row[0], row[1], pace)
    while batch := _next(run.bookmark):
        for sha256, size in batch:
            read, broken = _look(sha256, size, pace)
            run.bookmark, run.checked = sha256, run.checked + 1
            run.bytes_read += read
            run.broken += broken
            db.session.commit()
            progress(run.checked, max(total, run.checked))
    _finish(run)
    return run


def unfinished() -> FixityRun | None:
    """The reading that is under way or was interrupted."""
    query = select(FixityRun).where(FixityRun.finished_at.is_(None)).order_by(FixityRun.id.desc())
    return db.session.scalar(query.limit(1))


def last_finished() -> FixityRun | None:
    """The last reading that came to its end."""
    query = select(FixityRun).where(FixityRun.finished_at.is_not(None))
    return db.session.scalar(query.order_by(FixityRun.id.desc()).limit(1))


def examine(path: Path | None, pace: int) -> tuple[str, int] | None:
    """The hash and size of what lies at a place, read at most `pace` bytes a second; None where it
    cannot be read."""
    if path is None:
        return None
    digest, size, start = hashlib.sha256(), 0, time.monotonic()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                size += len(chunk)
                digest.update(chunk)
                time.sleep(rules.rest(size, time.monotonic() - start, pace))
    except OSError:
        return None
    return digest.hexdigest(), size


def note(sha256: str, outcome: str, found: int | None) -> None:
    """Keep what a content was found to be, and let the files of works know. No commit."""
    now = clock.now()
    row = db.session.get(Fixity, sha256)
    if row is None:
        row = Fixity(content=sha256)
        db.session.add(row)
    was_broken = row.outcome in rules.BROKEN
    row.outcome, row.found, row.checked_at = outcome, found, now
    if outcome == rules.WHOLE:
        row.since = None
    elif not was_broken:
        row.since = now
    db.session.flush()
    for file in _files_of(sha256):
        health.note(file, DEAD if _has_broken(file) else ALIVE)


def _begun() -> FixityRun:
    run = unfinished()
    if run is None:
        run = FixityRun(started_at=clock.now())
        db.session.add(run)
    db.session.commit()
    return run


def _look(sha256: str, size: int, pace: int) -> tuple[int, bool]:
    """(bytes read, whether it is broken). What lies aside to be swept is passed over."""
    place = files.store().look(sha256)
    db.session.commit()
    found = examine(place, pace)
    outcome = rules.outcome(sha256, size, found)
    if outcome != rules.WHOLE and not _rows_of([sha256]):
        return 0, False  # swept meanwhile
    note(sha256, outcome, found[1] if found else None)
    return (found[1] if found else 0), outcome != rules.WHOLE


def _next(bookmark: str) -> Sequence[tuple[str, int]]:
    query = select(FileRow.sha256, FileRow.size).where(FileRow.sha256 > bookmark)
    rows = db.session.execute(query.order_by(FileRow.sha256).limit(BATCH))
    return [(sha256, size) for sha256, size in rows]


def _rows_of(contents: Sequence[str]) -> Sequence[tuple[str, int]]:
    query = select(FileRow.sha256, FileRow.size).where(FileRow.sha256.in_(list(contents)))
    return [(sha256, size) for sha256, size in db.session.execute(query)]


def _broken() -> Select[str]:
    return select(Fixity.content).where(Fixity.outcome != rules.WHOLE)


def _files_of(sha256: str) -> Sequence[WorkFile]:
    query = select(WorkFile).where(or_(WorkFile.sha256 == sha256, WorkFile.shown_sha256 == sha256))
    return db.session.scalars(query).all()


def _has_broken(file: WorkFile) -> bool:
    contents = [one for one in (file.sha256, file.shown_sha256) if one]
    query = _broken().where(Fixity.content.in_(contents)).limit(1)
    return db.session.scalar(query) is not None


def _finish(run: FixityRun) -> None:
    """Forget contents that were swept, tell who looks after the broken ones. Commits."""
    db.session.execute(delete(Fixity).where(Fixity.content.not_in(select(FileRow.sha256))))
    run.finished_at = clock.now()
    telling.broken_since(run.id, run.started_at)
    db.session.commit()


def oldest_check() -> datetime | None:
    """When the content was read that was not read for longest."""
    return db.session.scalar(select(func.min(Fixity.checked_at)))


def never_read() -> int:
    """How many contents were not read yet."""
    query = select(func.count(FileRow.sha256)).where(FileRow.sha256.not_in(select(Fixity.content)))
    return db.session.scalar(query) or 0
