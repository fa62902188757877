"""Where the bytes of unfinished uploads lie: one file each, beside the store.

One writer at a time holds a file, also among several processes; a lock ends with its process.
"""

import fcntl
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from suite.settings import current_settings

_UID = re.compile(r"[0-9a-f-]{36}")


def folder() -> Path:
    """The folder of what is under way."""
    return current_settings().data_dir / "under-way"


def path(uid: str) -> Path:
    """Where the bytes of an upload lie. Raises ValueError for what is no uid."""
    if not _UID.fullmatch(uid):
        raise ValueError("not a uid")
    return folder() / uid


def begin(uid: str) -> None:
    """An empty file, there for certain."""
    folder().mkdir(parents=True, exist_ok=True)
    path(uid).touch(exist_ok=False)
    handle = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def held(uid: str) -> Iterator[BinaryIO]:
    """The file of an upload, for this writer alone. Raises FileNotFoundError."""
    with path(uid).open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def write(file: BinaryIO, at: int, block: bytes) -> None:
    """Put the bytes at their place, on disk for certain; what a torn write left behind is gone."""
    file.truncate(at)
    file.seek(at)
    file.write(block)
    file.flush()
    os.fsync(file.fileno())


def aside() -> IO[bytes]:
    """A file without a name, for bytes that are not proved yet."""
    return tempfile.TemporaryFile(dir=folder())


def drop(uid: str) -> None:
    """Forget the bytes of an upload."""
    path(uid).unlink(missing_ok=True)


def left_since(moment: float) -> list[str]:
    """Uids of files that nobody wrote since `moment` (seconds since 1970)."""
    return [p.name for p in folder().glob("*") if p.stat().st_mtime < moment]
