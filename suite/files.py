"""The file store: content-addressed by SHA-256, written whole or not at all.

suite_file holds one row for each content; rooms keep the hash in rows of their own and serve it
under addresses of their own, never by hash.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from flask import current_app
from sqlalchemy import BigInteger, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from suite import clock
from suite.db import Model, UtcDateTime, db

CHUNK = 1 << 20
ASIDE, FRESH = ".aside", ".new-"


class FileRow(Model):
    __tablename__ = "suite_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TooLarge(Exception):
    """The content is longer than the limit (bytes)."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"longer than {limit} bytes")
        self.limit = limit


class NoRoom(Exception):
    """The disk is so full that what is left is kept for the answers of exams."""


@dataclass(frozen=True)
class Stored:
    sha256: str
    size: int


class FileStore:
    """Files below one folder, `ab/cd/abcd…`; `reserve` bytes of its disk stay free."""

    def __init__(self, folder: Path, reserve: int = 0) -> None:
        self.folder, self.reserve = folder, reserve

    def path(self, sha256: str) -> Path:
        """Where a content lies. Raises ValueError for what is not a hash."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256")
        place = self.folder / sha256[:2] / sha256[2:4] / sha256
        if not place.exists():
            self._bring_back(sha256, place)
        return place

    def _bring_back(self, sha256: str, place: Path) -> None:
        """Undo `set_aside`: somebody asks for the content."""
        aside = self.folder / ASIDE / sha256
        if aside.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):
                aside.rename(place)

    def look(self, sha256: str) -> Path | None:
        """Where a content should lie, without asking for it; None for one that lies aside."""
        place = self.folder / sha256[:2] / sha256[2:4] / sha256
        aside = not place.exists() and (self.folder / ASIDE / sha256).exists()
        return None if aside else place

    def older_than(self, moment: float) -> Iterator[str]:
        """Contents last written before `moment` (seconds since 1970)."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            if path.stat().st_mtime < moment:
                yield path.name

    def set_aside(self, sha256: str) -> bool:
        """Put a content where only who asks for it finds it; whether it was there."""
        place, aside = self.path(sha256), self.folder / ASIDE
        now = clock.now().timestamp()
        aside.mkdir(parents=True, exist_ok=True)
        try:
            place.rename(aside / sha256)
            os.utime(aside / sha256, (now, now))
        except FileNotFoundError:
            return False
        return True

    def aside_longer_than(self, moment: float) -> list[str]:
        """Contents that lie aside since before `moment`."""
        return [p.name for p in (self.folder / ASIDE).glob("*") if p.stat().st_mtime < moment]

    def forget_torn(self, moment: float) -> int:
        """Delete what a process that was killed left half written before `moment`; how many."""
        torn = [p for p in self.folder.glob(f"{FRESH}*") if p.stat().st_mtime < moment]
        for path in torn:
            path.unlink(missing_ok=True)
        return len(torn)

    def delete_aside(self, sha256: str) -> None:
        """Delete a content that lies aside."""
        (self.folder / ASIDE / sha256).unlink(missing_ok=True)

    def ask_for(self, size: int, reserve: int | None = None) -> None:
        """Go on only if `size` bytes more leave the reserve free. Raises NoRoom."""
        self.folder.mkdir(parents=True, exist_ok=True)
        least = self.reserve if reserve is None else reserve
        if least and shutil.disk_usage(self.folder).free - size < least:
            raise NoRoom

    def open(self, sha256: str) -> BinaryIO:
        """The content, to read. Raises FileNotFoundError."""
        return self.path(sha256).open("rb")

    def put(self, source: BinaryIO, limit: int, *, reserve: int | None = None) -> Stored:
        """Keep what `source` gives; `reserve` in place of the store's own, for what goes before.
        Raises TooLarge and NoRoom, and leaves nothing behind then."""
        self.ask_for(0, reserve)
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=FRESH)
        try:
            with os.fdopen(handle, "wb") as target:
                while chunk := source.read(CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise TooLarge(limit)
                    self.ask_for(len(chunk), reserve)
                    digest.update(chunk)
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            final = self.path(digest.hexdigest())
            final.parent.mkdir(parents=True, exist_ok=True)
            Path(name).replace(final)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        for folder in (final.parent, final.parent.parent, self.folder):
            _sync_folder(folder)
        return Stored(digest.hexdigest(), size)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def store() -> FileStore:
    """The store of the running app."""
    kept: FileStore = current_app.extensions["lopso.files"]
    return kept


def remember(stored: Stored, media_type: str) -> FileRow:
    """The row of a content, made when it is new. Does not commit."""
    row = db.session.get(FileRow, stored.sha256)
    if row is not None:
        return row
    row = FileRow(
        sha256=stored.sha256, size=stored.size, media_type=media_type, created_at=clock.now()
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        # Somebody else gave the same content at the same moment.
        return db.session.scalars(select(FileRow).where(FileRow.sha256 == stored.sha256)).one()
    return row
