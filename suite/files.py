"""The file store: content-addressed by SHA-256, written whole or not at all.

suite_file holds one row for each content; rooms keep the hash in rows of their own and serve it
under addresses of their own, never by hash.
"""

import hashlib
import os
import tempfile
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


@dataclass(frozen=True)
class Stored:
    sha256: str
    size: int


class FileStore:
    """Files below one folder, `ab/cd/abcd…`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where a content lies. Raises ValueError for what is not a hash."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256")
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def open(self, sha256: str) -> BinaryIO:
        """The content, to read. Raises FileNotFoundError."""
        return self.path(sha256).open("rb")

    def put(self, source: BinaryIO, limit: int) -> Stored:
        """Keep what `source` gives. Raises TooLarge, and leaves nothing behind then."""
        self.folder.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as target:
                while chunk := source.read(CHUNK):
                    size += len(chunk)
                    if size > limit:
                        raise TooLarge(limit)
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
